"""Instante on MongoDB: what is said when the database cannot be used, and, on a real one, the four services apart, each as a user that has its own database alone."""
import contextlib
import os
import pathlib
import secrets
import socket
import subprocess
import urllib.parse

import pymongo
import pymongo.errors
import pytest
from local import engines
from support.apart import KEEPERS, SERVICES, Apart
from support.main_job import the_main_job

SECRET = "hunter2"
UNAUTHORIZED = 13


@pytest.fixture(scope="module")
def real() -> urllib.parse.SplitResult:
    """A MongoDB that knows users, as one who may make some."""
    url = urllib.parse.urlsplit(os.environ.get("INSTANTE_TEST_MONGODB", ""))
    if not url.username:
        pytest.skip("INSTANTE_TEST_MONGODB names no MongoDB with users: mongodb://root:password@host:port/?authSource=admin")
    return url


@pytest.fixture(scope="module")
def broker(real, tmp_path_factory):
    running = engines.Engines(tmp_path_factory.mktemp("broker") / "engines")
    running.up(["rabbitmq"])
    yield running
    running.down()


@contextlib.contextmanager
def nobody():
    yield engines.free_port()


@contextlib.contextmanager
def somebody_mute():
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        yield mute.getsockname()[1]


def refusal(binary: pathlib.Path, data: pathlib.Path, url: str, *flags: str, **environment: str) -> str:
    """The one line in which a process says that it cannot use this database."""
    argv = [str(binary), "serve", "--data", str(data), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--database", url, *flags]
    wrong = subprocess.run(argv, capture_output=True, text=True, timeout=60, env={**os.environ, **environment})
    assert wrong.returncode == 2, wrong
    assert wrong.stdout == "" and len(wrong.stderr.splitlines()) == 1, wrong
    assert wrong.stderr.startswith(f"{binary.name}: ") and "--database" in wrong.stderr, wrong.stderr
    assert SECRET not in wrong.stderr, wrong.stderr
    return wrong.stderr


@pytest.mark.parametrize("host", [nobody, somebody_mute])
def test_a_database_that_does_not_answer_is_told_in_a_line(binaries, tmp_path, host):
    with host() as port:
        assert "no database answers" in refusal(binaries / "instante", tmp_path / "data", f"mongodb://ana:{SECRET}@127.0.0.1:{port}")


@pytest.mark.parametrize("url, said", [
    (f"mongodb://ana:{SECRET}@", "a host is missing"),
    (f"mongodb://ana:{SECRET}@db.example.org,", "a host is missing"),
    (f"mongodb://ana:{SECRET}@db.example.org:65536", "a port is a number"),
    (f"mongodb://ana:{SECRET}@db.example.org:{SECRET}", "a port is a number"),
    (f"mongodb://ana:1/{SECRET}@db.example.org", "percent-encode"),
    (f"mongodb://ana:{SECRET}:{SECRET}@db.example.org", "percent-encode"),
    (f"mongodb://ana:{SECRET}@db.example.org?tls=true", '"/" is missing'),
    (f"mongodb://ana:{SECRET}@db.example.org/?hearts={SECRET}", '"hearts"'),
    (f"mongodb://ana:{SECRET}@db.example.org/?tls=true&connectTimeoutMS={SECRET}", '"connectTimeoutMS"'),
    (f"mongodb://ana:{SECRET}@db.example.org/?replicaSet", '"replicaSet"'),
    (f"mongodb://ana:{SECRET}@one.example.org,two.example.org/?directConnection=true", '"directConnection"'),
    (f"mongodb://ana:{SECRET}@db.example.org/?tlsInsecure=true&tlsAllowInvalidHostnames=true", "do not go together"),
    (f"mongo://ana:{SECRET}@db.example.org", "mongodb://"),
])
def test_a_url_that_is_wrong_is_told_in_a_line(binaries, tmp_path, url, said):
    assert said in refusal(binaries / "instante", tmp_path / "data", url)


class Users:
    """A user for each service that keeps data, made as docs/operations.md says; gone with their databases at the end."""

    def __init__(self, real: urllib.parse.SplitResult) -> None:
        self._real = real
        self.client = pymongo.MongoClient(real.geturl())
        self._run = secrets.token_hex(4)
        self._passwords = {service: secrets.token_hex(8) for service in KEEPERS}
        for service, password in self._passwords.items():
            self.client[self.database(service)].command("createUser", service, pwd=password, roles=["readWrite"])

    def database(self, service: str) -> str:
        return f"instante_{self._run}_{service}"

    def url(self, service: str, database: str = "", password: str = "") -> str:
        """As `service`; at the database of another, where one is named."""
        place = self._real.netloc.rpartition("@")[2]
        options = {"authSource": self.database(service)}
        own = [pair for pair in urllib.parse.parse_qsl(self._real.query) if pair[0] not in options]
        query = urllib.parse.urlencode([*own, *options.items()])
        return f"mongodb://{service}:{password or self._passwords[service]}@{place}/{self.database(database or service)}?{query}"

    def close(self) -> None:
        for service in KEEPERS:
            with contextlib.suppress(pymongo.errors.OperationFailure):
                self.client[self.database(service)].command("dropUser", service)
            self.client.drop_database(self.database(service))
        self.client.close()


@pytest.fixture
def users(real):
    made = Users(real)
    yield made
    made.close()


def test_wrong_credentials_are_told_in_a_line(binaries, users, tmp_path):
    said = refusal(binaries / "instante", tmp_path / "data", users.url("publication", password=SECRET).replace("/" + users.database("publication"), "/"))
    assert "refuses these credentials" in said


def test_a_database_that_is_another_services_is_told_in_a_line(binaries, users, broker, tmp_path):
    for service, others in (("authentication", "publication"), ("publication", "notification"), ("notification", "authentication")):
        said = refusal(binaries / f"instante-{service}", tmp_path / "data", users.url(service, database=others), "--jwks-url", f"http://127.0.0.1:{engines.free_port()}/keys", **broker.settings(service))
        assert "refuses these credentials" in said


def test_no_user_reads_or_writes_what_is_another_services(users):
    for service in KEEPERS:
        with pymongo.MongoClient(users.url(service)) as client:
            client[users.database(service)]["kept"].insert_one({"of": service})
            for other in KEEPERS:
                kept = client[users.database(other)]["kept"]
                if other == service:
                    assert kept.find_one()["of"] == service
                    continue
                for attempt in (kept.find_one, lambda: kept.insert_one({}), client[users.database(other)].list_collection_names, kept.drop):
                    with pytest.raises(pymongo.errors.OperationFailure) as refused:
                        attempt()
                    assert refused.value.code == UNAUTHORIZED


def test_the_four_services_apart_each_as_its_own_user(binaries, users, broker, fcm, tmp_path):
    settings = {service: broker.settings(service) | ({"INSTANTE_DATABASE": users.url(service)} if service in KEEPERS else {}) for service in SERVICES}
    flags = ["--fcm-credentials", str(fcm.credentials(tmp_path)), "--fcm-endpoint", fcm.url, "--password-cost", "minimal", "--rate-limit", "off"]
    with Apart(binaries, tmp_path / "apart", settings, *flags, instances={service: 2 for service in KEEPERS}) as apart:
        the_main_job(apart.url, fcm, "Users")
        assert apart.stop() == 0
        logs = apart.logs()
    assert "Sanitizer" not in logs and "not authorized" not in logs, logs[-5000:]
    for service in KEEPERS:
        assert urllib.parse.urlsplit(users.url(service)).password not in logs
        assert users.client[users.database(service)].list_collection_names() != []
