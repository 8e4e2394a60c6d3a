"""The page at /docs: every call, schema and problem, as static HTML without scripts."""
import json
import re
import shlex

from contracts import SERVICES, SHARED, Contracts, Node, Operation
from markup import Html, blocks, element, inline, join
from schema import Schemas, anchor

BASE = "http://127.0.0.1:8080"
SIGNED_IN = {"required": "signed in", "optional": "signed in or not", "none": "anybody"}
TITLES = {"authentication": "Authentication", "resize-image": "Photos", "publication": "Publications", "notification": "Notifications"}


class Page:
    def __init__(self, contracts: Contracts) -> None:
        self.contracts = contracts
        self.schemas = Schemas(contracts)

    def render(self) -> str:
        title = "Instante: the API"
        head = element("head", Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'),
                       element("title", title), Html('<link rel="stylesheet" href="docs/style.css">'))
        main = element("main", element("h1", title, id="top"), self.introduction(), *(self.service(name) for name in SERVICES), self.shared(), self.problems())
        body = element("body", element("a", "Skip to the calls", href="#authentication", class_="skip"), self.navigation(), main)
        return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"

    # What is around the calls

    def navigation(self) -> Html:
        parts = [element("a", "Instante", href="#top", class_="home"), element("a", "What holds for every call", href="#top")]
        for service in SERVICES:
            calls = [element("li", element("a", self.badge(each.method), element("span", Html(each.path.replace("/", "/<wbr>")), class_="path"), href=f"#{each.name}"))
                     for each in self.contracts.operations(service)]
            parts += [element("h2", element("a", TITLES[service], href=f"#{service}")), element("ul", *calls)]
        parts += [element("h2", element("a", "Shared schemas", href="#shared")), element("h2", element("a", "Problems", href="#problems"))]
        return element("nav", *parts, aria_label="Calls")

    def introduction(self) -> Html:
        """README.md beside the contracts, without its title."""
        text = self.contracts.text("README.md").split("\n", 1)[1].replace("../errors.yaml", "#problems")
        files = [element("a", f"{name}.openapi.yaml", href=f"docs/{name}.openapi.yaml") for name in SERVICES]
        return join([blocks(text), element("p", "As OpenAPI 3.1: ", Html(", ".join(files)), "."),
                     element("p", "The examples speak to a server on one's own machine; ", element("code", "$TOKEN"), " is the access token of a session.")])

    def shared(self) -> Html:
        return element("section", element("h2", "Shared schemas"), *self.schema_list(SHARED), id="shared")

    def problems(self) -> Html:
        rows = [element("tr", element("td", each["status"]), element("td", element("code", f"/problems/{each['slug']}"), id=f"problem-{each['slug']}"),
                        element("td", each["title"], element("p", inline(each.get("when", ""))))) for each in self.contracts.problems]
        return element("section", element("h2", "Problems"), element("p", "Every ", element("code", "type"), " that an answer with a status of 400 or above can have."),
                       self.table(("Status", "Type", "What it says"), rows), id="problems")

    @staticmethod
    def table(titles, rows) -> Html:
        head = element("thead", element("tr", *(element("th", title, scope="col") for title in titles)))
        return element("div", element("table", head, element("tbody", *rows)), class_="table")

    @staticmethod
    def badge(method: str) -> Html:
        return element("span", "DEL" if method == "delete" else method.upper(), class_=f"method {method}")

    # Calls

    def service(self, name: str) -> Html:
        file = f"{name}.openapi.yaml"
        description = self.contracts.document(file).get("info").value["description"].replace("in README.md beside this file", "[above](#top)")
        calls = [self.operation(each) for each in self.contracts.operations(name)]
        schemas = self.schema_list(file)
        return element("section", element("h2", TITLES[name], " ", element("small", element("a", file, href=f"docs/{file}"))), blocks(description), *calls,
                       *([element("h3", "Schemas"), *schemas] if schemas else []), id=name)

    def schema_list(self, file: str) -> list[Html]:
        return [element("div", element("h4", name, " ", element("span", self.schemas.type_of(node), class_="type")), self.schemas.rules(node.value),
                        blocks(node.value.get("description", "")), self.schemas.fields(node), id=anchor(file, name), class_="schema") for name, node in self.contracts.schemas(file)]

    def operation(self, operation: Operation) -> Html:
        value = operation.node.value
        heading = element("h3", self.badge(operation.method), element("a", Html(operation.path.replace("/", "/<wbr>")), href=f"#{operation.name}", class_="path"),
                          element("span", SIGNED_IN[operation.security], class_=f"security {'closed' if operation.security == 'required' else ''}"))
        parts = [heading, element("p", inline(value["summary"] + "."), class_="summary"), blocks(value.get("description", "")), self.parameters(operation)]
        if "requestBody" in value:
            parts.append(self.body(self.contracts.resolve(operation.node.get("requestBody"))))
        parts += [element("h4", "Answers"), *(self.response(status, node) for status, node in operation.node.get("responses").items())]
        parts += [element("h4", "Example"), element("pre", element("code", self.curl(operation)), tabindex="0")]
        return element("article", *parts, id=operation.name)

    def parameters(self, operation: Operation) -> Html:
        if not operation.parameters:
            return Html("")
        fields = []
        for each in operation.parameters:
            schema = each.get("schema")
            marks = [element("span", "required", class_="required"), " "] if each.value.get("required") else []
            fields.append(element("li", element("code", each.value["name"], class_="name"), " ", element("span", f"in {each.value['in']}", class_="rules"), " ",
                                  element("span", self.schemas.type_of(schema), class_="type"), " ", *marks, self.schemas.rules(schema.value), " ", inline(each.value.get("description", ""))))
        return join([element("h4", "Parameters"), element("ul", *fields, class_="fields")])

    def content(self, node: Node) -> Html:
        """What a body or an answer holds, by media type."""
        parts = []
        for kind, media in node.get("content").items():
            schema = media.get("schema")
            line = [element("code", kind), " ", element("span", self.schemas.type_of(schema), class_="type")] if schema.value else [element("code", kind)]
            parts.append(element("div", element("p", *line), self.schemas.fields(schema), class_="media"))
        return join(parts)

    def body(self, body: Node) -> Html:
        return join([element("h4", "Body"), inline(body.value.get("description", "")), self.content(body)])

    def response(self, status: str, node: Node) -> Html:
        answer = self.contracts.resolve(node)
        kind = "good" if status[0] in "23" else "bad"
        summary = element("summary", element("span", status if status != "default" else "else", class_=f"status {kind}"), " ", inline(answer.value["description"]))
        headers = [element("li", element("code", name, class_="name"), " ", inline(self.contracts.resolve(header).value.get("description", ""))) for name, header in answer.get("headers").items()]
        inside = [element("ul", *headers, class_="fields")] if headers else []
        inside.append(self.content(answer))
        media = answer.get("content").get("application/json")
        if media.value:
            inside.append(element("pre", element("code", json.dumps(self.schemas.example(media.get("schema")), indent=2, ensure_ascii=False)), tabindex="0"))
        return element("details", summary, *inside, open=False)

    # Examples

    def curl(self, operation: Operation) -> str:
        values = {each.value["name"]: each for each in operation.parameters if each.value["in"] == "path"}
        path = re.sub(r"\{(\w+)\}", lambda found: self.path_value(found[1], values[found[1]]), operation.path)
        words = [f"curl {'' if operation.method == 'get' else f'-X {operation.method.upper()} '}{shlex.quote(BASE + path)}"]
        if operation.security != "none":
            words.append('-H "Authorization: Bearer $TOKEN"')
        words += self.curl_body(operation)
        return " \\\n  ".join(words)

    def path_value(self, name: str, parameter: Node) -> str:
        if name == "key":
            return "p/573576503464723456/573576503464723457-0123456789abcdef.jpg"
        value = self.schemas.example(parameter.get("schema"), name)
        return "ana.lima" if value == "…" else str(value)

    def curl_body(self, operation: Operation) -> list[str]:
        if "requestBody" not in operation.node.value:
            return []
        content = self.contracts.resolve(operation.node.get("requestBody")).get("content")
        if "application/json" in content.value:
            schema = content.get("application/json").get("schema")
            example = self.schemas.example(schema, brief=True) or self.schemas.example(schema)
            return ["-H 'Content-Type: application/json'", "-d " + shlex.quote(json.dumps(example, ensure_ascii=False))]
        schema = content.get("multipart/form-data").get("schema")
        return [f"-F {name}=@photo.jpg" if "image" in name else "-F " + shlex.quote(f"{name}={self.schemas.example(each, name)}")
                for name, each in self.contracts.resolve(schema).get("properties").items() if each.value.get("type") != "array" or "image" in name]
