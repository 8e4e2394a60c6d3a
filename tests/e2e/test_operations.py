"""What an operator meets: health, metrics, the data folder's lock, wrong settings, the end of a process."""
import json
import re
import subprocess
import threading

import httpx
import pytest
from local.server import Server, until
from support.api import PHOTOS, register

SERVICES = ("authentication", "resize-image", "publication", "notification")


def run(program, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin:/bin", **environment})


def test_the_operators_routes(server, instances):
    register(server.url).upload("tiny.jpg")
    metrics = ""
    for instance in instances():
        with httpx.Client(base_url=instance.admin_url) as admin:
            assert admin.get("/healthz").status_code == 200
            ready = admin.get("/readyz")
            assert ready.status_code == 200 and set(ready.json()["checks"].values()) == {"ok"}
            assert set(admin.get("/version").json()) == {"version", "commit", "compiler"}
            metrics += admin.get("/metrics").text
    for wanted in (r'instante_build_info\{.*version="', r'instante_http_requests_total\{.*route="/resize-image"', r'instante_http_request_duration_seconds_bucket\{.*route="/user"',
                   r'instante_bus_queue_ready\{queue="publication"\}', r'instante_bus_queue_oldest_seconds\{queue="notification"\}', r"process_resident_memory_bytes \d"):
        assert re.search(wanted, metrics), wanted


def test_the_operators_routes_are_not_public(server):
    for path in ("/healthz", "/readyz", "/metrics", "/version"):
        assert httpx.get(server.url + path).status_code == 404


def test_logs_are_json_lines_without_personal_data(server, instances):
    register(server.url, "Very Particular Name", email="very.particular@example.org")
    for log in (instance.log.read_text() for instance in instances()):
        lines = [json.loads(line) for line in log.splitlines()]
        assert lines and all({"time", "level", "service", "message"} <= set(line) for line in lines)
        assert "articular" not in log


def test_a_second_server_on_the_same_data_is_refused_with_a_clear_message(one_process, server, binaries):
    """Its data folder's lock."""
    second = run(binaries / "instante", "serve", "--data", str(server.data), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
    assert second.returncode == 1
    assert f"in use by process {server.process.pid}" in second.stderr and len(second.stderr.splitlines()) == 1
    assert httpx.get(server.admin_url + "/healthz").status_code == 200, "the first is none the worse"


def test_a_port_that_is_taken(one_process, server, binaries, tmp_path):
    """Its port."""
    taken = run(binaries / "instante", "serve", "--data", str(tmp_path), "--listen", server.url.removeprefix("http://"), "--admin-listen", "127.0.0.1:0")
    assert taken.returncode == 1 and server.url.removeprefix("http://") in taken.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_alone_says_that_it_needs_a_bus(binaries, service, tmp_path):
    alone = run(binaries / f"instante-{service}", "serve", "--data", str(tmp_path))
    assert alone.returncode == 2
    assert "--bus amqp://" in alone.stderr and len(alone.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments, named", [
    (["serve", "--no-such-flag"], "--no-such-flag"), (["serve", "--listen", "nowhere"], "--listen"), (["serve", "--node", "9000"], "--node"),
    (["serve", "--database", "mongodb://u:secret@h/photos"], "--database"), (["serve", "--database", "mongodb://u:secret@127.0.0.1:1/"], "--database"), (["serve", "--media", "s3://Bucket"], "--media"), (["serve", "--fcm-credentials", "/nowhere.json"], "fcm-credentials"),
    (["serve", "--tls-cert", "/nowhere.pem"], "tls"), (["serve", "--max-image-bytes", "-1"], "--max-image-bytes"),
])
def test_a_wrong_setting_is_named_and_exits_2(one_process, binaries, tmp_path, arguments, named):
    wrong = run(binaries / "instante", *arguments, "--data", str(tmp_path))
    assert wrong.returncode == 2, wrong
    assert named in wrong.stderr and "secret" not in wrong.stderr and len(wrong.stderr.splitlines()) == 1


def test_an_unknown_key_of_the_file_or_variable_is_named(one_process, binaries, tmp_path):
    file = tmp_path / "instante.toml"
    file.write_text('listne = "127.0.0.1:1"\n')
    assert "listne" in run(binaries / "instante", "serve", "--config", str(file)).stderr
    assert "INSTANTE_LISTNE" in run(binaries / "instante", "serve", INSTANTE_LISTNE="x").stderr


def test_config_check_prints_what_is_in_force_with_secrets_hidden(one_process, binaries, tmp_path):
    file = tmp_path / "instante.toml"
    file.write_text('listen = "127.0.0.1:1234"\nlog-level = "warn"\n')
    shown = run(binaries / "instante", "config", "check", "--config", str(file), "--log-level", "error", INSTANTE_MEDIA_SECRET="hush-hush-hush-hush-hush-hush-hush")
    assert shown.returncode == 0, shown.stderr
    assert "127.0.0.1:1234" in shown.stdout and re.search(r'log-level *= *"error"', shown.stdout) and "hush" not in shown.stdout


def test_a_drain_finishes_what_is_in_hand_and_exits_0(one_process, binaries, tmp_path):
    """Its end; apart, tests/apart/test_rolling.py."""
    server = Server(binaries / "instante", tmp_path / "data", "--password-cost", "minimal").start()
    person = register(server.url)
    answers = []

    def upload():
        answers.append(person.http.post("/resize-image", headers={"Authorization": f"Bearer {person.token}"}, files={"images": (PHOTOS / "12mp.jpg").read_bytes()}))
    uploads = threading.Thread(target=upload)
    uploads.start()
    with httpx.Client(base_url=server.admin_url) as admin:
        until(lambda: re.search(r'instante_http_requests_in_flight\{[^}]*\} [1-9]|instante_http_requests_in_flight [1-9]', admin.get("/metrics").text), 10)
    status = server.stop(60)
    uploads.join(60)
    assert status == 0
    assert answers and answers[0].status_code == 201
    with server:
        person.http = httpx.Client(base_url=server.url)
        assert until(lambda: person.send("GET", f"/publication/{answers[0].json()['id']}").status_code == 200)


def test_an_ephemeral_server_leaves_nothing(one_process, binaries, tmp_path):
    """Its data folder."""
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral", "--password-cost", "minimal") as server:
        person = register(server.url)
        identity = person.upload("tiny.jpg")["id"]
        assert until(lambda: person.send("GET", f"/publication/{identity}").status_code == 200)
    assert not (tmp_path / "data").exists()
