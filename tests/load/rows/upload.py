"""16 clients publish tiny photos without pause; then how long until every queue is empty."""
import concurrent.futures
import threading
import time

from load.machine import cpu_seconds
from load.world import Person, Run, settle, upload


def measure(run: Run) -> None:
    server = run.world.server
    count = 0
    lock = threading.Lock()
    begin, before = time.monotonic(), cpu_seconds(server.process.pid)

    def client(person: Person) -> None:
        nonlocal count
        while time.monotonic() < begin + run.arguments.seconds * 2:
            upload(server, person.token)
            with lock:
                count += 1
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(client, run.world.people[:16]))
    stopped, cpu = time.monotonic(), cpu_seconds(server.process.pid) - before
    settle(server)
    run.table.row("upload of a tiny photo, 16 clients", f"{count / (stopped - begin):,.0f}/s", cpu=f"{cpu / count * 1e6:,.0f} µs",
                  note=f"queues empty {time.monotonic() - stopped:.2f} s after")
