"""The operator's commands: on a server that runs, and on its data folder while none does."""
import os
import pathlib
import sqlite3
import stat
import subprocess
import threading
import time

import pytest
from local.server import Server, until
from support.api import PHOTOS, register

CHEAP = ("--password-cost", "minimal", "--rate-limit", "off")


class Desk:
    """A data folder, a server on it that is started and stopped, and its operator."""

    def __init__(self, binaries: pathlib.Path, data: pathlib.Path) -> None:
        self.program = binaries / "instante"
        self.data = data
        self.server = Server(self.program, data, *CHEAP)

    def order(self, *words: str, data: pathlib.Path | None = None, cwd: pathlib.Path | None = None) -> subprocess.CompletedProcess:
        return subprocess.run([self.program, *words, "--data", str(data or self.data)], capture_output=True, text=True, timeout=300, cwd=cwd)

    def told(self, *words: str, **more) -> str:
        """What a command that succeeds prints."""
        done = self.order(*words, **more)
        assert done.returncode == 0, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
        assert done.stderr == "", done.stderr
        return done.stdout

    def store(self, name: str) -> sqlite3.Connection:
        return sqlite3.connect(self.data / name, isolation_level=None)


@pytest.fixture
def desk(one_process, binaries, tmp_path):
    """Of a data folder: its files and its socket."""
    desk = Desk(binaries, tmp_path / "data")
    yield desk
    if desk.server.process and desk.server.process.poll() is None:
        desk.server.stop(60)
    log = desk.server.log.read_text(errors="replace") if desk.server.log.exists() else ""
    assert "Sanitizer" not in log and "runtime error" not in log, log[-5000:]


def test_the_commands_are_told(binaries):
    told = subprocess.run([binaries / "instante", "--help"], capture_output=True, text=True, timeout=60).stdout
    for word in ("backup", "bus", "doctor", "media", "rebuild", "restore"):
        assert f"\n  {word} " in told, told


def make_pair(folder: pathlib.Path, days: int) -> pathlib.Path:
    """A certificate that holds so long, and its key."""
    made = folder / f"pair-{days}"
    made.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost", "-days", str(days),
                    "-keyout", made / "key.pem", "-out", made / "cert.pem"], check=True, capture_output=True)
    (made / "key.pem").chmod(0o600)
    return made


def ills(told: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith("BAD")]


def test_the_doctor_finds_a_running_server_well(desk):
    desk.server.start()
    register(desk.server.url).upload("tiny.jpg")
    told = desk.told("doctor", "--thorough")
    for line in ("settings", "data folder", "disk", "server", "bus", "media", "authentication", "resize-image", "publication", "notification",
                 "authentication.db", "bus.db", "notification.db", "publication.db"):
        assert any(found.split(maxsplit=1)[1].startswith(line + "  ") for found in told.splitlines()), line
    assert ills(told) == [] and f"in use by process {desk.server.process.pid}" in told


