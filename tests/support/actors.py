"""People who do something without pause, on a server that dies again and again, and try again whatever got no answer until it has one, or as often as they care to."""
import collections
import itertools
import math
import threading
import time
import uuid

import httpx
from local.server import Server, until

from support.api import PHOTOS

PASSWORD = "correct horse"
TINY = (PHOTOS / "tiny.jpg").read_bytes()


class Person:
    """Somebody who asks until there is an answer, or `repeats` times again; one that says "not now" is none."""

    def __init__(self, server: Server, client: httpx.Client, name: str, repeats: float = math.inf, **fields) -> None:
        self.server, self.client, self.repeats = server, client, repeats
        self.email = f"{name.replace(' ', '.').lower()}@example.org"
        self.token, self.unanswered, self.refusals = "", 0, 0
        self.broken: collections.Counter = collections.Counter()  # by kind of work: the server died while it was asked for it
        self.begins = lambda work: None  # called as work begins
        body = {"name": name, "email": self.email, "password": PASSWORD, **fields}
        self.sign_in(self.call("POST", "/user", (201,), json=body, headers={"Idempotency-Key": f"registration of {name}"}))

    def sign_in(self, answer: httpx.Response) -> None:
        self.token, self.id = answer.json()["access_token"], answer.json()["user"]["id"]

    def call(self, method: str, path: str, expect: tuple[int, ...] = (200,), work: str = "", **more) -> httpx.Response:
        headers = more.pop("headers", {})
        left = self.repeats
        while True:
            authorisation = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            self.begins(work)
            try:
                response = self.client.request(method, self.server.url + path, headers={**authorisation, **headers}, **more)
            except httpx.HTTPError as error:
                self.unanswered += 1
                self.broken[work] += not isinstance(error, httpx.ConnectError)
                assert (left := left - 1) >= 0, f"{method} {path}: {error!r}, and the same before"
                time.sleep(0.02)
                continue
            if response.status_code == 401 and self.token:  # a long run outlives access tokens
                self.token = ""
                self.sign_in(self.call("POST", "/user/login", (200,), json={"email": self.email, "password": PASSWORD}))
            elif response.status_code in (502, 503, 504):  # 502 and 504 are of an edge whose services are gone
                self.refusals += 1
                assert (left := left - 1) >= 0, f"{method} {path}: {response.status_code} {response.text[:300]}, and no better before"
                time.sleep(0.05)
            else:
                assert response.status_code in expect, f"{method} {path}: {response.status_code} {response.text[:300]}"
                return response

    def follow(self, whom: "Person") -> None:
        self.call("PUT", f"/user/{whom.id}/follow")

    def all(self, path: str) -> list[dict]:
        """The whole list, from the server as it runs now."""
        items, cursor = [], None
        while True:
            page = self.call("GET", path, params={"limit": 100, **({"cursor": cursor} if cursor else {})}).json()
            items, cursor = items + page["items"], page["next"]
            if cursor is None:
                return items


class Actor(threading.Thread):
    """A person at work in a thread of their own."""

    def __init__(self, person: Person) -> None:
        super().__init__(daemon=True)
        self.person = person
        self.ended = threading.Event()
        self.failure: str | None = None

    def run(self) -> None:
        try:
            for number in itertools.count():
                if self.ended.is_set():
                    return
                self.act(number)
        except Exception as failure:  # told by the test, which joins this thread
            self.failure = f"{type(self).__name__}: {failure!r}"

    def act(self, number: int) -> None:
        raise NotImplementedError


class Author(Actor):
    """Uploads, rests for `pause` seconds, and `deletes` every fifth, once it is there."""

    def __init__(self, person: Person, pause: float = 0, deletes: bool = True) -> None:
        super().__init__(person)
        self.pause, self.deletes = pause, deletes
        self.accepted: dict[str, str] = {}
        self.deleted: set[str] = set()

    def act(self, number: int) -> None:
        text, once = f"photo {number}", {"Idempotency-Key": uuid.uuid4().hex}
        answer = self.person.call("POST", "/resize-image", (201,), "upload", headers=once, files={"images": ("tiny.jpg", TINY)}, data={"text": text})
        identity = answer.json()["id"]
        assert identity not in self.accepted, "an id is given once"
        self.accepted[identity] = text
        if self.deletes and number % 5 == 4:
            until(lambda: self.person.call("GET", f"/publication/{identity}", (200, 404)).status_code == 200, 60)
            self.person.call("DELETE", f"/publication/{identity}", (202, 404), "delete")
            self.deleted.add(identity)
        self.ended.wait(self.pause)

    @property
    def kept(self) -> dict[str, str]:
        return {identity: text for identity, text in self.accepted.items() if identity not in self.deleted}


class Registrar(Actor):
    """Registers one person after another, each with an address that tells `whose` they are."""

    def __init__(self, person: Person, whose: str = "") -> None:
        super().__init__(person)
        self.whose = whose.replace(" ", ".").lower()
        self.registered: dict[str, str] = {}

    def act(self, number: int) -> None:
        email = f"registered{number}{self.whose}@example.org"
        body = {"name": f"Registered {number}", "email": email, "password": PASSWORD}
        answer = self.person.call("POST", "/user", (201,), "register", headers={"Idempotency-Key": f"registration {number}{self.whose}"}, json=body)
        self.registered[email] = answer.json()["user"]["id"]
        self.ended.wait(0.05)


class Wavering(Actor):
    """Follows, unfollows, follows …"""

    def __init__(self, person: Person, whom: str) -> None:
        super().__init__(person)
        self.whom, self.follows = whom, False

    def act(self, number: int) -> None:
        if number % 2 == 0:
            self.person.call("PUT", f"/user/{self.whom}/follow", (200,), "follow")
        else:
            self.person.call("DELETE", f"/user/{self.whom}/follow", (204,), "follow")
        self.follows = number % 2 == 0
        self.ended.wait(0.02)
