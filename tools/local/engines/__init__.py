"""Starts and ends real engines on this machine. One module per engine, listed in `MODULES` or `OPTIONAL`, each with:

    NAME = "rabbitmq"
    def prepare(cache: Path) -> None                     downloads or builds what it needs, once; may take minutes
    def start(folder: Path, cache: Path) -> Started      starts it and returns when it answers. `folder` is its own; one that it kept from before is taken up again, on the same ports
    def stop(started: Started) -> None                   optional: ends it more gently than SIGTERM to each of its processes

What runs is written to <folder>/<name>.json. A process is ended only while it is the one that was started: its id and its start time are compared.
"""
import contextlib
import dataclasses
import fcntl
import importlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import typing

MODULES = ("rabbitmq", "mongodb", "s3", "smtp", "fcm")
OPTIONAL = ("ferretdb",)  # started only by their names


class EngineError(Exception):
    """What is in the way, as a sentence for people."""


@dataclasses.dataclass
class Started:
    """A running engine."""
    pids: dict[str, int]  # its processes by what they are; the last is ended first
    settings: dict[str, str] = dataclasses.field(default_factory=dict)  # INSTANTE_… for one process that runs all services
    services: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)  # the same for each service apart, by its name
    tests: dict[str, str] = dataclasses.field(default_factory=dict)  # INSTANTE_TEST_… for the tests
    control: dict[str, typing.Any] = dataclasses.field(default_factory=dict)  # what its own module and its tests want to know
    born: dict[str, str] = dataclasses.field(default_factory=dict)  # when each process started: filled in by Engines


def names() -> tuple[str, ...]:
    return MODULES + OPTIONAL


def born(pid: int) -> str | None:
    """When process `pid` started, in this machine's life; None when there is none, or only a zombie."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{boot}/{fields[19]}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ports(folder: pathlib.Path, *wanted: str) -> dict[str, int]:
    """A free port for each name; an engine that starts in the same folder again has the same."""
    file = folder / "ports.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    for name in wanted:
        known.setdefault(name, free_port())
    file.write_text(json.dumps(known))
    return known


def launch(argv: list, log: pathlib.Path, **options) -> subprocess.Popen:
    """Starts a process of an engine that outlives this one, and the terminal."""
    with log.open("ab") as output:
        return subprocess.Popen([str(each) for each in argv], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **options)


def wait_until(answers, processes: list[subprocess.Popen], log: pathlib.Path, seconds: float = 60) -> None:
    """Returns once `answers()` is true; EngineError when a process ends before, or it takes too long."""
    deadline = time.monotonic() + seconds
    while not answers():
        if any(process.poll() is not None for process in processes) or time.monotonic() > deadline:
            raise EngineError(f"it did not start; {log}:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def end(pid: int, when: str | None, how: int = signal.SIGTERM, seconds: float = 20) -> None:
    """Ends process `pid` if it is the one that was born `when`; SIGKILL after `seconds`."""
    deadline = time.monotonic() + seconds
    while when is not None and born(pid) == when:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        step = time.monotonic() + (seconds if how == signal.SIGTERM else 1)
        while born(pid) == when and time.monotonic() < step:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.02)
        how = signal.SIGKILL
        if time.monotonic() > deadline + 5:
            raise EngineError(f"process {pid} does not end")


class Engines:
    """The engines of one folder. Two programs that start or end engines there wait for one another."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = pathlib.Path(folder).absolute()
        self.cache = self.folder.parent / "engine-cache"

    def up(self, wanted: list[str] = ()) -> None:
        with self._locked():
            for name in wanted or MODULES:
                if not self._is_alive(self._read(name)):
                    self._start(name)

    def down(self, wanted: list[str] = ()) -> None:
        with self._locked():
            for name in wanted or self.known():
                self._end(name)
                self._file(name).unlink(missing_ok=True)
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def stop(self, name: str) -> None:
        """Ends an engine in order, as whoever looks after it would. It stays known, and down."""
        with self._locked():
            self._end(name)

    def kill(self, name: str) -> None:
        """Ends an engine as a crash would. It stays known, and down."""
        with self._locked():
            if started := self._read(name):
                for process, pid in started.pids.items():
                    end(pid, started.born.get(process), signal.SIGKILL)

    def known(self) -> list[str]:
        return [name for name in names() if self._file(name).exists()]

    def dead(self) -> list[str]:
        return [name for name in self.known() if not self._is_alive(self._read(name))]

    def settings(self, whom: str = "") -> dict[str, str]:
        """What points `whom` (a service by its name, `tests`, or nobody: all services in one process) at the engines."""
        merged = {}
        for name in self.known():
            started = self._read(name)
            merged |= {"": started.settings, "tests": started.tests}.get(whom) or started.services.get(whom, {})
        return merged

    def control(self, name: str) -> dict:
        started = self._read(name)
        return started.control if started else {}

    def pids(self, name: str) -> dict[str, int]:
        started = self._read(name)
        return started.pids if started else {}

    def _start(self, name: str) -> None:
        module = _module(name)
        self._end(name)  # of several processes one may have died alone
        own = self.folder / name
        own.mkdir(parents=True, exist_ok=True)
        self.cache.mkdir(parents=True, exist_ok=True)
        module.prepare(self.cache)
        started = module.start(own, self.cache)
        started.born = {process: born(pid) for process, pid in started.pids.items()}
        self._file(name).write_text(json.dumps(dataclasses.asdict(started), indent=1))
        self._file(name).chmod(0o600)

    def _end(self, name: str) -> None:
        started = self._read(name)
        if started is None:
            return
        if self._is_alive(started) and hasattr(_module(name), "stop"):
            _module(name).stop(started)
        for process, pid in reversed(started.pids.items()):
            end(pid, started.born.get(process))

    def _file(self, name: str) -> pathlib.Path:
        return self.folder / f"{name}.json"

    def _read(self, name: str) -> Started | None:
        with contextlib.suppress(FileNotFoundError):
            return Started(**json.loads(self._file(name).read_text()))
        return None

    @staticmethod
    def _is_alive(started: Started | None) -> bool:
        return started is not None and all(when is not None and born(started.pids[process]) == when for process, when in started.born.items())

    @contextlib.contextmanager
    def _locked(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _module(name: str):
    return importlib.import_module(f"{__name__}.{name}")
