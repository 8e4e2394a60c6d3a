"""The contracts are sound in themselves: schemas, their examples, the list of problems, the OpenAPI files. No program runs."""
import copy
import json
import re
from collections import Counter

import jsonschema
import pytest
import yaml
from support import contract, messages, openapi

README = (messages.FOLDER / "README.md").read_text()
# (type, member) that a published schema has gained since, and examples show.
OPTIONAL: set[tuple[str, str]] = set()
FILES = [f"{service}.openapi.yaml" for service in contract.SERVICES]
EDGE = {"authentication": ("/user", "/.well-known/"), "resize-image": ("/resize-image", "/media"), "notification": ("/notifications",)}


def objects(value):
    """Every object in a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(item)


def places(value, path=()):
    """The path to every member and item in a JSON value."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(item, (*path, key))


def holder(value, path):
    for key in path[:-1]:
        value = value[key]
    return value


def without(value, path):
    changed = copy.deepcopy(value)
    del holder(changed, path)[path[-1]]
    return changed


def with_wrong_kind(value, path):
    changed = copy.deepcopy(value)
    inside = holder(changed, path)
    inside[path[-1]] = 0.5 if isinstance(inside[path[-1]], (dict, list)) else {"wrong": "kind"}
    return changed


# Messages


@pytest.mark.parametrize("name", messages.schemas())
def test_a_schema_is_one(name):
    schema = messages.schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"].endswith(f"/contracts/messages/{name}{messages.SUFFIX}")
    assert schema["title"] and schema["description"]
    assert not list(openapi.complaints(schema, "schema"))


def test_every_message_has_a_line_a_schema_and_an_example():
    rows = "\n".join(line for line in README.splitlines() if line.startswith("|"))
    told = re.findall(r"`([a-z.]+\.v\d+)`", rows)
    assert [type_ for type_, count in Counter(told).items() if count > 1] == []
    assert sorted(told) == messages.types()
    assert sorted(set(map(messages.type_of, messages.examples()))) == messages.types()
    assert set(messages.types()) <= messages.examples().keys(), "the first example bears the type's name"


@pytest.mark.parametrize("name", messages.examples())
def test_an_example_is_valid_and_may_hold_unknown_fields(name):
    example = copy.deepcopy(messages.examples()[name])
    messages.check_message(messages.type_of(name), example)
    for each in list(objects(example)):
        each["unknown"] = {"of": ["the future"]}
    messages.check_message(messages.type_of(name), example)


@pytest.mark.parametrize("name", messages.examples())
def test_no_member_of_an_example_can_be_missing_or_of_another_kind(name):
    type_, example = messages.type_of(name), messages.examples()[name]
    valid = messages.validator(type_).is_valid
    members = [path for path in places(example) if isinstance(path[-1], str)]
    missable = [path for path in members if (type_, path[-1]) not in OPTIONAL and valid(without(example, path))]
    assert not missable, "the schema does not require them"
    untyped = [path for path in places(example) if valid(with_wrong_kind(example, path))]
    assert not untyped, "the schema takes anything for them"


@pytest.mark.parametrize("type_, change", [
    ("user.created.v1", {"media_keys": ["../etc/passwd"]}),
    ("user.purged.v1", {"id": "0"}), ("user.purged.v1", {"id": "01"}), ("user.purged.v1", {"id": 573576503464723456}), ("user.purged.v1", {"service": "web"}),
    ("session.ended.v1", {"at": "2026-04-20T10:03:21Z"}), ("session.ended.v1", {"at": "2026-04-20T10:03:21.765+00:00"}),
    ("notification.create.v1", {"text": "x" * 101}), ("notification.create.v1", {"type": "poke"}), ("notification.create.v1", {"audience": {}}),
    ("notification.create.v1", {"audience": {"users": []}}), ("notification.create.v1", {"audience": {"users": ["1"], "followers_of": "1"}}),
    ("publication.create.v1", {"text": "x" * 2201}), ("publication.create.v1", {"images": []}),
    ("image.render.v1", {"blob": "p/1/2-0123456789abcdef.jpg"}), ("image.rendered.v1", {"error": "internal"}),
    ("token.request.v1", {"limit": 1001}), ("token.request.v1", {"limit": 0}), ("token.invalid.v1", {"devices": []}),
    ("inbox.arrived.v1", {"users": []}), ("inbox.arrived.v1", {"users": ["1"] * 1001}),
    ("user.request.v1", {"ids": []}), ("follow.deleted.v1", {"follow": {**messages.examples()["follow.created.v1"]["follow"], "state": "active"}}),
])
def test_what_a_schema_refuses(type_, change):
    assert not messages.validator(type_).is_valid({**messages.examples()[type_], **change})


