"""Services and engines die, or are cut off, while people are at work: nothing accepted is lost, nothing is doubled, and work goes on once all are back."""
import contextlib
import itertools
import os
import subprocess
import time

import httpx
import pytest
from local.server import until
from support.actors import TINY, Author, Person, Registrar, Wavering
from support.apart import BOUND, SERVICES
from support.checks import check_authors, check_follower, check_phones, check_registrar, check_wavering, receptions

FAITHFUL = 3
BACK = 5  # seconds after an engine's return in which work resumes
_rounds = itertools.count(1)


def phone(number: int, kind: str) -> str:
    return f"phone-of-{kind}-{number}"


class Town:
    """People at work on the services, and what must be so of them at the end."""

    def __init__(self, server, fcm, client: httpx.Client) -> None:
        self.server, self.fcm = server, fcm
        self.round = f"round-{next(_rounds)}"
        self.authors = [Author(self.person(client, f"{each} of {self.round}"), pause=0.02) for each in ("Ana", "Bia")]
        self.phones = [phone(i, self.round) for i in range(FAITHFUL)]
        self.faithful = [self.person(client, f"Faithful {i} of {self.round}", notification_token=one) for i, one in enumerate(self.phones)]
        for follower, author in itertools.product(self.faithful, self.authors):
            follower.follow(author.person)
        self.wavering = Wavering(self.person(client, f"Wavering of {self.round}"), self.authors[1].person.id)
        self.registrar = Registrar(self.person(client, f"Registrar of {self.round}"), self.round)

    def person(self, client: httpx.Client, name: str, **fields) -> Person:
        return Person(self.server, client, name, **fields)

    @property
    def actors(self) -> list:
        return [*self.authors, self.wavering, self.registrar]

    @property
    def accepted(self) -> int:
        return sum(len(author.accepted) for author in self.authors)

    @contextlib.contextmanager
    def at_work(self):
        for actor in self.actors:
            actor.start()
        try:
            self.wait_for_uploads(5)
            yield
            self.wait_for_uploads(5)  # and after all of it, work goes on
        finally:
            for actor in self.actors:
                actor.ended.set()
        for actor in self.actors:
            actor.join(120)
            assert not actor.is_alive() and actor.failure is None, actor.failure

    def wait_for_uploads(self, more: int, seconds: float = 60) -> None:
        wanted = self.accepted + more
        until(lambda: self.accepted >= wanted or self.failures(), seconds)
        assert not self.failures(), self.failures()

    def failures(self) -> list[str]:
        return [actor.failure for actor in self.actors if actor.failure]

    def check(self) -> None:
        """All of it, once everything that is under way has arrived."""
        until(self._is_told, 60, every=0.2)
        received = receptions(self.fcm)
        check_authors(self.server, self.authors)
        for follower in self.faithful:
            check_follower(follower, self.authors)
        check_phones(received, self.phones, self.authors)
        check_registrar(self.server, self.registrar)
        check_wavering(self.wavering, FAITHFUL)

    def _is_told(self) -> bool:
        """Every phone of everything, and no inbox any more of what was deleted."""
        kept = {identity for author in self.authors for identity in author.kept}
        received = receptions(self.fcm)
        inboxes = ({each["publication"] for each in follower.all("/notifications") if each["type"] == "publication"} for follower in self.faithful)
        return all(kept <= set(received[one]) for one in self.phones) and all(inbox == kept for inbox in inboxes)


@pytest.fixture
def client():
    with httpx.Client(timeout=30) as one:
        yield one


@pytest.fixture
def town(server, fcm, client):
    return Town(server, fcm, client)


def readiness(instance) -> httpx.Response:
    return httpx.get(f"{instance.admin_url}/readyz", timeout=10)


def wait_until_ready(server, seconds: float = BACK) -> None:
    until(lambda: all(readiness(instance).status_code == 200 for instance in server.all()), seconds, every=0.05)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_dies_at_work(server, town, service):
    with town.at_work():
        for instance in server.instances[service] * 2:
            instance.kill()
            time.sleep(0.3)
            instance.start(60)
            town.wait_for_uploads(3)
    town.check()


def test_the_broker_dies_and_comes_back(server, own_engines, town):
    with town.at_work():
        own_engines.kill("rabbitmq")
        until(lambda: "bus" in readiness(server.instances["publication"][0]).text, 30, every=0.05)
        assert readiness(server.instances["publication"][0]).status_code == 503
        own_engines.up(["rabbitmq"])
        wait_until_ready(server)
    town.check()


@pytest.mark.parametrize("engine", ["rabbitmq", "s3"])
def test_the_network_to_an_engine_is_cut(server, wires, town, engine):
    affected = server.instances["resize-image"][0]  # the only one that knows both
    with town.at_work():
        wires[engine].cut()
        until(lambda: readiness(affected).status_code == 503, 30, every=0.05)
        assert {"rabbitmq": "bus", "s3": "media"}[engine] in readiness(affected).text
        time.sleep(1)
        wires[engine].mend()
        wait_until_ready(server)
    town.check()


def test_connections_to_the_broker_break_again_and_again(wires, town):
    with town.at_work():
        for _ in range(5):
            wires["rabbitmq"].drop()
            town.wait_for_uploads(2)
    town.check()


def test_the_object_storage_has_no_time_for_a_while(server, wires, town):
    with town.at_work():
        wires["s3"].busy = True
        wires["s3"].drop()
        time.sleep(2)
        wires["s3"].mend()
        wait_until_ready(server)
    town.check()


def test_what_nobody_consumes_waits_and_a_full_queue_says_so(server, town, client):
    """Publication is away: photos are accepted while its queue has room, then refused for now; once it is back, every accepted one is there."""
    [publication] = server.instances["publication"]
    ana = town.authors[0]
    publication.kill()
    for number in itertools.count():
        once = {"Authorization": f"Bearer {ana.person.token}", "Idempotency-Key": f"{town.round}-{number}"}
        answer = client.post(f"{server.url}/resize-image", headers=once, files={"images": ("tiny.jpg", TINY)}, data={"text": f"waits {number}"})
        if answer.status_code == 503:
            break
        assert answer.status_code == 201, answer.text
        ana.accepted[answer.json()["id"]] = f"waits {number}"
    assert answer.headers["content-type"] == "application/problem+json" and int(answer.headers["retry-after"]) > 0
    assert len(ana.accepted) >= BOUND / 2, "there was room"
    publication.start(60)
    with town.at_work():
        pass
    town.check()


def test_a_poison_message_is_put_aside_and_holds_up_nobody(binaries, own_engines, broker, town, tmp_path):
    dead = broker.waiting("publication.dead")
    with town.at_work():
        broker.put("publication", b'{"id":', type="publication.create.v1", message_id=f"poison-of-{town.round}")
        until(lambda: broker.waiting("publication.dead") == dead + 1, 30, every=0.05)
    town.check()
    environment = {**os.environ, "INSTANTE_BUS": own_engines.settings("tests")["INSTANTE_TEST_AMQP"]}
    listed = subprocess.run([binaries / "instante", "bus", "dead", "list", "publication", "--data", tmp_path], env=environment, capture_output=True, text=True, timeout=60)
    assert listed.returncode == 0 and f"poison-of-{town.round}" in listed.stdout, listed


def test_instances_of_resize_image_are_restarted_one_by_one(server, town):
    """Nobody who repeats an unanswered upload with its key sees a failure, and both took part."""
    with town.at_work():
        for instance in server.instances["resize-image"]:
            assert instance.stop(60) == 0
            town.wait_for_uploads(3)
            instance.start(60)
            town.wait_for_uploads(10)
    town.check()
