"""Kills a server at work: every second time at a random moment, else aimed at the kind of work that was hit least so far."""
import collections
import os
import pathlib
import random
import sqlite3
import threading
import time

from local.server import Server, until

from support.actors import Actor

ASKED_FOR = ("register", "follow", "upload", "delete")  # hit: the server died between the request and its answer
BEHIND = {  # hit: these rows were there when it had died
    "fan-out": {"publication": "select count(*) from fan_out"},
    "push": {"notification": "select count(*) from push"},
}
UNDER_WAY = {
    "authentication": "select count(*) from outbox",
    "publication": "select (select count(*) from outbox) + (select count(*) from fan_out)",
    "notification": "select (select count(*) from outbox) + (select count(*) from push)",
    "bus": "select count(*) from message where queue in (select name from queue)",  # not those to an instance that is gone
}


def rows(data: pathlib.Path, queries: dict[str, str]) -> int:
    """What the queries count together, each in its store; looks on, changes nothing."""
    found = 0
    for store, query in queries.items():
        connection = sqlite3.connect(f"file:{data / store}.db?mode=ro", uri=True, timeout=10)
        found += connection.execute(query).fetchone()[0]
        connection.close()
    return found


def is_at_rest(server: Server) -> bool:
    """Nothing is on its way any more: no message, no fan-out, no push that is owed."""
    return rows(server.data, UNDER_WAY) == 0


class Killer:
    def __init__(self, server: Server, actors: list[Actor], seed: int) -> None:
        self.server, self.actors = server, actors
        self.random = random.Random(seed)
        self.kills = 0
        self.hits: collections.Counter = collections.Counter()
        self._wanted, self._begun = "", threading.Event()
        for actor in actors:
            actor.person.begins = self._begins

    def kill(self, times: int) -> None:
        """So often; and on, for a while, until every kind of work was hit."""
        for actor in self.actors:
            actor.start()
        while self.kills < times or (self._least() and self.kills < times + 100):
            self._kill_once(self.random.uniform(0.02, 0.5))
        for actor in self.actors:
            actor.ended.set()
        for actor in self.actors:
            actor.join(120)
            assert not actor.is_alive() and actor.failure is None, actor.failure
        self._count_broken()

    def told(self) -> str:
        return ", ".join(f"{kind} {self.hits[kind]}" for kind in (*ASKED_FOR, *BEHIND))

    def _kill_once(self, moment: float) -> None:
        time.sleep(moment)
        if self.kills % 2:
            self._aim(min((*ASKED_FOR, *BEHIND), key=lambda kind: self.hits[kind]))
        self.server.kill()
        self.kills += 1
        for kind, queries in BEHIND.items():
            self.hits[kind] += rows(self.server.data, queries) > 0
        self.server.start()
        self._count_broken()

    def _least(self) -> bool:
        return any(self.hits[kind] == 0 for kind in (*ASKED_FOR, *BEHIND))

    def _count_broken(self) -> None:
        for kind in ASKED_FOR:
            self.hits[kind] = sum(actor.person.broken[kind] for actor in self.actors)

    def _aim(self, kind: str) -> None:
        """Returns while that kind of work goes on, or in vain after three seconds."""
        if kind in BEHIND:
            try:
                until(lambda: rows(self.server.data, BEHIND[kind]), 3, every=0.001)
            except TimeoutError:
                return
        else:
            self._begun.clear()
            self._wanted = kind
            self._begun.wait(3)
            self._wanted = ""
        time.sleep(self.random.uniform(0, 0.003))

    def _begins(self, work: str) -> None:
        if work and work == self._wanted:
            self._begun.set()


def seed() -> int:
    return int(os.environ.get("INSTANTE_TEST_SEED", time.time_ns() % 1_000_000))
