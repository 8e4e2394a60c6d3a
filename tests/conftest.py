"""Fixtures of the tests that speak to running programs. INSTANTE_TEST_BINARIES names the folder of the programs to test."""
import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from local import engines  # noqa: E402
from local.fcm import FcmStandIn  # noqa: E402
from local.server import Server  # noqa: E402
from support.apart import BOUND, SERVICES, Apart  # noqa: E402
from support.api import Api  # noqa: E402
from support.broker import Broker  # noqa: E402
from support.wire import Wire  # noqa: E402

CHEAP = ("--password-cost", "minimal", "--rate-limit", "off")


@pytest.fixture(scope="session")
def binaries() -> pathlib.Path:
    return pathlib.Path(os.environ.get("INSTANTE_TEST_BINARIES", ROOT / "build" / "ci" / "bin"))


@pytest.fixture(scope="module")
def fcm():
    with FcmStandIn() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def flags() -> list[str]:
    """Flags of the module's server; a test module may override this."""
    return []


@pytest.fixture(scope="module")
def one_process(binaries, fcm, flags, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    credentials = fcm.credentials(folder)
    running = Server(binaries / "instante", folder / "data", "--fcm-credentials", str(credentials), "--fcm-endpoint", fcm.url, *CHEAP, *flags)
    with running:
        yield running
        status = running.stop(60)
    log = running.log.read_text(errors="replace")
    assert status == 0, log[-5000:]
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


@pytest.fixture(scope="module")
def own_engines():
    """RabbitMQ and S3, beside those that other tests use."""
    beside = pathlib.Path(os.environ.get("INSTANTE_TEST_ENGINES_FOLDER", ROOT / "build" / "engines"))
    running = engines.Engines(beside.with_name(f"{beside.name}-apart"))
    running.up(["rabbitmq", "s3"])
    yield running
    running.down()


@pytest.fixture(scope="module")
def broker(own_engines):
    return Broker(own_engines.settings("tests")["INSTANTE_TEST_AMQP"])


@pytest.fixture(scope="module")
def wires(own_engines):
    """The networks to the engines: all services' to the bus, resize-image's to the object storage."""
    between = {name: Wire(own_engines.control(name)["port"]) for name in ("rabbitmq", "s3")}
    yield between
    for wire in between.values():
        wire.close()


@pytest.fixture(scope="module")
def apart(binaries, fcm, flags, own_engines, broker, wires, tmp_path_factory):
    """The four services apart, on engines of this module's own: they may be killed, and cut off."""
    broker.make_bounded("publication", BOUND)
    folder = tmp_path_factory.mktemp("apart")
    settings = {service: dict(own_engines.settings(service)) for service in SERVICES}
    for given in settings.values():
        for name, wire in wires.items():
            for setting in ("INSTANTE_BUS", "INSTANTE_MEDIA"):
                if setting in given:
                    given[setting] = given[setting].replace(f":{own_engines.control(name)['port']}", f":{wire.port}")
    settings["notification"] |= {"INSTANTE_FCM_CREDENTIALS": str(fcm.credentials(folder)), "INSTANTE_FCM_ENDPOINT": fcm.url}
    with Apart(binaries, folder, settings, *CHEAP, *flags, instances={"resize-image": 2}) as running:
        yield running
        status = running.stop(60)
    log = running.logs()
    assert status == 0, log[-5000:]
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


@pytest.fixture(scope="module")
def server(request):
    """What the module's tests speak to: one process, or where INSTANTE_TEST_TOPOLOGY is `apart`, the four services."""
    return request.getfixturevalue("apart" if os.environ.get("INSTANTE_TEST_TOPOLOGY") == "apart" else "one_process")


@pytest.fixture
def anonymous(server):
    with Api(server.url) as api:
        yield api
