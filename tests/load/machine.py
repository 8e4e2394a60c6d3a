"""What a row measures with: the programs that make load, nginx as the peer, and what the kernel knows of a process."""
import os
import pathlib
import re
import socket
import subprocess

from local.server import until


class Nginx:
    """Answers a fixed body of a given length, built from variables: a `return` literal may have 4,096 bytes at most."""

    def __init__(self, folder: pathlib.Path, length: int) -> None:
        self.port, self.h2_port = free_port(), free_port()
        pieces = [min(4000, length - begin) for begin in range(0, length, 4000)]
        variables = " ".join(f'set $b{number} "{"x" * size}";' for number, size in enumerate(pieces))
        body = "".join(f"$b{number}" for number in range(len(pieces)))
        answer = f'location / {{ default_type application/json; {variables} return 200 "{body}"; }}'
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = folder / f"nginx-{length}.conf"
        config.write_text(f"""
worker_processes {os.cpu_count()}; daemon off; pid {folder}/nginx-{length}.pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000000; {temporary}
  server {{ listen 127.0.0.1:{self.port}; {answer} }}
  server {{ listen 127.0.0.1:{self.h2_port} http2; {answer} }} }}
""")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
        until(lambda: connects(self.port) and connects(self.h2_port))

    def __enter__(self) -> "Nginx":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def cpu_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int, name: str) -> int:
    """Bytes by a name of /proc/PID/status: VmRSS, RssAnon, VmHWM."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M).group(1)) * 1024


def mib(count: float) -> str:
    return f"{count / 2**20:.1f} MiB"


def wrk(url: str, seconds: int, script: pathlib.Path | None = None, connections: int = 64) -> float:
    output = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *(["-s", str(script)] if script else []), url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in output and "Socket errors" not in output, output
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
