"""The OpenAPI files of contracts/http, as the page needs them: in order, with every `$ref` followed."""
import dataclasses
import functools
import pathlib

import yaml

SERVICES = ("authentication", "resize-image", "publication", "notification")
SHARED = "common.yaml"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclasses.dataclass(frozen=True)
class Node:
    """A part of a document, and the file it stands in, which its references are relative to."""
    value: dict
    file: str

    def get(self, name: str) -> "Node":
        return Node(self.value.get(name, {}), self.file)

    def items(self) -> list[tuple[str, "Node"]]:
        return [(str(name), Node(value, self.file)) for name, value in self.value.items()]

    def list(self, name: str) -> list["Node"]:
        return [Node(value, self.file) for value in self.value.get(name, ())]


@dataclasses.dataclass(frozen=True)
class Operation:
    method: str
    path: str
    node: Node
    parameters: tuple[Node, ...]

    @property
    def name(self) -> str:
        return self.node.value["operationId"]

    @property
    def security(self) -> str:
        wanted = self.node.value["security"]
        if {} not in wanted:
            return "required"
        return "optional" if len(wanted) > 1 else "none"


class Contracts:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.problems = yaml.safe_load((folder / "errors.yaml").read_text())

    def text(self, file: str) -> str:
        return (self.folder / "http" / file).read_text()

    @functools.lru_cache
    def document(self, file: str) -> Node:
        return Node(yaml.safe_load(self.text(file)), file)

    def resolve(self, node: Node) -> Node:
        while "$ref" in node.value:
            file, _, pointer = node.value["$ref"].partition("#")
            target = self.document(file or node.file)
            for part in pointer.strip("/").split("/"):
                target = target.get(part.replace("~1", "/").replace("~0", "~"))
            node = target
        return node

    def operations(self, service: str) -> list[Operation]:
        document = self.document(f"{service}.openapi.yaml")
        found = []
        for path, item in document.get("paths").items():
            shared = item.list("parameters")
            for method in METHODS:
                if method in item.value:
                    own = item.get(method)
                    parameters = tuple(self.resolve(each) for each in (*shared, *own.list("parameters")))
                    found.append(Operation(method, path, own, parameters))
        return found

    def schemas(self, file: str) -> list[tuple[str, Node]]:
        return self.document(file).get("components").get("schemas").items()
