"""The four services apart: as many instances of each as one likes, on real engines, behind an nginx that routes as docs/scaling.md says."""
import contextlib
import pathlib
import subprocess

from local import engines
from local.server import Server, until

BOUND = 40  # of the queue of publications, where a test bounds it
SERVICES = ("authentication", "resize-image", "publication", "notification")
# Where a path is served; whatever is not here is publication's.
ROUTES = {"/user": "authentication", "/.well-known": "authentication", "/resize-image": "resize-image", "/media": "resize-image", "/notifications": "notification"}


class Apart:
    """As `local.server.Server` in what most tests know of it: `url`, `start`, `stop`, and a log per instance."""

    def __init__(self, binaries: pathlib.Path, folder: pathlib.Path, settings: dict[str, dict[str, str]], *flags: str, instances: dict[str, int] | None = None) -> None:
        """`settings` has, for each service, the INSTANTE_… that point it at its engines; `instances` how many there are of it, if not one."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        port = engines.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.edge = Edge(folder / "edge", port)
        self.instances: dict[str, list[Server]] = {service: [] for service in SERVICES}
        wanted = [service for service in SERVICES for _ in range((instances or {}).get(service, 1))]
        for node, service in enumerate(wanted, start=1):
            group = self.instances[service]
            server = Server(binaries / f"instante-{service}", folder / f"{service}-{len(group)}", "--node", str(node), "--public-url", self.url, "--jwks-url", f"{self.url}/.well-known/jwks.json",
                            "--trusted-proxies", "127.0.0.0/8", *flags, environment=settings[service])
            server.listen, server.admin_listen = (f"127.0.0.1:{engines.free_port()}" for _ in range(2))
            group.append(server)

    def all(self) -> list[Server]:
        return [server for group in self.instances.values() for server in group]

    def start(self) -> "Apart":
        """The edge, then authentication, whose keys the others want, then all."""
        self.edge.start({service: [server.listen for server in group] for service, group in self.instances.items()})
        for server in self.all():
            server.start(60)
        return self

    def stop(self, seconds: float = 60) -> int:
        """All of them at once by SIGTERM; the worst exit status."""
        for server in self.all():
            if server.process and server.process.poll() is None:
                server.process.terminate()
        worst = max((abs(server.process.wait(seconds)) for server in self.all() if server.process), default=0)
        self.edge.stop()
        return worst

    def __enter__(self) -> "Apart":
        try:
            return self.start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        for server in self.all():
            if server.process and server.process.poll() is None:
                server.kill()
        self.edge.stop()

    def logs(self) -> str:
        return "".join(server.log.read_text(errors="replace") for server in self.all() if server.log.exists())


class Edge:
    """nginx, as the door to all instances."""

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
        groups = "\n".join(f"upstream {service} {{ " + " ".join(f"server {each} max_fails=1 fail_timeout=1s;" for each in servers) + " keepalive 32; }" for service, servers in upstreams.items())
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
