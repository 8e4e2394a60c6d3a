"""People from outside: mail and its links, search, the operator's commands, and deletion until nothing is left."""
import contextlib
import email
import email.policy
import re
import sqlite3
import time
import uuid

import pytest
from local.server import Server, until
from support.api import PHOTOS, Api, register
from support.desk import Desk


class Post:
    """The mails that the instances of authentication have written."""

    def __init__(self, instances: list[Server]) -> None:
        self._folders = [instance.data / "mail" for instance in instances]

    def to(self, address: str) -> list[email.message.EmailMessage]:
        """In no order."""
        found = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for folder in self._folders for file in folder.glob("*.eml")]
        return [mail for mail in found if mail["To"].addresses[0].addr_spec == address]

    def wait_for(self, address: str, words: str) -> email.message.EmailMessage:
        """A mail to `address` whose text holds `words`."""
        return until(lambda: next((mail for mail in self.to(address) if words in mail.get_body(("plain",)).get_content()), None))


@pytest.fixture
def post(instances):
    return Post(instances("authentication"))


def link_in(mail) -> str:
    """The path in a mail's link, which its HTML holds too."""
    link = re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]
    assert f'href="{link}"' in mail.get_body(("html",)).get_content()
    return re.sub(r"^https?://[^/]+", "", link)


# Mail


def test_an_address_is_verified_by_the_mailed_link_in_the_persons_language(server, post):
    api = Api(server.url)
    body = {"name": "Conceição <b>", "email": "conceicao@example.org", "password": "correct horse"}
    person = api.sign_in(api.call("POST", "/user", expect=201, json=body, headers={"Accept-Language": "pt-BR"}))
    assert person.user["email_verified"] is False
    mail = post.wait_for("conceicao@example.org", "/user/verify/")
    assert mail["Subject"] == "Confirme seu endereço de e-mail"
    assert "Conceição &lt;b&gt;" in mail.get_body(("html",)).get_content()
    link = link_in(mail)
    assert person.send("HEAD", link).status_code == 200
    page = Api(server.url).send("GET", link)
    assert page.status_code == 200 and "confirmado" in page.text and "<b>!" not in page.text
    assert person.call("GET", "/user/me")["email_verified"] is True
    assert Api(server.url).send("GET", link).status_code == 410


def test_a_new_address_is_confirmed_there_while_the_old_one_stays(server, post):
    person = register(server.url)
    old, new = person.user["email"], "moved@example.org"
    me = person.call("PATCH", f"/user/{person.user['id']}", json={"email": new, "current_password": "correct horse"})
    assert (me["email"], me["pending_email"]) == (old, new)
    post.wait_for(old, "another e-mail address")
    link = link_in(post.wait_for(new, "/user/verify/"))
    assert Api(server.url).send("POST", "/user/login", json={"email": new, "password": "correct horse"}).status_code == 401
    assert Api(server.url).send("GET", link).status_code == 200
    me = person.call("GET", "/user/me")
    assert (me["email"], me["pending_email"], me["email_verified"]) == (new, None, True)
    Api(server.url).call("POST", "/user/login", json={"email": new, "password": "correct horse"})


def test_a_forgotten_password_is_replaced_and_ends_every_session(server, post, patience):
    person = register(server.url)
    stranger = Api(server.url).send("POST", "/user/password/forgot", json={"email": "nobody@example.org"})
    known = Api(server.url).send("POST", "/user/password/forgot", json={"email": person.user["email"]})
    assert (stranger.status_code, stranger.content) == (known.status_code, known.content) == (202, b"")
    path, token = link_in(post.wait_for(person.user["email"], "/sign-in/reset")).split("#")
    assert path == "/sign-in/reset"
    reset = {"token": token, "password": "battery staple"}
    assert Api(server.url).send("POST", "/user/password/reset", json={**reset, "password": "short"}).status_code == 422
    assert Api(server.url).send("POST", "/user/password/reset", json=reset).status_code == 204
    assert Api(server.url).send("POST", "/user/password/reset", json=reset).status_code == 410
    until(lambda: person.send("GET", "/user/me").status_code == 401, patience)
    Api(server.url).call("POST", "/user/login", json={"email": person.user["email"], "password": "battery staple"})
    assert not post.to("nobody@example.org")


