"""The network between a service and an engine: a TCP proxy on loopback that can be cut, and that can answer for an HTTP engine that it has no time."""
import contextlib
import select
import socket
import threading

_BODY = b"<Error><Code>SlowDown</Code></Error>"
BUSY = b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(_BODY), _BODY)


class Wire:
    """`port` leads to `target` until `cut`; `mend` brings it back. While `busy` is set, whoever speaks is told 503."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self.busy = False
        self._is_cut = False
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends what is connected, and refuses what would connect."""
        self._is_cut = True
        self.drop()

    def drop(self) -> None:
        """Ends what is connected."""
        with self._lock:
            for pair in self._pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._is_cut = self.busy = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            if self._is_cut:
                return
            if self.busy:
                with contextlib.suppress(OSError):
                    client.recv(65536)
                    client.sendall(BUSY)
                return
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.target), timeout=5) as engine:
                engine.settimeout(None)
                pair = (client, engine)
                with self._lock:
                    self._pairs.add(pair)
                try:
                    self._carry(client, engine)
                finally:
                    with self._lock:
                        self._pairs.discard(pair)

    def _carry(self, client: socket.socket, engine: socket.socket) -> None:
        other = {client: engine, engine: client}
        while not self._is_cut:
            readable, _, _ = select.select([client, engine], [], [], 1)
            for end in readable:
                piece = end.recv(65536)
                if not piece:
                    return
                other[end].sendall(piece)
