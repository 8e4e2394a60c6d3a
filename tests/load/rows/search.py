"""Searches among 1,000,000 people, so many a second due whatever the answers do: one kind of question after the other, then all at random, beside a bare GET of a person at the same pace."""
import pathlib
import random
import statistics
import subprocess
import time
import urllib.parse

from local.server import Server

from load.crowd import FLAGS, log_in, program
from load.machine import cpu_seconds
from load.rows.reads import h2
from load.world import Person, Run, forget_connection

PEOPLE, FOLLOWS = 1_000_000, 2
RATE = 200
LIMIT_MS = 5
KINDS = {
    "one or two letters": ["a", "m", "ma", "le", "s", "m s"],
    "a word, or its middle": ["ana", "silva", "eira", "ari", "moreira", "ndrad"],
    "two words": ["maria silva", "ana lima", "silva jose", "vinicius rocha", "noah mul"],
    "in many names and rarely together": ["emma 99", "person1 zoe", "rocha 777"],
    "one person, or nobody": ["person123456", "765432", "xyz", "иван", "quintuplo", "山田"],
    "two common words nobody has both of": ["silva santos", "lima rocha", "ferreira dias", "lva ant"],
}


def measure(run: Run) -> None:
    with Server(run.arguments.binary, seeded(run), *FLAGS, "--password-cost", "minimal") as server:
        forget_connection()
        rest(server)
        people = [log_in(server, number) for number in random.Random(1).sample(range(PEOPLE), 50)]
        forget_connection()
        bare = Pace(run, server, people, [f"/user/{person.id}" for person in people], "bare")
        for kind, texts in KINDS.items():
            row(run, f"search, {kind}", Pace(run, server, people, paths(texts), kind), bare, None)
        everything = [text for texts in KINDS.values() for text in texts]
        row(run, "search, all kinds", Pace(run, server, people, paths(everything), "all"), bare, LIMIT_MS)


def rest(server: Server, at_most: float = 900) -> None:
    """Waits until the server has nothing more to do for itself: the other services ask for all these people first."""
    end = time.monotonic() + at_most
    while time.monotonic() < end:
        before = cpu_seconds(server.process.pid)
        time.sleep(3)
        if cpu_seconds(server.process.pid) - before < 0.1:
            return


class Pace:
    """What requests came to, the median of several rounds: latencies at `RATE` a second, and CPU each where they follow one another without pause."""

    def __init__(self, run: Run, server: Server, people: list[Person], wanted: list[str], name: str) -> None:
        chance = random.Random(1)
        lines = run.folder / f"search-{name.replace(' ', '-').replace(',', '')}.txt"
        lines.write_text("".join(f"{chance.choice(wanted)} {chance.choice(people).token}\n" for _ in range(2000)))
        port, pid, seconds = urllib.parse.urlparse(server.url).port, server.process.pid, run.arguments.seconds
        paced, costs = [], []
        for _ in range(run.arguments.rounds):
            paced.append(h2(run, port, seconds, lines, RATE))
            before = cpu_seconds(pid)
            answered = h2(run, port, seconds, lines)["answered"]
            costs.append((cpu_seconds(pid) - before) / answered * 1e6)
        self.p50, self.p99 = (statistics.median(told[key] for told in paced) / 1000 for key in ("p50_us", "p99_us"))
        self.cpu = statistics.median(costs)


def row(run: Run, name: str, ours: Pace, bare: Pace, limit: float | None) -> None:
    run.table.row(name, f"{ours.p99:.2f} ms", f"{bare.p99:.2f} ms", f"{ours.p99 / bare.p99:.1f}", f"{ours.cpu:.0f} µs", f"p99 ≤ {limit} ms" if limit else "",
                  ours.p99 <= limit if limit else None, f"p99 at {RATE}/s; p50 {ours.p50:.2f} ms; peer: GET /user/{{id}}, p50 {bare.p50:.2f} ms, {bare.cpu:.0f} µs")


def paths(texts: list[str]) -> list[str]:
    return [f"/user/search/{urllib.parse.quote(text)}" for text in texts]


def seeded(run: Run) -> pathlib.Path:
    """A data folder with all the people, made once where `--seeded` names a folder."""
    data = (run.arguments.seeded or run.folder) / f"people-{PEOPLE}" / "data"
    if not data.exists():
        begin = time.monotonic()
        draft = data.with_name("draft")
        draft.mkdir(parents=True)
        subprocess.run([program(run, "seed_authentication"), draft, str(PEOPLE), str(FOLLOWS)], check=True)
        draft.rename(data)
        print(f"seeded {PEOPLE:,} people in {time.monotonic() - begin:.0f} s", flush=True)
    return data
