"""One publication to 10,000 followers with a device each: until the push service has been handed all of it, over TLS and HTTP/2. On the embedded bus, and over RabbitMQ."""
import statistics
import time

from load.machine import cpu_seconds
from load.world import Run, followers, register, settle, upload

COUNT = 10_000


def embedded(run: Run) -> None:
    measure(run, f"all pushes to {COUNT:,} followers", 2)


def over_rabbitmq(run: Run) -> None:
    measure(run, f"pushes to {COUNT:,} followers over RabbitMQ", 5, "rabbitmq")


def measure(run: Run, name: str, most: float, *engines: str) -> None:
    with run.pushing_server("-".join(("push", *engines)), *engines) as (server, fcm):
        author = register(server, 0)
        followers(server, author, 1, COUNT, devices=True)
        times, cpu = [], []
        for _ in range(run.arguments.rounds):
            told, before = fcm.count()["messages"], cpu_seconds(server.process.pid)
            begin = time.time()
            upload(server, author.token)
            times.append(fcm.wait_for(told + COUNT)["last_at"] / 1000 - begin)
            settle(server)
            cpu.append((cpu_seconds(server.process.pid) - before) / COUNT * 1e6)
    took = statistics.median(times)
    run.table.row(name, f"{took:.2f} s", cpu=f"{statistics.median(cpu):.0f} µs", target=f"≤ {most:g} s", met=took <= most,
                  note=f"from the POST to the last push handed over, the slowest {max(times):.2f} s; stand-in in C++ on the same machine")
