"""SIGKILL at random moments during uploads: what was accepted is there, once; every follower's inbox has it once; every phone is told."""
import collections
import os
import random
import threading
import time
import uuid

import httpx
import pytest

from local.server import Server, until
from support.api import PHOTOS, register

KILLS = int(os.environ.get("INSTANTE_TEST_KILLS", "50"))
FOLLOWERS = 3
TINY = (PHOTOS / "tiny.jpg").read_bytes()


class Author(threading.Thread):
    """Uploads without pause; an upload whose answer is lost is tried again with its key until it has one."""

    def __init__(self, harness: "Harness", api) -> None:
        super().__init__(daemon=True)
        self.harness, self.token = harness, api.token
        self.user = api.user["id"]
        self.accepted: dict[str, str] = {}
        self.retried = 0
        self.failure: str | None = None

    def run(self) -> None:
        number = 0
        while not self.harness.ended.is_set() and not self.failure:
            key, text = uuid.uuid4().hex, f"photo {number}"
            number += 1
            identities = set()
            for attempt in range(1000):
                try:
                    response = httpx.post(f"{self.harness.url}/resize-image", headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key},
                                          files={"images": ("tiny.jpg", TINY)}, data={"text": text}, timeout=20)
                except httpx.HTTPError:
                    self.retried += 1
                    time.sleep(0.02)
                    continue
                if response.status_code == 503:
                    time.sleep(0.05)
                    continue
                if response.status_code != 201:
                    self.failure = f"{response.status_code} {response.text[:300]}"
                    return
                identities.add(response.json()["id"])
                break
            if len(identities) != 1:
                self.failure = f"{text}: {identities}"
                return
            self.accepted[identities.pop()] = text


class Harness:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return self.server.url


def receptions(fcm, phone: str) -> dict[str, list[float]]:
    """When each publication came to `phone`."""
    received = collections.defaultdict(list)
    for message in fcm.wait_for(1, of=phone):
        received[message["data"].get("publication")].append(message["received_at"])
    return received


@pytest.fixture
def server(binaries, fcm, tmp_path):
    victim = Server(binaries / "instante", tmp_path / "data", "--fcm-credentials", str(fcm.credentials(tmp_path)), "--fcm-endpoint", fcm.url,
                    "--password-cost", "minimal", "--rate-limit", "off")
    with victim:
        yield victim


def test_nothing_accepted_is_lost_and_nothing_is_doubled(server, fcm):
    seed = int(os.environ.get("INSTANTE_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"INSTANTE_TEST_SEED={seed} INSTANTE_TEST_KILLS={KILLS}")
    random_moments = random.Random(seed)
    harness = Harness(server)
    people = [register(server.url) for _ in range(2)]
    followers = [register(server.url, notification_token=f"phone-{i}") for i in range(FOLLOWERS)]
    for follower in followers:
        for person in people:
            follower.call("PUT", f"/user/{person.user['id']}/follow")

    authors = [Author(harness, person) for person in people]
    for author in authors:
        author.start()
    killed: list[float] = []
    for _ in range(KILLS):
        time.sleep(random_moments.uniform(0.02, 0.5))
        server.kill()
        killed.append(time.time())
        server.start()
    harness.ended.set()
    for author in authors:
        author.join(60)
        assert not author.is_alive() and author.failure is None, author.failure
    accepted = {identity: author.user for author in authors for identity in author.accepted}
    assert len(accepted) >= KILLS / 2, "there was something to lose"
    print(f"{len(accepted)} accepted, {sum(a.retried for a in authors)} tries without an answer")

    # Who comes back reads everything from the running server; their tokens are still good.
    def everything(api, path: str) -> list[dict]:
        api.http = httpx.Client(base_url=server.url, timeout=60)
        return api.all(path, 100)

    for author, person in zip(authors, people):
        stored = until(lambda: (lambda own: own if len(own) >= len(author.accepted) else None)(everything(person, f"/publication/user/{person.user['id']}")), 30)
        assert collections.Counter((p["id"], p["text"]) for p in stored) == collections.Counter(author.accepted.items()), "every 201 is there, none twice"
        for publication in stored[:20]:
            for rendition in publication["images"][0]["renditions"]:
                assert len(person.send("GET", rendition["url"]).content) == rendition["bytes"]
    for number, follower in enumerate(followers):
        until(lambda: len([n for n in everything(follower, "/notifications") if n["type"] == "publication"]) >= min(len(accepted), 500), 60)
        inbox = collections.Counter(n["publication"] for n in everything(follower, "/notifications") if n["type"] == "publication")
        assert set(inbox.values()) == {1} and set(inbox) <= set(accepted) and len(inbox) == min(len(accepted), 500), "each once in each inbox"
        feed = collections.Counter(p["id"] for p in everything(follower, "/feed"))
        assert feed == collections.Counter(list(accepted)), "each once in each feed"
        told = until(lambda: (lambda received: received if set(accepted) <= set(received) else None)(receptions(fcm, f"phone-{number}")), 60)
        doubled = {identity: moments for identity, moments in told.items() if len(moments) > 1}
        for identity, moments in doubled.items():
            for first, second in zip(moments, moments[1:]):
                assert any(first - 0.01 <= kill <= second for kill in killed), f"{identity} came twice although nothing died in between"
        print(f"phone-{number}: {len(told)} told, {len(doubled)} of them more than once, each across a kill")
    assert server.stop(60) == 0
