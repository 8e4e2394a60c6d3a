"""Notifications as they come: events within a second, resumed without gap or double, ended with the session and with the server."""
import contextlib
import json
import re
import socket
import threading
import time
import urllib.parse

import httpx
import pytest
from local.server import Server, until
from support.api import Api, register
from support.live import PATH, Listener

LISTENERS = 1000
PER_PERSON = 10


@pytest.fixture(scope="module")
def streams(instances):
    """How many streams are open."""
    def count() -> int:
        told = (httpx.get(instance.admin_url + "/metrics").text for instance in instances("notification"))
        return sum(int(re.search(r"^instante_live_streams (\d+)", text, re.M).group(1)) for text in told)
    return count


@pytest.fixture(scope="module")
def itself(instances):
    """The same person, who speaks to an instance of notification past the edge."""
    return lambda person: Api(instances("notification")[0].url, person.token)


def pair(url: str) -> tuple[Api, Api]:
    """Somebody, and somebody who follows them."""
    author, reader = register(url), register(url)
    reader.call("PUT", f"/user/{author.user['id']}/follow")
    return author, reader


@pytest.mark.parametrize("http2", [False, True], ids=["HTTP/1.1", "h2c"])
def test_a_publication_is_told_within_a_second_as_the_list_shows_it(server, itself, http2):
    author, reader = pair(server.url)
    with Listener(itself(reader), http2=http2) as live:
        assert live.parser.retry and live.last == "0", "an empty inbox"
        begin = time.monotonic()
        identity = author.upload("tiny.jpg", text="Live\nand direct")["id"]
        [notification] = live.wait_for(1, 5)
        assert time.monotonic() - begin < 1
    assert notification["publication"] == identity and notification["actor"]["id"] == author.user["id"]
    assert reader.call("GET", "/notifications")["items"] == [notification]


def test_every_stream_of_a_person_hears_it_and_nobody_elses(server):
    author, reader = pair(server.url)
    stranger = register(server.url)
    with Listener(reader) as first, Listener(reader) as second, Listener(stranger) as other:
        author.upload("tiny.jpg")
        assert first.wait_for(1) == second.wait_for(1)
        assert not other.events


def test_it_is_heard_at_every_instance_whichever_took_it(server, instances):
    """Long before the silence ends after which a stream looks for what nobody told it of (20 s)."""
    author, reader = pair(server.url)
    with contextlib.ExitStack() as all_of_them:
        listeners = [all_of_them.enter_context(Listener(Api(instance.url, reader.token))) for instance in instances("notification")]
        for count in range(1, 5):
            identity = author.upload("tiny.jpg")["id"]
            assert all(live.wait_for(count, 3)[-1]["publication"] == identity for live in listeners)


def test_a_stream_resumes_without_gap_or_double(server):
    author, reader = pair(server.url)
    told = []
    with Listener(reader) as live:
        told.append(author.upload("tiny.jpg")["id"])
        live.wait_for(1)
        last = live.last
    told += [author.upload("tiny.jpg")["id"] for _ in range(60)]
    until(lambda: reader.call("GET", "/notifications")["items"][0]["publication"] == told[-1])
    with Listener(reader, last=last) as live:
        told.append(author.upload("tiny.jpg")["id"])
        publications = [each["publication"] for each in live.wait_for(61)]
    assert publications == told[1:]
    with Listener(reader, last="0") as live:
        assert [each["publication"] for each in live.wait_for(62)] == told


def test_a_client_that_comes_and_goes_misses_nothing_and_hears_nothing_twice(server):
    """Two authors publish at once, so that notifications do not arrive in the order of their ids, while the reader is cut off again and again."""
    reader = register(server.url)
    authors = [register(server.url) for _ in range(2)]
    for author in authors:
        reader.call("PUT", f"/user/{author.user['id']}/follow")
    told: list[str] = []

    def publish(author: Api) -> None:
        for _ in range(30):
            told.append(author.upload("tiny.jpg")["id"])

    threads = [threading.Thread(target=publish, args=(author,)) for author in authors]
    heard: list[str] = []
    last = "0"
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(heard) < 60 and time.monotonic() < deadline:
        with Listener(reader, last=last) as live:
            with contextlib.suppress(AssertionError):
                live.wait(lambda: len(live.events) >= 7, 1)
            events = list(live.events)
        heard += [json.loads(event.data)["publication"] for event in events]
        last = events[-1].id if events else last
    for thread in threads:
        thread.join()
    assert sorted(heard) == sorted(told)


