"""Bad input of every kind gets the 4xx that the contracts promise, as a problem."""
import json
import struct
import zlib

import pytest
from local.server import until
from support.api import PHOTOS, Api, register


@pytest.fixture(scope="module")
def ana(server):
    return register(server.url)


PERSON = {"name": "Eva", "email": "eva.bad@example.org", "password": "correct horse"}


def fields(response) -> set[str]:
    return {error["field"] for error in response.json()["errors"]}


@pytest.mark.parametrize("change, bad", [
    ({"name": ""}, {"name"}), ({"name": "x" * 51}, {"name"}), ({"name": None}, {"name"}), ({"name": 7}, {"name"}),
    ({"email": "none"}, {"email"}), ({"email": "a@b@c"}, {"email"}), ({"email": "a b@example.org"}, {"email"}),
    ({"password": "short"}, {"password"}), ({"password": "x" * 129}, {"password"}),
    ({"username": "A b"}, {"username"}), ({"username": "123"}, {"username"}), ({"username": "me"}, {"username"}), ({"username": "a"}, {"username"}),
    ({"name": "", "email": "", "password": ""}, {"name", "email", "password"}),
])
def test_every_bad_field_of_a_registration_is_told_at_once(anonymous, change, bad):
    response = anonymous.send("POST", "/user", json={**PERSON, **change})
    assert response.status_code == 422 and fields(response) == bad


@pytest.mark.parametrize("content, kind, status", [
    (b"{", "application/json", 400), (b"", "application/json", 400), (b"[]", "application/json", 422), (b'{"name":"\xff"}', "application/json", 400),
    (b'{"a":' * 100 + b"1" + b"}" * 100, "application/json", 400), (b"{} x", "application/json", 400), (b"{}", "text/plain", 415),
    (b"{}", "application/xml", 415), (b'{"name":"a","name":"b"}', "application/json", 400), (b'{"x":"' + b"a" * 200_000 + b'"}', "application/json", 413),
], ids=["cut", "empty", "array", "not utf-8", "deep", "trailing", "text", "xml", "doubled key", "long"])
def test_a_body_that_cannot_be_read(anonymous, content, kind, status):
    assert anonymous.send("POST", "/user/login", content=content, headers={"Content-Type": kind}).status_code == status


@pytest.mark.parametrize("path", ["/feed", "/notifications", "/publications", "/user/{id}/followers", "/publication/user/{id}"])
@pytest.mark.parametrize("query, status", [("limit=0", 422), ("limit=101", 422), ("limit=x", 422), ("limit=-1", 422), ("cursor=!", 400), ("cursor=eA", 400), ("cursor=" + "A" * 5000, 400)],
                         ids=["limit 0", "limit 101", "limit x", "limit -1", "cursor !", "cursor x", "long cursor"])
def test_pages_that_cannot_be(ana, path, query, status):
    assert ana.send("GET", f"{path.replace('{id}', ana.user['id'])}?{query}").status_code == status


@pytest.mark.parametrize("path", ["/publication/0", "/publication/x", "/publication/9223372036854775808", "/publication/1", "/user/nobody_at_all", "/user/1",
                                  "/publication/user/nobody_at_all", "/media/p/1/none.jpg", "/media/../../etc/passwd", "/media/%2e%2e/x", "/media/incoming/1", "/media/idempotency/1/x", "/nowhere"])
def test_what_is_not_there(ana, path):
    assert ana.send("GET", path).status_code == 404


@pytest.mark.parametrize("service, path", [("publication", "/publication/%00"), ("authentication", "/user/%ff")])
def test_a_path_that_is_no_text(ana, instances, service, path):
    """Past the edge, which refuses some of them itself."""
    assert Api(instances(service)[0].url, ana.token).send("GET", path).status_code == 400


@pytest.mark.parametrize("method, path, allowed", [("DELETE", "/feed", "GET"), ("POST", "/publication/1", "PATCH"), ("PUT", "/resize-image", "POST"), ("PATCH", "/user/login", "POST")])
def test_a_method_that_a_path_has_not(ana, method, path, allowed):
    response = ana.http.request(method, path)
    assert response.status_code == 405 and allowed in response.headers["allow"]


def test_following_oneself(ana):
    assert ana.send("PUT", f"/user/{ana.user['id']}/follow").status_code == 422
    assert ana.send("PUT", "/user/nobody_at_all/follow").status_code == 404


@pytest.mark.parametrize("body", [{}, {"kind": "fcm"}, {"kind": "pigeon", "token": "x"}, {"kind": "fcm", "token": ""}, {"kind": "webpush", "subscription": {}}])
def test_devices_that_cannot_be(ana, body):
    assert ana.send("PUT", "/user/me/device", json=body).status_code == 422


