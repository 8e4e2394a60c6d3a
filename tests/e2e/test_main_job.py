"""The way of a photo, from registration to the followers' phones."""
import datetime

import pytest
from local.server import until
from support.api import PHOTOS, Api, register


@pytest.fixture(scope="module")
def ana(server):
    return register(server.url, "Ana Lima")


@pytest.fixture(scope="module")
def bruno(server, ana):
    api = register(server.url, "Bruno Dias", notification_token="phone-of-bruno")
    api.call("PUT", f"/user/{ana.user['id']}/follow")
    return api


def test_a_photo_reaches_the_followers_feed_inbox_and_phone(server, fcm, ana, bruno):
    publication = ana.upload("coffee.jpg", text="Café", alt="A cup of coffee")
    assert publication["owner"]["username"] == "ana_lima"
    assert publication["text"] == "Café"
    assert publication["images"][0]["alt"] == "A cup of coffee"
    identity = publication["id"]

    assert until(lambda: ana.send("GET", f"/publication/{identity}").status_code == 200, 1)
    assert ana.call("GET", f"/publication/{identity}") == publication, "the 201 is the answer to use"
    assert until(lambda: [p for p in bruno.call("GET", "/feed")["items"] if p["id"] == identity], 1)
    [notification] = until(lambda: [n for n in bruno.call("GET", "/notifications")["items"] if n["publication"] == identity], 1)
    assert notification["type"] == "publication"
    assert notification["actor"]["id"] == ana.user["id"]
    assert not notification["read"]
    [push] = [m for m in fcm.wait_for(1, of="phone-of-bruno") if m["data"].get("publication") == identity]
    assert push["notification"]["title"] == "New publication by Ana Lima"
    assert push["android"]["notification"]["tag"] == push["data"]["notification_id"] == identity
    assert push["notification"]["image"].startswith("http"), "a push names the host"


def test_every_rendition_is_served_as_told_and_for_ever(ana):
    publication = ana.upload("1mp.jpg")
    renditions = publication["images"][0]["renditions"]
    assert {(r["name"], r["format"]) for r in renditions} == {(n, f) for n in ("1080", "640", "320", "150") for f in ("jpeg", "webp")}
    for rendition in renditions:
        response = ana.send("GET", rendition["url"])
        assert len(response.content) == rendition["bytes"]
        assert response.headers["content-type"] == f"image/{rendition['format']}"
        assert "immutable" in response.headers["cache-control"]
        again = ana.send("GET", rendition["url"], headers={"If-None-Match": response.headers["etag"]})
        assert again.status_code == 304
        part = ana.send("GET", rendition["url"], headers={"Range": "bytes=10-19"})
        assert part.status_code == 206 and part.content == response.content[10:20]


def test_ten_photos_make_one_publication_in_their_order(ana):
    photos = ["coffee.jpg", "chelsea.jpg", "rocket.jpg", "gray.jpg", "tiny.jpg", "panorama.jpg", "alpha.png", "rocket.webp", "coffee.avif", "coffee.heic"]
    publication = ana.upload(*photos, alt=[f"photo {i}" for i in range(10)])
    assert [image["alt"] for image in publication["images"]] == [f"photo {i}" for i in range(10)]
    sizes = [(image["width"], image["height"]) for image in publication["images"]]
    assert sizes[4] == (64, 48) and sizes[5] == (2000, 40)


def test_the_title_speaks_the_followers_language(server, fcm, ana):
    reader = Api(server.url)
    reader.sign_in(reader.call("POST", "/user", expect=201, headers={"Accept-Language": "pt-BR,pt;q=0.9,en;q=0.5"},
                               json={"name": "Zé", "email": "ze@example.org", "password": "correct horse", "token-notification": "phone-of-ze"}))
    reader.call("PUT", f"/user/{ana.user['username']}/follow")
    ana.upload("tiny.jpg")
    [push] = fcm.wait_for(1, of="phone-of-ze")
    assert push["notification"]["title"] == "Publicação nova de Ana Lima"


def test_a_picture_comes_with_the_registration(server):
    api = Api(server.url)
    with (PHOTOS / "astronaut.jpg").open("rb") as picture:
        session = api.call("POST", "/user", expect=201, files={"image": picture}, data={"name": "Eileen", "email": "eileen@example.org", "password": "correct horse"})
    api.sign_in(session)
    assert len(session["user"]["image"]["renditions"]) == 8
    assert api.send("GET", session["user"]["image"]["renditions"][0]["url"]).status_code == 200
    publication = api.upload("tiny.jpg")
    assert publication["owner"]["image"]["renditions"][0]["name"] == "150", "the token knows the picture"