def test_the_doctor_says_what_is_wrong_and_what_to_do(desk):
    absent = desk.order("doctor", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
    assert absent.returncode == 0 and "serve makes it" in absent.stdout and not desk.data.exists()
    desk.server.start()
    desk.server.stop()
    put_message(desk, "publication", "bad", "publication.create.v1", "nothing")
    desk.server.start()
    until(lambda: "1 message given up: instante bus dead list publication" in desk.told("doctor"))
    taken = desk.order("doctor", "--listen", desk.server.url.removeprefix("http://"), "--admin-listen", "127.0.0.1:0", data=desk.data.parent / "other")
    assert taken.returncode == 1 and "cannot listen on" in ills(taken.stderr)[0]
    pair = make_pair(desk.data.parent, days=3)
    ageing = desk.told("doctor", "--tls-cert", str(pair / "cert.pem"), "--tls-key", str(pair / "key.pem"), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                       data=desk.data.parent / "other")
    assert [line for line in ageing.splitlines() if line.startswith("warn  certificate") and "it expires at" in line and "renew it" in line]
    unreadable = desk.order("doctor", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.pem")
    assert unreadable.returncode == 2 or len(ills(unreadable.stderr)) == 2
    later = time.time() + 3600
    os.utime(desk.data / "instante.lock", (later, later))
    back = desk.order("doctor")
    assert back.returncode == 1 and "was written at" in ills(back.stderr)[0]
    os.utime(desk.data / "instante.lock")

    desk.server.stop()
    assert ills(desk.told("doctor", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")) == []
    (desk.data / "notification.db").write_bytes(b"x" * 8192)
    damaged = desk.order("doctor", "--thorough", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
    assert damaged.returncode == 1 and [line.split()[1] for line in ills(damaged.stderr)] == ["notification.db"]


def put_message(desk: Desk, queue: str, identity: str, kind: str, body: str) -> None:
    with desk.store("bus.db") as bus:
        bus.execute("insert into message (queue, due, attempt, queued, id, type, body, timestamp, correlation_id, reply_to, request_id, traceparent)"
                    " values (?, 0, 0, 0, ?, ?, ?, 0, '', '', '', '')", (queue, identity, kind, body))


def test_dead_letters_are_listed_shown_replayed_and_dropped(desk):
    desk.server.start()
    desk.server.stop()
    put_message(desk, "publication", "bad-1", "publication.create.v1", '{"id":"no id"}')
    put_message(desk, "publication", "bad-2", "publication.create.v1", "nothing at all")
    desk.server.start()
    until(lambda: desk.told("bus", "dead", "list").startswith("publication  2  since "))
    listed = desk.told("bus", "dead", "list", "publication").splitlines()
    assert [line.split()[0] for line in listed] == ["bad-1", "bad-2"] and "malformed" in listed[1]
    assert '{"id":"no id"}' in desk.told("bus", "dead", "show", "publication", "bad-1")

    assert desk.told("bus", "dead", "replay", "publication", "bad-1") == "1 message put back into queue publication.\n"
    until(lambda: [line.split()[0] for line in desk.told("bus", "dead", "list", "publication").splitlines()] == ["bad-2", "bad-1"])
    unknown = desk.order("bus", "dead", "show", "publication", "bad-3")
    assert unknown.returncode == 1 and "bad-3" in unknown.stderr and unknown.stdout == ""
    assert desk.order("bus", "dead", "drop", "publication").returncode == 2, "neither messages nor --all"

    desk.server.stop()
    assert desk.told("bus", "dead", "drop", "publication", "bad-2") == "1 message dropped.\n"
    assert desk.told("bus", "dead", "drop", "publication", "--all") == "1 message dropped.\n"
    assert desk.told("bus", "dead", "list") == "No dead letters.\n"


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_read_models_are_filled_again(desk, running):
    desk.server.start()
    people = [register(desk.server.url) for _ in range(3)]
    people[0].call("PUT", f"/user/{people[1].user['id']}/follow")
    path = f"/publication/user/{people[1].user['username']}"
    until(lambda: people[0].send("GET", path).status_code == 200)
    desk.server.stop()
    with desk.store("publication.db") as store:
        assert store.execute("delete from person where id = ?", (people[1].user["id"],)).rowcount == 1
    if not running:
        assert "as soon as a server runs" in desk.told("rebuild")
    desk.server.start()
    people[0].http.base_url = desk.server.url
    if running:
        assert people[0].send("GET", path).status_code == 404, "the test would prove nothing"
        assert "have been asked for" in desk.told("rebuild")
    until(lambda: people[0].send("GET", path).status_code == 200)


def age(media: pathlib.Path, hours: int = 48) -> None:
    for path in media.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - hours * 3600,) * 2)


def objects(media: pathlib.Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file() and not path.is_relative_to(media / ".tmp")}


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_objects_that_nobody_owns_are_listed_then_deleted(desk, running):
    desk.server.start()
    person = register(desk.server.url)
    portrait = person.call("PATCH", f"/user/{person.user['id']}", files={"image": (PHOTOS / "tiny.jpg").read_bytes()})["image"]
    kept, gone = person.upload("tiny.jpg"), person.upload("tiny.jpg")
    for publication in (kept, gone):
        until(lambda identity=publication["id"]: person.send("GET", f"/publication/{identity}").status_code == 200)
    media = desk.data / "media"
    left_over = {f"p/{gone['id']}/{gone['images'][0]['id']}-0011223344556677.jpg", "p/1/2-0011223344556677.webp", "u/1/2-0011223344556677.jpg", "incoming/5"}
    for key in left_over:
        (media / key).parent.mkdir(parents=True, exist_ok=True)
        (media / key).write_bytes(b"left over")
    young = "p/1/3-0011223344556677.jpg"
    age(media)
    (media / young).write_bytes(b"young")
    before = objects(media)
    if not running:
        desk.server.stop()

    listed = desk.told("media", "gc")
    assert {line.split()[0] for line in listed.splitlines()[:-1]} == left_over
    assert listed.endswith("4 objects that nobody owns, 36 B. Nothing was deleted: that takes --delete.\n")
    assert objects(media) == before
    assert desk.told("media", "gc", "--delete").endswith("4 objects that nobody owns, 36 B: deleted.\n")
    assert objects(media) == before - left_over
    assert desk.told("media", "gc") == "0 objects that nobody owns, 0 B.\n"
    if not running:
        desk.server.start()
        person.http.base_url = desk.server.url
    for image in (portrait, kept["images"][0], gone["images"][0]):
        assert all(person.send("GET", rendition["url"]).status_code == 200 for rendition in image["renditions"])


def test_objects_of_a_publication_that_was_given_up_are_spared(desk):
    desk.server.start()
    desk.server.stop()
    key = "p/1/2-0011223344556677.jpg"
    (desk.data / "media" / key).parent.mkdir(parents=True)
    (desk.data / "media" / key).write_bytes(b"wanted again")
    age(desk.data / "media")
    put_message(desk, "publication", "bad", "publication.create.v1", f'{{"images":[{{"key":"{key}"}}]}}')
    waiting = desk.order("media", "gc", "--delete")
    assert waiting.returncode == 1 and "Messages wait in queue publication" in waiting.stderr
    desk.server.start()
    until(lambda: desk.told("bus", "dead", "list") != "No dead letters.\n")
    assert desk.told("media", "gc", "--delete").startswith("0 objects")
    desk.told("bus", "dead", "drop", "publication", "bad")
    assert desk.told("media", "gc", "--delete").endswith("1 object that nobody owns, 12 B: deleted.\n")


class Publisher(threading.Thread):
    """Somebody who publishes and deletes until told to stop; remembers what was answered, and when."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.api = register(url)
        self.published: dict[str, tuple[float, dict]] = {}
        self.deleted: dict[str, tuple[float, float]] = {}  # asked, answered
        self.ending = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.ending.is_set():
                publication = self.api.upload("tiny.jpg", text=f"photo {len(self.published)}")
                self.published[publication["id"]] = (time.monotonic(), publication)
                if len(self.published) % 3 == 0:
                    self.delete(next(iter(self.published.keys() - self.deleted.keys())))
        except BaseException as failure:  # noqa: BLE001
            self.failure = failure

    def delete(self, identity: str) -> None:
        until(lambda: self.api.send("GET", f"/publication/{identity}").status_code == 200)
        asked = time.monotonic()
        self.api.call("DELETE", f"/publication/{identity}", expect=202)
        self.deleted[identity] = (asked, time.monotonic())

    def end(self) -> None:
        self.ending.set()
        self.join(60)
        assert self.failure is None, self.failure


def all_media(person, publication: dict) -> list[int]:
    return [person.send("GET", rendition["url"]).status_code for image in publication["images"] for rendition in image["renditions"]]


def test_a_backup_made_while_photos_come_and_go_is_whole(desk, tmp_path):
    desk.server.start()
    publishers = [Publisher(desk.server.url) for _ in range(3)]
    follower = register(desk.server.url)
    for publisher in publishers:
        follower.call("PUT", f"/user/{publisher.api.user['id']}/follow")
        publisher.start()
    until(lambda: all(len(publisher.published) >= 4 for publisher in publishers), 60)
    begun = time.monotonic()
    told = desk.told("backup", "backups/today", cwd=tmp_path)
    ended = time.monotonic()
    assert f"Backed up to {tmp_path}/backups/today: 4 stores, " in told
    counts = [len(publisher.published) for publisher in publishers]
    until(lambda: all(len(publisher.published) >= count + 2 for publisher, count in zip(publishers, counts)), 60)
    for publisher in publishers:
        publisher.end()
    desk.server.stop(60)
    backup = tmp_path / "backups" / "today"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    linked = [path for path in (backup / "media").rglob("*.jpg") if path.stat().st_nlink > 1]
    assert linked, "objects are linked, not copied, where they can be"

    other = Desk(desk.program.parent, tmp_path / "restored")
    assert desk.order("restore", str(backup)).returncode == 2, "the data folder is not empty"
    assert "Restored what was backed up at" in other.told("restore", str(backup))
    with other.server as server:
        follower.http.base_url = server.url
        for publisher in publishers:
            check_restored(publisher, server.url, begun, ended)
        shown = {item["id"] for item in follower.all("/feed")}
        assert shown == {item["id"] for publisher in publishers for item in publisher.api.all(f"/publication/user/{publisher.api.user['id']}")}
        session = follower.call("POST", "/user/login", json={"email": follower.user["email"], "password": "correct horse"})
        assert session["user"]["id"] == follower.user["id"]
        follower.sign_in(session).upload("tiny.jpg")
        assert other.order("restore", str(backup)).returncode == 2
        assert other.server.stop(60) == 0


def check_restored(publisher: Publisher, url: str, begun: float, ended: float) -> None:
    person = publisher.api
    person.http.base_url = url
    never = (float("inf"), float("inf"))
    for identity, (answered, publication) in publisher.published.items():
        asked, gone = publisher.deleted.get(identity, never)
        if answered < begun and asked > ended:  # published before, deleted after it or not at all
            there = until(lambda path=f"/publication/{identity}": (response := person.send("GET", path)).status_code == 200 and response.json())
            assert there["images"] == publication["images"] and there["text"] == publication["text"]
        if gone < begun:
            assert person.send("GET", f"/publication/{identity}").status_code == 404
    listed = person.all(f"/publication/user/{person.user['id']}")
    assert all(publication["id"] in publisher.published for publication in listed)
    for publication in listed:
        assert set(all_media(person, publication)) == {200}, publication["id"]


def test_a_backup_of_a_stopped_server_is_restored_by_hand_and_by_command_alike(desk, tmp_path):
    desk.server.start()
    person = register(desk.server.url)
    publication = person.upload("tiny.jpg", text="kept")
    until(lambda: person.send("GET", f"/publication/{publication['id']}").status_code == 200)
    desk.server.stop()
    backup = tmp_path / "backup"
    desk.told("backup", str(backup))
    again = desk.order("backup", str(backup))
    assert again.returncode == 2 and "is not empty" in again.stderr
    assert desk.order("backup", str(desk.data / "backup")).returncode == 2
    (backup / "authentication.db").chmod(0o644)
    other = Desk(desk.program.parent, tmp_path / "restored")
    (tmp_path / "restored").mkdir()
    other.told("restore", str(backup))
    assert stat.S_IMODE((other.data / "authentication.db").stat().st_mode) == 0o600, "it holds keys"
    with other.server as server:
        person.http.base_url = server.url
        assert person.call("GET", f"/publication/{publication['id']}")["text"] == "kept"
        assert set(all_media(person, publication)) == {200}


def test_a_restore_that_did_not_end_is_not_served(desk, tmp_path):
    desk.server.start()
    desk.server.stop()
    backup = tmp_path / "backup"
    desk.told("backup", str(backup))
    (backup / "publication.db").write_bytes(b"x" * 8192)
    other = Desk(desk.program.parent, tmp_path / "restored")
    damaged = other.order("restore", str(backup))
    assert damaged.returncode == 1 and "publication.db" in damaged.stderr
    refused = other.order("serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
    assert refused.returncode == 1 and "did not end" in refused.stderr and len(refused.stderr.splitlines()) == 1


def put_many_objects(data: pathlib.Path, count: int = 20_000) -> None:
    """As many that a backup takes a while."""
    for number in range(count):
        folder = data / "media" / "p" / str(number // 100 + 1)
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"{number}-0011223344556677.jpg").write_bytes(b"photo")


def kill_in_the_middle(process: subprocess.Popen, backup: pathlib.Path) -> None:
    """SIGKILL once the first objects have been copied."""
    until(lambda: any((backup / "media").rglob("*.jpg")), 60, 0.001)
    process.kill()
    process.wait()


def refuse_half(desk: Desk, backup: pathlib.Path, elsewhere: pathlib.Path) -> None:
    """A backup that did not end is taken for none: not restored, not served, not written over."""
    assert any((backup / "media").rglob("*.jpg")) and not (backup / "backup.json").exists(), "the kill came too late: the test would prove nothing"
    other = Desk(desk.program.parent, elsewhere)
    refused = other.order("restore", str(backup))
    assert refused.returncode == 2 and f"{backup} holds no backup, or none that ended" in refused.stderr, refused.stderr
    assert not elsewhere.exists() or not any(elsewhere.iterdir()), "nothing was begun"
    assert "is not empty" in desk.order("backup", str(backup)).stderr


def test_a_server_killed_in_the_middle_of_a_backup_comes_up_well(desk, tmp_path):
    desk.server.start()
    person = register(desk.server.url)
    publication = person.upload("tiny.jpg", text="kept")
    put_many_objects(desk.data)
    half, whole = tmp_path / "half", tmp_path / "whole"
    order = subprocess.Popen([desk.program, "backup", half, "--data", desk.data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    kill_in_the_middle(desk.server.process, half)
    told, complaint = order.communicate(timeout=60)
    assert order.returncode == 1 and told == "" and len(complaint.splitlines()) == 1, (told, complaint)
    refuse_half(desk, half, tmp_path / "restored")

    desk.server.start()
    person.http.base_url = desk.server.url
    until(lambda: person.send("GET", f"/publication/{publication['id']}").status_code == 200)
    gone = person.upload("tiny.jpg")
    until(lambda: person.send("GET", f"/publication/{gone['id']}").status_code == 200)
    person.call("DELETE", f"/publication/{gone['id']}", expect=202)
    until(lambda: not any((desk.data / "media" / "p" / gone["id"]).glob("*")), 60)  # no removal waits for a backup that is dead
    assert set(all_media(person, publication)) == {200}
    desk.told("backup", str(whole))
    other = Desk(desk.program.parent, tmp_path / "restored")
    other.told("restore", str(whole))
    with other.server as server:
        person.http.base_url = server.url
        assert person.call("GET", f"/publication/{publication['id']}")["text"] == "kept"
        assert set(all_media(person, publication)) == {200}


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_a_killed_command_leaves_no_backup_that_passes_for_whole(desk, tmp_path, running):
    desk.server.start()
    person = register(desk.server.url)
    publication = person.upload("tiny.jpg", text="kept")
    until(lambda: person.send("GET", f"/publication/{publication['id']}").status_code == 200)
    put_many_objects(desk.data)
    if not running:
        desk.server.stop()
    backup = tmp_path / "backup"
    order = subprocess.Popen([desk.program, "backup", backup, "--data", desk.data], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    kill_in_the_middle(order, backup)
    if running:  # the server makes it, whoever asked: it ends it, or clears it away
        until(lambda: (backup / "backup.json").exists() or not any(backup.iterdir()), 120)
        if (backup / "backup.json").exists():
            Desk(desk.program.parent, tmp_path / "restored").told("restore", str(backup))
    else:
        refuse_half(desk, backup, tmp_path / "restored")
        desk.server.start()
    person.http.base_url = desk.server.url
    assert set(all_media(person, publication)) == {200}
    desk.told("backup", str(tmp_path / "next"))
    assert desk.server.stop(60) == 0


def test_a_command_says_that_the_folder_is_held_but_nobody_answers(desk):
    desk.server.start()
    os.remove(desk.data / "instante.sock")
    lost = desk.order("bus", "dead", "list")
    assert lost.returncode == 1 and "instante.sock" in lost.stderr and len(lost.stderr.splitlines()) == 1