def test_the_examples_speak_of_the_same_people_and_images():
    told: dict[tuple, object] = {}
    for name, example in messages.examples().items():
        for each in objects(example):
            facts = {}
            if "username" in each:
                facts["person"] = {key: each[key] for key in ("id", "username", "name")}
            if "renditions" in each:
                facts["image"] = {key: each[key] for key in each if key != "alt"}
            if "images" in each:
                facts["publication"] = [each["created_at"], [image["id"] for image in each["images"]]]
            for kind, fact in facts.items():
                assert told.setdefault((kind, each["id"]), fact) == fact, name


def test_an_image_has_all_eight_renditions():
    images = [each for example in messages.examples().values() for each in objects(example) if "renditions" in each]
    assert images
    for image in images:
        assert sorted((each["name"], each["format"]) for each in image["renditions"]) == sorted((name, form) for name in ("1080", "640", "320", "150") for form in ("jpeg", "webp"))
        for each in image["renditions"]:
            square = min(150, image["width"], image["height"])
            width = min(int(each["name"]), image["width"])
            size = (square, square) if each["name"] == "150" else (width, max(1, round(image["height"] * width / image["width"])))
            assert (each["width"], each["height"]) == size, each["key"]
            assert each["key"].endswith(".jpg" if each["format"] == "jpeg" else ".webp")


# Problems


def test_the_list_of_problems_is_sound():
    entries = yaml.safe_load((contract.CONTRACTS / "errors.yaml").read_text())
    slugs = [entry["slug"] for entry in entries]
    assert slugs == sorted(set(slugs))
    for entry in entries:
        assert {"slug", "kind", "status", "title"} <= entry.keys() <= {"slug", "kind", "status", "title", "when"}, entry
        assert 400 <= entry["status"] <= 599, entry
    told = [example["error"] for example in messages.examples().values() if "error" in example]
    assert told and set(told) <= set(slugs)


# OpenAPI


def operations(file):
    return [operation for operation in contract.operations() if operation.file == file]


def parameters(operation):
    item = contract.document(operation.file)["paths"][operation.path]
    return [contract.resolve(node, operation.file)[0] for node in (*item.get("parameters", ()), *operation.node.get("parameters", ()))]


@pytest.mark.parametrize("file", ["common.yaml", *FILES])
def test_a_file_has_the_structure_of_openapi(file):
    document = contract.document(file)
    assert not list(openapi.complaints(document, "shared" if file == "common.yaml" else "document"))
    if file != "common.yaml":
        assert document["openapi"].startswith("3.1.")


@pytest.mark.parametrize("file", ["common.yaml", *FILES])
def test_every_ref_leads_somewhere_and_every_schema_is_one(file):
    for each in objects(contract.document(file)):
        if "$ref" in each:
            assert isinstance(contract.resolve(each, file)[0], dict)
        if "schema" in each:
            jsonschema.Draft202012Validator.check_schema(contract.inline(each["schema"], file))
    for schema in contract.document(file).get("components", {}).get("schemas", {}).values():
        jsonschema.Draft202012Validator.check_schema(contract.inline(schema, file))


