"""versitygw, an S3 over a folder: Amazon's protocol without Amazon."""
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import secrets
import urllib.error
import urllib.request

from . import EngineError, Started, accepts, born, end, golang, launch, ports, wait_until

NAME = "s3"
GATEWAY = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"
REGION = "eu-west-1"
BUCKET = "instante-tests"


def _program(cache: pathlib.Path) -> pathlib.Path:
    return golang.installed(cache / "s3", GATEWAY)


def prepare(cache: pathlib.Path) -> None:
    golang.install(cache / "s3", GATEWAY)


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    port = ports(folder, "s3")["s3"]
    access, secret = _credentials(folder)
    data = folder / "data"
    data.mkdir(exist_ok=True)
    log = folder / "output.log"
    environment = {**os.environ, "ROOT_ACCESS_KEY": access, "ROOT_SECRET_KEY": secret}
    gateway = launch([_program(cache), "--port", f"127.0.0.1:{port}", "--region", REGION, "--keep-alive", "--quiet", "posix", data], log, env=environment, cwd=folder)
    try:
        wait_until(lambda: accepts(port), [gateway], log)
        make_bucket(f"http://127.0.0.1:{port}", access, secret, BUCKET)
    except EngineError:
        end(gateway.pid, born(gateway.pid))
        raise
    url = f"s3://{BUCKET}?endpoint=http://127.0.0.1:{port}&region={REGION}"
    credentials = {"AWS_ACCESS_KEY_ID": access, "AWS_SECRET_ACCESS_KEY": secret}
    media = {"INSTANTE_MEDIA": url, **credentials}
    return Started(pids={"gateway": gateway.pid}, settings=media, services={name: media for name in ("authentication", "resize-image")},
                   tests={"INSTANTE_TEST_S3": url, **credentials}, control={"port": port, "url": url, **credentials})


def make_bucket(endpoint: str, access: str, secret: str, bucket: str) -> None:
    """Signed by hand (AWS Signature Version 4): no S3 client is worth installing for one request."""
    now = datetime.datetime.now(datetime.timezone.utc)
    moment, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    scope = f"{day}/{REGION}/s3/aws4_request"
    nothing = hashlib.sha256(b"").hexdigest()
    host = endpoint.removeprefix("http://")
    names = "host;x-amz-content-sha256;x-amz-date"
    canonical = f"PUT\n/{bucket}\n\nhost:{host}\nx-amz-content-sha256:{nothing}\nx-amz-date:{moment}\n\n{names}\n{nothing}"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), to_sign):
        key = hmac.digest(key, part.encode(), "sha256")
    request = urllib.request.Request(f"{endpoint}/{bucket}", method="PUT", headers={
        "x-amz-content-sha256": nothing, "x-amz-date": moment,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={access}/{scope}, SignedHeaders={names}, Signature={key.hex()}"})
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except urllib.error.HTTPError as refusal:
        if refusal.code != 409:  # it is there from before
            raise EngineError(f"the bucket cannot be made: {refusal.code} {refusal.read(500)!r}") from refusal


def _credentials(folder: pathlib.Path) -> tuple[str, str]:
    file = folder / "credentials.json"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps(["tests" + secrets.token_hex(6), secrets.token_urlsafe(24)]))
    access, secret = json.loads(file.read_text())
    return access, secret