def test_a_bad_picture_registers_nobody(server):
    api = Api(server.url)
    fields = {"name": "Eva", "email": "eva@example.org", "password": "correct horse"}
    assert api.send("POST", "/user", files={"image": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, data=fields).status_code == 415
    cut = (PHOTOS / "coffee.jpg").read_bytes()[:30_000]
    assert api.send("POST", "/user", files={"image": cut}, data=fields).status_code == 422
    assert api.call("POST", "/user", expect=201, json=fields)["user"]["image"] is None


def test_a_follow_is_told_to_the_followed(ana, bruno):
    assert until(lambda: [n for n in ana.call("GET", "/notifications")["items"] if n["type"] == "follow" and n["actor"]["id"] == bruno.user["id"]])


def test_following_brings_what_was_published_before_and_unfollowing_takes_it(server, ana):
    identity = ana.upload("tiny.jpg")["id"]
    reader = register(server.url)
    until(lambda: ana.send("GET", f"/publication/{identity}").status_code == 200)
    reader.call("PUT", f"/user/{ana.user['id']}/follow")
    until(lambda: [p for p in reader.call("GET", "/feed")["items"] if p["id"] == identity], 1)
    reader.call("DELETE", f"/user/{ana.user['id']}/follow", expect=204)
    until(lambda: not reader.call("GET", "/feed")["items"], 1)


def test_an_edit_shows_everywhere_and_a_deletion_takes_the_media_too(ana, bruno):
    publication = ana.upload("tiny.jpg", text="before")
    identity, path = publication["id"], f"/publication/{publication['id']}"
    until(lambda: [p for p in bruno.call("GET", "/feed")["items"] if p["id"] == identity])
    image = publication["images"][0]
    edited = ana.call("PATCH", path, json={"text": "after", "images": [{"id": image["id"], "alt": "tiny"}]})
    assert edited["text"] == "after" and edited["images"][0]["alt"] == "tiny" and edited["edited_at"]
    assert bruno.call("GET", path)["text"] == "after"
    ana.call("DELETE", path, expect=202)
    assert ana.send("GET", path).status_code == 404
    assert identity not in [p["id"] for p in bruno.call("GET", "/feed")["items"]]
    until(lambda: ana.send("GET", image["renditions"][0]["url"]).status_code == 404, 2)
    until(lambda: identity not in [n["publication"] for n in bruno.call("GET", "/notifications")["items"]], 2)


def test_lists_page_by_key_without_gaps_or_doubles(server):
    author, reader = register(server.url), register(server.url)
    reader.call("PUT", f"/user/{author.user['id']}/follow")
    made = [author.upload("tiny.jpg", text=str(i))["id"] for i in range(25)]
    until(lambda: len(reader.all("/feed", 7)) == 25)
    assert [p["id"] for p in reader.all("/feed", 7)] == made[::-1]
    assert [p["id"] for p in reader.all(f"/publication/user/{author.user['username']}", 4)] == made[::-1]
    assert [n["publication"] for n in reader.all("/notifications", 10)] == made[::-1]
    assert [p["id"] for p in Api(server.url).call("GET", "/publications", params={"limit": 25})["items"]] == made[::-1]
    assert author.call("DELETE", f"/publication/user/{author.user['id']}", expect=202) is None
    assert author.all(f"/publication/user/{author.user['id']}") == []


def test_reading_marks_rise_and_never_fall(ana, bruno):
    identity = ana.upload("tiny.jpg")["id"]
    newest, *older = until(lambda: [page for page in [bruno.call("GET", "/notifications", params={"limit": 2})["items"]] if page[0]["publication"] == identity])[0]
    bruno.call("POST", "/notifications/read", expect=204, json={"up_to": newest["id"]})
    bruno.call("POST", "/notifications/read", expect=204, json={"up_to": older[0]["id"]})
    assert bruno.call("GET", "/notifications", params={"unread": "true"})["items"] == []
    assert bruno.call("GET", "/notifications")["items"][0]["read"]


def test_a_key_makes_a_repeated_upload_one_publication(ana):
    headers = {"Idempotency-Key": "the same"}
    first = ana.upload("tiny.jpg", text="once", headers=headers)
    assert ana.upload("tiny.jpg", text="once", headers=headers) == first
    assert ana.upload("tiny.jpg", text="other", headers=headers, expect=422)["type"].startswith("/problems/")
    assert len([p for p in ana.all(f"/publication/user/{ana.user['id']}") if p["text"] == "once"]) == 1


def test_a_key_makes_a_repeated_registration_one_person(server):
    body = {"name": "Ida", "email": "ida@example.org", "password": "correct horse"}
    first = Api(server.url).call("POST", "/user", expect=201, json=body, headers={"Idempotency-Key": "ida"})
    again = Api(server.url).call("POST", "/user", expect=201, json=body, headers={"Idempotency-Key": "ida"})
    assert again["user"]["id"] == first["user"]["id"] and again["refresh_token"] != first["refresh_token"]
    assert Api(server.url).send("POST", "/user", json={**body, "name": "Ada"}, headers={"Idempotency-Key": "ida"}).status_code == 422
    assert Api(server.url).send("POST", "/user", json=body).status_code == 409


def test_times_are_utc_with_milliseconds(ana):
    created = datetime.datetime.fromisoformat(ana.upload("tiny.jpg")["created_at"].replace("Z", "+00:00"))
    assert abs((datetime.datetime.now(datetime.timezone.utc) - created).total_seconds()) < 60
