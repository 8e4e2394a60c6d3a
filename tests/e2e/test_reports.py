"""Reports from outside: what people say of a publication or a person, what the operator sees and decides, and what others see then."""
import contextlib
import json
import sqlite3

import pytest
from local.server import until
from support import messages
from support.api import Api, register
from support.desk import Desk


@pytest.fixture
def desk(one_process, binaries, tmp_path):
    """The operator decides by commands on the data folder."""
    with Desk(binaries, tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def street(desk):
    """Ana with a publication, which Bia, who follows her, has in her feed."""
    desk.server.start()
    ana, bia = register(desk.server.url, username="ana"), register(desk.server.url, username="bia")
    bia.call("PUT", "/user/ana/follow")
    publication = ana.upload("tiny.jpg", text="By the sea")
    until(lambda: feed(bia) == [publication["id"]])
    return ana, bia, publication


def feed(person: Api) -> list[str]:
    return [item["id"] for item in person.call("GET", "/feed")["items"]]


def places(person: Api, identity: str) -> dict[str, bool]:
    """Where `person` finds the publication."""
    lists = {path: [item["id"] for item in person.call("GET", path)["items"]] for path in ("/feed", "/publications", "/publication/user/ana")}
    return {"itself": person.send("GET", f"/publication/{identity}").status_code == 200, **{path: identity in ids for path, ids in lists.items()}}


def report(person: Api, expect: int = 201, **what) -> dict:
    return person.call("POST", "/report", expect=expect, json={"reason": "spam", **what})


def again(desk: Desk, *people: Api) -> None:
    desk.server.start()
    for person in people:
        person.http.base_url = desk.server.url


def test_a_publication_is_reported_hidden_and_shown_again(desk, street):
    ana, bia, publication = street
    identity = publication["id"]
    first = report(bia, publication=identity, reason="violence", text="Look\nat \x1b[31mthis")
    assert (first["publication"], first["user"], first["reason"]) == (identity, None, "violence")
    assert report(bia, 200, publication=identity) == first
    listed = desk.told("admin", "report", "list")
    assert f"publication {identity} of ana: open since " in listed and "1 report (violence 1)" in listed and "By the sea" in listed
    assert f"report {first['id']} by {bia.user['id']}  violence  Look at  [31mthis\n" in listed

    assert desk.told("admin", "report", "hide", first["id"]) == f"publication {identity} of ana: hidden\n"
    for person in (ana, bia):
        assert not any(places(person, identity).values())
    assert ana.send("PATCH", f"/publication/{identity}", json={"text": "x"}).status_code == 404
    assert bia.send("POST", "/report", json={"publication": identity, "reason": "spam"}).status_code == 404
    assert bia.send("DELETE", f"/publication/{identity}").status_code == 404
    assert all(bia.send("GET", each["url"]).status_code == 200 for each in publication["images"][0]["renditions"]), "the renditions stay"
    assert desk.told("admin", "report", "list") == ""
    assert "By the sea" in desk.told("admin", "report", "list", "--state", "hidden")

    cle = register(desk.server.url, username="cle")
    cle.call("PUT", "/user/ana/follow")
    assert desk.told("admin", "report", "dismiss", identity).endswith(": reports dismissed, shown again\n")
    for person in (ana, bia):
        assert all(places(person, identity).values())
    until(lambda: feed(cle) == [identity])
    assert "1 report (violence 1)" in desk.told("admin", "report", "list", "--state", "dismissed")
    assert report(bia, publication=identity)["id"] != first["id"], "the operator has decided on the first"


def test_a_person_is_disabled_for_reports_and_enabled_when_they_are_dismissed(desk, street):
    ana, bia, publication = street
    login = {"username": "ana", "password": "correct horse"}
    report(bia, user="ana", reason="harassment")
    assert f"user ana ({ana.user['id']}): open" in desk.told("admin", "report", "list")
    desk.told("admin", "report", "hide", ana.user["id"])
    until(lambda: Api(desk.server.url).send("POST", "/user/login", json=login).status_code == 401)
    assert ana.send("GET", "/user/me").status_code == 401
    until(lambda: bia.send("GET", f"/publication/{publication['id']}").status_code == 404)
    assert feed(bia) == []
    assert "state: disabled" in desk.told("admin", "user", "show", "ana")
    desk.told("admin", "report", "dismiss", ana.user["id"])
    until(lambda: Api(desk.server.url).send("POST", "/user/login", json=login).status_code == 200)
    until(lambda: feed(bia) == [publication["id"]])


def test_who_the_operator_had_disabled_stays_so_when_reports_are_dismissed(desk, street):
    ana, bia, _ = street
    report(bia, user="ana")
    desk.told("admin", "user", "disable", "ana")
    until(lambda: bia.send("GET", "/publication/user/ana").status_code == 404)
    desk.told("admin", "report", "hide", ana.user["id"])
    desk.told("admin", "report", "dismiss", ana.user["id"])
    report(bia, 404, user="ana")
    assert "state: disabled" in desk.told("admin", "user", "show", "ana")


def test_the_operator_decides_while_no_server_runs(desk, street):
    ana, bia, publication = street
    report(bia, publication=publication["id"])
    report(bia, user="ana")
    assert desk.server.stop(60) == 0
    assert "user ana" in desk.told("admin", "report", "list", "--limit", "1")
    desk.told("admin", "report", "hide", publication["id"])
    desk.told("admin", "report", "hide", ana.user["id"])
    desk.told("admin", "report", "dismiss", publication["id"])
    again(desk, ana, bia)
    until(lambda: Api(desk.server.url).send("GET", "/user/ana").status_code == 404)
    desk.told("admin", "report", "dismiss", ana.user["id"])
    until(lambda: Api(desk.server.url).send("GET", "/user/ana").status_code == 200)
    until(lambda: feed(bia) == [publication["id"]])


def test_a_decision_outlives_a_kill_before_authentication_hears_of_it(desk, street):
    ana, bia, _ = street
    report(bia, user="ana")
    assert desk.server.stop(60) == 0
    desk.told("admin", "report", "hide", ana.user["id"])
    with contextlib.closing(sqlite3.connect(desk.server.data / "publication.db")) as store:
        waiting = store.execute("select body from outbox where type = 'user.disable.v1'").fetchall()
    assert len(waiting) == 1
    messages.check_message("user.disable.v1", json.loads(waiting[0][0]))
    again(desk, ana, bia)
    desk.server.kill()  # as early as it can be: the message is in the outbox, on the bus or obeyed
    again(desk, ana, bia)
    until(lambda: Api(desk.server.url).send("GET", "/user/ana").status_code == 404)


def test_what_is_hidden_can_be_deleted_by_its_owner(desk, street):
    ana, bia, publication = street
    report(bia, publication=publication["id"])
    desk.told("admin", "report", "hide", publication["id"])
    assert ana.send("DELETE", f"/publication/{publication['id']}").status_code == 202
    url = publication["images"][0]["renditions"][0]["url"]
    until(lambda: bia.send("GET", url).status_code == 404)
    assert desk.told("admin", "report", "list", "--state", "hidden") == ""
    gone = desk.order("admin", "report", "dismiss", publication["id"])
    assert gone.returncode == 1 and "nobody has reported" in gone.stderr


def test_commands_that_cannot_be(desk, street):
    wrong = [("list", "--state", "closed"), ("list", "--limit", "0"), ("list", "--after", "x"), ("hide", "ana"), ("hide",)]
    for words, status in [*((words, 2) for words in wrong), (("hide", "1"), 1), (("dismiss", "1"), 1)]:
        done = desk.order("admin", "report", *words)
        assert done.returncode == status and done.stdout == "" and done.stderr.count("\n") == 1, done
