"""Holds every response to the OpenAPI files of contracts/http, and messages to their schemas."""
import functools
import json
import pathlib
import re

import jsonschema
import yaml

from support import events

CONTRACTS = pathlib.Path(__file__).resolve().parents[2] / "contracts"
SERVICES = ("authentication", "resize-image", "publication", "notification")
METHODS = ("get", "put", "post", "patch", "delete")


@functools.lru_cache
def document(name: str) -> dict:
    return yaml.safe_load((CONTRACTS / "http" / name).read_text())


def resolve(node: dict, base: str) -> tuple[dict, str]:
    """Follows `$ref`s between the files; the node and the file it stands in."""
    while isinstance(node, dict) and "$ref" in node:
        file, _, pointer = node["$ref"].partition("#")
        base = file or base
        node = document(base)
        for part in pointer.strip("/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    return node, base


def inline(node, base: str):
    """The schema with every `$ref` replaced by what it names (none of ours is recursive)."""
    if isinstance(node, dict):
        if "$ref" in node:
            target, file = resolve(node, base)
            rest = {key: value for key, value in node.items() if key != "$ref"}
            return {**inline(target, file), **rest}
        return {key: inline(value, base) for key, value in node.items()}
    if isinstance(node, list):
        return [inline(item, base) for item in node]
    return node


class Operation:
    def __init__(self, file: str, method: str, path: str, node: dict) -> None:
        self.file, self.method, self.path, self.node = file, method, path, node
        pattern = re.sub(r"\\\{key\\\}", ".+", re.escape(path))
        self.pattern = re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "[^/]+", pattern) + "$")
        self.literals = len(re.sub(r"\{[^}]+\}", "", path))
        self.name = f"{method.upper()} {path}"

    @property
    def anonymous(self) -> bool:
        return {} in self.node.get("security", [])

    def response(self, status: int) -> tuple[dict, str] | None:
        responses = self.node["responses"]
        node = responses.get(str(status), responses.get("default") if status >= 400 else None)
        return resolve(node, self.file) if node is not None else None


@functools.lru_cache
def operations() -> tuple[Operation, ...]:
    found = []
    for service in SERVICES:
        file = f"{service}.openapi.yaml"
        for path, item in document(file)["paths"].items():
            found += [Operation(file, method, path, item[method]) for method in METHODS if method in item]
    return tuple(sorted(found, key=lambda operation: -operation.literals))


def operation_of(method: str, path: str) -> Operation | None:
    method = "get" if method.lower() == "head" else method.lower()
    return next((o for o in operations() if o.method == method and o.pattern.match(path)), None)


@functools.lru_cache
def validator(file: str, pointer: tuple) -> jsonschema.Draft202012Validator:
    node = document(file)
    for part in pointer:
        node, file = resolve(node, file)
        node = node[part]
    schema = inline(node, file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@functools.lru_cache
def problem_types() -> dict[str, int]:
    return {f"/problems/{entry['slug']}": entry["status"] for entry in yaml.safe_load((CONTRACTS / "errors.yaml").read_text())}


def check_response(method: str, path: str, status: int, headers, content: bytes) -> None:
    """AssertionError when the response is not one that the contracts promise."""
    assert "x-request-id" in headers, f"{method} {path}: no X-Request-Id"
    where = f"{method} {path} -> {status}"
    if status >= 400:
        assert headers["content-type"] == "application/problem+json", where
        if method == "HEAD":
            return
        problem = json.loads(content)
        _check(problem, inline({"$ref": "common.yaml#/components/schemas/Problem"}, "common.yaml"), where)
        assert problem["status"] == status, where
        assert problem_types().get(problem["type"]) == status, f"{where}: {problem['type']} is not listed in contracts/errors.yaml with this status"
        if status in (429, 503):
            assert int(headers["retry-after"]) >= 1, where
        if status == 405:
            assert headers["allow"], where
    operation = operation_of(method, path)
    if operation is None:
        assert status in (404, 405) or status >= 500, f"{where}: no such operation in the contracts"
        return
    promised = operation.response(status)
    assert promised, f"{where}: {operation.name} promises no {status}"
    node, file = promised
    for name, header in node.get("headers", {}).items():
        header, _ = resolve(header, file)
        assert not header.get("required") or name.lower() in headers, f"{where}: no {name}"
    media = node.get("content")
    if not media:
        assert not content, f"{where}: content where none is promised"
    elif method != "HEAD":
        kind = headers["content-type"].split(";")[0]
        assert kind in media, f"{where}: {kind} is not promised"
        if kind == "application/json":
            _check(json.loads(content), inline(media[kind]["schema"], file), where)
        if kind == "text/event-stream":
            for event in events.parse(content.decode()):
                check_event(method, path, event)


def check_event(method: str, path: str, event: events.Event) -> None:
    """AssertionError when an event of a stream is not one that the contracts promise."""
    where = f"{method} {path}: event {event.id}"
    operation = operation_of(method, path)
    assert operation, where
    node, file = operation.response(200)
    schema = inline(node["content"]["text/event-stream"]["schema"], file)["contentSchema"]
    value = json.loads(event.data)
    _check(value, schema, where)
    assert event.name == "notification" and value["id"] == event.id, where


def _check(value, schema: dict, where: str) -> None:
    errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(value), key=lambda error: list(error.path))
    assert not errors, f"{where}: {[(list(error.path), error.message) for error in errors[:5]]} in {json.dumps(value)[:1000]}"
