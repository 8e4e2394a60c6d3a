"""Pictures that want to do harm: each gets the right answer in time, in bounded memory, and the server is well afterwards."""
import os
import pathlib
import re
import time

import httpx
import pytest
from local.server import Server
from support.api import PHOTOS, register
from support.hostile import files

FILES = files()
IS_SANITIZED = bool(os.environ.get("INSTANTE_TEST_SANITIZED"))
SECONDS = 120 if IS_SANITIZED else 20  # a refusal takes milliseconds; what is taken may be large, and the machine slow
MEMORY_MIB = 300


@pytest.fixture(scope="module")
def ana(server):
    return register(server.url)


def post(ana, content: bytes) -> int:
    return ana.send("POST", "/resize-image", files={"images": ("photo.jpg", content, "image/jpeg")}).status_code


@pytest.fixture(scope="module")
def makers(instances) -> list[Server]:
    """The processes that look at pictures."""
    return instances("resize-image")


def memory_mib(server: Server, what: str) -> float:
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1024


def forget_peak(server: Server) -> None:
    pathlib.Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")


@pytest.mark.parametrize("name", FILES)
def test_what_wants_to_do_harm_gets_the_right_answer(makers, ana, name):
    make, statuses = FILES[name]
    content = make()
    begun = time.monotonic()
    status = post(ana, content)
    seconds = time.monotonic() - begun
    assert status in statuses and seconds < SECONDS, f"{status} after {seconds:.1f} s"
    assert all(httpx.get(f"{maker.admin_url}/healthz").status_code == 200 for maker in makers)


@pytest.mark.skipif(IS_SANITIZED, reason="a sanitizer's memory is its own: the release build is measured")
@pytest.mark.parametrize("name", FILES)
def test_what_wants_to_do_harm_costs_bounded_memory(makers, ana, name):
    content = FILES[name][0]()
    before = [memory_mib(maker, "VmRSS") for maker in makers]
    for maker in makers:
        forget_peak(maker)
    post(ana, content)
    rise = max(memory_mib(maker, "VmHWM") - resident for maker, resident in zip(makers, before))
    assert rise < MEMORY_MIB, f"{rise:.0f} MiB"


def test_a_photo_is_taken_after_all_that(ana):
    assert post(ana, (PHOTOS / "coffee.jpg").read_bytes()) == 201
