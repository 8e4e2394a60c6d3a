"""Four services apart, behind nginx, on RabbitMQ and S3: how many uploads a second one instance of resize_image takes, and how two share them."""
import concurrent.futures
import re
import time

from local.server import Server, until
from support.apart import INSTANCES, SERVICES, Apart
from support.ground import Ground

from load.machine import cpu_seconds
from load.world import PHOTOS, Person, Run, connect, forget_connection, form, register, upload

CLIENTS = 16
PHOTO = form(PHOTOS / "astronaut.jpg")
SHARE = 0.4  # of the uploads, at the least, for each of two
FOLDER = "engines-load"  # beside build/engine-cache, where engines are built once


def measure(run: Run) -> None:
    for count in (1, 2):
        ground = Ground(run.arguments.binary.parents[2] / FOLDER)
        try:
            settings = {service: ground.settings(service) for service in SERVICES}
            flags = ("--password-cost", "minimal", "--rate-limit", "off", "--log-level", "warn")
            with Apart(run.arguments.binary.parent, run.folder / f"apart-{count}", settings, *flags, instances=INSTANCES | {"resize-image": count}) as services:
                share(run, services, ground)
        finally:
            ground.close()


def share(run: Run, services: Apart, ground: Ground) -> None:
    forget_connection()
    people = [register(services, number) for number in range(CLIENTS)]
    makers = services.instances["resize-image"]
    publish(services, people, 1)
    before, cpu, begin = [uploads(maker) for maker in makers], cost(services), time.monotonic()
    done = publish(services, people, run.arguments.seconds * 3)
    seconds = time.monotonic() - begin
    until(lambda: ground.broker.waiting("publication") == 0, 120, 0.05)
    late = time.monotonic() - begin - seconds
    taken = [uploads(maker) - count for maker, count in zip(makers, before)]
    shares = [took / sum(taken) for took in taken]
    two = len(makers) == 2
    run.table.row(f"uploads of 512×512, resize_image × {len(makers)}", f"{done / seconds:,.0f}/s", cpu=f"{(cost(services) - cpu) / done * 1e3:.1f} ms", target=f"each ≥ {SHARE:.0%}" if two else "",
                  met=min(shares) >= SHARE if two else None, note=f"shares {', '.join(f'{each:.0%}' for each in shares)}; CPU of all services; queue empty {late:.2f} s after")


def publish(services: Apart, people: list[Person], seconds: float) -> int:
    """All publish without pause; how many."""
    end = time.monotonic() + seconds

    def client(person: Person) -> int:
        count = 0
        while time.monotonic() < end:
            upload(services, person.token, PHOTO)
            count += 1
        return count
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as threads:
        return sum(threads.map(client, people))


def cost(services: Apart) -> float:
    return sum(cpu_seconds(server.process.pid) for server in services.all())


def uploads(maker: Server) -> float:
    """How many it has answered."""
    connection = connect(maker.admin_url)
    connection.request("GET", "/metrics")
    told = connection.getresponse().read().decode()
    return sum(map(float, re.findall(r'^instante_http_requests_total\{[^}]*route="/resize-image"[^}]*\} (\S+)', told, re.M)))
