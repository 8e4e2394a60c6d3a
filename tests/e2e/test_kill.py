"""SIGKILL while people register, follow, upload and delete, while publications are fanned out to more than a thousand followers and phones are told: what was
accepted is there, once; every follower's feed and inbox has it once; every phone is told, and twice only if the server died in between.

INSTANTE_TEST_KILLS says how often (50), INSTANTE_TEST_SEED repeats a run's moments.
"""
import concurrent.futures
import itertools
import os

import httpx
import pytest
from local.server import Server, until
from support.actors import Author, Person, Registrar, Wavering
from support.checks import check_authors, check_follower, check_phones, check_registrar, check_wavering, receptions
from support.kills import Killer, is_at_rest, seed

pytestmark = pytest.mark.usefixtures("one_process")  # its death; apart, tests/apart

KILLS = int(os.environ.get("INSTANTE_TEST_KILLS", "50"))
CROWD = 1_100  # two pages of an audience (1,000 each), three steps of a fan-out (100, then 500 each)
WITH_PHONE = 25  # every 25th of the crowd
FAITHFUL = 3  # follow every author, and have a phone


def phone(number: int, kind: str = "crowd") -> str:
    return f"phone-of-{kind}-{number}"


@pytest.fixture
def server(binaries, fcm, tmp_path):
    victim = Server(binaries / "instante", tmp_path / "data", "--fcm-credentials", str(fcm.credentials(tmp_path)), "--fcm-endpoint", fcm.url,
                    "--password-cost", "minimal", "--rate-limit", "off")
    with victim:
        yield victim


@pytest.fixture
def client():
    with httpx.Client(timeout=20) as one:
        yield one


def test_nothing_accepted_is_lost_and_nothing_is_doubled(server, fcm, client):
    def person(name: str, **fields) -> Person:
        return Person(server, client, name, **fields)

    star = Author(person("Star"), pause=0.2)
    authors = [star, Author(person("Ana")), Author(person("Bia"))]
    faithful = [person(f"Faithful {i}", notification_token=phone(i, "faithful")) for i in range(FAITHFUL)]
    for follower, author in itertools.product(faithful, authors):
        follower.follow(author.person)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        crowd = list(pool.map(lambda i: person(f"Crowd {i}", **({} if i % WITH_PHONE else {"notification_token": phone(i)})), range(CROWD)))
        list(pool.map(lambda follower: follower.follow(star.person), crowd))
    registrar, wavering = Registrar(person("Registrar")), Wavering(person("Wavering"), authors[1].person.id)

    print(f"INSTANTE_TEST_SEED={(number := seed())} INSTANTE_TEST_KILLS={KILLS}")
    killer = Killer(server, [*authors, registrar, wavering], number)
    killer.kill(KILLS)
    accepted = sum(len(author.accepted) for author in authors)
    assert accepted >= KILLS / 5, "there was something to lose"
    assert all(killer.hits[kind] for kind in ("register", "follow", "upload", "delete", "fan-out", "push")), f"a kill hit each kind of work: {killer.told()}"

    until(lambda: is_at_rest(server), 300, every=0.1)
    received = receptions(fcm)
    check_authors(server, authors)
    for follower in faithful:
        check_follower(follower, authors)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda follower: check_follower(follower, [star]), crowd))
    doubled = check_phones(received, [phone(i, "faithful") for i in range(FAITHFUL)], authors)
    doubled += check_phones(received, [phone(i) for i in range(0, CROWD, WITH_PHONE)], [star])
    check_registrar(server, registrar)
    check_wavering(wavering, FAITHFUL)
    assert server.stop(60) == 0
    pushes = sum(len(lives) for told in received.values() for lives in told.values())
    print(f"{killer.kills} kills, within: {killer.told()}. Accepted: {accepted} uploads ({len(star.accepted)} to {CROWD + FAITHFUL} followers), "
          f"{sum(len(a.deleted) for a in authors)} deletions, {len(registrar.registered)} registrations; {pushes} pushes, {doubled} of them doubled, each across a kill; nothing lost")
