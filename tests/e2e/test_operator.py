"""The operator's commands: on a server that runs, and on its data folder while none does."""
import os
import pathlib
import sqlite3
import subprocess

import pytest
from local.server import Server, until
from support.api import register

CHEAP = ("--password-cost", "minimal", "--rate-limit", "off")


class Desk:
    """A data folder, a server on it that is started and stopped, and its operator."""

    def __init__(self, binaries: pathlib.Path, data: pathlib.Path) -> None:
        self.program = binaries / "instante"
        self.data = data
        self.server = Server(self.program, data, *CHEAP)

    def order(self, *words: str, data: pathlib.Path | None = None, cwd: pathlib.Path | None = None) -> subprocess.CompletedProcess:
        return subprocess.run([self.program, *words, "--data", str(data or self.data)], capture_output=True, text=True, timeout=300, cwd=cwd)

    def told(self, *words: str, **more) -> str:
        """What a command that succeeds prints."""
        done = self.order(*words, **more)
        assert done.returncode == 0, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
        assert done.stderr == "", done.stderr
        return done.stdout

    def store(self, name: str) -> sqlite3.Connection:
        return sqlite3.connect(self.data / name, isolation_level=None)


@pytest.fixture
def desk(binaries, tmp_path):
    desk = Desk(binaries, tmp_path / "data")
    yield desk
    if desk.server.process and desk.server.process.poll() is None:
        desk.server.stop(60)
    log = desk.server.log.read_text(errors="replace") if desk.server.log.exists() else ""
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


def test_the_commands_are_told(binaries):
    told = subprocess.run([binaries / "instante", "--help"], capture_output=True, text=True, timeout=60).stdout
    for word in ("bus", "rebuild"):
        assert f"\n  {word} " in told, told


def put_message(desk: Desk, queue: str, identity: str, kind: str, body: str) -> None:
    with desk.store("bus.db") as bus:
        bus.execute("insert into message (queue, due, attempt, queued, id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent)"
                    " values (?, 0, 0, 0, ?, ?, ?, 0, '', '', '', '')", (queue, identity, kind, body))


def test_dead_letters_are_listed_shown_replayed_and_dropped(desk):
    desk.server.start()
    desk.server.stop()
    put_message(desk, "publication", "bad-1", "publication.create.v1", '{"id":"no id"}')
    put_message(desk, "publication", "bad-2", "publication.create.v1", "nothing at all")
    desk.server.start()
    until(lambda: desk.told("bus", "dead", "list").startswith("publication  2  since "))
    listed = desk.told("bus", "dead", "list", "publication").splitlines()
    assert [line.split()[0] for line in listed] == ["bad-1", "bad-2"] and "malformed" in listed[1]
    assert '{"id":"no id"}' in desk.told("bus", "dead", "show", "publication", "bad-1")

    assert desk.told("bus", "dead", "replay", "publication", "bad-1") == "1 message put back into queue publication.\n"
    until(lambda: [line.split()[0] for line in desk.told("bus", "dead", "list", "publication").splitlines()] == ["bad-2", "bad-1"])
    unknown = desk.order("bus", "dead", "show", "publication", "bad-3")
    assert unknown.returncode == 1 and "bad-3" in unknown.stderr and unknown.stdout == ""
    assert desk.order("bus", "dead", "drop", "publication").returncode == 2, "neither messages nor --all"

    desk.server.stop()
    assert desk.told("bus", "dead", "drop", "publication", "bad-2") == "1 message dropped.\n"
    assert desk.told("bus", "dead", "drop", "publication", "--all") == "1 message dropped.\n"
    assert desk.told("bus", "dead", "list") == "No dead letters.\n"


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_read_models_are_filled_again(desk, running):
    desk.server.start()
    people = [register(desk.server.url) for _ in range(3)]
    people[0].call("PUT", f"/user/{people[1].user['id']}/follow")
    path = f"/publication/user/{people[1].user['username']}"
    until(lambda: people[0].send("GET", path).status_code == 200)
    desk.server.stop()
    with desk.store("publication.db") as store:
        assert store.execute("delete from person where id = ?", (people[1].user["id"],)).rowcount == 1
    if not running:
        assert "as soon as a server runs" in desk.told("rebuild")
    desk.server.start()
    people[0].http.base_url = desk.server.url
    if running:
        assert people[0].send("GET", path).status_code == 404, "the test would prove nothing"
        assert "have been asked for" in desk.told("rebuild")
    until(lambda: people[0].send("GET", path).status_code == 200)


def test_a_command_says_that_the_folder_is_held_but_nobody_answers(desk):
    desk.server.start()
    os.remove(desk.data / "instante.sock")
    lost = desk.order("bus", "dead", "list")
    assert lost.returncode == 1 and "instante.sock" in lost.stderr and len(lost.stderr.splitlines()) == 1
