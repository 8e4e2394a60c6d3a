"""The engines that services apart stand on: RabbitMQ, S3 and, unless they keep SQLite files, a database that speaks MongoDB's protocol."""
import os
import pathlib
import secrets
import subprocess
import urllib.parse

from local.engines import Engines

from support.apart import DATABASE, KEEPERS
from support.broker import Broker
from support.wire import Wire

BOUND = 40  # of the queue of publications, where it is fragile
POINTERS = {"rabbitmq": "INSTANTE_BUS", "s3": "INSTANTE_MEDIA", "mongodb": "INSTANTE_DATABASE"}


class Ground:
    """Engines of one's own. Where they are `fragile` they are reached by wires that can be cut, and the queue of publications is short."""

    def __init__(self, folder: pathlib.Path, fragile: bool = False) -> None:
        self.engines = Engines(folder)
        self.database = database_of(self.engines)
        self.wires: dict[str, Wire] = {}
        try:
            self.engines.up(["rabbitmq", "s3", *(["mongodb"] if isinstance(self.database, LentDatabase) else [])])
            self.broker = Broker(self.engines.settings("tests")["INSTANTE_TEST_AMQP"])
            if fragile:
                self.broker.make_bounded("publication", BOUND)
                self.wires = {name: Wire(port) for name, port in self._ports().items()}
        except BaseException:
            self.close()
            raise

    def settings(self, service: str) -> dict[str, str]:
        """What points a service at them."""
        given = dict(self.engines.settings(service))
        if self.database and service in KEEPERS:
            given[POINTERS["mongodb"]] = self.database.url(service)
        for name, wire in self.wires.items():
            if POINTERS[name] in given:
                given[POINTERS[name]] = given[POINTERS[name]].replace(f":{wire.target}", f":{wire.port}")
        return given

    def close(self) -> None:
        for wire in self.wires.values():
            wire.close()
        self.engines.down()

    def _ports(self) -> dict[str, int]:
        found = {name: self.engines.control(name)["port"] for name in ("rabbitmq", "s3")}
        return found | ({"mongodb": self.database.port} if self.database else {})


class LentDatabase:
    """mongo-java-server. What it has acknowledged outlives its end in order, and not a crash."""

    survives_a_crash = False

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    @property
    def port(self) -> int:
        return self._engines.control("mongodb")["port"]

    def url(self, service: str) -> str:
        return self._engines.settings(service)["INSTANTE_DATABASE"]

    def stop(self) -> None:
        self._engines.stop("mongodb")

    def start(self) -> None:
        self._engines.up(["mongodb"])


class RealDatabase:
    """The one MongoDB that INSTANTE_TEST_MONGODB names; INSTANTE_TEST_MONGODB_CONTROL is a program that does to it what its argument says: `stop`, `kill` or `start`."""

    survives_a_crash = True

    def __init__(self, url: str, control: str) -> None:
        self._url, self._control = urllib.parse.urlsplit(url), control
        self._run = secrets.token_hex(4)  # another's data stay as they are

    @property
    def port(self) -> int:
        return self._url.port

    def url(self, service: str) -> str:
        """Itself alone: a driver that is told of a replica set goes by the addresses that its members tell, past every wire."""
        return self._url._replace(path=f"/{self._run}_{service}", query="&".join(filter(None, (self._url.query, "directConnection=true")))).geturl()

    def stop(self) -> None:
        self._do("stop")

    def kill(self) -> None:
        self._do("kill")

    def start(self) -> None:
        self._do("start")

    def _do(self, what: str) -> None:
        subprocess.run([self._control, what], check=True, timeout=120)


def database_of(engines: Engines) -> LentDatabase | RealDatabase | None:
    if DATABASE != "mongodb":
        return None
    control = os.environ.get("INSTANTE_TEST_MONGODB_CONTROL")
    return RealDatabase(os.environ["INSTANTE_TEST_MONGODB"], control) if control else LentDatabase(engines)
