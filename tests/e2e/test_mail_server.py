"""Mail by SMTP: it arrives, in the clear at home and over TLS elsewhere; what cannot go out now goes out later; what is wrong is said at start."""
import email
import email.policy
import re
import subprocess

import httpx
import pytest
from local import engines
from local.server import Server, until
from support.api import Api, register

pytestmark = pytest.mark.usefixtures("one_process")  # its settings; apart, mail is authentication's alone

SINK = engines.pathlib.Path(engines.__file__).resolve().parents[1] / "smtp_sink.py"
PERSON = {"name": "Zé", "email": "ze@example.org", "password": "correct horse"}
SECRET = "hunter2-hunter2"


class Sink:
    """A mail server of one's own, which can go and come back."""

    def __init__(self, folder, *flags: str) -> None:
        self.folder, self.flags = folder / "mails", flags
        self.port, self.tls_port = engines.free_port(), engines.free_port()
        self.process = None

    def start(self) -> "Sink":
        self.process = subprocess.Popen(["/usr/bin/python3", "-B", SINK, "--folder", self.folder, "--port", str(self.port), "--user", "instante", "--password", SECRET, *self.flags])
        until(lambda: engines.accepts(self.port))
        return self

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def __enter__(self) -> "Sink":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def url(self, scheme: str = "smtp", host: str = "127.0.0.1", secret: str = SECRET) -> str:
        return f"{scheme}://instante:{secret}@{host}:{self.tls_port if scheme == 'smtps' else self.port}"

    def mails(self) -> list[email.message.EmailMessage]:
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in sorted(self.folder.glob("*.eml"))]

    def mail_to(self, to: str, words: str, seconds: float = 10) -> email.message.EmailMessage:
        def found():
            return next((mail for mail in self.mails() if mail["X-Recipient"] == to and words in mail.get_body(("plain",)).get_content()), None)
        return until(found, seconds)


def link_in(mail) -> str:
    link = re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]
    assert f'href="{link}"' in mail.get_body(("html",)).get_content()
    return re.sub(r"^https?://[^/]+", "", link)


def served(binaries, tmp_path, url: str, *flags: str, **environment: str) -> Server:
    return Server(binaries / "instante", tmp_path / "data", "--mail", url, "--public-url", "https://photos.example.org", "--password-cost", "minimal", *flags, environment=environment)


def log_of(server: Server) -> str:
    return server.log.read_text()


def test_mails_arrive_and_their_links_work(binaries, tmp_path):
    with Sink(tmp_path) as sink, served(binaries, tmp_path, sink.url()) as server:
        api = Api(server.url)
        person = api.sign_in(api.call("POST", "/user", expect=201, json=PERSON, headers={"Accept-Language": "pt-BR"}))
        mail = sink.mail_to("ze@example.org", "/user/verify/")
        assert mail["Subject"] == "Confirme seu endereço de e-mail" and mail["From"] == "Instante <no-reply@photos.example.org>"
        assert mail["To"].addresses[0].addr_spec == "ze@example.org" and mail["Date"].datetime and mail["Message-ID"].endswith("@photos.example.org>")
        assert not mail.defects and not mail.get_body(("plain",)).defects and "Zé" in mail.get_body(("html",)).get_content()
        assert Api(server.url).send("GET", link_in(mail)).status_code == 200
        assert person.call("GET", "/user/me")["email_verified"] is True

        person.call("PATCH", f"/user/{person.user['id']}", json={"email": "moved@example.org", "current_password": "correct horse"})
        sink.mail_to("ze@example.org", "outro endereço")
        assert Api(server.url).send("GET", link_in(sink.mail_to("moved@example.org", "/user/verify/"))).status_code == 200

        Api(server.url).send("POST", "/user/password/forgot", json={"email": "moved@example.org"})
        path, token = link_in(sink.mail_to("moved@example.org", "/sign-in/reset")).split("#")
        assert Api(server.url).send("POST", "/user/password/reset", json={"token": token, "password": "battery staple"}).status_code == 204
        assert not (server.data / "mail").exists()
        said = log_of(server)
        assert "mail sent" in said and "@example.org" not in said and SECRET not in said and token not in said


