"""Fixtures of the tests that speak to running programs. INSTANTE_TEST_BINARIES names the folder of the programs to test."""
import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from local.fcm import FcmStandIn  # noqa: E402
from local.server import Server  # noqa: E402
from support.api import Api  # noqa: E402


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
def server(binaries, fcm, flags, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    credentials = fcm.credentials(folder)
    running = Server(binaries / "instante", folder / "data", "--fcm-credentials", str(credentials), "--fcm-endpoint", fcm.url,
                     "--password-cost", "minimal", "--rate-limit", "off", *flags)
    with running:
        yield running
        status = running.stop(60)
    log = running.log.read_text(errors="replace")
    assert status == 0, log[-5000:]
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


@pytest.fixture
def anonymous(server):
    with Api(server.url) as api:
        yield api
