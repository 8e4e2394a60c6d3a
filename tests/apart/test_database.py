"""The database goes away and comes back while people are at work: services say that they miss it, nothing accepted is lost or doubled, and work resumes."""
import time

import pytest
from local.server import until
from support.apart import KEEPERS

BACK = 5  # seconds


@pytest.fixture
def database(ground):
    if ground.database is None:
        pytest.skip("the services keep SQLite files here: INSTANTE_TEST_DATABASE")
    return ground.database


@pytest.fixture
def survivor(database):
    if not database.survives_a_crash:
        pytest.skip("mongo-java-server writes behind what it acknowledges: INSTANTE_TEST_MONGODB and INSTANTE_TEST_MONGODB_CONTROL name a real MongoDB")
    return database


def hurt(server, town, end, database, wait_until_missed, wait_until_ready) -> None:
    """Work goes on until the database has ended, and again within seconds of its return."""
    with town.at_work():
        end()
        for service in KEEPERS:
            told = wait_until_missed(server.instances[service][0], service)
            assert [name for name, state in told.items() if state != "ok"] == [service], "its database is what it misses"
        ana, before = town.authors[0], set(town.authors[0].accepted)
        time.sleep(1)
        waiting = [identity for identity in list(ana.accepted) if identity not in before][:1]  # accepted, since that needs no database
        database.start()
        back = time.monotonic()
        wait_until_ready(BACK)
        for identity in waiting:
            until(lambda: ana.person.call("GET", f"/publication/{identity}", (200, 404)).status_code == 200, BACK - (time.monotonic() - back))
        town.wait_for_uploads(1, BACK)
    town.check()


def test_the_database_is_stopped_and_started_again(server, town, database, wait_until_missed, wait_until_ready):
    hurt(server, town, database.stop, database, wait_until_missed, wait_until_ready)


def test_the_database_dies_and_comes_back(server, town, survivor, wait_until_missed, wait_until_ready):
    hurt(server, town, survivor.kill, survivor, wait_until_missed, wait_until_ready)


def test_connections_to_the_database_break_again_and_again(wires, database, town):
    with town.at_work():
        for _ in range(5):
            wires["mongodb"].drop()
            town.wait_for_uploads(2)
    town.check()
