"""Services and engines die, or are cut off, while people are at work: nothing accepted is lost, nothing is doubled, and work goes on once all are back."""
import itertools
import os
import subprocess
import time

import pytest
from local.server import until
from support.actors import TINY
from support.apart import DATABASE, SERVICES
from support.ground import BOUND

# An engine, a service that knows it, and what that says it misses.
CUTS = [("rabbitmq", "resize-image", "bus"), ("s3", "resize-image", "media")]
if DATABASE == "mongodb":
    CUTS += [("mongodb", "authentication", "authentication"), ("mongodb", "publication", "publication"), ("mongodb", "notification", "notification")]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_dies_at_work(server, town, service):
    with town.at_work():
        for instance in server.instances[service] * 2:
            instance.kill()
            time.sleep(0.3)
            instance.start(60)
            town.wait_for_uploads(3)
    town.check()


def test_the_broker_dies_and_comes_back(server, own_engines, town, wait_until_missed, wait_until_ready):
    with town.at_work():
        own_engines.kill("rabbitmq")
        wait_until_missed(server.instances["publication"][0], "bus")
        own_engines.up(["rabbitmq"])
        wait_until_ready()
    town.check()


@pytest.mark.parametrize("engine", dict.fromkeys(engine for engine, _, _ in CUTS))
def test_the_network_to_an_engine_is_cut(server, wires, town, wait_until_missed, wait_until_ready, engine):
    with town.at_work():
        wires[engine].cut()
        for _, service, what in (cut for cut in CUTS if cut[0] == engine):
            told = wait_until_missed(server.instances[service][0], what)
            assert [name for name, state in told.items() if state != "ok"] == [what], "and nothing else"
        time.sleep(1)
        wires[engine].mend()
        wait_until_ready()
    town.check()


def test_connections_to_the_broker_break_again_and_again(wires, town):
    with town.at_work():
        for _ in range(5):
            wires["rabbitmq"].drop()
            town.wait_for_uploads(2)
    town.check()


def test_the_object_storage_has_no_time_for_a_while(wires, town, wait_until_ready):
    with town.at_work():
        wires["s3"].busy = True
        wires["s3"].drop()
        time.sleep(2)
        wires["s3"].mend()
        wait_until_ready()
    town.check()


def test_what_nobody_consumes_waits_and_a_full_queue_says_so(server, town, client):
    """Publication is away: photos are accepted while its queue has room, then refused for now; once it is back, every accepted one is there."""
    ana = town.authors[0]
    for instance in server.instances["publication"]:
        instance.kill()
    for number in itertools.count():
        once = {"Authorization": f"Bearer {ana.person.token}", "Idempotency-Key": f"{town.round}-{number}"}
        answer = client.post(f"{server.url}/resize-image", headers=once, files={"images": ("tiny.jpg", TINY)}, data={"text": f"waits {number}"})
        if answer.status_code == 503:
            break
        assert answer.status_code == 201, answer.text
        ana.accepted[answer.json()["id"]] = f"waits {number}"
    assert answer.headers["content-type"] == "application/problem+json" and int(answer.headers["retry-after"]) > 0
    assert len(ana.accepted) >= BOUND / 2, "there was room"
    for instance in server.instances["publication"]:
        instance.start(60)
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
