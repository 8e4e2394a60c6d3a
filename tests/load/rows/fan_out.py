"""One publication to many followers with devices: into every feed and inbox, and to every phone."""
import time

from local.server import until

from load.world import Run, call, followers, register, upload


def measure(run: Run) -> None:
    server, fcm = run.world.server, run.world.fcm
    author = register(server, 1_000_000)
    people = followers(server, author, 1_000_001, run.arguments.followers, devices=True)
    told = len(fcm.messages)
    begin = time.monotonic()
    identity = upload(server, author.token)
    answered = time.monotonic() - begin
    until(lambda: identity in [p["id"] for p in call(server, "GET", "/feed", people[-1].token)["items"]], 60)
    feed = time.monotonic() - begin
    fcm.wait_for(told + len(people), 120)
    run.table.row(f"fan-out to {len(people):,} followers", f"{time.monotonic() - begin:.2f} s",
                  note=f"until all pushes are handed over (stand-in in Python, HTTP/1.1); 201 after {answered * 1000:.0f} ms, in the last feed after {feed * 1000:.0f} ms")
