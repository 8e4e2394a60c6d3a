"""SIGKILL at random moments while people register, follow, upload and delete: what was accepted is there, once; every follower's feed and inbox has it once; every phone is told.

INSTANTE_TEST_KILLS says how often (50), INSTANTE_TEST_SEED repeats a run's moments.
"""
import collections
import itertools
import os
import random
import threading
import time
import uuid

import httpx
import pytest
from local.server import Server, until
from support.api import PHOTOS, Api, register

KILLS = int(os.environ.get("INSTANTE_TEST_KILLS", "50"))
FOLLOWERS = 3
INBOX_LIMIT = 500
TINY = (PHOTOS / "tiny.jpg").read_bytes()


class Actor(threading.Thread):
    """Somebody who does something without pause, and tries again whatever got no answer until it has one."""

    def __init__(self, server: Server, token: str = "") -> None:
        super().__init__(daemon=True)
        self.server, self.token = server, token
        self.ended = threading.Event()
        self.unanswered = 0
        self.failure: str | None = None

    def run(self) -> None:
        try:
            for number in itertools.count():
                if self.ended.is_set():
                    return
                self.act(number)
        except Exception as failure:  # told by the test, which joins this thread
            self.failure = f"{type(self).__name__}: {failure!r}"

    def call(self, method: str, path: str, expect: tuple[int, ...], **more) -> httpx.Response:
        """Until there is an answer; one that says "not now" is none."""
        headers = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **more.pop("headers", {})}
        while True:
            try:
                response = httpx.request(method, self.server.url + path, headers=headers, timeout=20, **more)
            except httpx.HTTPError:
                self.unanswered += 1
                time.sleep(0.02)
                continue
            if response.status_code == 503:
                time.sleep(0.05)
                continue
            assert response.status_code in expect, f"{method} {path}: {response.status_code} {response.text[:300]}"
            return response


class Author(Actor):
    """Uploads, and deletes every fifth."""

    def __init__(self, server: Server, person: Api) -> None:
        super().__init__(server, person.token)
        self.person = person
        self.accepted: dict[str, str] = {}
        self.deleted: set[str] = set()

    def act(self, number: int) -> None:
        text = f"photo {number}"
        answer = self.call("POST", "/resize-image", (201,), headers={"Idempotency-Key": uuid.uuid4().hex}, files={"images": ("tiny.jpg", TINY)}, data={"text": text})
        identity = answer.json()["id"]
        assert identity not in self.accepted, "an id is given once"
        self.accepted[identity] = text
        if number % 5 == 4:
            until(lambda: self.call("GET", f"/publication/{identity}", (200, 404)).status_code == 200, 20)
            self.call("DELETE", f"/publication/{identity}", (202, 404))
            self.deleted.add(identity)

    @property
    def kept(self) -> dict[str, str]:
        return {identity: text for identity, text in self.accepted.items() if identity not in self.deleted}


class Registrar(Actor):
    """Registers one person after another."""

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.registered: dict[str, str] = {}

    def act(self, number: int) -> None:
        email = f"registered{number}@example.org"
        body = {"name": f"Registered {number}", "email": email, "password": "correct horse"}
        answer = self.call("POST", "/user", (201,), headers={"Idempotency-Key": f"registration {number}"}, json=body)
        self.registered[email] = answer.json()["user"]["id"]
        time.sleep(0.05)


class Wavering(Actor):
    """Follows, unfollows, follows …"""

    def __init__(self, server: Server, person: Api, whom: str) -> None:
        super().__init__(server, person.token)
        self.person, self.whom = person, whom
        self.follows = False

    def act(self, number: int) -> None:
        if number % 2 == 0:
            self.call("PUT", f"/user/{self.whom}/follow", (200,))
        else:
            self.call("DELETE", f"/user/{self.whom}/follow", (204,))
        self.follows = number % 2 == 0
        time.sleep(0.03)


def receptions(fcm, phone: str) -> dict[str, list[float]]:
    """When each publication came to `phone`."""
    received = collections.defaultdict(list)
    for message in fcm.wait_for(1, of=phone):
        received[message["data"].get("publication")].append(message["received_at"])
    return received


def everything(server: Server, person: Api, path: str) -> list[dict]:
    """The whole list, from the server as it runs now; the person's token is still good."""
    person.http = httpx.Client(base_url=server.url, timeout=60)
    return person.all(path, 100)


@pytest.fixture
def server(binaries, fcm, tmp_path):
    victim = Server(binaries / "instante", tmp_path / "data", "--fcm-credentials", str(fcm.credentials(tmp_path)), "--fcm-endpoint", fcm.url,
                    "--password-cost", "minimal", "--rate-limit", "off")
    with victim:
        yield victim