def test_the_sender_is_whom_the_setting_names(binaries, tmp_path):
    with Sink(tmp_path) as sink, served(binaries, tmp_path, sink.url(), "--mail-from", "post@elsewhere.example") as server:
        register(server.url, email="ana@example.org")
        assert sink.mail_to("ana@example.org", "/user/verify/")["From"] == "Instante <post@elsewhere.example>"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=mail",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return certificate, key


# A host that is not spelt like loopback is one that must offer STARTTLS before it hears a password.
@pytest.mark.parametrize("scheme, host", [("smtps", "127.0.0.1"), ("smtp", "0x7f.0.0.1")])
def test_mail_goes_over_tls_and_only_to_whom_the_certificate_names(binaries, tmp_path, pair, scheme, host):
    certificate, key = pair
    sink = Sink(tmp_path, "--certificate", str(certificate), "--key", str(key), "--starttls")
    sink.flags += ("--tls-port", str(sink.tls_port))
    with sink:
        with served(binaries, tmp_path, sink.url(scheme, host), INSTANTE_CA_FILE=str(certificate)) as server:
            register(server.url, email="ana@example.org")
            assert sink.mail_to("ana@example.org", "/user/verify/")["X-Tls"] == "yes"
        refused = start_refused(binaries, tmp_path, sink.url(scheme, host))
        assert "certificate" in refused, refused


def start_refused(binaries, tmp_path, url: str) -> str:
    """What a start says that ends with status 2: one line, without the secret."""
    ended = subprocess.run([binaries / "instante", "serve", "--data", tmp_path / "refused", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--mail", url],
                           capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2, ended
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1 and "--mail" in lines[0] and SECRET not in ended.stderr, ended.stderr
    return lines[0]


def test_what_is_wrong_is_said_at_start(binaries, tmp_path):
    with Sink(tmp_path) as sink:
        assert "password" in start_refused(binaries, tmp_path, sink.url(secret="wrong-" + SECRET))
    assert f"127.0.0.1:{sink.port}" in start_refused(binaries, tmp_path, sink.url())
    assert "nowhere.invalid" in start_refused(binaries, tmp_path, f"smtp://u:{SECRET}@nowhere.invalid")


def test_mail_waits_while_the_server_is_away_and_nobody_else_does(binaries, tmp_path):
    sink = Sink(tmp_path).start()
    with served(binaries, tmp_path, sink.url()) as server:
        sink.stop()
        register(server.url, email="ana@example.org")
        assert httpx.get(f"{server.admin_url}/readyz").status_code == 200
        with sink:
            assert sink.mail_to("ana@example.org", "/user/verify/", 20)


def test_a_mail_that_is_put_off_comes_again_and_a_refused_one_is_given_up(binaries, tmp_path):
    with Sink(tmp_path) as sink, served(binaries, tmp_path, sink.url()) as server:
        register(server.url, email="refused@example.org")
        register(server.url, email="later@example.org")
        sink.mail_to("later@example.org", "/user/verify/", 20)

        def given_up():
            listed = subprocess.run([binaries / "instante", "bus", "dead", "list", "mail", "--data", server.data], capture_output=True, text=True, timeout=60)
            return "550" in listed.stdout and listed.stdout
        listed = until(given_up, 20)
        assert "refused@" not in listed
        assert "refused@" not in log_of(server)


def test_doctor_looks_at_the_mail_server(binaries, tmp_path):
    def doctor():
        return subprocess.run([binaries / "instante", "doctor", "--data", tmp_path / "data", "--mail", sink.url(), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
                              capture_output=True, text=True, timeout=60)

    sink = Sink(tmp_path).start()
    with served(binaries, tmp_path, sink.url()) as server:
        assert re.search(r"^fine  mail ", doctor().stdout, re.MULTILINE)
        sink.stop()
        told = doctor()
        assert told.returncode == 1 and re.search(r"^BAD   mail ", told.stdout + told.stderr, re.MULTILINE), told
        assert server.stop() == 0
    told = doctor()
    assert re.search(r"^BAD   --mail ", told.stdout + told.stderr, re.MULTILINE), told
    assert SECRET not in told.stdout + told.stderr
