"""tools/engines: starts engines, says where they are, and ends what it started and nothing else."""
import os
import pathlib
import subprocess
import sys
import time
import types

import pytest

from local import engines

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sleeper(log: pathlib.Path) -> subprocess.Popen:
    return engines.launch(["sleep", "600"], log)


@pytest.fixture
def running(tmp_path, monkeypatch):
    """Engines of which the only one sleeps."""
    def start(folder, cache):
        (folder / "starts").open("a").write("x")
        return engines.Started(pids={"sleep": sleeper(folder / "log").pid}, settings={"INSTANTE_BUS": "sleep://here"}, services={"publication": {"INSTANTE_BUS": "sleep://publication"}},
                               tests={"INSTANTE_TEST_SLEEP": str(engines.ports(folder, "main")["main"])})

    module = types.SimpleNamespace(NAME="sleepy", prepare=lambda cache: None, start=start)
    monkeypatch.setattr(engines, "MODULES", ("sleepy",))
    monkeypatch.setitem(sys.modules, "local.engines.sleepy", module)
    made = engines.Engines(tmp_path / "engines")
    yield made
    made.down()


def starts(running) -> int:
    return len((running.folder / "sleepy" / "starts").read_text())


def pid_of(running) -> int:
    return running.pids("sleepy")["sleep"]


def test_up_starts_once_and_down_ends(running):
    running.up()
    running.up()
    assert starts(running) == 1
    assert running.dead() == []
    pid = pid_of(running)
    assert engines.born(pid)
    running.down()
    assert engines.born(pid) is None
    assert running.known() == []
    assert not (running.folder / "sleepy").exists()


def test_settings_are_for_one_process_a_service_or_the_tests(running):
    running.up()
    assert running.settings() == {"INSTANTE_BUS": "sleep://here"}
    assert running.settings("publication") == {"INSTANTE_BUS": "sleep://publication"}
    assert list(running.settings("tests")) == ["INSTANTE_TEST_SLEEP"]
    assert running.settings("nobody") == {}


@pytest.mark.parametrize("end", [engines.Engines.kill, engines.Engines.stop], ids=["killed", "stopped"])
def test_what_ended_is_down_and_comes_up_where_it_was(running, end):
    running.up()
    first = running.settings("tests")
    end(running, "sleepy")
    assert running.dead() == ["sleepy"]
    running.up(["sleepy"])
    assert running.dead() == []
    assert running.settings("tests") == first


def test_a_foreign_process_that_took_the_id_is_left_alone(running, tmp_path):
    running.up()
    file = running.folder / "sleepy.json"
    own = pid_of(running)
    time.sleep(0.05)  # start times are told in hundredths of a second
    stranger = sleeper(tmp_path / "log")
    try:
        file.write_text(file.read_text().replace(f'"sleep": {own}', f'"sleep": {stranger.pid}'))
        assert pid_of(running) == stranger.pid
        assert running.dead() == ["sleepy"]
        running.kill("sleepy")
        running.down()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
        os.kill(own, 9)


def tool(folder: pathlib.Path, *arguments: str, status: int = 0) -> str:
    done = subprocess.run([ROOT / "tools" / "engines", "--folder", folder, *arguments], capture_output=True, text=True, timeout=180)
    assert done.returncode == status, done.stderr
    return done.stdout


def listening_at(pid: int) -> set[str]:
    """The addresses it listens at, as /proc/net/tcp writes them."""
    sockets = {os.readlink(each) for each in pathlib.Path(f"/proc/{pid}/fd").iterdir()}
    lines = [line.split() for file in ("tcp", "tcp6") for line in pathlib.Path(f"/proc/net/{file}").read_text().splitlines()[1:]]
    found = {line[1].split(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in sockets}
    assert found
    return found


def test_status_of_nothing_fails(tmp_path):
    assert tool(tmp_path, "status", status=1) == ""


def test_rabbitmq_comes_up_survives_a_crash_and_goes(tmp_path):
    folder = tmp_path / "engines"
    tool(folder, "up", "rabbitmq")
    try:
        said = tool(folder, "status")
        assert said.startswith("INSTANTE_BUS=amqp://tests:")
        assert tool(folder, "run", "--", "sh", "-c", "echo $INSTANTE_TEST_AMQP$INSTANTE_BUS").strip() == said.strip().removeprefix("INSTANTE_BUS=")
        assert tool(folder, "status", "--for", "publication").startswith("INSTANTE_BUS=amqp://publication:")
        pids = engines.Engines(folder).pids("rabbitmq").values()
        assert all(address in ("0100007F", "00000000000000000000000001000000") for pid in pids for address in listening_at(pid))
        tool(folder, "kill", "rabbitmq")
        assert tool(folder, "status", status=1) == said
        tool(folder, "up", "rabbitmq")
        assert tool(folder, "status") == said
    finally:
        tool(folder, "down")
    assert not any(engines.born(pid) for pid in pids)
