#!/usr/bin/env python3
"""Walks the main job through the public API of an Instante of its own, and prints every step with its time: `./run demo`."""
import argparse
import http.client
import json
import pathlib
import sys
import tempfile
import time
import urllib.parse
import uuid

from local.fcm import FcmStandIn
from local.server import Server, until

ROOT = pathlib.Path(__file__).resolve().parent.parent
PHOTOS = ROOT / "tests" / "photos"
GREEN, DIM, RED, PLAIN = ("\033[32m", "\033[2m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("", "", "", "")


def multipart(fields: dict[str, str], files: list[tuple[str, pathlib.Path]]) -> tuple[str, bytes]:
    boundary = uuid.uuid4().hex
    content = b""
    for name, value in fields.items():
        content += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, file in files:
        content += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n\r\n'.encode() + file.read_bytes() + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", content + f"--{boundary}--\r\n".encode()


class Api:
    """One person's phone: a kept connection, and a token once signed in."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc, timeout=30)
        self.token = ""

    def call(self, method: str, path: str, body: dict | None = None, form: tuple[str, bytes] | None = None, expect: int = 200):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = None
        if form:
            headers["Content-Type"], content = form
        elif body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(body).encode()
        self.connection.request(method, path, content, headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != expect:
            raise RuntimeError(f"{method} {path}: {response.status}, expected {expect}: {answer[:500].decode(errors='replace')}")
        return json.loads(answer) if "json" in response.getheader("Content-Type", "") else answer

    def sign_in(self, session: dict) -> "Api":
        self.token = session["access_token"]
        self.user = session["user"]
        return self


class Steps:
    def __init__(self) -> None:
        self.number = 0
        self.started = time.monotonic()

    def __call__(self, text: str, work, detail=lambda result: ""):
        self.number += 1
        begin = time.monotonic()
        try:
            result = work()
        except Exception as failure:
            print(f"{RED}✗ {self.number:2} {text}: {failure}{PLAIN}")
            raise SystemExit(1) from failure
        milliseconds = (time.monotonic() - begin) * 1000
        print(f"{GREEN}✓{PLAIN} {self.number:2} {text:<66} {milliseconds:8.1f} ms  {DIM}{detail(result)}{PLAIN}", flush=True)
        return result


def walk(server: Server, fcm: FcmStandIn, photo: pathlib.Path) -> None:
    step = Steps()
    ana, bruno, carla = Api(server.url), Api(server.url), Api(server.url)

    def register(api: Api, name: str, picture: pathlib.Path | None = None, **more: str):
        fields = {"name": name, "email": f"{name.split()[0].lower()}@example.org", "password": "correct horse", **more}
        session = api.call("POST", "/user", expect=201, **({"form": multipart(fields, [("image", picture)])} if picture else {"body": fields}))
        return api.sign_in(session)

    step("Ana registers, with a picture", lambda: register(ana, "Ana Lima", PHOTOS / "astronaut.jpg"), lambda api: f"@{api.user['username']}")
    step("Bruno registers, with a phone", lambda: register(bruno, "Bruno Dias", notification_token="phone-of-bruno"), lambda api: f"@{api.user['username']}")
    step("Carla registers", lambda: register(carla, "Carla Reis"), lambda api: f"@{api.user['username']}")
    step("Bruno signs in again, by his e-mail address", lambda: Api(server.url).call("POST", "/user/login", {"email": "bruno@example.org", "password": "correct horse"}))
    step("Bruno follows Ana", lambda: bruno.call("PUT", f"/user/{ana.user['id']}/follow"), lambda answer: f"following: {answer['following']}")
    step("Carla follows Ana, by her name", lambda: carla.call("PUT", f"/user/{ana.user['username']}/follow"))
    step("Ana sees that they follow her", lambda: until(lambda: len(ana.call("GET", "/notifications")["items"]) == 2))

    began = time.time()
    form = multipart({"text": "The view from up here", "alt": "A mosaic of photographs"}, [("images", photo)])
    publication = step(f"Ana uploads a photo of {photo.stat().st_size / 1e6:.1f} MB: eight renditions, stored and published",
                       lambda: ana.call("POST", "/resize-image", form=form, expect=201), lambda p: f"/publication/{p['id']}")
    identity = publication["id"]
    image = publication["images"][0]
    for rendition in image["renditions"]:
        print(f"      {DIM}{rendition['name']:>4} {rendition['format']:<4} {rendition['width']:>4} × {rendition['height']:<4} {rendition['bytes']:>7} bytes{PLAIN}")
    step("Anyone reads it", lambda: until(lambda: answers(server.url, f"/publication/{identity}", 200)))
    step("It is in Bruno's feed", lambda: until(lambda: [p for p in bruno.call("GET", "/feed")["items"] if p["id"] == identity]))
    step("It is in Carla's feed", lambda: until(lambda: [p for p in carla.call("GET", "/feed")["items"] if p["id"] == identity]))
    step("It is in Bruno's inbox", lambda: until(lambda: [n for n in bruno.call("GET", "/notifications")["items"] if n["publication"] == identity]))
    pushes = step("Bruno's phone is told (a local stand-in for Firebase shows it)", lambda: fcm.wait_for(1, of="phone-of-bruno") or (_ for _ in ()).throw(TimeoutError("no push came")))
    shown = pushes[0]["notification"]
    print(f"      {DIM}“{shown['title']}”: {shown['body']}   {(pushes[0]['received_at'] - began) * 1000:.0f} ms after Ana pressed the button{PLAIN}")
    step("Bruno's phone loads the picture", lambda: bruno.call("GET", urllib.parse.urlparse(image["renditions"][1]["url"]).path), lambda content: f"{len(content)} bytes")
    step("Bruno marks his inbox read", lambda: bruno.call("POST", "/notifications/read", {"up_to": identity}, expect=204))
    step("Ana changes the text", lambda: ana.call("PATCH", f"/publication/{identity}", {"text": "Earth, from up here"}))
    step("Bruno unfollows Ana: her photo leaves his feed at once",
         lambda: (bruno.call("DELETE", f"/user/{ana.user['id']}/follow", expect=204), until(lambda: not bruno.call("GET", "/feed")["items"])))
    step("Ana deletes her publication", lambda: ana.call("DELETE", f"/publication/{identity}", expect=202))
    step("Its pictures are gone too", lambda: until(lambda: answers(server.url, urllib.parse.urlparse(image["renditions"][0]["url"]).path, 404)))
    step("Ana signs out, and her token is worth nothing", lambda: (ana.call("POST", "/user/logout", expect=204), ana.call("GET", "/user/me", expect=401)))
    print(f"\nThe whole of it in {time.monotonic() - step.started:.2f} s.")


def answers(url: str, path: str, status: int) -> bool:
    """Whether anyone who asks for `path` gets `status`."""
    try:
        Api(url).call("GET", path, expect=status)
        return True
    except RuntimeError:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", type=pathlib.Path, default=PHOTOS / "12mp.jpg", help="the photo to upload")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "instante")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="instante-demo-") as folder, FcmStandIn() as fcm:
        data = pathlib.Path(folder) / "data"
        credentials = fcm.credentials(pathlib.Path(folder))
        begin = time.monotonic()
        with Server(arguments.binary, data, "--fcm-credentials", str(credentials), "--fcm-endpoint", fcm.url) as server:
            print(f"instante listens on {server.url}, {(time.monotonic() - begin) * 1000:.0f} ms after its start (a fresh data folder)\n")
            walk(server, fcm, arguments.photo)
            begin = time.monotonic()
            status = server.stop()
            print(f"Stopped by SIGTERM: exit status {status} after {(time.monotonic() - begin) * 1000:.0f} ms.")
            return status


if __name__ == "__main__":
    sys.exit(main())