def test_no_address_and_no_link_is_in_the_log(server, instances, post):
    person = register(server.url, email="quiet@example.org")
    link = link_in(post.wait_for("quiet@example.org", "/user/verify/"))
    log = until(lambda: next((text for text in ["".join(instance.log.read_text() for instance in instances("authentication"))] if person.user["id"] in text), None))
    assert "verify-email" in log and "quiet@example.org" not in log and link.rsplit("/", 1)[1] not in log


# Search


def test_people_are_found_by_name_the_popular_first(server):
    first, second = (register(server.url, f"Zoé Quíntuplo {number}", username=f"quintuplo{number}") for number in (1, 2))
    register(server.url).call("PUT", f"/user/{second.user['id']}/follow")
    for text in ("quintuplo", "QUÍNTUPLO", "ntupl", "zoe quint"):
        assert [each["username"] for each in first.all(f"/user/search/{text}", limit=1)] == ["quintuplo2", "quintuplo1"], text
    assert first.all("/user/search/quintuplo3") == []
    assert "quintuplo1" in [each["username"] for each in first.all("/user/search/qu")]
    assert first.send("GET", "/user/search/zoe?cursor=!").status_code == 400
    assert first.send("GET", "/user/search/zoe?limit=101").status_code == 422


# The operator


def going(desk: Desk) -> int:
    """Deletions that are not complete."""
    with contextlib.closing(sqlite3.connect(desk.server.data / "authentication.db")) as store:
        return store.execute("select count(*) from deletion").fetchone()[0]


@pytest.fixture
def desk(one_process, binaries, tmp_path):
    """Of a data folder that holds all there is of a person."""
    with Desk(binaries, tmp_path / "data") as desk:
        yield desk


def test_the_operator_looks_after_people_whether_or_not_a_server_runs(desk):
    made = desk.told("admin", "user", "create", "ana", "ana@example.org", "--name", "Ana")
    password = re.search("password: (.+)", made)[1]
    desk.server.start()
    session = Api(desk.server.url).call("POST", "/user/login", json={"username": "ana", "password": password})
    ana = Api(desk.server.url).sign_in(session)
    assert "\tana\tana@example.org\t" in desk.told("admin", "user", "list")
    assert desk.told("admin", "user", "disable", "ana") == "ana is disabled\n"
    assert ana.send("GET", "/user/me").status_code == 401
    assert Api(desk.server.url).send("GET", "/user/ana").status_code == 404
    assert "state: disabled" in desk.told("admin", "user", "show", "ana@example.org")
    desk.told("admin", "user", "enable", "ana")
    assert "password: " in desk.told("admin", "user", "reset-password", "ana")
    assert Api(desk.server.url).send("POST", "/user/login", json={"username": "ana", "password": password}).status_code == 401
    assert desk.told("admin", "user", "delete", "ana") == "ana is being deleted\n"
    until(lambda: going(desk) == 0, seconds=30)
    assert desk.told("admin", "user", "list") == ""


# Deletion


