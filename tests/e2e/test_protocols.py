"""The wire: HTTP/1.1 and HTTP/2 on one port, TLS, Expect, gzip, ranges, headers. What an edge does itself is asked of the instances behind it."""
import gzip
import http.client
import re
import socket
import ssl
import subprocess
import time
import urllib.parse

import httpx
import pytest
from local.server import Server, until
from support.api import PHOTOS, Api, register


@pytest.fixture(scope="module")
def ana(server):
    person = register(server.url)
    for _ in range(3):
        publish(person, person, "tiny.jpg")
    return person


def publish(person: Api, by: Api, photo: str) -> None:
    """Returns once it is in the person's feed, which tests compare with itself."""
    identity = by.upload(photo)["id"]
    until(lambda: identity in [item["id"] for item in person.call("GET", "/feed")["items"]])


@pytest.fixture
def door(instances):
    """Where a service itself listens."""
    return lambda service: instances(service)[0].url


def test_http_2_by_prior_knowledge_on_the_same_port(door, ana):
    with Api(door("publication"), ana.token, http2=True) as api:
        response = api.send("GET", "/feed")
        assert response.http_version == "HTTP/2" and response.status_code == 200
    with Api(door("resize-image"), ana.token, http2=True) as api:
        publish(ana, api, "coffee.jpg")


def test_tls_chooses_the_protocol_by_alpn(one_process, binaries, tmp_path):
    """Apart, TLS is the edge's."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-days", "1", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral", "--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")) as server:
        assert server.url.startswith("https://")
        trusted = ssl.create_default_context(cafile=tmp_path / "cert.pem")
        for http2, version in ((True, "HTTP/2"), (False, "HTTP/1.1")):
            with httpx.Client(base_url=server.url, verify=trusted, http2=http2) as client:
                assert client.get("/publications").http_version == version


def test_a_client_that_waits_for_100_is_not_kept_waiting(door, ana):
    address = urllib.parse.urlparse(door("resize-image"))
    body = b'--x\r\nContent-Disposition: form-data; name="images"; filename="t"\r\n\r\n' + (PHOTOS / "tiny.jpg").read_bytes() + b"\r\n--x--\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        head = f"POST /resize-image HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ana.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        assert connection.recv(1000).startswith(b"HTTP/1.1 201")


def test_who_may_not_upload_is_told_before_the_body_is_sent(door):
    address = urllib.parse.urlparse(door("resize-image"))
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(b"POST /resize-image HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 10000000\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 401")


def test_json_above_a_kilobyte_is_compressed_where_the_client_takes_it(server):
    ana = register(server.url)  # of whom nothing is on its way
    for _ in range(2):
        publish(ana, ana, "tiny.jpg")
    connection = http.client.HTTPConnection(urllib.parse.urlparse(server.url).netloc)
    connection.request("GET", "/feed", headers={"Authorization": f"Bearer {ana.token}", "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    packed = response.read()
    assert response.getheader("Content-Encoding") == "gzip" and "Accept-Encoding" in response.getheader("Vary")
    connection.request("GET", "/feed", headers={"Authorization": f"Bearer {ana.token}"})
    plain = connection.getresponse().read()
    assert gzip.decompress(packed) == plain and len(packed) < len(plain)
    connection.request("GET", "/user/me", headers={"Authorization": f"Bearer {ana.token}", "Accept-Encoding": "gzip"})
    small = connection.getresponse()
    assert len(small.read()) < 1024 and small.getheader("Content-Encoding") is None


def test_single_resources_have_entity_tags(ana):
    for path in ("/user/me", f"/user/{ana.user['id']}", f"/publication/{ana.call('GET', '/feed')['items'][0]['id']}"):
        response = ana.send("GET", path)
        assert ana.send("GET", path, headers={"If-None-Match": response.headers["etag"]}).status_code == 304
        assert ana.send("GET", path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_is_get_without_content(ana):
    get, head = ana.send("GET", "/user/me"), ana.send("HEAD", "/user/me")
    assert head.status_code == 200 and head.content == b"" and head.headers["content-length"] == str(len(get.content))


def test_requests_and_traces_have_names(anonymous):
    assert anonymous.send("GET", "/publications", headers={"X-Request-Id": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert anonymous.send("GET", "/publications", headers={"X-Request-Id": "a b\"<"}).headers["x-request-id"] != "a b\"<"
    assert re.fullmatch(r"[0-9A-Za-z._-]+", anonymous.send("GET", "/publications").headers["x-request-id"])


def test_caching_is_always_on_purpose_and_other_origins_are_closed_out(ana):
    for path in ("/feed", "/user/me", "/publications", "/nowhere", "/.well-known/jwks.json"):
        response = ana.send("GET", path, headers={"Origin": "https://elsewhere.example"})
        assert response.headers["cache-control"]
        assert "access-control-allow-origin" not in response.headers
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_list_links_to_its_next_page(ana):
    response = ana.send("GET", "/feed", params={"limit": 1})
    [target] = re.findall(r'<([^>]+)>; rel="next"', response.headers["link"])
    assert ana.send("GET", target).json()["items"][0]["id"] < response.json()["items"][0]["id"]


@pytest.mark.parametrize("raw, status", [
    (b"GET /feed HTTP/1.1\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
    (b"POST /user HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
    (b"POST /user HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", b"400"),
    (b"GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
    (b"GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", b"400"),
], ids=["no host", "two hosts", "two lengths of body", "two lengths", "blank before colon", "long header", "folded header"])
def test_requests_that_are_none(door, raw, status):
    address = urllib.parse.urlparse(door("publication"))
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(raw)
        received = b""
        while chunk := connection.recv(4096):
            received += chunk
        assert received.split()[1] == status and b"application/problem+json" in received


def test_what_is_not_http_gets_no_answer(door):
    address = urllib.parse.urlparse(door("publication"))
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(b"GARBAGE\r\n\r\n")
        assert connection.recv(4096) == b""


def test_a_slow_client_does_not_hold_others_up(door):
    address = urllib.parse.urlparse(door("publication"))
    idle = [socket.create_connection((address.hostname, address.port)) for _ in range(200)]
    for connection in idle:
        connection.sendall(b"GET /publications HTTP/1.1\r\nHost:")
    begin = time.monotonic()
    assert httpx.get(door("publication") + "/publications").status_code == 200
    assert time.monotonic() - begin < 5
    for connection in idle:
        connection.close()
