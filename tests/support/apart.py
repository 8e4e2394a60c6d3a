"""The four services apart: as many instances of each as one likes, on real engines, behind an nginx."""
import concurrent.futures
import os
import pathlib

from local import engines
from local.server import Server

from support.edge import Edge

SERVICES = ("authentication", "resize-image", "publication", "notification")
KEEPERS = ("authentication", "publication", "notification")  # those that keep data in a store of their own
# Where they keep it: "mongodb", or "sqlite", files that one process alone may have.
DATABASE = os.environ.get("INSTANTE_TEST_DATABASE", "mongodb")
INSTANCES = {service: 2 for service in SERVICES if DATABASE == "mongodb" or service not in KEEPERS}


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
        """The edge, then all; those that start wait for authentication, whose keys they want."""
        self.edge.start({service: [server.listen for server in group] for service, group in self.instances.items()})
        self.instances["authentication"][0].start(60)
        others = [server for server in self.all() if server is not self.instances["authentication"][0]]
        with concurrent.futures.ThreadPoolExecutor(len(others)) as threads:
            list(threads.map(lambda server: server.start(120), others))
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