def kill_again_and_again(server: Server, actors: list[Actor]) -> list[float]:
    """The moments of the kills."""
    seed = int(os.environ.get("INSTANTE_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"INSTANTE_TEST_SEED={seed} INSTANTE_TEST_KILLS={KILLS}")
    moments = random.Random(seed)
    killed = []
    for actor in actors:
        actor.start()
    for _ in range(KILLS):
        time.sleep(moments.uniform(0.02, 0.5))
        server.kill()
        killed.append(time.time())
        server.start()
    for actor in actors:
        actor.ended.set()
    for actor in actors:
        actor.join(60)
        assert not actor.is_alive() and actor.failure is None, actor.failure
    return killed


def check_authors(server: Server, authors: list[Author]) -> None:
    for author in authors:
        stored = until(lambda: (lambda own: own if len(own) == len(author.kept) else None)(everything(server, author.person, f"/publication/user/{author.person.user['id']}")), 30)
        assert collections.Counter((p["id"], p["text"]) for p in stored) == collections.Counter(author.kept.items()), "every 201 is there, none twice"
        for publication in stored[:20]:
            for rendition in publication["images"][0]["renditions"]:
                assert len(author.person.send("GET", rendition["url"]).content) == rendition["bytes"]


def check_follower(server: Server, follower: Api, authors: list[Author]) -> None:
    kept = {identity for author in authors for identity in author.kept}
    expected = min(len(kept), INBOX_LIMIT)

    def inbox() -> list[str]:
        return [n["publication"] for n in everything(server, follower, "/notifications") if n["type"] == "publication"]
    until(lambda: len(inbox()) == expected, 60)
    told = collections.Counter(inbox())
    assert set(told.values()) == {1} and set(told) <= kept, "each once in each inbox, and nothing that was deleted"
    assert collections.Counter(p["id"] for p in everything(server, follower, "/feed")) == collections.Counter(list(kept)), "each once in each feed"


def check_phone(fcm, phone: str, authors: list[Author], killed: list[float]) -> None:
    kept = {identity for author in authors for identity in author.kept}
    told = until(lambda: (lambda received: received if kept <= set(received) else None)(receptions(fcm, phone)), 60)
    doubled = {identity: moments for identity, moments in told.items() if len(moments) > 1}
    for identity, moments in doubled.items():
        for first, second in zip(moments, moments[1:]):
            assert any(first - 0.01 <= kill <= second for kill in killed), f"{identity} came twice although nothing died in between"
    print(f"{phone}: {len(told)} told, {len(doubled)} of them more than once, each across a kill")


def check_registrar(server: Server, registrar: Registrar) -> None:
    assert len(set(registrar.registered.values())) == len(registrar.registered), "nobody is two people"
    for email, identity in list(registrar.registered.items())[-50:]:
        session = Api(server.url).call("POST", "/user/login", json={"email": email, "password": "correct horse"})
        assert session["user"]["id"] == identity
        assert Api(server.url).send("POST", "/user", json={"name": "x", "email": email, "password": "correct horse"}).status_code == 409


def check_wavering(server: Server, wavering: Wavering, followers: int) -> None:
    wavering.person.http = httpx.Client(base_url=server.url)
    seen = wavering.person.call("GET", f"/user/{wavering.whom}")
    assert seen["viewer"]["following"] == wavering.follows, "the last that was answered holds"
    assert seen["followers_count"] == followers + wavering.follows == len(everything(server, wavering.person, f"/user/{wavering.whom}/followers"))


def test_nothing_accepted_is_lost_and_nothing_is_doubled(server, fcm):
    people = [register(server.url) for _ in range(2)]
    followers = [register(server.url, notification_token=f"phone-{i}") for i in range(FOLLOWERS)]
    for follower in followers:
        for person in people:
            follower.call("PUT", f"/user/{person.user['id']}/follow")

    authors = [Author(server, person) for person in people]
    registrar = Registrar(server)
    wavering = Wavering(server, register(server.url), people[0].user["id"])
    killed = kill_again_and_again(server, [*authors, registrar, wavering])
    accepted = sum(len(author.accepted) for author in authors)
    print(f"{accepted} uploads, {sum(len(a.deleted) for a in authors)} deletions, {len(registrar.registered)} registrations accepted; "
          f"{sum(actor.unanswered for actor in [*authors, registrar, wavering])} tries without an answer")
    assert accepted >= KILLS / 5, "there was something to lose"

    check_authors(server, authors)
    for number, follower in enumerate(followers):
        check_follower(server, follower, authors)
        check_phone(fcm, f"phone-{number}", authors, killed)
    check_registrar(server, registrar)
    check_wavering(server, wavering, FOLLOWERS)
    assert server.stop(60) == 0
