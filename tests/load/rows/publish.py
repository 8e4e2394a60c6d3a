"""16 clients publish tiny photos of one author with 50 followers without pause: how many a second, and what is left to do when they stop."""
import concurrent.futures
import re
import subprocess
import time
from collections.abc import Callable

from local.server import Server

from load.machine import cpu_seconds
from load.world import Person, Run, followers, metrics, register, settle, upload

CLIENTS, FOLLOWERS = 16, 50
LATE = 1  # seconds: what is on its way when the last client stops is told within a second, as always; beyond that it is a backlog


def without_devices(run: Run) -> None:
    with run.server("publish") as server:
        measure(run, server, "publish tiny photos, 50 followers", devices=False)


def with_devices(run: Run) -> None:
    with run.pushing_server("publish-push") as (server, fcm):
        measure(run, server, "the same with 50 devices", devices=True, pushed=lambda: fcm.count()["messages"])


def measure(run: Run, server: Server, name: str, devices: bool, pushed: Callable[[], int] | None = None) -> None:
    author = register(server, 0)
    followers(server, author, 1, FOLLOWERS, devices)
    publish(server, author, 1)
    settle(server)
    seconds, told, before, begin = run.arguments.seconds * 3, pushed() if pushed else 0, cpu_seconds(server.process.pid), time.monotonic()
    with Syncs(server.process.pid) as syncs:
        count = publish(server, author, seconds)
    stopped = time.monotonic()
    left = backlog(server)
    settle(server)
    empty = time.monotonic() - stopped
    if pushed:
        while pushed() < told + count * FOLLOWERS:
            time.sleep(0.01)
    note = f"{syncs.count / (stopped - begin):,.0f} syncs/s; {left:.0f} messages queued when it stops, none {empty:.2f} s later"
    note += f"; all {count * FOLLOWERS:,} pushes {time.monotonic() - stopped:.2f} s later" if pushed else ""
    speed = count / (stopped - begin)
    run.table.row(name, f"{speed:,.0f}/s", cpu=f"{(cpu_seconds(server.process.pid) - before) / count * 1e6:,.0f} µs", target="" if pushed else "≥ 150/s, no backlog",
                  met=None if pushed else speed >= 150 and empty < LATE, note=note)


def publish(server: Server, author: Person, seconds: float) -> int:
    """Publishes without pause; how many."""
    end = time.monotonic() + seconds

    def client(_: int) -> int:
        count = 0
        while time.monotonic() < end:
            upload(server, author.token)
            count += 1
        return count
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as threads:
        return sum(threads.map(client, range(CLIENTS)))


def backlog(server: Server) -> float:
    return sum(float(value) for value in re.findall(r"^instante_bus_queue_(?:ready|in_flight)\{[^}]*\} (\S+)", metrics(server), re.M))


class Syncs:
    """Counts the calls by which a process has its disk made sure (perf, which must be allowed to)."""

    def __init__(self, pid: int) -> None:
        self.pid, self.count = pid, 0

    def __enter__(self) -> "Syncs":
        calls = ",".join(f"syscalls:sys_enter_{call}" for call in ("fdatasync", "fsync", "msync"))
        self._perf = subprocess.Popen(["perf", "stat", "-x,", "-e", calls, "-p", str(self.pid)], stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)  # it says nothing when it has begun
        return self

    def __exit__(self, *_: object) -> None:
        self._perf.send_signal(2)
        self.count = sum(int(line.split(",")[0]) for line in self._perf.communicate()[1].splitlines() if line[:1].isdigit())
