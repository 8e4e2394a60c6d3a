"""A disk that is full: what wants to be written gets 503, what is read is answered, /readyz says so; with room again everything goes on by itself, and
nothing that was accepted is lost or doubled."""
import collections
import re
import time

import httpx
import pytest
from local.server import Server, until
from support import small_disk
from support.actors import PASSWORD, TINY, Actor, Author, Person, Registrar, Wavering
from support.api import Api

pytestmark = pytest.mark.usefixtures("one_process")  # the disk that its data folder is on

ROUNDS = 4


@pytest.fixture(params=[
    pytest.param(small_disk.Mounted, id="mounted", marks=pytest.mark.skipif(not small_disk.can_mount(), reason="no small disk can be mounted here: preloaded does it alone")),
    pytest.param(small_disk.Preloaded, id="preloaded")])
def disk(request, tmp_path):
    made = request.param(tmp_path)
    yield made
    made.close()


@pytest.fixture
def server(binaries, fcm, disk, tmp_path):
    one = Server(binaries / "instante", disk.data, "--fcm-credentials", str(fcm.credentials(tmp_path)), "--fcm-endpoint", fcm.url, "--password-cost", "minimal", "--rate-limit", "off",
                 environment=disk.environment, command=disk.command(binaries / "instante"))
    with one:
        yield one
        if one.process.poll() is None:
            assert one.stop(60) == 0
    assert "Sanitizer" not in one.log.read_text(errors="replace")


@pytest.fixture
def client():
    with httpx.Client(timeout=60) as one:
        yield one


def readiness(server: Server) -> httpx.Response:
    return httpx.get(server.admin_url + "/readyz", timeout=10)


def is_ready(server: Server) -> bool:
    return readiness(server).status_code == 200


def refused(api: Api, method: str, path: str, **more) -> None:
    response = api.send(method, path, **more)
    assert response.status_code == 503, f"{method} {path}: {response.status_code} {response.text[:200]}"
    assert int(response.headers["Retry-After"]) >= 1 and response.headers["Content-Type"] == "application/problem+json"


def are_refused(actors: list[Actor]) -> bool:
    """Whether those at work are turned away: together, since an author may wait for a photo that was taken just before and can't be published now."""
    assert all(actor.is_alive() for actor in actors), [actor.failure for actor in actors]
    return sum(actor.person.refusals for actor in actors) >= 3 * len(actors)


def test_what_a_full_disk_refuses_and_that_it_gets_over_it_alone(server, disk, client):
    ana, bia = Person(server, client, "Ana"), Person(server, client, "Bia")
    api = Api(server.url, ana.token)
    kept = api.upload("tiny.jpg", text="before")["id"]
    until(lambda: [p["id"] for p in ana.all("/feed")] == [kept])
    disk.fill()
    person = {"name": "Nobody", "email": "nobody@example.org", "password": PASSWORD}

    def is_refused() -> bool:  # what a log has room for is taken at first
        return api.send("PUT", f"/user/{bia.id}/follow").status_code == 503
    until(is_refused, 30)
    refused(api, "PUT", f"/user/{bia.id}/follow")
    refused(api, "POST", "/user", json=person)
    refused(api, "POST", "/user/login", json={"email": ana.email, "password": PASSWORD})
    refused(api, "PATCH", f"/user/{ana.id}", json={"bio": "x" * 100})
    refused(api, "POST", "/resize-image", files={"images": ("tiny.jpg", TINY)}, data={"text": "in between"})
    refused(api, "DELETE", f"/publication/{kept}")
    not_ready = readiness(server)
    assert not_ready.status_code == 503 and set(not_ready.json()["checks"].values()) > {"ok"}, not_ready.text
    assert httpx.get(server.admin_url + "/healthz").status_code == 200
    assert [p["id"] for p in ana.all("/feed")] == [kept] and api.call("GET", f"/publication/{kept}")["text"] == "before"
    disk.free()
    until(lambda: is_ready(server), 10)  # nobody writes anything meanwhile
    assert api.call("POST", "/user", expect=201, json=person)["user"]["email"] == "nobody@example.org"
    api.call("PUT", f"/user/{bia.id}/follow")
    after = api.upload("tiny.jpg", text="after")["id"]
    until(lambda: [p["id"] for p in ana.all("/feed")] == [after, kept], 30)


def test_nothing_accepted_is_lost_while_the_disk_is_full_again_and_again(server, disk, fcm, client):
    authors = [Author(Person(server, client, name)) for name in ("Ana", "Bia")]
    phones = [f"phone-{type(disk).__name__}-{i}" for i in range(20)]
    followers = [Person(server, client, f"Follower {i}", notification_token=phone) for i, phone in enumerate(phones)]
    for follower in followers:
        for author in authors:
            follower.follow(author.person)
    registrar, wavering = Registrar(Person(server, client, "Registrar")), Wavering(Person(server, client, "Wavering"), authors[0].person.id)
    actors = [*authors, registrar, wavering]
    for actor in actors:
        actor.start()
    for _ in range(ROUNDS):
        time.sleep(0.3)
        disk.fill()
        until(lambda: are_refused(actors), 60)
        assert not is_ready(server)
        disk.free()
        until(lambda: is_ready(server), 20)
        for actor in actors:
            actor.person.refusals = 0
    for actor in actors:
        actor.ended.set()
    for actor in actors:
        actor.join(60)
        assert not actor.is_alive() and actor.failure is None, actor.failure
    kept = {identity for author in authors for identity in author.kept}
    for author in authors:
        until(lambda: {p["id"]: p["text"] for p in author.person.all(f"/publication/user/{author.person.id}")} == author.kept, 60, every=0.1)
    for follower in followers:
        until(lambda: len(follower.all("/notifications")) == len(kept), 60, every=0.1)
        assert collections.Counter(p["id"] for p in follower.all("/feed")) == collections.Counter(kept)
        assert collections.Counter(n["publication"] for n in follower.all("/notifications")) == collections.Counter(kept)
    for phone in phones:
        def pushed(phone: str = phone) -> collections.Counter:
            return collections.Counter(message["data"]["publication"] for message in fcm.wait_for(1, of=phone))
        until(lambda: kept <= set(pushed()), 60, every=0.1)
        assert set(pushed().values()) == {1}, "no push came twice"
    for email, identity in registrar.registered.items():
        assert Api(server.url).call("POST", "/user/login", json={"email": email, "password": PASSWORD})["user"]["id"] == identity


def test_a_server_that_was_killed_on_a_full_disk_starts_when_there_is_room(server, disk, client):
    ana = Person(server, client, "Ana")
    kept = [Api(server.url, ana.token).upload("tiny.jpg", text=str(i))["id"] for i in range(3)]
    disk.fill()
    server.kill()
    try:
        server.start(30)
    except RuntimeError as refusal:
        assert re.search("No space left|disk is full", str(refusal)) and server.process.returncode == 1, refusal
        disk.free()
        server.start()
    else:  # what it needed had room
        server.kill()
        disk.free()
        server.start()
    assert sorted(p["id"] for p in until(lambda: (lambda own: own if len(own) == 3 else None)(ana.all(f"/publication/user/{ana.id}")), 30)) == sorted(kept)
