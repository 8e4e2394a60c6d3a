"""A running server routes what contracts/http says, and nothing else: paths, methods, who may call without signing in."""
import urllib.parse

import pytest
from local.server import until
from support import contract
from support.api import Api, register

PATHS = sorted({operation.path for operation in contract.operations()})
SIGNED_IN = [operation for operation in contract.operations() if not operation.anonymous]
ONCE = "/user/verify/{token}"  # answers once, to whom it was mailed: e2e/test_people.py
PUBLIC_READS = [operation for operation in contract.operations() if operation.anonymous and operation.method == "get" and operation.path != ONCE]
PUBLIC_WRITES = [operation for operation in contract.operations() if operation.anonymous and operation.method != "get"]
FOREIGN = "PROPFIND"


def name(operation) -> str:
    return operation.name


def methods_of(path: str) -> set[str]:
    return {operation.method.upper() for operation in contract.operations() if operation.path == path}


def allow_of(path: str) -> set[str]:
    methods = methods_of(path)
    return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


def listed(header: str) -> list[str]:
    return sorted(method.strip() for method in header.split(","))


def problem_of(response) -> str:
    return response.json()["type"]


@pytest.fixture(scope="module")
def place(server):
    """Makes a path of the contracts lead to something that is there."""
    with register(server.url) as person:
        publication = person.upload("tiny.jpg")
        until(lambda: person.send("GET", f"/publication/{publication['id']}").status_code == 200)
        media = urllib.parse.urlparse(publication["images"][0]["renditions"][0]["url"]).path
        identities = {"/publication/{id}": publication["id"]}

        def concrete(path: str) -> str:
            identity = identities.get(path, person.user["id"])
            return media if path == "/media/{key}" else path.replace("{id}", identity)

        yield concrete


def test_the_contracts_are_read():
    assert len(PATHS) > 15 and SIGNED_IN and PUBLIC_READS and PUBLIC_WRITES


@pytest.mark.parametrize("operation", PUBLIC_READS, ids=name)
def test_a_public_read_answers_everybody(anonymous, place, operation):
    path = place(operation.path)
    read = anonymous.send("GET", path)
    assert read.status_code == 200, read.text[:500]
    head = anonymous.send("HEAD", path)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["content-type"] == read.headers["content-type"]
    assert "cache-control" in read.headers


@pytest.mark.parametrize("operation", [each for each in PUBLIC_READS if {"bearer": []} in each.node["security"]], ids=name)
def test_a_token_that_is_not_valid_is_refused_by_public_reads_too(server, place, operation):
    with Api(server.url, token="not.a.token") as stranger:
        response = stranger.send("GET", place(operation.path))
    assert response.status_code == 401 and problem_of(response) == "/problems/unauthenticated"


@pytest.mark.parametrize("operation", PUBLIC_WRITES, ids=name)
def test_a_public_write_is_routed_and_wants_its_fields(anonymous, place, operation):
    response = anonymous.send(operation.method.upper(), place(operation.path), json={})
    assert response.status_code == 422, response.text[:500]
    required = contract.inline(operation.node["requestBody"], operation.file)["content"]["application/json"]["schema"]["required"]
    assert set(required) <= {error["field"] for error in response.json()["errors"]}


@pytest.mark.parametrize("operation", SIGNED_IN, ids=name)
def test_what_is_not_public_wants_a_token_before_all(anonymous, place, operation):
    response = anonymous.send(operation.method.upper(), place(operation.path))
    assert response.status_code == 401, response.text[:500]
    assert problem_of(response) == "/problems/unauthenticated"
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", PATHS)
def test_options_names_the_methods_of_the_contract(anonymous, place, path):
    response = anonymous.http.request("OPTIONS", place(path))
    assert response.status_code == 204 and response.content == b""
    assert listed(response.headers["allow"]) == sorted(allow_of(path))
    assert "x-request-id" in response.headers
    assert "access-control-allow-origin" not in response.headers, "CORS is closed"


@pytest.mark.parametrize("path", PATHS)
def test_another_method_is_not_allowed(anonymous, place, path):
    for method in sorted({method.upper() for method in contract.METHODS} - methods_of(path)) + [FOREIGN]:
        response = anonymous.send(method, place(path))
        assert response.status_code == 405, f"{method}: {response.text[:500]}"
        assert problem_of(response) == "/problems/method-not-allowed", method
        assert listed(response.headers["allow"]) == sorted(allow_of(path)), method


@pytest.mark.parametrize("path", ["/nowhere", "/user/me/nowhere", "/user/1/follow/1", "/user/1/followers/", "/users", "/publications/1", "/publication/1/2", "/publication/user/1/2",
                                  "/feed/", "/Feed", "/notifications/nowhere", "/resize-image/1", "/.well-known/nowhere", "/healthz", "/readyz", "/metrics", "/version"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_path_is_nowhere_for_every_method(anonymous, path, method):
    response = anonymous.http.request(method, f"{anonymous.url}{path}")
    contract.check_response(method, path, response.status_code, response.headers, response.content)
    assert response.status_code == 404
    assert method == "HEAD" or problem_of(response) == "/problems/not-found"
