"""FerretDB 1, which speaks MongoDB's protocol over SQLite files: another opinion on what a database of its family does. It is started only when it is named. Its own program wants files that its module lacks: ours embeds it."""
import pathlib

from . import Started, accepts, golang, launch, ports, wait_until

NAME = "ferretdb"
MODULE = "github.com/FerretDB/FerretDB@v1.24.2"
PROGRAM = """\
package main

import (
	"context"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	until, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	listener := ferretdb.ListenerConfig{TCP: os.Args[2]}
	server, err := ferretdb.New(&ferretdb.Config{Listener: listener, Logger: logger, Handler: "sqlite", SQLiteURL: "file:" + os.Args[1] + "/"})
	if err == nil {
		err = server.Run(until)
	}
	if err != nil {
		log.Fatal(err)
	}
}
"""


def prepare(cache: pathlib.Path) -> None:
    golang.embed(cache / "ferretdb", PROGRAM, MODULE, "-tags=ferretdb_no_postgresql")


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    port = ports(folder, "ferretdb")["ferretdb"]
    data = folder / "data"
    data.mkdir(exist_ok=True)
    log = folder / "output.log"
    server = launch([golang.embedded(cache / "ferretdb", PROGRAM), data, f"127.0.0.1:{port}"], log, cwd=folder)
    wait_until(lambda: accepts(port), [server], log)
    url = f"mongodb://127.0.0.1:{port}"
    return Started(pids={"server": server.pid}, settings={"INSTANTE_DATABASE": url},
                   services={name: {"INSTANTE_DATABASE": url} for name in ("authentication", "publication", "notification")},
                   tests={"INSTANTE_TEST_MONGODB": url}, control={"port": port})
