"""Honest pictures of 80 megapixels on a server of little memory: taken one at a time, or refused; it never runs out."""
import concurrent.futures
import os
import pathlib
import re
import shlex

import httpx
import pytest
from local.server import Server
from support.api import PHOTOS, register
from support.large_photos import LARGE

IS_SANITIZED = bool(os.environ.get("INSTANTE_TEST_SANITIZED"))
MIB = 1 << 20
NEEDS_ALL = ("heic", "progressive jpeg", "interlaced png of 16 bits")  # their decoders hold all of the picture

pytestmark = [pytest.mark.skipif(IS_SANITIZED, reason="a sanitizer's memory is its own, and knows no limit: the release build is measured"),
              pytest.mark.usefixtures("one_process")]  # its memory


@pytest.fixture(scope="module")
def large() -> dict[str, bytes]:
    return {name: make() for name, make in LARGE.items()}


@pytest.fixture
def limited(binaries, tmp_path):
    """Starts a server that may have so much data in memory (RLIMIT_DATA); afterwards it must be as well as before."""
    def start(mebibytes: int) -> Server:
        program = tmp_path / "limited"
        program.write_text(f"#!/bin/sh\nulimit -d {mebibytes * 1024}\nexec {shlex.quote(str(binaries / 'instante'))} \"$@\"\n")
        program.chmod(0o755)
        servers.append(Server(program, tmp_path / "data", "--password-cost", "minimal", "--rate-limit", "off").start(60))
        return servers[-1]
    servers: list[Server] = []
    yield start
    for server in servers:
        assert httpx.get(f"{server.admin_url}/healthz").status_code == 200
        ana = register(server.url)
        assert post(ana, (PHOTOS / "coffee.jpg").read_bytes()).status_code == 201
        assert server.stop() == 0


def post(ana, content: bytes) -> httpx.Response:
    return ana.send("POST", "/resize-image", files={"images": ("photo.jpg", content, "image/jpeg")}, timeout=150)


def memory_mib(server: Server, what: str) -> float:
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1024


def test_what_would_take_more_memory_than_there_is_is_refused(limited, large):
    server = limited(512)
    ana = register(server.url)
    for name in NEEDS_ALL:
        answer = post(ana, large[name])
        assert answer.status_code == 413 and answer.json()["type"].endswith("resize-image/too-many-pixels"), f"{name}: {answer.text}"


def test_what_is_read_by_rows_is_taken_all_the_same(limited, large):
    ana = register(limited(512).url)
    assert post(ana, large["png of 16 bits"]).status_code == 201


def test_those_that_need_most_of_the_memory_are_taken_one_at_a_time(limited, large):
    server = limited(1536)
    idle = memory_mib(server, "VmRSS")
    people = [register(server.url) for _ in range(2 * len(large))]
    with concurrent.futures.ThreadPoolExecutor(len(people)) as threads:
        answers = list(threads.map(post, people, [*large.values()] * 2))
    # A slow machine may not be done with it in the 20 seconds that a picture has; that is an answer too.
    assert all(answer.status_code in (201, 422) for answer in answers), [answer.text for answer in answers]
    assert any(answer.status_code == 201 for answer in answers)
    rise = memory_mib(server, "VmHWM") - idle
    assert rise < 700, f"{rise:.0f} MiB: two of them would take more"


def test_large_pictures_are_as_large_as_may_be(large):
    assert all(len(content) < 30 * MIB for content in large.values())