def test_every_file_is_a_service():
    assert {file.name for file in (contract.CONTRACTS / "http").glob("*.yaml")} == {"common.yaml", *FILES}
    assert contract.operations()


def test_names_and_paths_are_used_once():
    names = Counter(operation.node["operationId"] for operation in contract.operations())
    places_ = Counter(re.sub(r"\{[^}]+\}", "{}", operation.name) for operation in contract.operations())
    assert [each for each, count in (names + places_).items() if count > 1] == []
    shapes = {}
    for operation in contract.operations():
        shape = re.sub(r"\{[^}]+\}", "{}", operation.path)
        assert shapes.setdefault(shape, (operation.file, operation.path)) == (operation.file, operation.path)


@pytest.mark.parametrize("operation", contract.operations(), ids=lambda operation: operation.name)
def test_an_operation_is_whole(operation):
    tags = {tag["name"] for tag in contract.document(operation.file)["tags"]}
    assert set(operation.node["tags"]) <= tags and len(operation.node["tags"]) == 1
    problem, file = contract.resolve(operation.node["responses"]["default"], operation.file)
    assert contract.inline(problem["content"]["application/problem+json"]["schema"], file)["required"] == ["type", "title", "status"]
    for status in operation.node["responses"]:
        assert status == "default" or 200 <= int(status) <= 599 and isinstance(status, str), status
    assert any(status.startswith("2") for status in operation.node["responses"])
    schemes = contract.document(operation.file)["components"]["securitySchemes"]
    assert operation.node["security"] and all(each.keys() <= schemes.keys() for each in operation.node["security"])
    if operation.method == "get" or operation.method == "delete" and operation.node["operationId"] != "deleteUser":  # that wants the password
        assert "requestBody" not in operation.node


@pytest.mark.parametrize("operation", contract.operations(), ids=lambda operation: operation.name)
def test_the_parameters_are_those_of_the_path(operation):
    declared = parameters(operation)
    assert max(Counter((each["in"], each["name"]) for each in declared).values(), default=1) == 1
    assert {each["in"] for each in declared} <= {"path", "query", "header"}
    in_path = [each for each in declared if each["in"] == "path"]
    assert sorted(each["name"] for each in in_path) == sorted(re.findall(r"\{([^}]+)\}", operation.path))
    assert all(each.get("required") is True for each in in_path)


@pytest.mark.parametrize("operation", contract.operations(), ids=lambda operation: operation.name)
def test_the_edge_sends_a_path_to_its_service(operation):
    service = next((name for name, prefixes in EDGE.items() if operation.path.startswith(prefixes)), "publication")
    assert operation.file == f"{service}.openapi.yaml"


def test_lists_are_alike():
    lists = [operation for operation in contract.operations() if operation.node["operationId"].startswith("list") or operation.path == "/feed"]
    assert lists
    for operation in lists:
        assert {"cursor", "limit"} <= {each["name"] for each in parameters(operation)}, operation.name
        response, file = operation.response(200)
        page = contract.inline(response["content"]["application/json"]["schema"], file)
        assert page["required"] == ["items", "next"] and page["properties"]["items"]["maxItems"] == 100, operation.name
        assert "Link" in response["headers"], operation.name


# The structure check itself


@pytest.mark.parametrize("spoil", [
    lambda document: document.pop("info"), lambda document: document["paths"]["/feed"]["get"].pop("operationId"), lambda document: document["paths"]["/feed"].update(gett={}),
    lambda document: document["paths"]["/feed"]["get"].update(respones={}), lambda document: document["paths"]["/feed"]["get"]["responses"].update({"204": {}}),
    lambda document: document["components"]["schemas"]["Publication"].update(aditionalProperties=False),
    lambda document: document["components"]["schemas"]["Publication"]["properties"].update(id="string"),
])
def test_the_structure_check_finds_mistakes(spoil):
    document = json.loads(json.dumps(contract.document("publication.openapi.yaml")))
    spoil(document)
    assert list(openapi.complaints(document))
