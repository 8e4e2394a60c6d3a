"""The photo of 12 megapixels: two workers beside npm's sharp, and the CPU that its renditions take beside libjpeg-turbo's decode at half scale."""
import json
import pathlib
import re
import resource
import statistics
import subprocess

from load.world import PHOTOS, Run

PHOTO = PHOTOS / "12mp.jpg"
SHARP = pathlib.Path(__file__).resolve().parents[1] / "peers" / "sharp"
WAYS = ("chain", "star", "clone")
TUNINGS = ((1, 2), (1, 4), (2, 2), (2, 4))  # sharp's threads for each picture, and pictures in work


def workers(run: Run) -> None:
    """The four JPEG of it by two workers, and by sharp as it is fastest here."""
    way, (threads, in_flight) = max(((way, tuning) for way in WAYS for tuning in TUNINGS), key=lambda each: sharp(1, each[0], *each[1])[0])
    ours, theirs = [], []
    for _ in range(max(5, run.arguments.rounds)):
        ours.append(measured(str(bench(run, "bench_resize_image_workers")), str(PHOTO), str(run.arguments.seconds), "2"))
        theirs.append(sharp(run.arguments.seconds, way, threads, in_flight))
    (speed, cpu), (their_speed, their_cpu) = (tuple(statistics.median(values) for values in zip(*each)) for each in (ours, theirs))
    run.table.row("12 MP photo, four JPEG, two workers", f"{speed:.1f}/s", f"{their_speed:.1f}/s", f"{speed / their_speed:.2f}", f"{cpu * 1000:.0f} ms", "≥ 1.3", speed >= 1.3 * their_speed,
                  f"npm sharp, the best of its ways here: {way}, concurrency {threads}, {in_flight} in work, {their_cpu * 1000:.0f} ms of CPU each")


def sharp(seconds: int, way: str, threads: int, in_flight: int) -> tuple[float, float]:
    if not (SHARP / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=SHARP, check=True)
    return measured(str(SHARP / "node_modules" / ".bin" / "node"), str(SHARP / "sharp_peer.js"), str(PHOTO), str(seconds), way, str(threads), str(in_flight))


def measured(*command: str) -> tuple[float, float]:
    """How many photos a second a program says it rendered, and seconds of CPU for each (its start, which both have, among them)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said["per_second"], (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / said["count"]


def floor(run: Run) -> None:
    """CPU of all its renditions as multiples of what nobody who reads it can avoid."""
    said = subprocess.run([str(bench(run, "bench_resize_image")), str(PHOTO)], capture_output=True, text=True, check=True).stdout
    for name, line, most in (("12 MP photo, four JPEG", "four JPEG, from file to bytes", 2.0), ("12 MP photo, four JPEG and four WebP", "all eight, from file to bytes", 6.0)):
        took, ratio = (float(value) for value in re.search(rf"{line}\s+([\d.]+) ms\s+([\d.]+) × floor", said).groups())
        run.table.row(name, f"{took:.1f} ms", f"{took / ratio:.1f} ms", f"{ratio:.2f}", target=f"≤ {most:g}", met=ratio <= most, note="CPU; libjpeg-turbo's decode at half scale, best of 15")


def bench(run: Run, name: str) -> pathlib.Path:
    program = run.arguments.binary.parent / name
    if not program.exists():
        raise SystemExit(f"{program} is missing: cmake --preset release -DINSTANTE_BENCH=ON, then build it")
    return program