def somebody_with_traces(desk: Desk) -> tuple[Api, str, dict[str, bytes]]:
    """A person who has left traces everywhere; their publication; what must not be found once they are gone."""
    mark = uuid.uuid4().hex[:8]
    words = {"name": f"Nomen{mark}", "bio": f"Vita{mark}", "text": f"Verba{mark}", "email": f"post{mark}@example.org", "username": f"usor{mark}",
             "device": f"apparatus{mark}", "spelled": f"Litterae{mark}", "concealed": f"Secretum{mark}", "accused": f"Crimen{mark}", "accuses": f"Querela{mark}"}
    url = desk.server.url
    person = register(url, words["name"], email=words["email"], username=words["username"], notification_token=words["device"])
    picture = {"image": ("me.jpg", (PHOTOS / "tiny.jpg").read_bytes(), "image/jpeg")}
    person.call("PATCH", f"/user/{person.user['id']}", files=picture, data={"bio": words["bio"]})
    friend = register(url)
    friend.call("PUT", f"/user/{person.user['id']}/follow")
    person.call("PUT", f"/user/{friend.user['id']}/follow")
    publication = person.upload("tiny.jpg", text=words["text"], alt=words["spelled"])["id"]
    until(lambda: any(words["name"] == item["actor"]["name"] for item in friend.call("GET", "/notifications")["items"]))
    until(lambda: friend.call("GET", "/feed")["items"])
    concealed = person.upload("tiny.jpg", text=words["concealed"])["id"]
    until(lambda: friend.send("GET", f"/publication/{concealed}").status_code == 200)
    for accuser, about, said in ((friend, {"publication": publication}, "accused"), (friend, {"user": person.user["id"]}, "accused"), (friend, {"publication": concealed}, "accused"),
                                 (person, {"user": friend.user["username"]}, "accuses")):
        accuser.call("POST", "/report", expect=201, json={**about, "reason": "other", "text": words[said]})
    assert desk.told("admin", "report", "hide", concealed).endswith(": hidden\n")
    return person, publication, {name: word.encode() for name, word in words.items()}


def remove(person: Api) -> None:
    assert person.send("DELETE", f"/user/{person.user['id']}", json={"password": "wrong horse"}).status_code == 403
    assert person.send("DELETE", f"/user/{person.user['id']}", json={"password": "correct horse"}).status_code == 202


def traces(data, person: Api, publication: str, words: dict[str, bytes]) -> list[str]:
    """Where in the data folder something of somebody is left."""
    found = []
    for file in sorted(file for file in data.rglob("*") if file.is_file()):
        name = str(file.relative_to(data))
        if f"u/{person.user['id']}" in name or f"p/{publication}" in name or f"{person.user['id']}-" in name:
            found.append(name)
        content = file.read_bytes()
        found += [f"{what} in {name}" for what, word in words.items() if word in content]
    return found


def test_nothing_of_a_deleted_person_is_left_in_any_file(desk):
    desk.server.start()
    url = desk.server.url
    person, publication, words = somebody_with_traces(desk)
    seen = {trace.split(" in ")[0] for trace in traces(desk.server.data, person, publication, words)}
    assert words.keys() < seen, "the test sees what is there"
    remove(person)
    for path in (f"/user/{person.user['id']}", f"/user/{person.user['username']}"):
        assert Api(url).send("GET", path).status_code == 404
    assert person.send("GET", "/user/me").status_code == 401
    until(lambda: Api(url).send("GET", f"/publication/{publication}").status_code == 404)
    until(lambda: going(desk) == 0, seconds=60)
    assert Api(url).call("GET", f"/user/search/{words['username'].decode()}")["items"] == []
    assert desk.server.stop(60) == 0  # SQLite's logs are folded into their files
    assert traces(desk.server.data, person, publication, words) == []
    desk.server.start()
    register(desk.server.url, words["name"].decode(), email=words["email"].decode(), username=words["username"].decode())


@pytest.mark.parametrize("delay_ms", [0, 5, 20, 60, 150])
def test_a_deletion_outlives_a_kill_at_any_moment(desk, delay_ms):
    desk.server.start()
    person, publication, words = somebody_with_traces(desk)
    remove(person)
    time.sleep(delay_ms / 1000)
    desk.server.kill()
    desk.server.start()
    assert Api(desk.server.url).send("GET", f"/user/{person.user['id']}").status_code == 404
    until(lambda: going(desk) == 0, seconds=60)
    assert desk.server.stop(60) == 0
    assert traces(desk.server.data, person, publication, words) == []
