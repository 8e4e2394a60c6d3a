"""Reads over HTTP/1.1 (wrk) and h2c (load_h2) of a crowd's publications as 1,000 people at random, each beside nginx, which gets the same requests and answers a fixed body of the same
length."""
import json
import pathlib
import statistics
import subprocess
import urllib.parse

from load.crowd import Crowd, Requests, program
from load.machine import Nginx, cpu_seconds, wrk
from load.world import Run, connect

CONNECTIONS, STREAMS = 16, 10  # of load_h2


def feed(run: Run) -> None:
    with Crowd(run) as crowd:
        measure(run, crowd, "feed", ["/feed"], {"HTTP/1.1": 0.3, "h2c": 0.5})


def profile(run: Run) -> None:
    with Crowd(run) as crowd:
        measure(run, crowd, "profile", [f"/publication/user/{author}" for author in crowd.authors], {"HTTP/1.1": 0.3, "h2c": 0.5})


def publication(run: Run) -> None:
    with Crowd(run) as crowd:
        measure(run, crowd, "publication", [f"/publication/{publication}" for publication in crowd.publications], {"HTTP/1.1": 0.5, "h2c": 0.5})


def measure(run: Run, crowd: Crowd, name: str, paths: list[str], targets: dict[str, float]) -> None:
    requests = crowd.requests(paths)
    sample = length(crowd, requests)
    lines = lines_of(run, requests)
    lua = lua_of(run, lines)
    seconds, port, pid = run.arguments.seconds, urllib.parse.urlparse(crowd.server.url).port, crowd.server.process.pid
    with Nginx(run.folder, sample) as nginx:
        loads = {
            "HTTP/1.1": (lambda: wrk(crowd.server.url, seconds, lua), lambda: wrk(f"http://127.0.0.1:{nginx.port}/", seconds, lua)),
            "h2c": (lambda: per_second(h2(run, port, seconds, lines)), lambda: per_second(h2(run, nginx.h2_port, seconds, lines))),
        }
        for protocol, (load_us, load_nginx) in loads.items():
            ours, theirs, cpu = [], [], []
            for _ in range(run.arguments.rounds):
                before = cpu_seconds(pid)
                ours.append(load_us())
                cpu.append((cpu_seconds(pid) - before) / (ours[-1] * seconds) * 1e6)
                theirs.append(load_nginx())
            ratio = statistics.median(ours) / statistics.median(theirs)
            run.table.row(f"{name}, {protocol}", f"{statistics.median(ours):,.0f}/s", f"{statistics.median(theirs):,.0f}/s", f"{ratio:.2f}", f"{statistics.median(cpu):.1f} µs",
                          f"≥ {targets[protocol]}", ratio >= targets[protocol], f"nginx, {sample:,} bytes")


def h2(run: Run, port: int, seconds: float, requests: pathlib.Path, rate: float = 0) -> dict:
    """What load_h2 prints."""
    command = [program(run, "load_h2"), *map(str, (port, seconds, CONNECTIONS, STREAMS, requests, rate))]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    assert told["refused"] == 0, told
    return told


def per_second(told: dict) -> float:
    return told["answered"] / told["seconds"]


def lines_of(run: Run, requests: Requests, name: str = "requests") -> pathlib.Path:
    """The requests as load_h2 reads them."""
    file = run.folder / f"{name}.txt"
    file.write_text("".join(f"{path} {token}\n" for path, token in requests))
    return file


def lua_of(run: Run, lines: pathlib.Path) -> pathlib.Path:
    """A wrk script that asks for those in turn."""
    file = run.folder / "requests.lua"
    file.write_text(f"""
local requests, i = {{}}, 0
function init()
  for line in io.lines("{lines}") do
    local path, token = line:match("(%S+) (%S+)")
    requests[#requests + 1] = wrk.format("GET", path, {{["Host"] = "x", ["Authorization"] = "Bearer " .. token}})
  end
end
function request() i = i % #requests + 1; return requests[i] end
""")
    return file


def length(crowd: Crowd, requests: Requests) -> int:
    """How long the answers to some of the requests are: the median."""
    connection = connect(crowd.server.url)
    lengths = []
    for path, token in requests[:101]:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        assert response.status == 200, path
        lengths.append(len(response.read()))
    return int(statistics.median(lengths))
