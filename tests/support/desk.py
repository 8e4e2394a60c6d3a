"""A server of a test's own, and its operator."""
import pathlib
import subprocess

from local.server import Server

CHEAP = ("--password-cost", "minimal", "--rate-limit", "off")


class Desk:
    def __init__(self, binaries: pathlib.Path, data: pathlib.Path) -> None:
        self.program = binaries / "instante"
        self.server = Server(self.program, data, *CHEAP)

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        if self.server.process and self.server.process.poll() is None:
            assert self.server.stop(60) == 0
        log = self.server.log.read_text(errors="replace") if self.server.log.exists() else ""
        assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]

    def order(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.program, *words, "--data", str(self.server.data), *CHEAP], capture_output=True, text=True, timeout=120)

    def told(self, *words: str) -> str:
        """What a command that succeeds prints."""
        done = self.order(*words)
        assert done.returncode == 0, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
        return done.stdout
