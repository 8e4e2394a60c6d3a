"""Sign-ins at the pace that Argon2id allows, while feeds are read at half the load that the server can bear: how long a feed takes then, beside without them."""
import concurrent.futures
import json
import statistics
import threading
import urllib.parse

from load.crowd import Crowd
from load.rows.reads import h2, lines_of, per_second
from load.world import Run, call

CLIENTS = 4


def measure(run: Run) -> None:
    with Crowd(run) as crowd:
        crowd.restart("--password-cost", "interactive")
        lines = lines_of(run, crowd.requests(["/feed"]), "logins")
        seconds, port = run.arguments.seconds, urllib.parse.urlparse(crowd.server.url).port
        half = min(per_second(h2(run, port, seconds, lines)) for _ in range(3)) / 2
        alone, beside, count = [], [], 0
        for _ in range(run.arguments.rounds):
            alone.append(h2(run, port, seconds, lines, half)["p99_us"] / 1000)
            with Logins(crowd) as logins:
                beside.append(h2(run, port, seconds, lines, half)["p99_us"] / 1000)
            count += logins.count
        without, with_logins = statistics.median(alone), statistics.median(beside)
        limit = max(2 * without, 10)
        run.table.row("feed while people sign in, p99", f"{with_logins:.1f} ms", f"{without:.1f} ms", target=f"≤ {limit:.1f} ms", met=with_logins <= limit,
                      note=f"{half:,.0f} feeds/s, {count / seconds / run.arguments.rounds:.1f} sign-ins/s; peer: without sign-ins")


class Logins:
    """A few clients who sign in again and again."""

    def __init__(self, crowd: Crowd) -> None:
        self.count = 0
        self._crowd, self._ended, self._threads = crowd, threading.Event(), concurrent.futures.ThreadPoolExecutor(CLIENTS)

    def __enter__(self) -> "Logins":
        for client in range(CLIENTS):
            self._threads.submit(self._sign_in, client)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._threads.shutdown()

    def _sign_in(self, client: int) -> None:
        body = json.dumps({"username": f"person{client}", "password": "correct horse"}).encode()
        while not self._ended.is_set():
            call(self._crowd.server, "POST", "/user/login", body=body)
            self.count += 1
