"""Two ways to have a disk that is full, and has room again.

`Mounted`: a small tmpfs, of root or of a user namespace of one's own. `Preloaded`: a library in the server that refuses what is written; works everywhere.
"""
import contextlib
import os
import pathlib
import subprocess
import tempfile

from support import preload

SIZE = 96 << 20


class Mounted:
    """The server runs in a mount namespace of its own, with the disk at its data folder; from here it is reached through /proc."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.data = folder / "data"
        self.data.mkdir()
        self.environment: dict[str, str] = {}
        holder = f"mount -t tmpfs -o size={SIZE},mode=0700 small '{self.data}' && echo mounted && exec sleep infinity"
        self._holder = subprocess.Popen(["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--mount", "sh", "-c", holder],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self._holder.stdout.readline() != "mounted\n":
            raise OSError(f"no small disk can be mounted here: {self._holder.communicate()[1]}")

    def command(self, binary: pathlib.Path) -> list[str]:
        """Starts `binary` where the disk is."""
        return ["nsenter", *([] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]), "--mount", f"--target={self._holder.pid}", str(binary)]

    @property
    def _filler(self) -> pathlib.Path:
        return pathlib.Path(f"/proc/{self._holder.pid}/root{self.data}/filler")

    def fill(self) -> None:
        """To the last byte."""
        with self._filler.open("ab", buffering=0) as filler, contextlib.suppress(OSError):
            for piece in (1 << 20, 4096, 1):
                with contextlib.suppress(OSError):
                    while filler.write(bytes(piece)) == piece:
                        pass

    def free(self) -> None:
        self._filler.unlink()

    def close(self) -> None:
        self._holder.kill()
        self._holder.wait()


class Preloaded:
    def __init__(self, folder: pathlib.Path) -> None:
        self.data = folder / "data"
        self._flag = folder / "full"
        self.environment = {"LD_PRELOAD": str(preload.library("full_disk", folder)), "FULL_DISK": str(self._flag)}

    def command(self, binary: pathlib.Path) -> list[str]:
        return [str(binary)]

    def fill(self) -> None:
        self._flag.touch()

    def free(self) -> None:
        self._flag.unlink()

    def close(self) -> None:
        pass


def can_mount() -> bool:
    """Whether this machine lets us have a small disk."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            Mounted(pathlib.Path(folder)).close()
        except OSError:
            return False
        return True
