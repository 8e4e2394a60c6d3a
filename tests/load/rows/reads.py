"""Reads over HTTP/1.1 (wrk) and h2c (h2load), each beside nginx with a fixed body of the same length."""
import pathlib
import statistics

from load.machine import Nginx, cpu_seconds, h2load, wrk
from load.world import Run, World, connect


def feed(run: Run) -> None:
    measure(run, "feed", ["/feed"], {"HTTP/1.1": 0.3, "h2c": 0.5})


def profile(run: Run) -> None:
    measure(run, "profile", [f"/publication/user/{p.id}" for p in run.world.people], {"HTTP/1.1": 0.3, "h2c": 0.5})


def publication(run: Run) -> None:
    measure(run, "publication", [f"/publication/{i}" for i in run.world.publications], {"HTTP/1.1": 0.5, "h2c": 0.5})


def measure(run: Run, name: str, paths: list[str], targets: dict[str, float]) -> None:
    world, seconds = run.world, run.arguments.seconds
    sample = length(world, paths[0])
    script = lua(world, name, paths)
    urls = run.folder / f"{name}.txt"
    urls.write_text("\n".join(world.server.url + path for path in paths) + "\n")
    bearer = [f"authorization: Bearer {world.people[0].token}"]
    with Nginx(run.folder, sample) as nginx:
        loads = {
            "HTTP/1.1": (lambda: wrk(world.server.url, seconds, script), lambda: wrk(f"http://127.0.0.1:{nginx.port}/", seconds)),
            "h2c": (lambda: h2load(world.server.url, seconds, urls, bearer), lambda: h2load(f"http://127.0.0.1:{nginx.h2_port}/", seconds, None, [])),
        }
        for protocol, (load_us, load_nginx) in loads.items():
            ours, theirs, cpu = [], [], []
            for _ in range(run.arguments.rounds):
                before = cpu_seconds(world.server.process.pid)
                ours.append(load_us())
                cpu.append((cpu_seconds(world.server.process.pid) - before) / (ours[-1] * seconds) * 1e6)
                theirs.append(load_nginx())
            ratio = statistics.median(ours) / statistics.median(theirs)
            run.table.row(f"{name}, {protocol}", f"{statistics.median(ours):,.0f}/s", f"{statistics.median(theirs):,.0f}/s", f"{ratio:.2f}", f"{statistics.median(cpu):.0f} µs",
                          f"≥ {targets[protocol]}", ratio >= targets[protocol], f"nginx, {sample:,} bytes")


def lua(world: World, name: str, paths: list[str]) -> pathlib.Path:
    """A wrk script that asks for random paths as random people."""
    file = world.folder / f"{name}.lua"
    tokens = ",".join(f'"Bearer {person.token}"' for person in world.people[:1000])
    file.write_text(f"""
local tokens = {{{tokens}}}
local paths = {{{",".join(f'"{p}"' for p in paths)}}}
local requests = {{}}
function init() for i = 1, 4000 do
  requests[i] = wrk.format("GET", paths[math.random(#paths)], {{["Authorization"] = tokens[math.random(#tokens)], ["Host"] = "x"}}) end end
local i = 0
function request() i = i % #requests + 1; return requests[i] end
""")
    return file


def length(world: World, path: str) -> int:
    connection = connect(world.server.url)
    connection.request("GET", path, headers={"Authorization": f"Bearer {world.people[0].token}"})
    response = connection.getresponse()
    assert response.status == 200
    return len(response.read())
