"""Every route × everyone who may call it: who is let in, who is not, and how they are told."""
import base64
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from local.server import until
from support import tokens
from support.apart import DATABASE, Apart
from support.api import Api, register
from support.contract import operations

# What only its owner may do: the body that would do it.
OWN = {
    "PATCH /publication/{id}": {"json": {"text": "changed"}},
    "DELETE /publication/{id}": {},
    "DELETE /publication/user/{id}": {},
    "PUT /user/{id}": {"json": {"bio": "changed"}},
    "PATCH /user/{id}": {"json": {"bio": "changed"}},
    "DELETE /user/{id}": {"json": {"password": "correct horse"}},
}
# What anyone signed in may do.
SIGNED_IN = {
    "GET /feed": {}, "GET /notifications": {}, "GET /user/me": {},
    "POST /notifications/read": {"json": {"up_to": "1"}},
    "PUT /user/me/device": {"json": {"kind": "fcm", "token": "x"}},
    "DELETE /user/me/device": {},
    "PUT /user/{id}/follow": {}, "DELETE /user/{id}/follow": {},
    "POST /resize-image": {"files": {"other": b"no photo"}},
    "POST /report": {"json": {"user": "nobody", "reason": "none"}},
    "POST /user/logout": {}, "POST /user/verify/resend": {},
}


def encode(value: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


class Cast:
    def __init__(self, server, key: tokens.SigningKey, patience: float) -> None:
        self.server = server
        self.owner, self.other, self.ended = register(server.url), register(server.url), register(server.url)
        self.publication = self.owner.upload("tiny.jpg")["id"]
        until(lambda: self.owner.send("GET", f"/publication/{self.publication}").status_code == 200)
        self.ended.call("POST", "/user/logout", expect=204)
        time.sleep(patience)
        _, payload, _ = self.owner.token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
        stranger = Ed25519PrivateKey.generate()
        kid = tokens.kid_of(self.owner.token)
        self.bad = {
            "ended": self.ended.token,
            "expired": tokens.expired(key, claims),
            "forged": tokens.sign(stranger, kid, claims),
            "alg:none": f"{encode({'alg': 'none', 'typ': 'JWT'})}.{payload}.",
            "alg:none with its key": f"{encode({'alg': 'none', 'typ': 'JWT', 'kid': kid})}.{payload}.",
            "alg:HS256 by the public key": tokens.hs256(server.url, kid, claims),
            "other claims": ".".join([self.owner.token.split(".")[0], encode({**claims, "sub": self.other.user["id"]}), self.owner.token.split(".")[2]]),
            "no token": "x",
        }

    def path(self, operation) -> str:
        identity = self.publication if "publication/{id}" in operation.path else self.owner.user["id"]
        return operation.path.replace("{id}", identity).replace("{key}", f"p/{self.publication}/none.jpg")


@pytest.fixture(scope="module")
def signing_key(request, server, instances) -> tokens.SigningKey:
    if isinstance(server, Apart) and DATABASE == "mongodb":
        return tokens.key_in_mongodb(request.getfixturevalue("ground").database.url("authentication"))
    return tokens.key_in_file(instances("authentication")[0].data)


@pytest.fixture(scope="module")
def cast(server, signing_key, patience):
    return Cast(server, signing_key, patience)


def security(operation) -> str:
    wanted = operation.node["security"]
    return "open" if wanted == [{}] else "optional" if {} in wanted else "required"


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_a_token_that_is_not_valid_is_refused_wherever_tokens_are_read(cast, operation):
    for who, token in cast.bad.items():
        status = Api(cast.server.url, token).send(operation.method.upper(), cast.path(operation)).status_code
        if security(operation) == "open":
            anonymous = Api(cast.server.url).send(operation.method.upper(), cast.path(operation)).status_code
            assert status == anonymous, f"{who}: {operation.name} reads no token"
        else:
            assert status == 401, f"{who}: {operation.name} answered {status}"


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_nobody_is_asked_to_sign_in_but_where_the_contract_says_so(cast, operation):
    response = Api(cast.server.url).send(operation.method.upper(), cast.path(operation))
    if security(operation) == "required":
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
    elif security(operation) == "optional":
        assert response.status_code in (200, 404), response.text


@pytest.mark.parametrize("operation", [o for o in operations() if o.name in OWN], ids=lambda operation: operation.name)
def test_what_is_anothers_is_forbidden(cast, operation):
    assert cast.other.send(operation.method.upper(), cast.path(operation), **OWN[operation.name]).status_code == 403


def test_every_protected_route_is_in_one_of_the_lists():
    streams = {"GET /notifications/stream"}  # e2e/test_live.py: they do not end by themselves
    assert {o.name for o in operations() if security(o) == "required"} == {*OWN, *SIGNED_IN, *streams}


@pytest.mark.parametrize("name", SIGNED_IN)
def test_what_needs_only_somebody_lets_anybody_in(cast, name):
    operation = next(o for o in operations() if o.name == name)
    person = register(cast.server.url)
    assert person.send(operation.method.upper(), cast.path(operation), **SIGNED_IN[name]).status_code in (200, 202, 204, 422)


@pytest.mark.parametrize("name", OWN)
def test_what_is_ones_own_is_allowed(server, name):
    operation = next(o for o in operations() if o.name == name)
    owner = register(server.url)
    publication = owner.upload("tiny.jpg")["id"]
    until(lambda: owner.send("GET", f"/publication/{publication}").status_code == 200)
    identity = publication if "publication/{id}" in operation.path else owner.user["id"]
    assert owner.send(operation.method.upper(), operation.path.replace("{id}", identity), **OWN[name]).status_code in (200, 202)


def is_refused(person: Api) -> bool:
    return person.send("GET", "/user/me").status_code == 401


def test_a_refresh_token_that_comes_twice_ends_its_session(server, patience):
    person = register(server.url)
    old = person.session["refresh_token"]
    fresh = Api(server.url).call("POST", "/user/token", json={"refresh_token": old})
    fresher = Api(server.url).call("POST", "/user/token", json={"refresh_token": fresh["refresh_token"]})
    assert Api(server.url).send("POST", "/user/token", json={"refresh_token": old}).status_code == 401
    assert Api(server.url).send("POST", "/user/token", json={"refresh_token": fresher["refresh_token"]}).status_code == 401
    until(lambda: is_refused(Api(server.url, fresher["access_token"])), patience)


def test_a_new_password_ends_the_other_sessions(server, patience):
    person = register(server.url)
    other = Api(server.url).sign_in(Api(server.url).call("POST", "/user/login", json={"email": person.user["email"], "password": "correct horse"}))
    assert person.send("PATCH", f"/user/{person.user['id']}", json={"password": "battery staple"}).status_code in (403, 422)
    person.call("PATCH", f"/user/{person.user['id']}", json={"password": "battery staple", "current_password": "correct horse"})
    until(lambda: is_refused(other), patience)
    assert person.send("GET", "/user/me").status_code == 200
    assert Api(server.url).send("POST", "/user/login", json={"email": person.user["email"], "password": "correct horse"}).status_code == 401


def test_a_wrong_password_and_an_unknown_person_are_told_alike(server):
    person = register(server.url)
    wrong = Api(server.url).send("POST", "/user/login", json={"email": person.user["email"], "password": "wrong horse"})
    unknown = Api(server.url).send("POST", "/user/login", json={"email": "nobody@example.org", "password": "wrong horse"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
