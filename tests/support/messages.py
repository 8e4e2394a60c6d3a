"""The schemas and examples of contracts/messages."""
import functools
import json

import jsonschema

from support.contract import CONTRACTS

FOLDER = CONTRACTS / "messages"
SUFFIX = ".schema.json"


@functools.lru_cache
def schemas() -> dict[str, dict]:
    """By type; what they share is under `common`."""
    return {file.name.removesuffix(SUFFIX): json.loads(file.read_text()) for file in sorted(FOLDER.glob(f"*{SUFFIX}"))}


def types() -> list[str]:
    return [name for name in schemas() if name != "common"]


@functools.lru_cache
def validator(type_: str) -> jsonschema.Draft202012Validator:
    store = {schema["$id"]: schema for schema in schemas().values()}
    schema = schemas()[type_]
    return jsonschema.Draft202012Validator(schema, resolver=jsonschema.RefResolver(schema["$id"], schema, store=store))


def type_of(example: str) -> str:
    """`user.request.v1.all` is an example of `user.request.v1`."""
    kind, version, _ = example.partition(".v1")
    return kind + version


@functools.lru_cache
def examples() -> dict[str, dict]:
    """By file name without `.json`."""
    return {file.stem: json.loads(file.read_text()) for file in sorted((FOLDER / "examples").glob("*.json"))}


def check_message(type_: str, body) -> None:
    """AssertionError when the body is not one that the schema of its type allows."""
    errors = [(list(error.absolute_path), error.message) for error in validator(type_).iter_errors(body)]
    assert not errors, f"{type_}: {errors[:5]} in {json.dumps(body)[:1000]}"
