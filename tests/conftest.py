"""Fixtures of the tests that speak to running programs. INSTANTE_TEST_BINARIES names the folder of the programs to test."""
import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from local.fcm import FcmStandIn  # noqa: E402
from local.server import Server  # noqa: E402
from support.apart import INSTANCES, SERVICES, Apart  # noqa: E402
from support.api import Api  # noqa: E402
from support.ground import Ground  # noqa: E402

CHEAP = ("--password-cost", "minimal", "--rate-limit", "off")
IS_APART = os.environ.get("INSTANTE_TEST_TOPOLOGY") == "apart"


@pytest.fixture(scope="session")
def binaries() -> pathlib.Path:
    return pathlib.Path(os.environ.get("INSTANTE_TEST_BINARIES", ROOT / "build" / "ci" / "bin"))


@pytest.fixture(scope="session")
def fcm():
    with FcmStandIn() as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def one_process():
    """Whoever asks for it is about a single process (its data folder and operator, its clock, its memory, what it counts for itself), and says which of these."""
    if IS_APART:
        pytest.skip("it is about one process")


@pytest.fixture(scope="module")
def flags() -> list[str]:
    """Flags of the module's server; a test module may override this."""
    return []


@pytest.fixture(scope="module")
def whole(binaries, fcm, flags, tmp_path_factory):
    """The four services in one process, on a data folder."""
    folder = tmp_path_factory.mktemp("server")
    credentials = fcm.credentials(folder)
    running = Server(binaries / "instante", folder / "data", "--fcm-credentials", str(credentials), "--fcm-endpoint", fcm.url, *CHEAP, *flags)
    with running:
        yield running
        status = running.stop(60)
    check_end(status, running.log.read_text(errors="replace"))


@pytest.fixture(scope="session")
def fragile() -> bool:
    """Whether the engines of the services apart can be cut off; a folder of tests may override this."""
    return False


@pytest.fixture(scope="session")
def ground(fragile):
    """Engines of the services apart, beside those that other tests use."""
    beside = pathlib.Path(os.environ.get("INSTANTE_TEST_ENGINES_FOLDER", ROOT / "build" / "engines"))
    made = Ground(beside.with_name(f"{beside.name}-apart"), fragile)
    yield made
    made.close()


@pytest.fixture(scope="session")
def own_engines(ground):
    return ground.engines


@pytest.fixture(scope="session")
def broker(ground):
    return ground.broker


@pytest.fixture(scope="session")
def wires(ground):
    """The networks to the engines, by their names: all services' to the bus, resize-image's to the object storage, the others' to the database."""
    return ground.wires


@pytest.fixture(scope="session")
def apart(binaries, fcm, ground, tmp_path_factory):
    """The four services apart, for all modules of a run."""
    folder = tmp_path_factory.mktemp("apart")
    settings = {service: ground.settings(service) for service in SERVICES}
    settings["notification"] |= {"INSTANTE_FCM_CREDENTIALS": str(fcm.credentials(folder)), "INSTANTE_FCM_ENDPOINT": fcm.url}
    with Apart(binaries, folder, settings, *CHEAP, instances=INSTANCES) as running:
        yield running
        status = running.stop(60)
    check_end(status, running.logs())


def check_end(status: int, log: str) -> None:
    assert status == 0, log[-5000:]
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


@pytest.fixture(scope="module")
def server(request):
    """What the module's tests speak to: one process, or where INSTANTE_TEST_TOPOLOGY is `apart`, the four services."""
    return request.getfixturevalue("apart" if IS_APART else "whole")


@pytest.fixture(scope="module")
def instances(server):
    """The processes that do a service's work, by its name; without a name all there are."""
    if not isinstance(server, Apart):
        return lambda service=None: [server]
    return lambda service=None: server.instances[service] if service else server.all()


@pytest.fixture(scope="module")
def patience() -> float:
    """Seconds until what one instance refuses (a session that has ended) is refused by all. In one process: none."""
    return 2 if IS_APART else 0


@pytest.fixture
def anonymous(server):
    with Api(server.url) as api:
        yield api
