"""JSON Schemas for people: as a list of fields, and as an example that keeps to them."""
import json

from contracts import Contracts, Node
from markup import Html, element, inline, join

EXAMPLES = {
    "access_token": "eyJhbGciOiJFZERTQSJ9…", "refresh_token": "k1bO…", "notification_token": "fcm-token", "token": "fcm-token", "email": "ana@example.org",
    "password": "correct horse", "current_password": "correct horse", "username": "ana.lima", "name": "Ana Lima", "bio": "Light and lines", "text": "By the sea",
    "alt": "A pier at dusk", "url": "/media/p/573576503464723456/573576503464723457-0123456789abcdef.jpg", "blurhash": "LEHV6nWB2yk8pyo0adR*", "endpoint": "https://push.example.org/1",
    "up_to": "573576503464723460", "next": None, "login": "ana.lima",
}
FORMATS = {"date-time": "2026-04-20T10:03:21.765Z", "email": "ana@example.org", "uri": "https://example.org/", "uri-reference": "/media/…", "binary": "(bytes)"}
ID = "573576503464723456"
RULES = (("minLength", "at least {} characters"), ("maxLength", "at most {} characters"), ("minimum", "from {}"), ("maximum", "to {}"), ("minItems", "at least {} items"),
         ("maxItems", "at most {} items"), ("format", "{}"), ("pattern", "matches {}"), ("default", "default {}"))


def anchor(file: str, name: str) -> str:
    return f"{file.split('.')[0]}-{name}"


class Schemas:
    def __init__(self, contracts: Contracts) -> None:
        self.contracts = contracts

    def type_of(self, node: Node) -> Html:
        """In a few words; what has a name is a link to it."""
        value = node.value
        if "$ref" in value:
            file, _, pointer = value["$ref"].partition("#")
            name = pointer.rsplit("/", 1)[-1]
            return element("a", name, href=f"#{anchor(file or node.file, name)}")
        for key, word in (("oneOf", " or "), ("anyOf", " or ")):
            if key in value:
                return Html(word.join(self.type_of(each) for each in node.list(key)))
        if "allOf" in value:
            return Html(" with ".join(self.type_of(each) if "$ref" in each.value else "more" for each in node.list("allOf")))
        if "const" in value:
            return element("code", json.dumps(value["const"]))
        if "enum" in value:
            return Html(" | ".join(element("code", json.dumps(each)) for each in value["enum"]))
        kinds = value.get("type", "any")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        return Html(" or ".join(join(["list of ", self.type_of(node.get("items"))]) if kind == "array" and "items" in value else kind for kind in kinds))

    @staticmethod
    def rules(value: dict) -> Html:
        told = [join([before, element("code", value[key]), after]) for key, text in RULES if key in value for before, after in [text.split("{}")]]
        return join(["", *([element("span", Html(", ".join(told)), class_="rules")] if told else [])])

    def fields(self, node: Node) -> Html:
        """What is inside: its members, those of its items and of its alternatives; nothing for a plain value. A reference is not followed: it is a link."""
        value = node.value
        if "$ref" in value:
            return Html("")
        if "properties" in value:
            required = value.get("required", ())
            return element("ul", *(self.field(name, each, name in required) for name, each in node.get("properties").items()), class_="fields")
        inside = [*([node.get("items")] if "items" in value else []), *(each for key in ("oneOf", "anyOf", "allOf") for each in node.list(key))]
        return join(self.fields(each) for each in inside)

    def field(self, name: str, node: Node, required: bool) -> Html:
        value = node.value
        line = [element("code", name, class_="name"), " ", element("span", self.type_of(node), class_="type"), " "]
        line += [element("span", "required", class_="required"), " "] if required else []
        line += [self.rules(value), " ", inline(value.get("description", ""))]
        return element("li", *line, self.fields(node))

    def example(self, node: Node, name: str = "", brief: bool = False):
        """A value that keeps to the schema; `brief`: of an object only what is required."""
        node = self.contracts.resolve(node)
        value = node.value
        for key in ("oneOf", "anyOf"):
            if key in value:
                return self.example(node.list(key)[0], name, brief)
        if "allOf" in value:
            return {key: item for each in node.list("allOf") for key, item in self.example(each, name, brief).items()}
        for key in ("const", "default"):
            if key in value:
                return value[key]
        if "enum" in value:
            return value["enum"][0]
        return self.example_of_kind(node, name, brief)

    def example_of_kind(self, node: Node, name: str, brief: bool):
        value = node.value
        kinds = value.get("type", "string")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if kind == "object":
            wanted = value.get("required") if brief else None
            return {key: self.example(each, key, brief) for key, each in node.get("properties").items() if wanted is None or key in wanted}
        if kind == "array":
            return [self.example(node.get("items"), name.removesuffix("s"), brief)]
        if kind in ("integer", "number"):
            return {"width": 1080, "height": 720, "bytes": 183_524, "expires_in": 900}.get(name, value.get("minimum", 1))
        if kind == "boolean":
            return False
        if value.get("pattern", "").startswith("^[1-9]"):
            return ID
        return EXAMPLES.get(name, FORMATS.get(value.get("format", ""), "…"))
