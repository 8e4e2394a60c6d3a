"""How often is too often: per person, per address behind trusted proxies, and who may register at all."""
import contextlib

import httpx
import pytest
from local.server import Server, until
from support.api import Api, register

pytestmark = pytest.mark.usefixtures("one_process")  # its memory of who has called how often: each instance counts for itself

PROXIED = ("--trusted-proxies", "127.0.0.0/8")
_numbers = iter(range(1_000_000))


@pytest.fixture
def serve(binaries, tmp_path):
    """Starts servers of the test's own, in memory."""
    with contextlib.ExitStack() as running:
        yield lambda *flags: running.enter_context(Server(binaries / "instante", tmp_path / f"data{next(_numbers)}", "--ephemeral", "--password-cost", "minimal", *flags))


def of(address: str) -> dict:
    """What a trusted proxy says of a call from there."""
    return {"X-Forwarded-For": address}


def statuses(api: Api, count: int, method: str, path: str, **more) -> list[int]:
    return [api.send(method, path, **more).status_code for _ in range(count)]


def person(number: int) -> dict:
    return {"name": f"Limited {number}", "email": f"limited{number}@example.org", "password": "correct horse"}


def test_what_is_left_is_told_and_too_much_is_refused(serve):
    with Api(serve("--rate-address", "3/1h").url) as api:
        for left in (2, 1, 0):
            headers = api.send("GET", "/publications").headers
            assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("3", str(left))
            assert 1200 * (3 - left) - 5 <= int(headers["ratelimit-reset"]) <= 1200 * (3 - left)
        refused = api.send("GET", "/publications")
        assert refused.status_code == 429 and refused.json()["type"] == "/problems/rate-limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 1200 <= int(refused.headers["ratelimit-reset"]) <= 3600
        assert refused.headers["ratelimit-remaining"] == "0"
        assert api.http.get("/nowhere").status_code == 429, "guessing addresses is calling"


def test_it_comes_back(serve):
    with Api(serve("--rate-address", "1/1s").url) as api:
        assert api.send("GET", "/publications").status_code == 200
        until(lambda: api.send("GET", "/publications").status_code == 200, 5)


def test_registration_sign_in_and_the_rest_are_counted_apart(serve):
    with Api(serve("--rate-register", "2/1h", "--rate-login", "3/1h").url) as api:
        assert [api.send("POST", "/user", json=person(number)).status_code for number in range(3)] == [201, 201, 429]
        credentials = {"email": "limited0@example.org", "password": "correct horse"}
        assert statuses(api, 4, "POST", "/user/login", json=credentials) == [200, 200, 200, 429]
        assert api.send("GET", "/publications").status_code == 200


def test_a_person_is_counted_wherever_they_are_and_an_address_only_for_strangers(serve):
    server = serve("--rate-person", "3/1h", "--rate-address", "5/1h", *PROXIED)
    ana, bruno = register(server.url), register(server.url)
    assert [ana.send("GET", "/feed", headers=of(f"192.0.2.{number}")).status_code for number in range(4)] == [200, 200, 200, 429]
    assert bruno.send("GET", "/feed", headers=of("192.0.2.1")).status_code == 200
    with Api(server.url) as stranger:
        assert statuses(stranger, 6, "GET", "/publications", headers=of("192.0.2.1")) == [200] * 5 + [429]
        assert stranger.send("GET", "/publications", headers=of("192.0.2.2")).status_code == 200


def test_an_ipv6_customer_is_one_address(serve):
    with Api(serve("--rate-address", "1/1h", *PROXIED).url) as api:
        assert api.send("GET", "/publications", headers=of("2001:db8:1:2::1")).status_code == 200
        assert api.send("GET", "/publications", headers=of("2001:db8:1:2:aaaa::2")).status_code == 429
        assert api.send("GET", "/publications", headers=of("2001:db8:1:3::1")).status_code == 200


def test_only_a_trusted_proxy_may_say_where_a_call_comes_from(serve):
    with Api(serve("--rate-address", "2/1h").url) as api:
        assert [api.send("GET", "/publications", headers=of(f"192.0.2.{number}")).status_code for number in range(3)] == [200, 200, 429]


def test_uploads_are_counted_by_person_before_they_are_read(serve):
    server = serve("--rate-upload", "1/1h")
    ana, bruno = register(server.url), register(server.url)
    ana.upload("tiny.jpg")
    ana.upload("tiny.jpg", expect=429)
    bruno.upload("tiny.jpg")
    assert ana.send("GET", "/feed").status_code == 200


def test_reports_are_counted_by_person_before_they_are_looked_at(serve):
    server = serve("--rate-report", "2/1h")
    ana, bruno = register(server.url), register(server.url)
    body = {"user": bruno.user["id"], "reason": "spam"}
    until(lambda: ana.send("GET", f"/publication/user/{bruno.user['id']}").status_code == 200)
    reported = ana.send("POST", "/report", json=body)
    assert (reported.status_code, reported.headers["ratelimit-limit"], reported.headers["ratelimit-remaining"]) == (201, "2", "1")
    assert statuses(ana, 2, "POST", "/report", json={}) == [422, 429]
    assert bruno.send("POST", "/report", json={}).status_code == 422
    assert ana.send("GET", "/feed").status_code == 200


def test_one_account_is_guessed_at_slowly_from_however_many_places(serve):
    server = serve("--rate-account", "3/1h", *PROXIED)
    ana = register(server.url)
    with Api(server.url) as guesser:
        guess = {"email": ana.user["email"], "password": "wrong horse"}
        assert [guesser.send("POST", "/user/login", json=guess, headers=of(f"192.0.2.{number}")).status_code for number in range(4)] == [401, 401, 401, 429]
        assert guesser.send("POST", "/user/login", json={**guess, "email": "nobody@example.org"}, headers=of("192.0.2.1")).status_code == 401
    assert ana.send("GET", "/user/me").status_code == 200, "who is signed in already stays so"


def test_pictures_are_counted_apart(serve):
    server = serve("--rate-media", "2/1h")
    ana = register(server.url)
    url = ana.upload("tiny.jpg")["images"][0]["renditions"][0]["url"]
    with Api(server.url) as stranger:
        assert statuses(stranger, 3, "GET", url) == [200, 200, 429]
        assert stranger.send("GET", "/publications").status_code == 200


def test_switched_off_nothing_is_limited_nor_told(serve):
    with Api(serve("--rate-limit", "off", "--rate-address", "1/1h").url) as api:
        assert statuses(api, 5, "GET", "/publications") == [200] * 5
        assert "ratelimit-limit" not in api.send("GET", "/publications").headers


def test_the_operator_is_not_limited(serve):
    server = serve("--rate-address", "1/1h")
    assert [httpx.get(server.admin_url + "/healthz").status_code for _ in range(5)] == [200] * 5


def test_where_registration_is_closed_nobody_registers(serve):
    with Api(serve("--registration", "closed").url) as api:
        for path in ("/user", "/user/register"):
            refused = api.send("POST", path, json=person(1))
            assert refused.status_code == 403 and refused.json()["type"] == "/problems/authentication/registration-closed"
