"""Instante on RabbitMQ: one process, and the four services apart, each with the rights of its own user; what is said when the broker cannot be used; what happens when it dies."""
import os
import pathlib
import socket
import subprocess
import time
import urllib.parse

import httpx
import pytest
from local import engines
from local.server import Server, until
from support.apart import SERVICES, Apart
from support.main_job import the_main_job

SETTLED = 5  # seconds after which a new quorum queue outlives its broker: docs/operations.md


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """RabbitMQ of this file's own: it is killed."""
    running = engines.Engines(tmp_path_factory.mktemp("broker") / "engines")
    running.up(["rabbitmq"])
    yield running
    running.down()


def run(binary: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([str(binary), *arguments], capture_output=True, text=True, timeout=60, env={**os.environ, **environment})


@pytest.mark.parametrize("change, said", [
    (lambda url: url._replace(netloc=f"tests:hunter2@{url.hostname}:{url.port}"), "refuses the user tests"),
    (lambda url: url._replace(path="/nowhere"), "no vhost nowhere"),
    (lambda url: url._replace(netloc=f"tests:hunter2@{url.hostname}:{engines.free_port()}"), "nobody listens"),
    (lambda url: url._replace(query="hearts=10"), "heartbeat"),
])
def test_a_broker_that_cannot_be_used_is_told_in_a_line_and_exits_2(binaries, broker, tmp_path, change, said):
    good = urllib.parse.urlparse(broker.settings()["INSTANTE_BUS"])
    wrong = run(binaries / "instante", "serve", "--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", INSTANTE_BUS=change(good).geturl())
    assert wrong.returncode == 2, wrong
    assert wrong.stderr.startswith("instante: --bus: ") and said in wrong.stderr and len(wrong.stderr.splitlines()) == 1, wrong.stderr
    assert "hunter2" not in wrong.stderr and good.password not in wrong.stderr


def test_a_process_that_waits_for_a_slow_broker_ends_when_it_is_told(binaries, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        waiting = subprocess.Popen([binaries / "instante", "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
                                   env={**os.environ, "INSTANTE_BUS": f"amqp://127.0.0.1:{mute.getsockname()[1]}"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            mute.settimeout(30)
            connection, _ = mute.accept()
            with connection:
                assert connection.recv(4) == b"AMQP"
                waiting.terminate()
                said, logged = waiting.communicate(timeout=10)
            assert waiting.returncode == 0 and said == "" and "Sanitizer" not in logged, logged
        finally:
            waiting.kill()
            waiting.wait()


@pytest.fixture
def push(fcm, tmp_path) -> list[str]:
    return ["--fcm-credentials", str(fcm.credentials(tmp_path)), "--fcm-endpoint", fcm.url, "--password-cost", "minimal", "--rate-limit", "off"]


def test_one_process_on_rabbitmq_goes_on_after_its_broker_was_killed(binaries, broker, fcm, push, tmp_path):
    with Server(binaries / "instante", tmp_path / "data", *push, environment=broker.settings()) as server:
        the_main_job(server.url, fcm, "One")
        time.sleep(SETTLED)
        broker.kill("rabbitmq")
        assert until(lambda: httpx.get(server.admin_url + "/readyz").json()["checks"]["bus"] != "ok", 20)
        assert "instante_bus_queue_ready" in httpx.get(server.admin_url + "/metrics").text
        broker.up(["rabbitmq"])
        assert until(lambda: httpx.get(server.admin_url + "/readyz").status_code == 200, 60)
        the_main_job(server.url, fcm, "Two")
        assert server.stop(60) == 0
    log = server.log.read_text(errors="replace")
    assert "Sanitizer" not in log and urllib.parse.urlparse(broker.settings()["INSTANTE_BUS"]).password not in log


def test_a_service_that_waits_for_authentication_ends_when_it_is_told(binaries, broker, tmp_path):
    alone = subprocess.Popen([binaries / "instante-notification", "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                              "--jwks-url", f"http://127.0.0.1:{engines.free_port()}/keys"], env={**os.environ, **broker.settings("notification")}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert "the keys of access tokens cannot be fetched" in next(line for line in alone.stderr if "keys" in line)
        alone.terminate()
        said, logged = alone.communicate(timeout=30)
        assert alone.returncode == 0 and said == "", logged
        assert "Sanitizer" not in logged
    finally:
        alone.kill()
        alone.wait()


def test_a_service_apart_needs_to_know_where_the_keys_are(binaries, broker, tmp_path):
    alone = run(binaries / "instante-notification", "serve", "--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", **broker.settings("notification"))
    assert alone.returncode == 2 and any(line.startswith("instante-notification: --jwks-url") for line in alone.stderr.splitlines()), alone.stderr


def test_the_four_services_apart_each_as_its_own_user(binaries, broker, fcm, push, tmp_path):
    with Apart(binaries, tmp_path / "apart", {service: broker.settings(service) for service in SERVICES}, *push) as apart:
        the_main_job(apart.url, fcm, "Apart")
        for server in apart.all():
            metrics = httpx.get(f"http://{server.admin_listen}/metrics").text
            dead = [line for line in metrics.splitlines() if line.startswith("instante_bus_queue_dead") and not line.endswith(" 0")]
            assert dead == [], f"{server.binary.name} gave up messages"
        assert apart.stop() == 0
        logs = apart.logs()
    assert "Sanitizer" not in logs and "refuse" not in logs and "not ours to make" not in logs, logs[-5000:]
