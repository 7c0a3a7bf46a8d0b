"""A server on loopback that misbehaves as asked: each path has a handler that writes to the socket what it likes."""

from __future__ import annotations

import contextlib
import gzip
import socket
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator

Handler = Callable[[socket.socket, dict[str, str]], None]


class Server:
    """Answers at `http://127.0.0.1:port`; `requests` lists the path and headers of each request."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Connection(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    outer.answer(self.request)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._listener = Listener(("127.0.0.1", 0), Connection)
        self.port = self._listener.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65_536)
            if not piece:
                return
            data += piece
        lines = data.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.requests.append((path, headers))
        self.handlers.get(path, give(b"", status="404 Not Found"))(connection, headers)

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()


def give(body: bytes, *, status: str = "200 OK", kind: str = "application/rss+xml", **headers: str) -> Handler:
    """Answer as one should; a header given as None is left out."""
    named = {"Content-Type": kind, "Content-Length": str(len(body))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}

    def handler(connection: socket.socket, _headers: dict[str, str]) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)

    return handler


def send(data: bytes) -> Handler:
    """Send bytes as they are, and close."""
    return lambda connection, _headers: connection.sendall(data)


def drip(opening: bytes, piece: bytes = b"x", pause: float = 0.05, number: int = 400) -> Handler:
    """Send an opening, then a piece again and again, slowly."""

    def handler(connection: socket.socket, _headers: dict[str, str]) -> None:
        connection.sendall(opening)
        for _ in range(number):
            connection.sendall(piece)
            time.sleep(pause)

    return handler


def hang(opening: bytes = b"", seconds: float = 20) -> Handler:
    """Send an opening and then nothing."""

    def handler(connection: socket.socket, _headers: dict[str, str]) -> None:
        connection.sendall(opening)
        connection.settimeout(seconds)
        connection.recv(1)

    return handler


def pour(opening: bytes, piece: bytes) -> Handler:
    """Send an opening, then a piece without end, fast."""

    def handler(connection: socket.socket, _headers: dict[str, str]) -> None:
        connection.sendall(opening)
        while True:
            connection.sendall(piece)

    return handler


def redirect(location: str, status: str = "302 Found") -> Handler:
    return give(b"", status=status, Location=location)


def in_turn(*handlers: Handler) -> Handler:
    """Answer each time by the next handler, at the end by the last."""
    waiting = list(handlers)

    def handler(connection: socket.socket, headers: dict[str, str]) -> None:
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(connection, headers)

    return handler


def conditional(body: bytes, etag: str) -> Handler:
    """Answer 304 to whoever knows the entity tag."""

    def handler(connection: socket.socket, headers: dict[str, str]) -> None:
        known = headers.get("if-none-match") == etag
        chosen = give(b"", status="304 Not Modified", ETag=etag) if known else give(body, ETag=etag)
        chosen(connection, headers)

    return handler


def make_bomb(megabytes: int = 60) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1_000_000)
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def packed(body: bytes) -> Handler:
    return give(gzip.compress(body), Content_Encoding="gzip")


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()
