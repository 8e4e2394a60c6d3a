"""Who consumes slowly is no harm to others: a bounded queue fills, uploads are refused for now and go on, and nothing that was accepted is lost or doubled."""
import contextlib
import itertools
import signal
import threading

from local.server import until
from support.actors import Author
from support.ground import BOUND

RUNS, RESTS = 0.02, 1.98  # seconds


class Slow:
    """Processes that run for a moment every two seconds."""

    def __init__(self, instances) -> None:
        self._processes = [instance.process for instance in instances]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Slow":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        how = itertools.cycle(((signal.SIGSTOP, RESTS), (signal.SIGCONT, RUNS)))
        while not self._ended.is_set():
            what, seconds = next(how)
            self._send(what)
            self._ended.wait(seconds)
        self._send(signal.SIGCONT)

    def _send(self, what: signal.Signals) -> None:
        for process in self._processes:
            process.send_signal(what)


def test_a_slow_consumer_of_a_bounded_queue_is_waited_for(server, town, broker):
    town.authors += [Author(town.person(f"Hasty {number} of {town.round}"), deletes=False) for number in range(4)]
    for follower, author in itertools.product(town.faithful, town.authors[2:]):
        follower.follow(author.person)
    deepest = 0

    def is_full() -> bool:
        nonlocal deepest
        deepest = max(deepest, broker.waiting("publication"))
        return town.refusals > 0 or bool(town.failures())

    with town.at_work():
        with contextlib.ExitStack() as slowness:
            slowness.enter_context(Slow(server.instances["publication"]))
            until(is_full, 120, every=0.2)
            town.wait_for_uploads(3, 120)  # some are accepted all the same
        assert not town.failures(), town.failures()
        assert deepest >= BOUND / 2, "it was the queue that was full"
    town.check()
