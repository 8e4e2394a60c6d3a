"""The bus over RabbitMQ: messages of 400 bytes, published with a confirm for each over one connection and consumed over another, beside rabbitmq-c alone."""
import os
import re
import statistics
import subprocess

from local.engines import Engines

from load.crowd import program
from load.world import Run

COUNT = 32_000
# What is measured: the line of bench_amqp, that of its floor, and how many a second are wanted.
LINES = {
    "publish over RabbitMQ, confirmed": ("publish: 1000 callers, one message each time", "rabbitmq-c alone: publish, windows of 1000", 10_000),
    "consume over RabbitMQ": ("consume: prefetch 256", "rabbitmq-c alone: consume, prefetch 256, ack 128", 40_000),
}


def measure(run: Run) -> None:
    engines = Engines(run.folder / "bus-engines")
    try:
        engines.up(["rabbitmq"])
        environment = {**os.environ, **engines.settings("tests")}
        told = "".join(subprocess.run([program(run, "bench_amqp"), str(COUNT)], env=environment, capture_output=True, text=True, check=True).stdout for _ in range(run.arguments.rounds))
    finally:
        engines.down()
    for name, (line, floor, wanted) in LINES.items():
        (speed, cpu), (peer, _) = (figures(told, each) for each in (line, floor))
        run.table.row(name, f"{speed:,.0f}/s", f"{peer:,.0f}/s", f"{speed / peer:.2f}", f"{cpu:.1f} µs", f"≥ {wanted:,}/s", speed >= wanted, "one quorum queue, the broker on the same machine; peer: rabbitmq-c alone")


def figures(told: str, line: str) -> tuple[float, float]:
    """How many a second, and microseconds of this side's CPU for each: the medians."""
    found = re.findall(rf"^{re.escape(line)} +(\d+)/s +([\d.]+) us", told, re.M)
    speeds, costs = zip(*((float(speed), float(cost)) for speed, cost in found))
    return statistics.median(speeds), statistics.median(costs)
