"""Stops the server, and starts it on its folder: how long until it answers, and what it takes then; the same of a fresh one."""
import statistics
import time

from load.machine import memory, mib
from load.world import Run, call, forget_connection


def measure(run: Run) -> None:
    server = run.world.server
    times = []
    for _ in range(run.arguments.rounds):
        server.stop()
        begin = time.monotonic()
        server.start()
        forget_connection()
        call(server, "GET", "/publications?limit=1")
        times.append(time.monotonic() - begin)
    first = statistics.median(times)
    resident, own = (memory(server.process.pid, name) for name in ("VmRSS", "RssAnon"))
    run.table.row("start to the first answer", f"{first * 1000:.0f} ms", target="≤ 150 ms", met=first <= 0.150, note=f"on the seeded folder; {mib(resident)} resident, of these {mib(own)} its own")
    with run.server("fresh") as fresh:
        time.sleep(1)  # libvips starts in the background
        resident, own = (memory(fresh.process.pid, name) for name in ("VmRSS", "RssAnon"))
    run.table.row("resident, fresh", mib(resident), target="≤ 64 MiB", met=resident <= 64 * 2**20, note="one second after start, on an empty folder")
    run.table.row("of it anonymous", mib(own), target="≤ 32 MiB", met=own <= 32 * 2**20)
