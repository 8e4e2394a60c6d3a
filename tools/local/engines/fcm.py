"""The stand-in for Firebase Cloud Messaging over TLS and HTTP/2 (services/notification/tests/fcm_stand_in), with a certificate and a service account of its own."""
import http.client
import json
import os
import pathlib
import signal
import ssl
import subprocess
import time

from ..fcm import write_credentials
from . import EngineError, Started, accepts, launch, ports, wait_until

NAME = "fcm"
ROOT = pathlib.Path(__file__).resolve().parents[3]


def prepare(cache: pathlib.Path) -> None:
    program()


def program() -> pathlib.Path:
    """The newest that is built; INSTANTE_TEST_BINARIES names a folder to look in alone."""
    folder = os.environ.get("INSTANTE_TEST_BINARIES")
    found = [pathlib.Path(folder) / "fcm_stand_in"] if folder else list(ROOT.glob("build/*/bin/fcm_stand_in"))
    built = [each for each in found if each.exists()]
    if not built:
        raise EngineError("fcm_stand_in is not built: ninja fcm_stand_in (with -DINSTANTE_TESTS=ON or -DINSTANTE_BENCH=ON)")
    return max(built, key=lambda each: each.stat().st_mtime)


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    port = ports(folder, "fcm")["fcm"]
    url = f"https://127.0.0.1:{port}"
    certificate, key, credentials, log = folder / "certificate.pem", folder / "key.pem", folder / "credentials.json", folder / "output.log"
    if not credentials.exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "365", "-subj", "/CN=FCM stand-in",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
        write_credentials(credentials, f"{url}/token")
    process = launch([program(), certificate, key, port], log)
    wait_until(lambda: accepts(port), [process], log)
    settings = {"INSTANTE_FCM_CREDENTIALS": str(credentials), "INSTANTE_FCM_ENDPOINT": url, "INSTANTE_CA_FILE": str(certificate)}
    return Started(pids={"stand-in": process.pid}, settings=settings, services={"notification": settings}, tests={"INSTANTE_TEST_FCM": url},
                   control={"url": url, "port": port, "certificate": str(certificate), "pid": process.pid})


class Door:
    """What tests and measurements ask of a stand-in that runs; made of its engine's `control`."""

    def __init__(self, control: dict) -> None:
        self._control = control
        self._context = ssl.create_default_context(cafile=control["certificate"])

    def count(self) -> dict:
        """How many messages were taken and access tokens granted, and when the first and the last message came (milliseconds since 1970)."""
        return self._ask("GET", "/stand-in/count")

    def messages(self, after: int = 0) -> list[dict]:
        """What was taken, each `{"received_at": …, "content": {"message": …}}`, but for the first `after`."""
        found = []
        while page := self._ask("GET", f"/stand-in/messages?after={after + len(found)}")["messages"]:
            found += page
        return found

    def plan(self, token: str, *answers: dict) -> None:
        """How the next messages to a device are answered: `{"status": 404, "error_code": "UNREGISTERED"}`, `{"status": 429, "retry_after": 1}`."""
        self._ask("POST", "/stand-in/plan", {"token": token, "answers": answers})

    def wait_for(self, messages: int, seconds: float = 60) -> dict:
        """`count()`, once so many have been taken."""
        deadline = time.monotonic() + seconds
        while (count := self.count())["messages"] < messages:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{count['messages']} of {messages} pushes came")
            time.sleep(0.02)
        return count

    def go_away(self) -> None:
        """Ends its connections as Google ends old ones: GOAWAY. A moment later it takes new ones."""
        os.kill(self._control["pid"], signal.SIGHUP)

    def _ask(self, method: str, path: str, body: dict | None = None) -> dict:
        deadline = time.monotonic() + 10
        while True:
            try:
                return self._ask_once(method, path, body)
            except ConnectionError:  # it has just been told to go away
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _ask_once(self, method: str, path: str, body: dict | None) -> dict:
        connection = http.client.HTTPSConnection("127.0.0.1", self._control["port"], context=self._context, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status >= 300:
                raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
            return json.loads(content) if content else {}
        finally:
            connection.close()
