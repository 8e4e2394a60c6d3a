"""Server-sent events, as a client reads them (WHATWG HTML §9.2)."""
import dataclasses
from collections.abc import Iterator


@dataclasses.dataclass(frozen=True)
class Event:
    id: str
    name: str
    data: str


class Parser:
    """Takes what comes, piece by piece; gives the events that are whole. Keeps what a client must: the last id, the time to come back after."""

    def __init__(self) -> None:
        self.rest = ""
        self.last_id = ""
        self.retry: int | None = None
        self.comments = 0

    def feed(self, text: str) -> Iterator[Event]:
        *blocks, self.rest = (self.rest + text).split("\n\n")
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: str) -> Iterator[Event]:
        name, data = "message", []
        for line in block.split("\n"):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not field:
                self.comments += 1
            elif field == "id":
                self.last_id = value
            elif field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif field == "retry":
                self.retry = int(value)
            else:
                raise AssertionError(f"{field!r} is no field of an event")
        if data:
            yield Event(self.last_id, name, "\n".join(data))


def parse(text: str) -> list[Event]:
    parser = Parser()
    found = list(parser.feed(text))
    assert not parser.rest, "the stream ends within an event"
    return found
