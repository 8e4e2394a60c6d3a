"""Access tokens that the server did not make."""
import base64
import hashlib
import hmac
import json
import pathlib
import sqlite3

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def kid_of(token: str) -> str:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))["kid"]


def sign(key: Ed25519PrivateKey, kid: str, claims: dict) -> str:
    message = f"{_encode(json.dumps({'alg': 'EdDSA', 'typ': 'JWT', 'kid': kid}).encode())}.{_encode(json.dumps(claims).encode())}"
    return f"{message}.{_encode(key.sign(message.encode()))}"


def hs256(url: str, kid: str, claims: dict) -> str:
    """Signed with the public key as if it were a shared secret: the classical confusion."""
    [jwk] = [key for key in httpx.get(f"{url}/.well-known/jwks.json").json()["keys"] if key["kid"] == kid]
    message = f"{_encode(json.dumps({'alg': 'HS256', 'typ': 'JWT', 'kid': kid}).encode())}.{_encode(json.dumps(claims).encode())}"
    secret = base64.urlsafe_b64decode(jwk["x"] + "=")
    return f"{message}.{_encode(hmac.digest(secret, message.encode(), hashlib.sha256))}"


def expired(data: pathlib.Path, claims: dict) -> str:
    """What the server would have issued an hour ago: signed with its own key, which its store holds."""
    with sqlite3.connect(f"file:{data}/authentication.db?mode=ro", uri=True) as store:
        kid, seed = store.execute("select kid, seed from signing_key order by created_at desc limit 1").fetchone()
    key = Ed25519PrivateKey.from_private_bytes(seed if isinstance(seed, bytes) else base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))
    return sign(key, kid, {**claims, "iat": claims["iat"] - 3600, "exp": claims["exp"] - 3600})