@pytest.mark.parametrize("body, bad", [
    ({}, {"publication", "reason"}), ({"reason": "spam"}, {"publication"}), ({"user": "1", "publication": "1", "reason": "spam"}, {"publication"}),
    ({"publication": "x", "reason": "spam"}, {"publication"}), ({"publication": 1, "reason": "spam"}, {"publication"}), ({"user": 1, "reason": "spam"}, {"user"}),
    ({"user": "1", "reason": "boring"}, {"reason"}), ({"user": "1", "reason": None}, {"reason"}), ({"user": "1", "reason": "spam", "text": "x" * 1001}, {"text"}),
    ({"publication": "0", "user": 7, "reason": 7, "text": ["x"]}, {"publication", "user", "reason", "text"}),
])
def test_every_bad_field_of_a_report_is_told_at_once(ana, body, bad):
    response = ana.send("POST", "/report", json=body)
    assert response.status_code == 422 and fields(response) == bad


@pytest.mark.parametrize("body", [{"publication": "1"}, {"user": "nobody_at_all"}, {"user": "1"}, {"user": ""}, {"user": "../me"}])
def test_reports_of_what_is_not_there(ana, body):
    assert ana.send("POST", "/report", json={**body, "reason": "other"}).status_code == 404


def test_reports_of_oneself(ana):
    for who in (ana.user["id"], ana.user["username"], ana.user["username"].upper()):
        response = ana.send("POST", "/report", json={"user": who, "reason": "spam"})
        assert response.status_code == 422 and response.json()["type"] == "/problems/publication/own-report"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


COFFEE = (PHOTOS / "coffee.jpg").read_bytes()


@pytest.mark.parametrize("photo, status", [
    (b"", 415), (b"hello", 415), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415), (b"%PDF-1.4\n", 415), (b"<!DOCTYPE html><script>alert(1)</script>", 415),
    (b"\x7fELF" + b"\0" * 100, 415), (b"II*\0" + b"\0" * 100, 415), (b"BM" + b"\0" * 100, 415),
    (COFFEE[:20_000], 422), (COFFEE[:600] + b"\0" * 5000, 422), (COFFEE[:3], 422), (png(65_500, 65_500), 413), (png(100, 100), 422), (png(0, 0), 422),
], ids=["empty", "text", "svg", "pdf", "html", "elf", "tiff", "bmp", "cut", "garbage", "three bytes", "bomb", "short png", "no size"])
def test_what_is_no_photo(ana, photo, status):
    response = ana.send("POST", "/resize-image", files={"images": ("photo.jpg", photo, "image/jpeg")})
    assert response.status_code == status, response.text


def test_more_than_an_upload_may_hold(ana):
    tiny = (PHOTOS / "tiny.jpg").read_bytes()
    eleven = [("images", (f"{i}.jpg", tiny, "image/jpeg")) for i in range(11)]
    assert ana.send("POST", "/resize-image", files=eleven).status_code in (413, 422)
    assert ana.send("POST", "/resize-image", files={"images": ("big.jpg", COFFEE + b"\0" * (31 << 20), "image/jpeg")}).status_code == 413
    assert ana.send("POST", "/resize-image", data={"text": "x"}, files={"other": ("x", b"x")}).status_code == 422
    assert ana.send("POST", "/resize-image", files={"images": ("x.jpg", tiny)}, data={"text": "x" * 2201}).status_code == 422
    assert ana.send("POST", "/resize-image", files={"images": ("x.jpg", tiny)}, data={"alt": ["a", "b"]}).status_code == 422
    assert ana.send("POST", "/resize-image", json={"text": "x"}).status_code == 415
    assert ana.send("POST", "/resize-image", content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data; boundary=x"}).status_code == 400
    assert ana.all(f"/publication/user/{ana.user['id']}") == [], "nothing of what was refused is published"


@pytest.mark.parametrize("body, bad", [({"text": "x" * 2201}, {"text"}), ({"text": 7}, {"text"}), ({"images": [{"id": "1", "alt": "x"}]}, {"images[0].id"}), ({"images": 3}, {"images"})])
def test_edits_that_cannot_be(server, body, bad):
    person = register(server.url)
    identity = person.upload("tiny.jpg")["id"]
    until(lambda: person.send("GET", f"/publication/{identity}").status_code == 200)
    response = person.send("PATCH", f"/publication/{identity}", json=body)
    assert response.status_code == 422 and fields(response) == bad


def test_a_problem_tells_nothing_of_our_insides(anonymous):
    text = json.dumps(anonymous.send("GET", "/publication/x").json())
    assert ".cpp" not in text and "sqlite" not in text
