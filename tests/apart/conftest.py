"""Everything here speaks to the four services apart, and hurts them."""
import httpx
import pytest
from local.server import until
from support.town import Town

BACK = 5  # seconds after an engine's return in which work resumes


@pytest.fixture(scope="session")
def fragile() -> bool:
    return True


@pytest.fixture(scope="session")
def server(apart):
    return apart


@pytest.fixture
def client():
    with httpx.Client(timeout=30) as one:
        yield one


@pytest.fixture
def town(server, fcm, client):
    return Town(server, fcm, client)


def readiness(instance) -> httpx.Response:
    return httpx.get(f"{instance.admin_url}/readyz", timeout=10)


@pytest.fixture
def wait_until_missed():
    """Waits until an instance says that it misses an engine: what it says of each (`/readyz`)."""
    def wait(instance, what: str) -> dict[str, str]:
        def missed() -> dict[str, str] | None:
            answer = readiness(instance)
            return answer.json()["checks"] if answer.status_code == 503 and answer.json()["checks"][what] != "ok" else None
        return until(missed, 30, every=0.05)
    return wait


@pytest.fixture
def wait_until_ready(server):
    """Waits until all instances say that all their engines are there."""
    def wait(seconds: float = BACK) -> None:
        until(lambda: all(readiness(instance).status_code == 200 for instance in server.all()), seconds, every=0.05)
    return wait
