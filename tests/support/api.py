"""A client of the public API that holds every answer to the contracts."""
import itertools
import pathlib
import urllib.parse

import httpx

from support import contract

PHOTOS = pathlib.Path(__file__).resolve().parents[1] / "photos"
_numbers = itertools.count(1)


class Api:
    """One caller: anonymous, or signed in once `token` is set. `http2` speaks h2c by prior knowledge."""

    def __init__(self, url: str, token: str = "", http2: bool = False) -> None:
        self.url = url
        self.token = token
        self.http = httpx.Client(base_url=url, timeout=60, http2=http2, http1=not http2)
        self.user: dict = {}
        self.session: dict = {}

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def send(self, method: str, path: str, **more) -> httpx.Response:
        """Any status; the answer is checked against the contracts."""
        headers = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **more.pop("headers", {})}
        response = self.http.request(method, path, headers=headers, **more)
        contract.check_response(method, urllib.parse.urlparse(path).path, response.status_code, response.headers, response.content)
        return response

    def call(self, method: str, path: str, expect: int | None = None, **more):
        """The answer's JSON (or None); AssertionError unless the status is `expect`, or any 2xx."""
        response = self.send(method, path, **more)
        right = response.status_code == expect if expect else response.is_success
        assert right, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response.json() if "json" in response.headers.get("content-type", "") else None

    def sign_in(self, session: dict) -> "Api":
        self.session, self.user, self.token = session, session["user"], session["access_token"]
        return self

    def upload(self, *photos: str | bytes, text: str = "", headers: dict | None = None, expect: int = 201, **fields):
        files = [("images", (f"{i}.jpg", (PHOTOS / photo).read_bytes() if isinstance(photo, str) else photo, "image/jpeg")) for i, photo in enumerate(photos)]
        return self.call("POST", "/resize-image", expect=expect, files=files, data={"text": text, **fields}, headers=headers or {})

    def all(self, path: str, limit: int = 20) -> list[dict]:
        """Every item of a list, page by page."""
        items, cursor = [], None
        while True:
            page = self.call("GET", path, params={"limit": limit, **({"cursor": cursor} if cursor else {})})
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items


def register(url: str, name: str = "", **fields) -> Api:
    """A new person, signed in."""
    number = next(_numbers)
    name = name or f"Person {number}"
    body = {"name": name, "email": f"person{number}.{id(url) % 1000}@example.org", "password": "correct horse", **fields}
    api = Api(url)
    return api.sign_in(api.call("POST", "/user", expect=201, json=body))
