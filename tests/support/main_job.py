"""What Instante is for, from outside: a photo reaches a follower's feed, inbox and phone."""
from local.server import until

from support.api import register


def the_main_job(url: str, fcm, mark: str) -> None:
    """People named after `mark` do it once."""
    ana = register(url, f"Ana {mark}")
    bruno = register(url, f"Bruno {mark}", notification_token=f"phone-of-bruno-{mark}")
    bruno.call("PUT", f"/user/{ana.user['id']}/follow")
    publication = ana.upload("tiny.jpg", text="Café")
    identity = publication["id"]
    assert until(lambda: ana.send("GET", f"/publication/{identity}").status_code == 200, 20)
    assert until(lambda: [p for p in bruno.call("GET", "/feed")["items"] if p["id"] == identity], 20)
    assert until(lambda: [n for n in bruno.call("GET", "/notifications")["items"] if n["publication"] == identity], 20)
    assert until(lambda: [m for m in fcm.wait_for(1, of=f"phone-of-bruno-{mark}") if m["data"].get("publication") == identity], 20)
    picture = publication["images"][0]["renditions"][0]["url"]
    assert ana.send("GET", picture).status_code == 200
    ana.call("POST", "/user/logout")  # heard by the others on a queue of their own
    assert until(lambda: ana.send("GET", "/feed").status_code == 401, 10)
