#!/usr/bin/env python3
"""Reads every #include of libs/, services/ and apps/ against the table of docs/style.md §1, and tells each arrow that points the wrong way.

Usage: tools/layers.py [ROOT]; exit status 1 when an arrow is wrong. `--self-test` proves that wrong arrows are found.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
SERVICES = ("authentication", "resize_image", "publication", "notification")
# A lib includes itself and those before it that it names here (transitively closed by hand: short is the point).
LIBS = {
    "core": set(),
    "async": {"core"},
    "json": {"core"},
    "config": {"core"},
    "crypto": {"core", "async", "json"},
    "telemetry": {"core", "async", "json"},
    "sqlite": {"core", "async"},
    "bus": {"core", "async", "telemetry", "sqlite"},
    "amqp": {"core", "async", "telemetry", "bus"},
    "outbox": {"core", "async", "bus", "sqlite"},
    "mongo": {"core", "async", "bus", "outbox"},
    "blob": {"core", "async"},
    "http": {"core", "async", "json", "config", "crypto", "telemetry"},
    "s3": {"core", "async", "json", "crypto", "blob", "http"},
    "access": {"core", "async", "json", "crypto", "bus", "http"},
    "seeding": {"core", "async", "sqlite"},
    "host": {"core", "async", "json", "config", "crypto", "telemetry", "sqlite", "bus", "amqp", "outbox", "blob", "http", "s3", "access"},
}
# Third parties that may appear in a room's headers and sources at all; everything else of Boost, drivers and codecs belongs to adapters.
DRIVERS = re.compile(r"^(boost/(asio|beast|json|url)|nghttp2/|openssl/|sodium|curl/|sqlite3|vips/|spdlog/|CLI/|prometheus/|toml|expat)")
ROOMS = {
    "domain": (("domain",), {"core"}, False),
    "ports": (("domain", "ports"), {"core", "async"}, False),
    "usecases": (("domain", "ports", "usecases"), {"core", "async"}, False),
    "inbound": (("domain", "usecases", "inbound"), set(LIBS), False),
    "outbound": (("domain", "ports", "outbound"), set(LIBS), True),
}


def wrong_in_lib(lib: str, include: str, is_test: bool) -> str | None:
    room = include.split("/")[0]
    if room in SERVICES:
        return "a lib has never heard of a service"
    if room in LIBS and room != lib and room not in LIBS[lib] and not is_test:
        return f"libs/{lib} does not stand on libs/{room}"
    return None


def wrong_in_room(service: str, room: str, path: pathlib.PurePath, include: str, quoted: bool) -> str | None:
    own_rooms, libs, drivers = ROOMS[room]
    head, *rest = include.split("/")
    if quoted and head in SERVICES:
        if head != service:
            return "another service"
        target = rest[0] if rest else ""
        if target not in own_rooms:
            return f"{room} does not include {target}"
        if room == "outbound" and target == "outbound":
            mine, other = path.parts[3], rest[1]
            if mine != other:
                return f"outbound/{mine} does not include outbound/{other}"
        return None
    if quoted and head in LIBS:
        return None if head in libs else f"{room} does not include libs/{head}"
    if not drivers and DRIVERS.match(include) and room in ("domain", "ports", "usecases"):
        return f"{room} is free of drivers"
    return None


def wrong_arrow(path: pathlib.PurePath, include: str, quoted: bool) -> str | None:
    """Why the file at `path` (relative to the root) may not include `include`; None when it may."""
    parts = path.parts
    is_test = "tests" in parts or "testing" in parts or "bench" in parts
    if parts[0] == "libs":
        return wrong_in_lib(parts[1], include, is_test)
    if parts[0] == "services":
        service = parts[1]
        if len(parts) > 3 and parts[2] in ROOMS:
            return wrong_in_room(service, parts[2], path, include, quoted)
        head = include.split("/")[0]
        return "another service" if quoted and head in SERVICES and head != service else None
    if parts[0] == "apps":
        head, *rest = include.split("/")
        return "an app sees a service by its service.hpp" if head in SERVICES and rest != ["service.hpp"] else None
    if parts[0] == "tests" and quoted and include.split("/")[0] in (*SERVICES, *LIBS):
        return "tests/ speaks to running programs"
    return None


def check(root: pathlib.Path) -> int:
    wrong = files = 0
    for folder in ("libs", "services", "apps", "tests"):
        for file in sorted((root / folder).rglob("*.[ch]pp")):
            files += 1
            path = file.relative_to(root)
            for quoted, angled in INCLUDE.findall(file.read_text()):
                reason = wrong_arrow(path, quoted or angled, bool(quoted))
                if reason:
                    wrong += 1
                    print(f"{path}: #include {quoted or angled}: {reason}")
    print(f"layers: {files} files, {wrong} wrong arrows")
    return 1 if wrong or not files else 0


def self_test() -> int:
    path = pathlib.PurePath
    must_fail = [
        (path("services/publication/domain/a.hpp"), "async/task.hpp"),
        (path("services/publication/domain/a.hpp"), "boost/asio/io_context.hpp"),
        (path("services/publication/usecases/a.cpp"), "publication/outbound/sqlite/store.hpp"),
        (path("services/publication/inbound/http/a.cpp"), "publication/ports/store.hpp"),
        (path("services/publication/outbound/sqlite/a.cpp"), "publication/outbound/memory/a.hpp"),
        (path("services/publication/service.cpp"), "notification/service.hpp"),
        (path("libs/http/a.cpp"), "bus/bus.hpp"),
        (path("libs/http/a.cpp"), "publication/service.hpp"),
        (path("apps/instante/main.cpp"), "publication/domain/publication.hpp"),
    ]
    may = [
        (path("services/publication/domain/a.hpp"), "core/ids.hpp"),
        (path("services/publication/usecases/a.cpp"), "publication/ports/store.hpp"),
        (path("services/publication/outbound/sqlite/a.cpp"), "publication/outbound/sqlite/schema.hpp"),
        (path("apps/instante/main.cpp"), "publication/service.hpp"),
        (path("libs/http/a.cpp"), "core/error.hpp"),
    ]
    failures = [f"not found: {p} -> {i}" for p, i in must_fail if wrong_arrow(p, i, not i.startswith("boost")) is None]
    failures += [f"refused: {p} -> {i}" for p, i in may if wrong_arrow(p, i, True) is not None]
    print("\n".join(failures) or f"layers: {len(must_fail) + len(may)} arrows judged right")
    return 1 if failures else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments == ["--self-test"]:
        sys.exit(self_test())
    sys.exit(check(pathlib.Path(arguments[0] if arguments else ".")))
