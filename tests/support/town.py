"""People at work on services that are hurt meanwhile, and what must be so of them at the end."""
import contextlib
import itertools
import math

import httpx
from local.server import until

from support.actors import Author, Person, Registrar, Wavering
from support.checks import check_authors, check_follower, check_phones, check_registrar, check_wavering, kept, receptions

FAITHFUL = 3
SETTLED = 5  # seconds after which a count is exact
ARRIVED = 60  # seconds until all has arrived: what a process held that died is another's after some twelve
_rounds = itertools.count(1)


class Town:
    def __init__(self, server, fcm, client: httpx.Client, repeats: float = math.inf) -> None:
        """Everybody asks again `repeats` times, and is unhappy if there is no answer then."""
        self.server, self.fcm, self.client, self.repeats = server, fcm, client, repeats
        self.round = f"round-{next(_rounds)}"
        self.authors = [Author(self.person(f"{each} of {self.round}"), pause=0.02) for each in ("Ana", "Bia")]
        self.phones = [f"phone-of-{self.round}-{number}" for number in range(FAITHFUL)]
        self.faithful = [self.person(f"Faithful {i} of {self.round}", notification_token=one) for i, one in enumerate(self.phones)]
        for follower, author in itertools.product(self.faithful, self.authors):
            follower.follow(author.person)
        self.wavering = Wavering(self.person(f"Wavering of {self.round}"), self.authors[1].person.id)
        self.registrar = Registrar(self.person(f"Registrar of {self.round}"), self.round)

    def person(self, name: str, **fields) -> Person:
        return Person(self.server, self.client, name, self.repeats, **fields)

    @property
    def actors(self) -> list:
        return [*self.authors, self.wavering, self.registrar]

    @property
    def accepted(self) -> int:
        return sum(len(author.accepted) for author in self.authors)

    @property
    def refusals(self) -> int:
        """How often somebody was told "not now"."""
        return sum(actor.person.refusals for actor in self.actors)

    @contextlib.contextmanager
    def at_work(self):
        for actor in self.actors:
            actor.start()
        try:
            self.wait_for_uploads(5)
            yield
            self.wait_for_uploads(5)  # and after all of it, work goes on
        finally:
            for actor in self.actors:
                actor.ended.set()
        for actor in self.actors:
            actor.join(120)
            assert not actor.is_alive() and actor.failure is None, actor.failure

    def wait_for_uploads(self, more: int, seconds: float = 60) -> None:
        wanted = self.accepted + more
        until(lambda: self.accepted >= wanted or self.failures(), seconds)
        assert not self.failures(), self.failures()

    def failures(self) -> list[str]:
        return [actor.failure for actor in self.actors if actor.failure]

    def check(self) -> None:
        """All of it, once everything that is under way has arrived."""
        until(self._is_told, ARRIVED, every=0.2)
        received = receptions(self.fcm)
        check_authors(self.server, self.authors)
        for follower in self.faithful:
            check_follower(follower, self.authors)
        check_phones(received, self.phones, self.authors)
        check_registrar(self.server, self.registrar)
        check_wavering(self.wavering, FAITHFUL, SETTLED)

    def _is_told(self) -> bool:
        """Every phone of everything, and no inbox any more of what was deleted."""
        wanted = kept(self.authors)
        received = receptions(self.fcm)
        inboxes = ({each["publication"] for each in follower.all("/notifications") if each["type"] == "publication"} for follower in self.faithful)
        return all(wanted <= set(received[one]) for one in self.phones) and all(inbox == wanted for inbox in inboxes)
