"""Pushes over TLS and HTTP/2, to a push service that is busy, forgets devices and renews its connections."""
import contextlib
import itertools
import re

import httpx
import pytest
from local.engines import Engines
from local.engines.fcm import Door
from local.server import Server, until
from support.api import register

pytestmark = pytest.mark.usefixtures("one_process")  # its connection to the push service, where the stand-in is told how to answer

_devices = itertools.count(1)


@pytest.fixture(scope="module")
def push_service(binaries, tmp_path_factory):
    engines = Engines(tmp_path_factory.mktemp("engines") / "engines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSTANTE_TEST_BINARIES", str(binaries))
        engines.up(["fcm"])
    yield engines
    engines.down()


@pytest.fixture(scope="module")
def fcm(push_service):
    return Door(push_service.control("fcm"))


@pytest.fixture(scope="module")
def server(binaries, push_service, tmp_path_factory):
    running = Server(binaries / "instante", tmp_path_factory.mktemp("server") / "data", "--password-cost", "minimal", "--rate-limit", "off",
                     environment=push_service.settings("notification"))
    with running:
        yield running
        assert running.stop(60) == 0
    log = running.log.read_text(errors="replace")
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


@pytest.fixture
def ana(server):
    return register(server.url)


@pytest.fixture
def device(server, ana) -> str:
    """Of somebody who follows Ana."""
    token = f"phone-{next(_devices)}"
    follower = register(server.url, notification_token=token)
    follower.call("PUT", f"/user/{ana.user['id']}/follow")
    return token


@pytest.fixture
def pushed(fcm):
    """Waits until so many pushes more than before have been taken: which devices they were for."""
    before = fcm.count()["messages"]

    def wait_for(count: int, seconds: float = 30) -> list[str]:
        with contextlib.suppress(TimeoutError):
            fcm.wait_for(before + count, seconds)
        return [message["content"]["message"]["token"] for message in fcm.messages(before)]
    return wait_for


def test_a_push_arrives(ana, device, pushed):
    ana.upload("tiny.jpg")
    assert pushed(1) == [device]


@pytest.mark.parametrize("answer", [{"status": 429, "retry_after": 1}, {"status": 503}, {"status": 500, "error_code": "INTERNAL"}], ids=["429", "503", "500"])
def test_a_push_that_is_put_off_arrives_later(ana, device, pushed, fcm, answer):
    fcm.plan(device, answer, answer)
    ana.upload("tiny.jpg")
    assert pushed(1) == [device]


@pytest.mark.parametrize("answer", [{"status": 404, "error_code": "UNREGISTERED"}, {"status": 410, "error_code": "UNREGISTERED"}], ids=["404", "410"])
def test_a_device_that_is_gone_is_asked_no_more(server, ana, device, pushed, fcm, answer):
    witness = f"phone-{next(_devices)}"
    register(server.url, notification_token=witness).call("PUT", f"/user/{ana.user['id']}/follow")
    refused = refusals(server)
    fcm.plan(device, *[answer] * 20)
    ana.upload("tiny.jpg")
    until(lambda: refusals(server) > refused)
    for number in range(2, 20):  # it takes a moment until authentication has heard of it
        refused = refusals(server)
        ana.upload("tiny.jpg")
        assert pushed(number) == [witness] * number
        if refusals(server) == refused:
            return
    pytest.fail("it is asked again and again")


def refusals(server) -> float:
    """How many pushes were for devices that are gone."""
    found = re.search(r'^instante_pushes_total\{outcome="device_gone"\} (\S+)', httpx.get(f"{server.admin_url}/metrics").text, re.M)
    return float(found[1]) if found else 0


def test_connections_that_are_told_to_go_away_lose_and_double_nothing(ana, device, pushed, fcm):
    for _ in range(5):
        ana.upload("tiny.jpg")
        fcm.go_away()
        ana.upload("tiny.jpg")
    assert pushed(10) == [device] * 10
    notified = [message["content"]["message"]["data"]["notification_id"] for message in fcm.messages(fcm.count()["messages"] - 10)]
    assert len(set(notified)) == 10
