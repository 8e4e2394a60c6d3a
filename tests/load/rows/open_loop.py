"""20 uploads a second, whether or not those before are done: how long from the POST until a follower sees it in the feed, and until the push service has it."""
import concurrent.futures
import multiprocessing
import os
import pathlib
import statistics
import time

from local.server import Server

from load.machine import cpu_seconds
from load.world import PHOTOS, Person, Run, call, followers, form, register, upload

PER_SECOND = 20


def tiny(run: Run) -> None:
    measure(run, "tiny.jpg", has_target=True)


def larger(run: Run) -> None:
    measure(run, "astronaut.jpg", has_target=False)


def measure(run: Run, photo: str, has_target: bool) -> None:
    seconds = run.arguments.seconds * 10
    with run.pushing_server(f"open-{photo}") as (server, fcm), multiprocessing.Pool(2) as processes:
        author = register(server, 0)
        reader = followers(server, author, 1, 1, devices=True)[0]
        told, before = fcm.count()["messages"], cpu_seconds(server.process.pid)
        syncs = processes.apply_async(sync, (run.folder, seconds))
        seen = processes.apply_async(watch, (server.url, reader.token, seconds + 2))
        sent = send(server, author, photo, seconds)
        busy = (cpu_seconds(server.process.pid) - before) / seconds / os.cpu_count()
        feed = [seen.get()[identity] - at for identity, at in sent.items()]
        fcm.wait_for(told + len(sent))
        handed = {message["content"]["message"]["data"]["publication"]: message["received_at"] / 1000 for message in fcm.messages(told)}
        push = [handed[identity] - at for identity, at in sent.items()]
    name = f"{PER_SECOND} uploads/s of {photo}"
    disk = f"one bare fdatasync in the same run {spread(syncs.get())}"
    for what, times, most in (("in the feed", feed, 0.050), ("handed to push", push, 0.150)):
        run.table.row(f"{name}: {what}", f"{p99(times) * 1000:.1f} ms", target=f"p99 ≤ {most * 1000:.0f} ms" if has_target else "", met=p99(times) <= most if has_target else None,
                      note=f"{spread(times)}; CPU {busy:.0%} of the machine; {disk}")


def send(server: Server, author: Person, photo: str, seconds: int) -> dict[str, float]:
    """When the POST of each publication was due: who is late to send counts it as the server's time."""
    body = form(PHOTOS / photo)
    begin = time.time() + 0.2

    def one(number: int) -> tuple[str, float]:
        due = begin + number / PER_SECOND
        time.sleep(max(0, due - time.time()))
        return upload(server, author.token, body), due
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        return dict(threads.map(one, range(seconds * PER_SECOND)))


def watch(url: str, token: str, seconds: float) -> dict[str, float]:
    """When each publication was first seen in a feed, which is read again and again."""
    server = Server(pathlib.Path(), pathlib.Path())
    server.url = url
    seen: dict[str, float] = {}
    end = time.time() + seconds
    while time.time() < end:
        items = call(server, "GET", "/feed?limit=5", token)["items"]
        now = time.time()
        for item in items:
            seen.setdefault(item["id"], now)
        time.sleep(0.002)
    return seen


def sync(folder: pathlib.Path, seconds: float) -> list[float]:
    """How long a write of 4 KiB takes to be on the disk, ten times a second."""
    times = []
    file = os.open(folder / "bare-sync", os.O_CREAT | os.O_WRONLY)
    for _ in range(int(seconds * 10)):
        os.write(file, bytes(4096))
        begin = time.monotonic()
        os.fdatasync(file)
        times.append(time.monotonic() - begin)
        time.sleep(0.1)
    os.close(file)
    return times


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def spread(times: list[float]) -> str:
    return f"p50 {statistics.median(times) * 1000:.1f}, p99 {p99(times) * 1000:.1f} ms"
