"""RabbitMQ of Debian, as a node of its own: its own epmd, cookie, database and logs; all of it on loopback.

Users, permissions and topic permissions are those of docs/operations.md: one user per service, and `tests`, who may do everything.
"""
import base64
import contextlib
import hashlib
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess

from . import EngineError, Started, accepts, born, end, launch, ports, wait_until
from .rabbitmq_users import SERVICES, permissions_of, topic_permissions_of

NAME = "rabbitmq"
HOME = pathlib.Path("/usr/lib/rabbitmq/bin")  # Debian's scripts in /usr/sbin insist on a system user


def prepare(cache: pathlib.Path) -> None:
    if not (HOME / "rabbitmq-server").exists():
        raise EngineError("rabbitmq-server is not installed: tools/install-packages --test")


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    at = ports(folder, "amqp", "amqps", "epmd", "distribution")
    known = _passwords(folder)
    ca_file = _certificates(folder)
    _write_settings(folder, at, known)
    environment = _environment(folder, at)
    log = folder / "output.log"
    epmd = launch(["epmd", "-port", at["epmd"], "-address", "127.0.0.1"], log, env=environment, cwd=folder)
    server = None
    try:
        wait_until(lambda: accepts(at["epmd"]), [epmd], log)
        server = launch([HOME / "rabbitmq-server"], log, env=environment, cwd=folder)
        wait_until(lambda: accepts(at["amqps"]) and _answers(at["amqp"]), [epmd, server], log, seconds=120)
    except EngineError:
        for process in filter(None, (server, epmd)):
            end(process.pid, born(process.pid), signal.SIGKILL)
        raise

    def url(user: str, scheme: str = "amqp", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{user}:{known[user]}@{host}:{at[scheme]}/instante"

    # The certificate is for `localhost`: rabbitmq-c compares names, not addresses.
    return Started(
        pids={"epmd": epmd.pid, "server": server.pid},
        settings={"INSTANTE_BUS": url("tests")},
        services={name: {"INSTANTE_BUS": url(name)} for name in SERVICES},
        tests={"INSTANTE_TEST_AMQP": url("tests"), "INSTANTE_TEST_AMQPS": url("tests", "amqps", "localhost"), "INSTANTE_TEST_AMQP_CA": str(ca_file),
               "INSTANTE_TEST_AMQP_PUBLICATION": url("publication")},
        control={"port": at["amqp"], "tls_port": at["amqps"]})


def stop(started: Started) -> None:
    """SIGTERM to the server first: it closes its queues before its epmd goes."""
    end(started.pids["server"], started.born["server"])


def _passwords(folder: pathlib.Path) -> dict[str, str]:
    file = folder / "passwords.json"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps({user: secrets.token_urlsafe(12) for user in ("tests", *SERVICES)}))
    return json.loads(file.read_text())


def _certificates(folder: pathlib.Path) -> pathlib.Path:
    """A CA of our own, and a certificate for localhost. The path of the CA's."""
    ca, key, request, certificate = (folder / name for name in ("ca.pem", "server.key", "server.csr", "server.pem"))
    if certificate.exists():
        return ca

    def openssl(*arguments) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")
    openssl("req", "-x509", *new_key, "-keyout", folder / "ca.key", "-out", ca, "-days", 3650, "-subj", "/CN=Instante test CA")
    openssl("req", *new_key, "-keyout", key, "-out", request, "-subj", "/CN=localhost")
    names = folder / "names"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", 3650, "-extfile", names, "-out", certificate)
    return ca


def _hashed(password: str) -> str:
    """As RabbitMQ keeps passwords: a salt of 4 bytes, then SHA-256 over it and the password."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _write_settings(folder: pathlib.Path, at: dict[str, int], known: dict[str, str]) -> None:
    everything = {"vhost": "instante", "user": "tests", "configure": ".*", "write": ".*", "read": ".*"}
    (folder / "definitions.json").write_text(json.dumps({
        "vhosts": [{"name": "instante"}],
        "users": [{"name": user, "password_hash": _hashed(password), "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}
                  for user, password in known.items()],
        "permissions": [everything, *({"vhost": "instante", "user": name, **permissions_of(name)} for name in SERVICES)],
        "topic_permissions": [{"vhost": "instante", "user": name, **each} for name in SERVICES for each in topic_permissions_of(name)]}))
    (folder / "enabled_plugins").write_text("[].\n")
    (folder / "rabbitmq.conf").write_text(f"""\
listeners.tcp.1 = 127.0.0.1:{at['amqp']}
listeners.ssl.1 = 127.0.0.1:{at['amqps']}
ssl_options.cacertfile = {folder}/ca.pem
ssl_options.certfile = {folder}/server.pem
ssl_options.keyfile = {folder}/server.key
ssl_options.verify = verify_none
load_definitions = {folder}/definitions.json
disk_free_limit.absolute = 64MB
raft.wal_max_size_bytes = 67108864
log.console = false
log.file.level = warning
""")


def _environment(folder: pathlib.Path, at: dict[str, int]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_", "INSTANTE_"))}
    return kept | {
        "HOME": str(folder),  # of the cookie
        "ERL_EPMD_PORT": str(at["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"instante-{at['epmd']}@localhost",
        "RABBITMQ_DIST_PORT": str(at["distribution"]),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ALLOW_INPUT": "true",  # the script becomes the server, whose process id is then the one we know
        "RABBITMQ_SERVER_START_ARGS": "-noinput +B i",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }


def _answers(port: int) -> bool:
    """Whether an AMQP server speaks: it opens with connection.start."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
        probe.sendall(b"AMQP\x00\x00\x09\x01")
        return probe.recv(1) == b"\x01"
    return False
