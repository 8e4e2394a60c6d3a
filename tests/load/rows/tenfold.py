"""Ten times the data: what a page costs then, in steps of SQLite's virtual machine and in CPU, beside what it costs on the usual crowd, in alternating rounds."""
import re
import statistics
import urllib.parse

from load.crowd import Crowd
from load.machine import cpu_seconds
from load.rows.reads import h2, lines_of
from load.world import Run, metrics

STEPS_APART, CPU_APART = 0.02, 0.25


def measure(run: Run) -> None:
    with Crowd(run) as usual, Crowd(run, times=10) as tenfold:
        for name, paths_of in (("feed", lambda _: ["/feed"]), ("profile", lambda crowd: [f"/publication/user/{author}" for author in crowd.authors])):
            requests = {crowd: lines_of(run, crowd.requests(paths_of(crowd)), f"{name}-{crowd.times}x") for crowd in (usual, tenfold)}
            costs = {usual: [], tenfold: []}
            for _ in range(run.arguments.rounds):
                for crowd, lines in requests.items():
                    costs[crowd].append(cost(run, crowd, lines))
            (steps, cpu), (more_steps, more_cpu) = (map(statistics.median, zip(*costs[crowd])) for crowd in (usual, tenfold))
            row(run, f"{name}, steps a page at ten times the data", more_steps, steps, STEPS_APART, "")
            row(run, f"{name}, CPU a page at ten times the data", more_cpu, cpu, CPU_APART, " µs")


def cost(run: Run, crowd: Crowd, lines) -> tuple[float, float]:
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