def test_a_client_that_went_before_its_first_event_misses_nothing(server):
    author, reader = pair(server.url)
    with Listener(reader) as live:
        last = live.last
    identity = author.upload("tiny.jpg")["id"]
    until(lambda: reader.call("GET", "/notifications")["items"])
    with Listener(reader, last=last) as live:
        assert live.wait_for(1)[0]["publication"] == identity


def test_a_stream_ends_cleanly_when_its_session_does(server, patience):
    author, reader = pair(server.url)
    with Listener(reader) as live:
        reader.call("POST", "/user/logout", expect=204)
        assert live.ended(5)
    until(lambda: reader.send("GET", PATH).status_code == 401, patience)


def test_who_goes_is_forgotten(server, itself, streams):
    reader = register(server.url)
    until(lambda: streams() == 0)
    for http2 in (False, True):
        with Listener(itself(reader), http2=http2):
            assert streams() == 1
        until(lambda: streams() == 0)


def test_a_person_has_ten_streams(server, itself):
    """Of an instance."""
    reader = itself(register(server.url))
    with contextlib.ExitStack() as all_of_them:
        for _ in range(PER_PERSON):
            all_of_them.enter_context(Listener(reader))
        refused = reader.send("GET", PATH)
        assert refused.status_code == 429 and refused.json()["type"] == "/problems/notification/too-many-streams"


def test_what_is_no_id_is_refused(server):
    reader = register(server.url)
    for last in ("x", "-1", "01", "1.5", "9" * 30):
        refused = reader.send("GET", PATH, headers={"Last-Event-ID": last})
        assert refused.status_code == 400, last


def test_head_answers_and_does_not_listen(server, streams):
    reader = register(server.url)
    assert reader.send("HEAD", PATH).headers["content-type"] == "text/event-stream"
    until(lambda: streams() == 0)


def test_a_server_that_stops_ends_its_streams_at_once_and_the_next_resumes_them(one_process, binaries, tmp_path):
    """Its end."""
    server = Server(binaries / "instante", tmp_path / "data", "--password-cost", "minimal", "--rate-limit", "off").start()
    author, reader = pair(server.url)
    author.upload("tiny.jpg")
    with Listener(reader, last="0") as first, Listener(reader, http2=True) as second:
        first.wait_for(1)
        begin = time.monotonic()
        assert server.stop(60) == 0
        assert time.monotonic() - begin < 5, "the drain does not wait for streams"
        assert first.ended()
        second.thread.join(10)  # whether cleanly: httpcore takes a GOAWAY for a failure of every stream
        assert not second.thread.is_alive()
        last = first.last
    with server:
        author.url = reader.url = server.url
        author.http = httpx.Client(base_url=server.url, timeout=60)
        with Listener(reader, last=last) as live:
            identity = author.upload("tiny.jpg")["id"]
            assert [each["publication"] for each in live.wait_for(1)] == [identity]


def test_a_thousand_listen_and_all_are_told(server, streams):
    """How much memory they take is measured on a release build: tests/load/run live."""
    author = register(server.url)
    readers = [register(server.url) for _ in range(LISTENERS // PER_PERSON)]
    for reader in readers:
        reader.call("PUT", f"/user/{author.user['id']}/follow")
    where = urllib.parse.urlparse(server.url)
    with contextlib.ExitStack() as sockets:
        lines = [sockets.enter_context(socket.create_connection((where.hostname, where.port))) for _ in range(LISTENERS)]
        for number, line in enumerate(lines):
            token = readers[number // PER_PERSON].token
            line.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        until(lambda: streams() == LISTENERS, 30)
        identity = author.upload("tiny.jpg")["id"].encode()
        for line in lines:
            line.settimeout(30)
            content = b""
            while identity not in content:
                content += line.recv(4096)
        assert streams() == LISTENERS
    until(lambda: streams() == 0)
