"""1,000 streams of notifications that nothing happens on: what they cost, and what it takes to tell all of them something."""
import concurrent.futures
import contextlib
import socket
import time
import urllib.parse

from load.machine import memory, mib
from load.world import Run, call, register, settle, upload

COUNT, PER_PERSON = 1000, 10


def measure(run: Run) -> None:
    server = run.world.server
    with concurrent.futures.ThreadPoolExecutor(16) as threads, contextlib.ExitStack() as lines:
        author = register(server, 2_000_000)
        readers = list(threads.map(lambda n: register(server, 2_000_001 + n), range(COUNT // PER_PERSON)))
        list(threads.map(lambda r: call(server, "PUT", f"/user/{author.id}/follow", r.token), readers))
        settle(server)
        before = memory(server.process.pid, "VmRSS")
        listeners = [lines.enter_context(listen(server.url, readers[number // PER_PERSON].token)) for number in range(COUNT)]
        for line in listeners:
            wait_for(line, b"id: ")
        more = memory(server.process.pid, "VmRSS") - before
        begin = time.monotonic()
        identity = upload(server, author.token).encode()
        for line in listeners:
            wait_for(line, identity)
        told = time.monotonic() - begin
    run.table.row(f"{COUNT:,} listeners", mib(more), note=f"more, {more / COUNT / 1024:.1f} KiB each; an upload is told to all of them in {told * 1000:.0f} ms")


def listen(url: str, token: str) -> socket.socket:
    where = urllib.parse.urlparse(url)
    line = socket.create_connection((where.hostname, where.port))
    line.sendall(f"GET /notifications/stream HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    return line


def wait_for(line: socket.socket, text: bytes) -> None:
    received = b""
    while text not in received:
        received += line.recv(4096)
