"""How far the memory of a server that has done nothing yet rises while photos of 12 megapixels are uploaded: one, and eight at once."""
import concurrent.futures
import pathlib
import statistics
import time

from load.machine import memory, mib
from load.world import PHOTOS, Run, form, register, upload

PHOTO = form(PHOTOS / "12mp.jpg")


def measure(run: Run) -> None:
    for count, most in ((1, 80), (8, 450)):
        rises = [rise(run, f"memory-{count}-{number}", count) for number in range(run.arguments.rounds)]
        peak = statistics.median(rises)
        run.table.row(f"12 MP uploads at once: {count}", mib(peak), target=f"≤ {most} MiB", met=peak <= most * 2**20, note=f"resident above idle, at the most; the largest of {len(rises)}: {mib(max(rises))}")


def rise(run: Run, name: str, count: int) -> int:
    with run.server(name) as server:
        person = register(server, 1)
        time.sleep(1)  # libvips starts in the background
        process = server.process.pid
        idle = memory(process, "VmRSS")
        pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")  # the high-water mark begins anew
        with concurrent.futures.ThreadPoolExecutor(count) as threads:
            list(threads.map(lambda _: upload(server, person.token, PHOTO), range(count)))
        return memory(process, "VmHWM") - idle
