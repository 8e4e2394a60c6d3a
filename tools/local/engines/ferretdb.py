"""FerretDB 1, which speaks MongoDB's protocol over SQLite files: another opinion on what a database of its family does. Nothing is started for it unless it is named."""
import pathlib

from . import Started, accepts, golang, launch, ports, wait_until

NAME = "ferretdb"
SERVER = "github.com/FerretDB/FerretDB/cmd/ferretdb@v1.24.2"


def prepare(cache: pathlib.Path) -> None:
    golang.build(cache / "ferretdb", SERVER, "-tags=ferretdb_no_postgresql")


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    port = ports(folder, "ferretdb")["ferretdb"]
    data = folder / "data"
    data.mkdir(exist_ok=True)
    log = folder / "output.log"
    server = launch([golang.program(cache / "ferretdb", SERVER), "--handler=sqlite", f"--sqlite-url=file:{data}/", f"--state-dir={folder}", f"--listen-addr=127.0.0.1:{port}",
                     "--debug-addr=-", "--telemetry=disable", "--log-level=warn"], log, cwd=folder)
    wait_until(lambda: accepts(port), [server], log)
    url = f"mongodb://127.0.0.1:{port}"
    return Started(pids={"server": server.pid}, settings={"INSTANTE_DATABASE": url},
                   services={name: {"INSTANTE_DATABASE": url} for name in ("authentication", "publication", "notification")},
                   tests={"INSTANTE_TEST_MONGODB": url}, control={"port": port})
