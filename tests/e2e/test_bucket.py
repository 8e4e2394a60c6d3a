"""Objects in S3: the whole way of a photo, the bucket away and back, and what is wrong said at start. Skipped where INSTANTE_TEST_S3 names no bucket."""
import os
import subprocess
import urllib.parse

import httpx
import pytest
from local import engines
from local.server import Server, until
from support.api import PHOTOS, Api, register

BUCKET = os.environ.get("INSTANTE_TEST_S3", "")
pytestmark = [pytest.mark.skipif(not BUCKET, reason="INSTANTE_TEST_S3 names no bucket: tools/engines run -- …"),
              pytest.mark.usefixtures("one_process")]  # its settings and its data folder; apart there is always a bucket


class Way:
    """nginx on the way to the bucket, which can be cut. It passes the Host on, by which requests are signed."""

    def __init__(self, folder, host: str, port: int) -> None:
        self.folder, self.port = folder / "way", engines.free_port()
        self.folder.mkdir()
        (self.folder / "nginx.conf").write_text(f"""\
daemon off; pid {self.folder}/pid; error_log {self.folder}/log; worker_processes 1;
events {{}}
http {{ access_log off; client_max_body_size 0; client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy; fastcgi_temp_path {self.folder}/a; uwsgi_temp_path {self.folder}/b;
  scgi_temp_path {self.folder}/c;
  server {{ listen 127.0.0.1:{self.port}; location / {{ proxy_pass http://{host}:{port}; proxy_http_version 1.1; proxy_request_buffering off; proxy_buffering off; proxy_set_header Connection ""; proxy_set_header Host $http_host; }} }} }}
""")
        self.process = None

    def start(self) -> None:
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", self.folder / "log"])
        until(lambda: engines.accepts(self.port))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def __enter__(self) -> "Way":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()


def served(binaries, tmp_path, url: str = BUCKET, *flags: str) -> Server:
    return Server(binaries / "instante", tmp_path / "data", "--media", url, "--password-cost", "minimal", "--rate-limit", "off", *flags)


def urls_of(publication: dict) -> list[str]:
    return [rendition["url"] for image in publication["images"] for rendition in image["renditions"]]


def test_a_photo_lies_in_the_bucket_and_is_given_from_there(binaries, tmp_path):
    with served(binaries, tmp_path) as server:
        person = register(server.url)
        publication = person.upload("1mp.jpg", text="in S3")
        assert urls_of(publication)
        for url in set(urls_of(publication)):
            whole = httpx.get(urllib.parse.urljoin(server.url, url))
            assert whole.status_code == 200 and len(whole.content) == int(whole.headers["content-length"]) > 0
            part = httpx.get(urllib.parse.urljoin(server.url, url), headers={"Range": "bytes=2-5"})
            assert part.status_code == 206 and part.content == whole.content[2:6]
        assert not (server.data / "media").exists()
        person.call("DELETE", f"/publication/{publication['id']}", expect=202)
        url = urllib.parse.urljoin(server.url, urls_of(publication)[0])
        until(lambda: httpx.get(url).status_code == 404, 20)


def test_a_picture_of_a_person_goes_by_the_bucket(binaries, tmp_path):
    with served(binaries, tmp_path) as server:
        picture = ("me.jpg", (PHOTOS / "1mp.jpg").read_bytes(), "image/jpeg")
        api = Api(server.url)
        session = api.call("POST", "/user", expect=201, files={"image": picture}, data={"name": "Eileen", "email": "eileen@example.org", "password": "correct horse"})
        url = session["user"]["image"]["renditions"][0]["url"]
        assert httpx.get(urllib.parse.urljoin(server.url, url)).status_code == 200


def test_addresses_are_those_of_the_cdn_where_there_is_one(binaries, tmp_path):
    with served(binaries, tmp_path, BUCKET, "--media-url", "https://cdn.example.org") as server:
        publication = register(server.url).upload("1mp.jpg")
        assert all(url.startswith("https://cdn.example.org/p/") for url in urls_of(publication))


def test_the_same_idempotency_key_makes_one_publication(binaries, tmp_path):
    with served(binaries, tmp_path) as server:
        person = register(server.url)
        first, again = (person.upload("1mp.jpg", headers={"Idempotency-Key": "once"}) for _ in range(2))
        assert first["id"] == again["id"]


def test_an_upload_is_refused_for_now_while_the_bucket_is_away(binaries, tmp_path):
    """Behind a way to the bucket that can be cut."""
    target = urllib.parse.urlparse(urllib.parse.parse_qs(urllib.parse.urlparse(BUCKET).query)["endpoint"][0])
    if target.scheme != "http":
        pytest.skip("a bucket over TLS cannot be put behind another address")
    way = Way(tmp_path, target.hostname, target.port)
    with way, served(binaries, tmp_path, BUCKET.replace(target.netloc, f"127.0.0.1:{way.port}")) as server:
        person = register(server.url)
        way.stop()
        files = {"images": ("a.jpg", (PHOTOS / "1mp.jpg").read_bytes(), "image/jpeg")}
        assert person.send("POST", "/resize-image", files=files).status_code == 503
        ready = httpx.get(f"{server.admin_url}/readyz", timeout=30)
        assert ready.status_code == 503 and "media" in ready.text
        way.start()
        assert person.send("POST", "/resize-image", files=files).status_code == 201
        until(lambda: httpx.get(f"{server.admin_url}/readyz").status_code == 200, 5)


@pytest.mark.parametrize("wrong", ["secret", "bucket", "host"])
def test_what_is_wrong_is_said_at_start(binaries, tmp_path, wrong):
    url = {"secret": BUCKET, "bucket": BUCKET.replace("s3://", "s3://no-such-"), "host": f"s3://photos?endpoint=http://127.0.0.1:{engines.free_port()}"}[wrong]
    environment = {**os.environ, **({"AWS_SECRET_ACCESS_KEY": "hunter2"} if wrong == "secret" else {})}
    ended = subprocess.run([binaries / "instante", "serve", "--data", tmp_path / "data", "--media", url], capture_output=True, text=True, timeout=60, env=environment)
    assert ended.returncode == 2, ended
    assert len(ended.stderr.splitlines()) == 1 and "--media" in ended.stderr
    assert "hunter2" not in ended.stderr and os.environ["AWS_SECRET_ACCESS_KEY"] not in ended.stderr
    assert {"secret": "credentials are refused", "bucket": "there is no bucket no-such-", "host": "cannot be reached"}[wrong] in ended.stderr


def test_doctor_looks_at_the_bucket(binaries, tmp_path):
    def doctor(url: str):
        return subprocess.run([binaries / "instante", "doctor", "--data", tmp_path / "data", "--media", url, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
                              capture_output=True, text=True, timeout=60)

    assert "fine  --media" in doctor(BUCKET).stdout
    told = doctor(BUCKET.replace("s3://", "s3://no-such-"))
    assert told.returncode == 1 and "BAD   --media" in told.stdout + told.stderr and "there is no bucket" in told.stdout + told.stderr
    with served(binaries, tmp_path):
        assert "fine  media" in doctor(BUCKET).stdout
