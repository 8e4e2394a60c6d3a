"""The API is shown at /docs: a page of our own, whose links lead somewhere."""
import gzip
import html.parser
import http.client
import urllib.parse

import httpx
import pytest
from support import contract


class Links(html.parser.HTMLParser):
    """What a page refers to, and the places in it that can be referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets, self.ids, self.tags = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            if name in ("href", "src"):
                self.targets.append(value)
            if name == "id":
                self.ids.append(value)


@pytest.fixture(scope="module")
def page(server):
    return httpx.get(server.url + "/docs")


def test_every_call_of_the_contracts_is_there(page):
    assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    ids = Links(page.text).ids
    assert len(ids) == len(set(ids))
    assert {operation.node["operationId"] for operation in contract.operations()} <= set(ids)
    for operation in contract.operations():
        assert f"http://127.0.0.1:8080{operation.path.split('{')[0]}" in page.text, f"an example of {operation.name}"


def test_every_problem_is_there(page):
    for type_ in contract.problem_types():
        assert f"<code>{type_}</code>" in page.text


def test_nothing_of_it_comes_from_elsewhere_and_every_link_leads_somewhere(server, page):
    links = Links(page.text)
    assert not links.tags & {"script", "iframe", "img"}
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for target in set(links.targets):
        where = urllib.parse.urljoin(server.url + "/docs", target)
        assert where.startswith(server.url), target
        path, _, place = where.partition("#")
        if place:
            assert place in links.ids, target
        else:
            assert httpx.get(path).status_code == 200, target


def test_the_files_are_the_contracts_and_their_references_resolve(server):
    for service in contract.SERVICES:
        name = f"{service}.openapi.yaml"
        served = httpx.get(f"{server.url}/docs/{name}")
        assert served.headers["content-type"] == "application/yaml"
        assert served.text == (contract.CONTRACTS / "http" / name).read_text()
    assert httpx.get(f"{server.url}/docs/common.yaml").text == (contract.CONTRACTS / "http" / "common.yaml").read_text()


def test_it_is_packed_and_not_sent_twice(server, page):
    connection = http.client.HTTPConnection(urllib.parse.urlparse(server.url).netloc)
    connection.request("GET", "/docs", headers={"Accept-Encoding": "gzip"})
    packed = connection.getresponse()
    assert packed.getheader("Content-Encoding") == "gzip" and gzip.decompress(packed.read()).decode() == page.text
    for etag in (packed.getheader("ETag"), page.headers["etag"]):
        again = httpx.get(server.url + "/docs", headers={"If-None-Match": etag})
        assert again.status_code == 304 and not again.content
