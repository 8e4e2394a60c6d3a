"""A server on data of a size: 10,000 people who follow 100 each and 100,000 publications, or several times that, written by the services' own `seed_*` programs."""
import concurrent.futures
import json
import pathlib
import random
import subprocess
import time

from local.server import Server

from load.world import Person, Run, call, forget_connection

PEOPLE, FOLLOWS, PUBLICATIONS = 10_000, 100, 100_000
TOKENS = 1_000
FLAGS = ("--rate-limit", "off", "--log-level", "warn")
REQUESTS = 20_000  # prepared, of which each load takes one at random

Requests = list[tuple[str, str]]  # path, token


class Crowd:
    """`times` as many people and publications; the server, 1,000 people at random who are signed in, and who has published what."""

    def __init__(self, run: Run, times: int = 1) -> None:
        self._run, self.times = run, times
        self.folder = (run.arguments.seeded or run.folder) / f"crowd-{times}x"
        self._chance = random.Random(times)
        self._seed()
        self.server = Server(run.arguments.binary, self.folder / "data", *FLAGS, "--password-cost", "minimal")

    def __enter__(self) -> "Crowd":
        self.server.start()
        forget_connection()
        numbers = self._chance.sample(range(PEOPLE * self.times), TOKENS)
        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            self.people = list(threads.map(lambda number: log_in(self.server, number), numbers))
        forget_connection()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def restart(self, *flags: str) -> None:
        """Ends the server and starts it with other flags; who is signed in stays so."""
        self.server.stop()
        self.server.flags = (*FLAGS, *flags)
        self.server.start()
        forget_connection()

    def requests(self, paths: list[str]) -> Requests:
        """Random paths asked for by random people."""
        return [(self._chance.choice(paths), self._chance.choice(self.people).token) for _ in range(REQUESTS)]

    def _seed(self) -> None:
        done = self.folder / "published.txt"
        if not done.exists():
            begin = time.monotonic()
            data = self.folder / "data"
            data.mkdir(parents=True)
            size = [PEOPLE * self.times, FOLLOWS]
            draft = self.folder / "draft.txt"
            with draft.open("w") as out:
                jobs = [subprocess.Popen([program(self._run, "seed_authentication"), data, *map(str, size)]),
                        subprocess.Popen([program(self._run, "seed_publication"), data, *map(str, size), str(PUBLICATIONS * self.times)], stdout=out)]
                assert all([job.wait() == 0 for job in jobs])
            draft.rename(done)
            print(f"seeded {size[0]:,} people, {size[0] * FOLLOWS:,} follows, {PUBLICATIONS * self.times:,} publications in {time.monotonic() - begin:.0f} s", flush=True)
        published = [line.split() for line in done.read_text().splitlines()]
        self.authors = sorted({author for author, _ in published})
        self.publications = [publication for _, publication in published]


def program(run: Run, name: str) -> pathlib.Path:
    """One that is built beside the server with `-DINSTANTE_BENCH=ON`."""
    file = run.arguments.binary.parent / name
    assert file.exists(), f"no {file}: cmake --preset release -DINSTANTE_BENCH=ON && cmake --build --preset release"
    return file


def log_in(server: Server, number: int) -> Person:
    session = call(server, "POST", "/user/login", body=json.dumps({"username": f"person{number}", "password": "correct horse"}).encode())
    return Person(session["user"]["id"], session["access_token"])
