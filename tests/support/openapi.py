"""Whether a document has the structure of OpenAPI 3.1, as far as our documents use it: unknown and missing members, at any depth."""
from collections.abc import Iterator

# Kinds: `text`, `flag`, `any`; the name of an object below; [kind] a list, {"*": kind} a map of any names. `schema` is JSON Schema's.
OBJECTS = {
    "document": {"openapi!": "text", "info!": "info", "servers": ["server"], "tags": ["tag"], "paths!": {"*": "path"}, "components": "components"},
    "info": {"title!": "text", "version!": "text", "description": "text"},
    "server": {"url!": "text", "description": "text"},
    "tag": {"name!": "text", "description": "text"},
    "path": {"summary": "text", "description": "text", "parameters": ["parameter"],
             **{method: "operation" for method in ("get", "put", "post", "patch", "delete")}},
    "operation": {"operationId!": "text", "tags!": ["text"], "summary!": "text", "description": "text", "security!": [{"*": ["text"]}], "deprecated": "flag",
                  "parameters": ["parameter"], "requestBody": "body", "responses!": {"*": "response"}},
    "parameter": {"name!": "text", "in!": "text", "required": "flag", "description": "text", "schema!": "schema", "example": "any"},
    "body": {"required": "flag", "description": "text", "content!": {"*": "media"}},
    "media": {"schema": "schema", "encoding": {"*": "encoding"}, "example": "any"},
    "encoding": {"contentType": "text"},
    "response": {"description!": "text", "headers": {"*": "header"}, "content": {"*": "media"}},
    "header": {"required": "flag", "description": "text", "schema!": "schema"},
    "components": {"securitySchemes": {"*": "security_scheme"}, "headers": {"*": "header"}, "parameters": {"*": "parameter"}, "schemas": {"*": "schema"},
                   "requestBodies": {"*": "body"}, "responses": {"*": "response"}},
    "security_scheme": {"type!": "text", "scheme!": "text", "bearerFormat": "text", "description": "text"},
    "shared": {"components!": "components"},
}
# JSON Schema 2020-12: which keywords hold schemas, and how.
KEYWORDS = {
    **dict.fromkeys(("items", "contains", "contentSchema", "not", "if", "then", "else", "propertyNames"), "schema"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ["schema"]),
    **dict.fromkeys(("properties", "patternProperties", "$defs", "dependentSchemas"), {"*": "schema"}),
    **dict.fromkeys(("$schema", "$id", "$ref", "title", "description", "format", "pattern", "contentEncoding", "contentMediaType"), "text"),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), "flag"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties", "type", "required", "enum", "const", "default", "examples", "minItems", "maxItems", "minLength",
                     "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties", "maxProperties"), "any"),
}


def complaints(node, kind="document", where: str = "#") -> Iterator[str]:
    """What is wrong with the node, each with its place."""
    if kind == "any":
        return
    if kind in ("text", "flag"):
        wanted = str if kind == "text" else bool
        if not isinstance(node, wanted) or node == "":
            yield f"{where}: {node!r} is no {kind}"
    elif isinstance(kind, list):
        if not isinstance(node, list):
            yield f"{where}: not a list"
            return
        for number, item in enumerate(node):
            yield from complaints(item, kind[0], f"{where}/{number}")
    elif not isinstance(node, dict):
        yield f"{where}: not an object"
    elif isinstance(kind, dict):
        for name, item in node.items():
            yield from complaints(item, kind["*"], f"{where}/{name}")
    else:
        yield from _complaints_of_object(node, kind, where)


def _complaints_of_object(node: dict, kind: str, where: str) -> Iterator[str]:
    if "$ref" in node and kind != "schema":
        if node.keys() - {"$ref", "summary", "description"}:
            yield f"{where}: members beside $ref"
        return
    members = KEYWORDS if kind == "schema" else {name.rstrip("!"): member for name, member in OBJECTS[kind].items()}
    if kind != "schema":
        for name in OBJECTS[kind]:
            if name.endswith("!") and name[:-1] not in node:
                yield f"{where}: no {name[:-1]}"
    for name, item in node.items():
        if name in members:
            yield from complaints(item, members[name], f"{where}/{name}")
        else:
            yield f"{where}: {name} is nothing that a {kind} has"
