"""HTTP/2 fields that would be another request, or another host's, once a proxy or a log wrote them as HTTP/1.1 (RFC 9113 §8.2, §8.3): the stream is refused, no
handler sees it, and the connection goes on. HTTP/1.1's tricks are a table of libs/http's own tests. It is asked of a service itself: an edge would not pass it on."""
import socket
import urllib.parse

import h2.config
import h2.connection
import h2.events
import pytest

GET = [(":method", "GET"), (":scheme", "http"), (":path", "/publications?limit=1"), (":authority", "a.example")]
POST = [(":method", "POST"), (":scheme", "http"), (":path", "/user"), (":authority", "a.example")]


class Client:
    """Sends whatever it is told to."""

    def __init__(self, url: str) -> None:
        address = urllib.parse.urlparse(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=20)
        config = h2.config.H2Configuration(client_side=True, header_encoding="utf-8", validate_outbound_headers=False, normalize_outbound_headers=False)
        self.connection = h2.connection.H2Connection(config)
        self.connection.initiate_connection()

    def ask(self, fields: list[tuple[str, str]], content: bytes = b"") -> int | str:
        """The status, or what ended the stream."""
        stream = self.connection.get_next_available_stream_id()
        self.connection.send_headers(stream, fields, end_stream=not content)
        if content:
            self.connection.send_data(stream, content, end_stream=True)
        self.socket.sendall(self.connection.data_to_send())
        status: int | str = "closed"
        while received := self.socket.recv(65_536):
            for event in self.connection.receive_data(received):
                if isinstance(event, h2.events.ResponseReceived) and event.stream_id == stream:
                    status = int(dict(event.headers)[":status"])
                if isinstance(event, h2.events.StreamReset) and event.stream_id == stream:
                    return "reset" if status == "closed" else status
                if isinstance(event, h2.events.StreamEnded) and event.stream_id == stream:
                    return status
                if isinstance(event, h2.events.ConnectionTerminated):
                    return "connection ended"
            self.socket.sendall(self.connection.data_to_send())
        return status


def replaced(name: str, value: str) -> list[tuple[str, str]]:
    return [(n, value if n == name else v) for n, v in GET]


TRICKS = {
    "a line end in a value": [*GET, ("x-a", "b\r\nhost: evil.example")],
    "a line feed in a value": [*GET, ("x-a", "b\ntransfer-encoding: chunked")],
    "a null in a value": [*GET, ("x-a", "b\0c")],
    "a colon in a name": [*GET, ("x-a: b\r\nx-c", "d")],
    "a blank in a name": [*GET, ("x a", "b")],
    "a name in capitals": [*GET, ("X-A", "b")],
    "an empty name": [*GET, ("", "b")],
    "transfer-encoding": [*POST, ("transfer-encoding", "chunked")],
    "connection": [*GET, ("connection", "x-forwarded-for")],
    "keep-alive": [*GET, ("keep-alive", "1")],
    "proxy-connection": [*GET, ("proxy-connection", "keep-alive")],
    "upgrade": [*GET, ("upgrade", "h2c")],
    "te that is not trailers": [*GET, ("te", "gzip")],
    "two methods": [(":method", "POST"), *GET],
    "two paths": [*GET[:3], (":path", "/feed"), GET[3]],
    "two authorities": [*GET, (":authority", "evil.example")],
    "a pseudo-field behind others": [*GET[:3], ("x-a", "b"), GET[3]],
    "a pseudo-field that is none": [*GET, (":evil", "b")],
    "a response's pseudo-field": [*GET, (":status", "200")],
    "no method": GET[1:],
    "no path": [GET[0], GET[1], GET[3]],
    "no scheme": [GET[0], GET[2], GET[3]],
    "an empty path": replaced(":path", ""),
    "a path that is an address": replaced(":path", "http://evil.example/publications"),
    "a path of another form": replaced(":path", "publications"),
    "a star for GET": replaced(":path", "*"),
    "a request in the path": replaced(":path", "/publications HTTP/1.1\r\nhost: evil.example\r\n\r\nGET /"),
    "a request in the method": replaced(":method", "GET /feed HTTP/1.1\r\nx:"),
    "a line end in the authority": replaced(":authority", "a.example\r\nx-a: b"),
    "a user in the authority": replaced(":authority", "me@a.example"),
    "a path in the authority": replaced(":authority", "a.example/feed"),
    "a fragment": replaced(":path", "/publications#there"),
    "another host": [*GET, ("host", "evil.example")],
    "two hosts": [*GET[:3], ("host", "a.example"), ("host", "evil.example")],
    "two lengths": [*GET, ("content-length", "0"), ("content-length", "5")],
    "a length that is none": [*GET, ("content-length", "+0")],
}
CONTENT = {
    "less content than it says": ([*POST, ("content-length", "100")], b"{}"),
    "more content than it says": ([*POST, ("content-length", "1")], b"{}GET /feed HTTP/1.1"),
    "no content, it says": ([*POST, ("content-length", "0")], b"{}"),
}


@pytest.fixture(scope="module")
def url(instances) -> str:
    return instances("publication")[0].url


@pytest.mark.parametrize("fields, content", [*((fields, b"") for fields in TRICKS.values()), *CONTENT.values()], ids=[*TRICKS, *CONTENT])
def test_a_stream_that_would_be_something_else_elsewhere_is_refused(url, fields, content):
    client = Client(url)
    outcome = client.ask(fields, content)
    assert outcome in ("reset", 400, "connection ended"), outcome
    if outcome != "connection ended":
        assert client.ask(GET) == 200, "the connection goes on"
    assert Client(url).ask(GET) == 200


def test_what_only_looks_odd_is_taken(url):
    client = Client(url)
    assert client.ask([*GET, ("te", "trailers")]) == 200
    assert client.ask([*GET, ("host", "a.example")]) == 200
    assert client.ask([*GET[:3], ("host", "a.example")]) == 200
    assert client.ask(replaced(":path", "/publications?limit=1&x=%0d%0ahost:%20b")) == 200
    assert client.ask([*GET, ("cookie", "a=b"), ("cookie", "c=d")]) == 200
