"""What is measured: a name for each row, and the function that measures it."""
from collections.abc import Callable

from load.rows import apart, bus, fan_out, live, logins, memory, open_loop, photo, publish, push, reads, search, start, tenfold, upload
from load.world import Run

ROWS: dict[str, Callable[[Run], None]] = {
    "feed": reads.feed,
    "profile": reads.profile,
    "publication": reads.publication,
    "tenfold": tenfold.measure,
    "logins": logins.measure,
    "search": search.measure,
    "upload": upload.measure,
    "fan-out": fan_out.measure,
    "live": live.measure,
    "publish": publish.without_devices,
    "publish-push": publish.with_devices,
    "open-loop": open_loop.tiny,
    "open-loop-larger": open_loop.larger,
    "push": push.embedded,
    "push-rabbitmq": push.over_rabbitmq,
    "bus": bus.measure,
    "apart": apart.measure,
    "photo": photo.workers,
    "photo-floor": photo.floor,
    "memory": memory.measure,
    "start": start.measure,
}
