"""A machine whose clock is set back, while the server runs and while it does not: ids stay unique and grow, feeds keep their order, people can sign in."""
import pathlib
import struct

import httpx
import pytest
from local.server import Server, until
from support import preload
from support.actors import PASSWORD, TINY, Person

pytestmark = pytest.mark.usefixtures("one_process")  # its clock, and the ids in its data folder

HOUR = 3600


class MachineClock:
    def __init__(self, folder: pathlib.Path) -> None:
        self._offset = folder / "offset"
        self.set(0)
        self.environment = {"LD_PRELOAD": str(preload.library("set_clock", folder)), "CLOCK_OFFSET": str(self._offset)}

    def set(self, seconds: int) -> None:
        """So far from the true time."""
        with self._offset.open("r+b" if self._offset.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))


@pytest.fixture
def clock(tmp_path):
    return MachineClock(tmp_path)


@pytest.fixture
def server(binaries, clock, tmp_path):
    with Server(binaries / "instante", tmp_path / "data", "--password-cost", "minimal", "--rate-limit", "off", environment=clock.environment) as one:
        yield one


@pytest.fixture
def client():
    with httpx.Client(timeout=60) as one:
        yield one


def upload(person: Person) -> int:
    return int(person.call("POST", "/resize-image", (201,), files={"images": ("tiny.jpg", TINY)}).json()["id"])


def check_order(made: list[int], *readers: Person) -> None:
    """All ids are different and grow; all feeds show the newest first."""
    assert made == sorted(set(made))
    for reader in readers:
        until(lambda: [int(p["id"]) for p in reader.all("/feed")] == made[::-1], 20, every=0.05)


def live(ana: Person, bia: Person, made: list[int], number: int) -> None:
    """What people do; whoever's token is refused signs in again (`Person`)."""
    made += [upload(ana) for _ in range(3)]
    check_order(made, ana, bia)
    newcomer = Person(ana.server, ana.client, f"Newcomer {number}")
    assert int(newcomer.id) > made[-1], "people's ids are made in the same way"
    newcomer.follow(ana)
    check_order(made, newcomer)
    assert [int(p["id"]) for p in newcomer.all(f"/publication/user/{ana.id}")] == made[::-1]
    ana.sign_in(ana.call("POST", "/user/login", json={"email": ana.email, "password": PASSWORD}))


def begin(server: Server, client: httpx.Client) -> tuple[Person, Person]:
    ana, bia = Person(server, client, "Ana"), Person(server, client, "Bia")
    bia.follow(ana)
    return ana, bia


def test_the_clock_is_set_back_while_the_server_runs(server, clock, client):
    ana, bia = begin(server, client)
    made: list[int] = []
    for number, seconds in enumerate((0, -HOUR, -2 * HOUR, 0)):
        clock.set(seconds)
        live(ana, bia, made, number)
    assert server.stop(60) == 0


@pytest.mark.parametrize("end", [Server.stop, Server.kill], ids=["stopped", "killed"])
def test_the_clock_is_set_back_while_the_server_does_not_run(server, clock, client, end):
    ana, bia = begin(server, client)
    made: list[int] = []
    for number, seconds in enumerate((0, -HOUR, -25 * HOUR, 0)):
        live(ana, bia, made, number)
        end(server)
        clock.set(seconds)
        server.start()
    live(ana, bia, made, 4)
    assert "the clock is behind ids that were made before" in server.log.read_text()
    assert server.stop(60) == 0
