"""Starts and ends an Instante process of one's own, on free ports of loopback."""
import os
import pathlib
import re
import signal
import subprocess
import threading
import time

LISTENS = re.compile(r"listens on (https?://\S+), for its operator on (http://\S+)")


class Server:
    def __init__(self, binary: pathlib.Path, data: pathlib.Path, *flags: str, environment: dict[str, str] | None = None, command: list[str] | None = None) -> None:
        self.binary = binary
        self.command = command or [str(binary)]  # what starts it, where more than its name is needed
        self.data = data
        self.flags = flags
        self.environment = environment or {}
        self.log = data.parent / f"{data.name}.log"
        self.process: subprocess.Popen | None = None
        self.listen = self.admin_listen = "127.0.0.1:0"  # any free port, anew at each start
        self.url = self.admin_url = ""
        self.line = ""  # what it said of where it listens

    def start(self, seconds: float = 30) -> "Server":
        """Returns once it says where it listens."""
        command = [*self.command, "serve", "--data", str(self.data), "--listen", self.listen, "--admin-listen", self.admin_listen, *self.flags]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **self.environment})
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        self.line = self.process.stdout.readline()
        timer.cancel()
        found = LISTENS.search(self.line)
        if not found:
            self.process.wait()
            raise RuntimeError(f"{self.binary.name} did not start: {self.line}{self.log.read_text()[-2000:]}")
        self.url, self.admin_url = found.groups()
        return self

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process and self.process.poll() is None:
            self.stop()

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM, then its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def until(condition, seconds: float = 10, every: float = 0.005):
    """Calls `condition` until it gives something true; gives that. TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        if result := condition():
            return result
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come true in time")
        time.sleep(every)
