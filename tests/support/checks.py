"""What must be so once everything is at rest again, whatever died: what was accepted is there, once, and everybody was told of it."""
import collections

from local.server import Server, until

from support.actors import PASSWORD, Author, Person, Registrar, Wavering
from support.api import Api

INBOX_LIMIT = 500


def receptions(fcm) -> dict[str, dict[str, list[str]]]:
    """By phone and publication: the lives of the server that pushed it, each by the access token it had."""
    received: dict = collections.defaultdict(lambda: collections.defaultdict(list))
    for message in list(fcm.messages):
        received[message["token"]][message["data"].get("publication")].append(message["grant"])
    return received


def kept(authors: list[Author]) -> set[str]:
    return {identity for author in authors for identity in author.kept}


def check_authors(server: Server, authors: list[Author]) -> None:
    api = Api(server.url)
    for author in authors:
        api.token = author.person.token
        stored = api.all(f"/publication/user/{author.person.id}", 100)
        assert collections.Counter((p["id"], p["text"]) for p in stored) == collections.Counter(author.kept.items()), "every 201 is there, none twice"
        for publication in stored[:20]:
            for rendition in publication["images"][0]["renditions"]:
                assert len(api.send("GET", rendition["url"]).content) == rendition["bytes"]


def check_follower(follower: Person, authors: list[Author]) -> None:
    expected = kept(authors)
    told = collections.Counter(n["publication"] for n in follower.all("/notifications") if n["type"] == "publication")
    assert set(told.values()) == {1} and set(told) <= expected, "each once in each inbox, and nothing that was deleted"
    assert len(told) == min(len(expected), INBOX_LIMIT)
    assert collections.Counter(p["id"] for p in follower.all("/feed")) == collections.Counter(expected), "each once in each feed"


def check_phones(received: dict, phones: list[str], authors: list[Author]) -> int:
    """How many pushes came more than once."""
    doubled = 0
    for one in phones:
        told = received[one]
        assert kept(authors) <= set(told), f"{one} is told of everything"
        for identity, lives in told.items():
            assert len(set(lives)) == len(lives), f"{one} was told of {identity} twice although nothing died in between"
            doubled += len(lives) > 1
    return doubled


def check_registrar(server: Server, registrar: Registrar) -> None:
    assert len(set(registrar.registered.values())) == len(registrar.registered), "nobody is two people"
    api = Api(server.url)
    for email, identity in list(registrar.registered.items())[-50:]:
        session = api.call("POST", "/user/login", json={"email": email, "password": PASSWORD})
        assert session["user"]["id"] == identity
        assert api.send("POST", "/user", json={"name": "x", "email": email, "password": PASSWORD}).status_code == 409


def check_wavering(wavering: Wavering, followers: int, settles_in: float = 0) -> None:
    """`settles_in` seconds a count may take to be exact."""
    def seen() -> dict:
        return wavering.person.call("GET", f"/user/{wavering.whom}").json()

    assert seen()["viewer"]["following"] == wavering.follows, "the last that was answered holds"
    assert len(wavering.person.all(f"/user/{wavering.whom}/followers")) == followers + wavering.follows
    until(lambda: seen()["followers_count"] == followers + wavering.follows, settles_in)
