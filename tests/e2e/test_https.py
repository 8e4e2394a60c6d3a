"""HTTPS for real use: certificates that change, strict transport, the way from HTTP, settings that cannot be used."""
import pathlib
import re
import shutil
import socket
import ssl
import subprocess

import httpx
import pytest
from local.server import Server, until
from support.api import register

pytestmark = pytest.mark.usefixtures("one_process")  # its certificates and its end of TLS; apart, that is the edge's

YEAR = "max-age=31536000"
OPERATIONS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def certificate(folder, name: str):
    """A pair that signed itself, for 127.0.0.1."""
    cert, key = folder / f"{name}.cert.pem", folder / f"{name}.key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert, "-days", "1", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return cert, key


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    return certificate(folder, "first"), certificate(folder, "second")


@pytest.fixture
def served(binaries, pairs, tmp_path):
    """A server on the first pair, and the files it was given."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    for source, target in zip(pairs[0], (cert, key)):
        shutil.copy(source, target)
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral", "--tls-cert", str(cert), "--tls-key", str(key), "--redirect-listen", "127.0.0.1:0") as server:
        yield server, cert, key


def shown(server) -> str:
    """The certificate that a new connection gets."""
    host, port = server.url.removeprefix("https://").split(":")
    return ssl.get_server_certificate((host, int(port)))


def put(source, target) -> None:
    """A new file in the place of the old, as tools for certificates do it."""
    made = target.with_suffix(".new")
    shutil.copy(source, made)
    made.rename(target)


def test_a_new_certificate_is_in_force_without_a_restart(served, pairs):
    server, cert, key = served
    (first, _), (second, second_key) = pairs
    assert shown(server) == first.read_text()
    with httpx.Client(base_url=server.url, verify=ssl.create_default_context(cafile=first)) as early:
        assert early.get("/publications").status_code == 200
        put(second, cert)
        until(lambda: "the old one stays" in server.log.read_text(), 20)
        assert shown(server) == first.read_text(), "half a pair is none"
        put(second_key, key)
        until(lambda: shown(server) == second.read_text(), 20)
        assert early.get("/publications").status_code == 200, "what was connected stays so"
    cert.write_text("garbage")
    until(lambda: server.log.read_text().count("the old one stays") == 2, 20)
    with httpx.Client(base_url=server.url, verify=ssl.create_default_context(cafile=second)) as late:
        assert late.get("/publications").status_code == 200


def test_browsers_are_told_to_stay_with_https(served, pairs):
    with httpx.Client(base_url=served[0].url, verify=ssl.create_default_context(cafile=pairs[0][0])) as client:
        for path in ("/publications", "/nowhere", "/docs"):
            assert client.get(path).headers["strict-transport-security"] == YEAR


def test_http_leads_to_https(binaries, pairs, tmp_path):
    cert, key = pairs[0]
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral", "--tls-cert", str(cert), "--tls-key", str(key), "--redirect-listen", "127.0.0.1:0") as server:
        plain = re.search(r"redirects from (http://\S+)", server.line)[1]
        found = httpx.get(plain + "/p/1?a=b%20c")
        assert (found.status_code, found.headers["location"]) == (308, server.url + "/p/1?a=b%20c")
        assert "strict-transport-security" not in found.headers, "not over HTTP (RFC 6797 §7.2)"
        posted = httpx.post(plain + "/user/login", json={"password": "x" * 1000})
        assert (posted.status_code, posted.headers["location"]) == (308, server.url + "/user/login")
        followed = httpx.get(plain + "/publications", follow_redirects=True, verify=ssl.create_default_context(cafile=cert))
        assert followed.status_code == 200 and str(followed.url) == server.url + "/publications"


def test_http_leads_to_the_public_url(binaries, tmp_path):
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral", "--public-url", "https://photos.example.org", "--redirect-listen", "127.0.0.1:0") as server:
        plain = re.search(r"redirects from (http://\S+)", server.line)[1]
        assert httpx.get(plain + "/@ana", headers={"Host": "elsewhere.example"}).headers["location"] == "https://photos.example.org/@ana"
        assert httpx.get(server.url + "/publications").headers["strict-transport-security"] == YEAR


def test_without_https_nothing_is_said_of_it(binaries, tmp_path):
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral") as server:
        assert "strict-transport-security" not in httpx.get(server.url + "/publications").headers
        assert "redirects from" not in server.line


def test_files_that_cannot_be_used_are_named_with_their_setting(binaries, pairs, tmp_path):
    (first, first_key), (_, second_key) = pairs
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("garbage")
    for cert, key, setting, file in ((tmp_path / "none.pem", first_key, "--tls-cert", "none.pem"), (garbage, first_key, "--tls-cert", "garbage.pem"), (first, tmp_path / "none.pem", "--tls-key", "none.pem"),
                                     (first, garbage, "--tls-key", "garbage.pem"), (first, second_key, "--tls-key", "does not belong")):
        wrong = subprocess.run([binaries / "instante", "serve", "--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key],
                               capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        assert wrong.returncode == 2, wrong
        assert setting in wrong.stderr and file in wrong.stderr and len(wrong.stderr.splitlines()) == 1, wrong.stderr


def test_a_key_with_a_pass_phrase_is_refused_and_not_waited_for(binaries, pairs, tmp_path):
    locked = tmp_path / "locked.pem"
    subprocess.run(["openssl", "pkey", "-in", pairs[0][1], "-aes256", "-passout", "pass:secret", "-out", locked], check=True, capture_output=True)
    wrong = subprocess.run([binaries / "instante", "serve", "--data", str(tmp_path / "data"), "--tls-cert", pairs[0][0], "--tls-key", locked], capture_output=True, text=True, timeout=30)
    assert wrong.returncode == 2 and "--tls-key" in wrong.stderr


def test_a_redirect_that_leads_nowhere_is_refused(binaries):
    wrong = subprocess.run([binaries / "instante", "serve", "--redirect-listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=30)
    assert wrong.returncode == 2 and "redirect-listen" in wrong.stderr and len(wrong.stderr.splitlines()) == 1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def nginx(pairs, tmp_path):
    """Starts nginx by the recipe of docs/operations.md, on ports of its own; gives its addresses for HTTP and HTTPS."""
    running = []

    def start(upstream: str) -> tuple[str, str]:
        recipe = re.search(r"### Behind nginx\s+```\n(.*?)```", OPERATIONS.read_text(), re.DOTALL)[1]
        plain, secure = free_port(), free_port()
        for what, by in ((r"    listen \[::\].*\n", ""), (r"listen 80;", f"listen 127.0.0.1:{plain};"), (r"listen 443 ", f"listen 127.0.0.1:{secure} "), (r"server 127\.0\.0\.1:8080;", f"server {upstream};"),
                         (r"ssl_certificate .*", f"ssl_certificate {pairs[0][0]};"), (r"ssl_certificate_key .*", f"ssl_certificate_key {pairs[0][1]};")):
            recipe, count = re.subn(what, by, recipe)
            assert count, what
        temporary = "".join(f"{name}_temp_path {tmp_path}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        file = tmp_path / "nginx.conf"
        file.write_text(f"daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log; events {{}} http {{ access_log off; {temporary} {recipe} }}")
        running.append(subprocess.Popen(["/usr/sbin/nginx", "-c", file, "-e", tmp_path / "error.log"]))
        until(lambda: is_open(secure), 20)
        return f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"

    yield start
    for process in running:
        process.terminate()
        process.wait(20)


def test_the_recipe_for_nginx_works(binaries, pairs, nginx, tmp_path):
    flags = ("--public-url", "https://photos.example.org", "--trusted-proxies", "127.0.0.0/8", "--rate-address", "2/1h", "--password-cost", "minimal")
    with Server(binaries / "instante", tmp_path / "data", "--ephemeral", *flags) as server:
        plain, secure = nginx(server.url.removeprefix("http://"))
        assert httpx.get(plain + "/@ana", headers={"Host": "photos.example.org"}).headers["location"] == "https://photos.example.org/@ana"
        ana = register(server.url)
        with httpx.Client(base_url=secure, verify=ssl.create_default_context(cafile=pairs[0][0]), http2=True, timeout=60) as client:
            posted = client.post("/resize-image", files={"images": b"x" * (2 << 20)}, headers={"Authorization": f"Bearer {ana.token}"})
            assert posted.status_code == 415, "nginx lets large bodies through"
            answers = [client.get("/publications", headers={"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}) for number in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429], "clients are not believed who they are"
        assert answers[0].headers["strict-transport-security"] == YEAR and answers[0].http_version == "HTTP/2"
