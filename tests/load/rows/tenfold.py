"""Ten times the data: what a page costs then, in steps of SQLite's virtual machine and in CPU, beside what it costs on the usual crowd, in alternating
rounds: the feeds of 1,000 people, and the pages of 1,000 authors."""
import pathlib
import random
import re
import statistics
import urllib.parse
from collections.abc import Callable

from load.crowd import TOKENS, Crowd
from load.machine import cpu_seconds
from load.rows.reads import h2, lines_of
from load.world import Run, metrics

STEPS_APART, CPU_APART = 0.02, 0.25
PAGES: dict[str, Callable[[Crowd], list[str]]] = {
    "feed": lambda crowd: ["/feed"],
    "profile": lambda crowd: [f"/publication/user/{author}" for author in random.Random(crowd.times).sample(crowd.authors, TOKENS)],
}


def measure(run: Run) -> None:
    with Crowd(run) as usual, Crowd(run, times=10) as tenfold:
        for name, paths_of in PAGES.items():
            requests = {crowd: lines_of(run, crowd.requests(paths_of(crowd)), f"{name}-{crowd.times}x") for crowd in (usual, tenfold)}
            costs = {usual: [], tenfold: []}
            for turn in range(run.arguments.rounds + 1):
                for crowd, lines in requests.items():
                    measured = cost(run, crowd, lines)
                    if turn > 0:  # the first is for getting warm
                        costs[crowd].append(measured)
            (steps, cpu), (more_steps, more_cpu) = (map(statistics.median, zip(*costs[crowd])) for crowd in (usual, tenfold))
            row(run, f"{name}, steps a page at ten times the data", more_steps, steps, STEPS_APART, "")
            row(run, f"{name}, CPU a page at ten times the data", more_cpu, cpu, CPU_APART, " µs")


def cost(run: Run, crowd: Crowd, lines: pathlib.Path) -> tuple[float, float]:
    """Steps and microseconds of CPU of one request."""
    pid, port = crowd.server.process.pid, urllib.parse.urlparse(crowd.server.url).port
    steps, cpu = steps_of(crowd), cpu_seconds(pid)
    answered = h2(run, port, run.arguments.seconds, lines)["answered"]
    return (steps_of(crowd) - steps) / answered, (cpu_seconds(pid) - cpu) / answered * 1e6


def steps_of(crowd: Crowd) -> float:
    return float(re.search(r"^instante_sqlite_steps_total (\S+)", metrics(crowd.server), re.M).group(1))


def row(run: Run, name: str, tenfold: float, usual: float, apart: float, unit: str) -> None:
    ratio = tenfold / usual
    run.table.row(name, f"{tenfold:,.1f}{unit}", f"{usual:,.1f}{unit}", f"{ratio:.3f}", target=f"≤ {1 + apart:.2f}", met=ratio <= 1 + apart, note="peer: the usual crowd")
