"""People and photos on a server that is measured."""
import argparse
import concurrent.futures
import contextlib
import dataclasses
import functools
import http.client
import json
import pathlib
import random
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator

from local.engines import Engines
from local.engines.fcm import Door
from local.fcm import FcmStandIn
from local.server import Server, until

from load.table import Table

PHOTOS = pathlib.Path(__file__).resolve().parents[1] / "photos"
BOUNDARY = "instante-load"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
LOCAL = threading.local()


def form(photo: pathlib.Path) -> bytes:
    """The body of an upload of that photo, of content type `FORM`."""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="images"; filename="t.jpg"\r\n\r\n'.encode() + photo.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()


TINY = form(PHOTOS / "tiny.jpg")


def connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urllib.parse.urlparse(url).netloc)


def call(server: Server, method: str, path: str, token: str = "", body: bytes | None = None, kind: str = "application/json") -> dict:
    """One request over this thread's kept connection; its JSON."""
    if getattr(LOCAL, "url", "") != server.url:
        LOCAL.url, LOCAL.connection = server.url, connect(server.url)
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    while True:
        LOCAL.connection.request(method, path, body, headers)
        response = LOCAL.connection.getresponse()
        content = response.read()
        if response.status == 503:
            time.sleep(0.05)
            continue
        assert response.status < 300, (method, path, response.status, content[:300])
        return json.loads(content) if content else {}


def forget_connection() -> None:
    """The server that this thread was connected to has ended."""
    LOCAL.url = ""


def upload(server: Server, token: str, body: bytes = TINY) -> str:
    """Publishes a photo; the publication's id."""
    return call(server, "POST", "/resize-image", token, body, FORM)["id"]


@dataclasses.dataclass
class Person:
    id: str
    token: str


def register(server: Server, number: int, device: bool = False) -> Person:
    body = {"name": f"Person {number}", "email": f"p{number}@example.org", "password": "correct horse"} | ({"notification_token": f"phone-{number}"} if device else {})
    session = call(server, "POST", "/user", body=json.dumps(body).encode())
    return Person(session["user"]["id"], session["access_token"])


def followers(server: Server, of: Person, first: int, count: int, devices: bool) -> list[Person]:
    """So many new people who follow `of`, each with a device or without."""
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda number: register(server, first + number, devices), range(count)))
        list(threads.map(lambda person: call(server, "PUT", f"/user/{of.id}/follow", person.token), found))
    settle(server)
    forget_connection()  # this thread's may have been idle for longer than it is kept
    return found


def metrics(server: Server) -> str:
    connection = connect(server.admin_url)
    connection.request("GET", "/metrics")
    return connection.getresponse().read().decode()


def settle(server: Server, seconds: float = 120) -> None:
    """Waits until no queue holds anything."""
    until(lambda: all(float(value) == 0 for value in re.findall(r"^instante_bus_queue_(?:ready|in_flight)\{[^}]*\} (\S+)", metrics(server), re.M)), seconds, 0.1)


class World:
    """200 people (`--people`) who follow 30 each, and their publications, all made through the API."""

    def __init__(self, arguments: argparse.Namespace, folder: pathlib.Path, server: Server, fcm: FcmStandIn) -> None:
        self.folder, self.server, self.fcm = folder, server, fcm
        chance = random.Random(1)
        begin = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            self.people = list(threads.map(lambda number: register(server, number), range(arguments.people)))
            follows = [(follower, followee) for follower in self.people for followee in chance.sample(self.people, min(30, len(self.people) - 1)) if follower is not followee]
            list(threads.map(lambda edge: call(server, "PUT", f"/user/{edge[1].id}/follow", edge[0].token), follows))
            authors = [chance.choice(self.people) for _ in range(arguments.publications)]
            self.publications = list(threads.map(lambda author: upload(server, author.token), authors))
        settle(server)
        print(f"seeded {len(self.people)} people, {len(follows)} follows, {len(self.publications)} publications through the API in {time.monotonic() - begin:.1f} s\n", flush=True)


class Run:
    """What a row is given: the arguments, the table, servers of its own, and the seeded world that is made when the first row asks for it."""

    def __init__(self, arguments: argparse.Namespace, folder: pathlib.Path, open_until_end: contextlib.ExitStack) -> None:
        self.arguments, self.folder, self.table = arguments, folder, Table()
        self._open = open_until_end

    def server(self, name: str, *flags: str, environment: dict[str, str] | None = None) -> Server:
        """A server on a new folder, to be used in `with`."""
        return Server(self.arguments.binary, self.folder / name, "--password-cost", "minimal", "--rate-limit", "off", "--log-level", "warn", *flags, environment=environment)

    @contextlib.contextmanager
    def pushing_server(self, name: str, *more: str) -> Iterator[tuple[Server, Door]]:
        """The same with a push service over TLS and HTTP/2 and `more` engines, and the door of the first."""
        engines = Engines(self.folder / f"{name}-engines")
        try:
            engines.up(["fcm", *more])
            with self.server(name, environment=engines.settings()) as server:
                yield server, Door(engines.control("fcm"))
        finally:
            engines.down()

    @functools.cached_property
    def world(self) -> World:
        fcm = self._open.enter_context(FcmStandIn())
        server = self.server("data", "--fcm-credentials", str(fcm.credentials(self.folder)), "--fcm-endpoint", fcm.url)
        return World(self.arguments, self.folder, self._open.enter_context(server), fcm)
