"""Access tokens that the server did not make."""
import base64
import hashlib
import hmac
import json
import pathlib
import sqlite3

import httpx
import pymongo
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


SigningKey = tuple[str, str]  # its id, and its seed


def key_in_file(data: pathlib.Path) -> SigningKey:
    """The server's own, by which it signs."""
    with sqlite3.connect(f"file:{data}/authentication.db?mode=ro", uri=True) as store:
        return store.execute("select kid, seed from signing_key order by created_at desc limit 1").fetchone()


def key_in_mongodb(url: str) -> SigningKey:
    """The same where authentication keeps its data there."""
    with pymongo.MongoClient(url) as client:
        keys = client.get_default_database("instante_authentication").signing_key.find_one("keys")["keys"]
    newest = max(keys, key=lambda key: key["created_at"])
    return newest["kid"], newest["seed"]


def expired(key: SigningKey, claims: dict) -> str:
    """What the server would have issued an hour ago."""
    kid, seed = key
    private = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))
    return sign(private, kid, {**claims, "iat": claims["iat"] - 3600, "exp": claims["exp"] - 3600})
