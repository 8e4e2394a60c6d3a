"""Instances are stopped and started one after the other while people are at work: nobody who repeats a call once sees a failure."""
import re
import time

import httpx
import pytest
from support import edge
from support.apart import INSTANCES, SERVICES
from support.town import Town

MANY = [service for service in SERVICES if INSTANCES.get(service, 1) > 1]


@pytest.fixture
def patient(server, fcm, client):
    """All they ask for may be asked for twice: reads, changes that say what shall be, and what carries a key of its own."""
    return Town(server, fcm, client, repeats=1)


@pytest.mark.parametrize("service", MANY)
def test_instances_are_restarted_one_by_one(server, patient, service):
    with patient.at_work():
        for instance in server.instances[service]:
            assert instance.stop(60) == 0
            patient.wait_for_uploads(3)
            instance.start(60)
            time.sleep(edge.FORGETS)
            patient.wait_for_uploads(5)
    patient.check()


def test_instances_share_what_is_to_be_done(server, town):
    """Both of resize-image take uploads."""
    before = [uploads(instance) for instance in server.instances["resize-image"]]
    with town.at_work():
        town.wait_for_uploads(10)
    took = [uploads(instance) - count for instance, count in zip(server.instances["resize-image"], before)]
    assert min(took) > sum(took) / 4, took
    town.check()


def uploads(instance) -> float:
    """How many it has answered."""
    found = re.findall(r'^instante_http_requests_total\{[^}]*route="/resize-image"[^}]*\} (\S+)', httpx.get(f"{instance.admin_url}/metrics").text, re.M)
    return sum(map(float, found))
