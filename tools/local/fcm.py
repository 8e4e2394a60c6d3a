"""A stand-in for Firebase Cloud Messaging on loopback: Google's OAuth2 token endpoint and FCM HTTP v1, as far as Instante uses them.

It records every message in the order of arrival, with when it came (`received_at`) and the access token it came with (`grant`: one for each life of a server). `plan` tells it how to answer a device's token: a list of (status, headers, body) used one after the other, then 200.
"""
import collections
import http.server
import json
import pathlib
import subprocess
import threading
import time
import urllib.parse

UNREGISTERED = (404, {}, {"error": {"code": 404, "status": "NOT_FOUND", "details": [
    {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "UNREGISTERED"}]}})


def write_credentials(file: pathlib.Path, token_uri: str) -> pathlib.Path:
    """Writes a service account, with a key of its own, whose access tokens come from `token_uri`; its path."""
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], check=True, capture_output=True, text=True).stdout
    file.write_text(json.dumps({
        "type": "service_account", "project_id": "instante-demo", "private_key_id": "1", "private_key": key,
        "client_email": "demo@instante-demo.example", "token_uri": token_uri}))
    file.chmod(0o600)
    return file


class FcmStandIn:
    def __init__(self) -> None:
        self.messages: list[dict] = []
        self.grants = 0
        self.plan: dict[str, collections.deque] = collections.defaultdict(collections.deque)
        self._changed = threading.Condition()
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, body = stand_in._answer(self.path, self.headers, content)
                answer = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        class StandInServer(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                """A client that was killed is nothing to tell of."""

        self._server = StandInServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> "FcmStandIn":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def credentials(self, folder: pathlib.Path) -> pathlib.Path:
        """Writes a service account whose tokens this stand-in grants; the path of its file."""
        return write_credentials(folder / "fcm.json", f"{self.url}/token")

    def wait_for(self, count: int, seconds: float = 10, of: str | None = None) -> list[dict]:
        """The messages (those to device `of`, where given) once there are `count`; what there is after `seconds`."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while len(self._to(of)) < count and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            return self._to(of)

    def _to(self, token: str | None) -> list[dict]:
        return [message for message in self.messages if token in (None, message["token"])]

    def _answer(self, path: str, headers, content: bytes) -> tuple[int, dict, dict]:
        if path == "/token":
            asked = urllib.parse.parse_qs(content.decode()).get("grant_type")
            if asked != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
                return 400, {}, {"error": "unsupported_grant_type"}
            with self._changed:
                self.grants += 1
                return 200, {}, {"access_token": f"granted-{self.grants}", "token_type": "Bearer", "expires_in": 3600}
        grant = headers.get("Authorization", "").removeprefix("Bearer ")
        if not grant.startswith("granted-"):
            return 401, {}, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
        message = json.loads(content)["message"]
        with self._changed:
            planned = self.plan[message["token"]]
            status, extra, body = planned.popleft() if planned else (200, {}, {"name": f"projects/instante-demo/messages/{len(self.messages)}"})
            if status == 200:
                self.messages.append({**message, "received_at": time.time(), "grant": grant})
                self._changed.notify_all()
        return status, extra, body
