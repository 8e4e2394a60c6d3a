"""Somebody who listens to their notifications, live."""
import contextlib
import json
import socket
import threading

import httpx

from support import contract
from support.api import Api
from support.events import Event, Parser

PATH = "/notifications/stream"


class Listener:
    """Reads one stream in a thread of its own; holds its head and every event to the contracts."""

    def __init__(self, api: Api, last: str | None = None, http2: bool = False) -> None:
        self.parser = Parser()
        self.events: list[Event] = []
        self.clean = False  # ended by the server, as a stream does that is whole
        self.changed = threading.Condition()
        self.http = httpx.Client(base_url=api.url, timeout=60, http1=not http2, http2=http2)
        headers = {"Authorization": f"Bearer {api.token}"} | ({"Last-Event-ID": last} if last is not None else {})
        self.response = self.http.send(self.http.build_request("GET", PATH, headers=headers), stream=True)
        if self.response.status_code != 200:
            self.response.read()
        contract.check_response("GET", PATH, self.response.status_code, self.response.headers, b"" if self.response.status_code == 200 else self.response.content)
        self.thread = threading.Thread(target=self._read, daemon=True)
        if self.response.status_code == 200:
            self.thread.start()
            self.wait(lambda: self.parser.last_id)

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        """Goes away: closing alone would not, while the thread reads."""
        with contextlib.suppress(OSError):
            [connection] = self.http._transport._pool.connections  # of HTTP/2 httpcore tells its socket to nobody
            connection._connection._network_stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        if self.thread.ident:
            self.thread.join()
        self.http.close()

    def _read(self) -> None:
        try:
            for piece in self.response.iter_text():
                self._take(piece)
            self.clean = True
        except (httpx.HTTPError, httpx.StreamError, RuntimeError, OSError):
            pass  # cut off
        with self.changed:
            self.changed.notify_all()

    def _take(self, piece: str) -> None:
        for event in self.parser.feed(piece):
            contract.check_event("GET", PATH, event)
            self.events.append(event)
        with self.changed:
            self.changed.notify_all()

    def wait(self, condition, seconds: float = 10):
        """What `condition` gives once it is true."""
        with self.changed:
            assert self.changed.wait_for(condition, seconds), f"it did not come in {seconds} s; {self.ids}"
        return condition()

    def wait_for(self, count: int, seconds: float = 10) -> list[dict]:
        """The first `count` notifications."""
        self.wait(lambda: len(self.events) >= count, seconds)
        return [json.loads(event.data) for event in self.events]

    def ended(self, seconds: float = 10) -> bool:
        """Whether the stream ends, and cleanly."""
        self.thread.join(seconds)
        return not self.thread.is_alive() and self.clean

    @property
    def ids(self) -> list[str]:
        return [event.id for event in self.events]

    @property
    def last(self) -> str:
        return self.parser.last_id
