"""nginx before the services apart, which routes as docs/scaling.md says."""
import contextlib
import pathlib
import subprocess

from local import engines
from local.server import until

# Where a path is served; whatever is not here is publication's.
ROUTES = {"/user": "authentication", "/.well-known": "authentication", "/resize-image": "resize-image", "/media": "resize-image", "/notifications": "notification"}
FORGETS = 1  # seconds after which it asks an instance again that was away


class Edge:
    """The door to all instances."""

    def __init__(self, folder: pathlib.Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.process: subprocess.Popen | None = None

    def start(self, upstreams: dict[str, list[str]]) -> None:
        self.folder.mkdir(exist_ok=True)
        file = self.folder / "nginx.conf"
        file.write_text(self._configuration(upstreams))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", file, "-e", self.folder / "error.log"])
        until(lambda: engines.accepts(self.port), 20)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.process = None

    def _configuration(self, upstreams: dict[str, list[str]]) -> str:
        folder = self.folder
        temporary = "".join(f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        groups = "\n".join(f"upstream {service} {{ " + " ".join(f"server {each} max_fails=1 fail_timeout={FORGETS}s;" for each in servers) + " keepalive 32; }" for service, servers in upstreams.items())
        locations = "\n".join(f"location {path} {{ proxy_pass http://{service}; }}" for path, service in {**ROUTES, "/": "publication"}.items())
        return f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
access_log off; {temporary}
{groups}
server {{
listen 127.0.0.1:{self.port};
client_max_body_size 301m;
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Host $http_host;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_request_buffering off;
proxy_buffering off;
proxy_connect_timeout 2s;
proxy_read_timeout 120s;
{locations}
}}
}}
"""
