"""A mail server that keeps mails as files (tools/local/smtp_sink.py)."""
import json
import pathlib
import secrets
import subprocess

from . import EngineError, Started, accepts, launch, ports, wait_until

NAME = "smtp"
PYTHON = "/usr/bin/python3"  # Debian's, for which the package is
SINK = pathlib.Path(__file__).resolve().parents[1] / "smtp_sink.py"
USER = "instante"


def prepare(cache: pathlib.Path) -> None:
    if subprocess.run([PYTHON, "-c", "import aiosmtpd"], capture_output=True).returncode != 0:
        raise EngineError("python3-aiosmtpd is not installed: tools/install-packages --test")


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    port = ports(folder, "smtp")["smtp"]
    password = _password(folder)
    mails = folder / "mails"
    log = folder / "output.log"
    sink = launch([PYTHON, "-B", SINK, "--folder", mails, "--port", port, "--user", USER, "--password", password], log, cwd=folder)
    wait_until(lambda: accepts(port), [sink], log)
    url = f"smtp://{USER}:{password}@127.0.0.1:{port}"
    mail = {"INSTANTE_MAIL": url}
    return Started(pids={"sink": sink.pid}, settings=mail, services={"authentication": mail}, tests={"INSTANTE_TEST_SMTP": url, "INSTANTE_TEST_SMTP_MAILS": str(mails)},
                   control={"port": port, "mails": str(mails)})


def _password(folder: pathlib.Path) -> str:
    file = folder / "password.json"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps(secrets.token_urlsafe(12)))
    return json.loads(file.read_text())
