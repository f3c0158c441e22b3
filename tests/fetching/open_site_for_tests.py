"""A server of open files on this machine that fails in every way a real one does."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

MARCH, APRIL = "Sat, 01 Mar 2025 12:00:00 GMT", "Tue, 01 Apr 2025 12:00:00 GMT"


@dataclass
class File:
    """One file as the server has it."""

    body: bytes
    etag: str | None = '"one"'
    last_modified: str | None = MARCH


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]


Behaviour = Callable[["Handler", File], None]


@dataclass
class Site:
    """What the server has, how it behaves next, and what it was asked.

    Attributes:
        files: Path → file.
        next: Behaviours of the next GETs; the last one stays. Without any it behaves.
        head_length: What it announces when only asked about a file; the length when None.
        lets_through: As a proxy, whether it does; else it wants a login.
    """

    files: dict[str, File] = field(default_factory=dict)
    next: dict[str, list[Behaviour]] = field(default_factory=dict)
    requests: list[Asked] = field(default_factory=list)
    address: str = ""
    supports_head: bool = True
    head_length: int | None = None
    lets_through: bool = True

    def put(self, name: str, body: bytes, **more: str | None) -> File:
        """Put a file there and return it."""
        self.files[f"/{name}.csv"] = File(body, **more)
        return self.files[f"/{name}.csv"]

    def will(self, name: str, *behaviours: Behaviour) -> None:
        """Say how the next answers for a file are."""
        self.next[f"/{name}.csv"] = list(behaviours)

    def ranges(self) -> list[int]:
        """Return the bytes from which something was asked to go on."""
        ranges_sent = [request.headers.get("Range") for request in self.requests]
        return [int(text.removeprefix("bytes=").rstrip("-")) for text in ranges_sent if text]


class Handler(BaseHTTPRequestHandler):
    """Answers as the site says."""

    site: Site

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with the file, the way it is its turn to."""
        path = urlsplit(self.path).path
        self.site.requests.append(Asked("GET", self.path, dict(self.headers)))
        if path not in self.site.files:
            self.send_error(404)
            return
        turns = self.site.next.get(path) or [sound]
        behave = turns.pop(0) if len(turns) > 1 else turns[0]
        behave(self, self.site.files[path])

    def do_CONNECT(self) -> None:
        """Let somebody through to a server on this machine, as a proxy does; see nothing of it."""
        self.site.requests.append(Asked("CONNECT", self.path, dict(self.headers)))
        if not self.site.lets_through:
            self.send_error(407)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as beyond:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: beyond, beyond: self.connection}
            while ready := select.select(list(ends), [], [], 30)[0]:
                for end in ready:
                    if not (block := end.recv(1 << 16)):
                        return
                    ends[end].sendall(block)

    def do_HEAD(self) -> None:
        """Say what the file is like."""
        self.site.requests.append(Asked("HEAD", self.path, dict(self.headers)))
        file = self.site.files.get(urlsplit(self.path).path)
        if file is None or not self.site.supports_head:
            self.send_error(405)
            return
        length = self.site.head_length
        self.head(200, file, len(file.body) if length is None else length)

    def head(self, status: int, file: File, length: int | None, **more: str) -> None:
        """Send the status and the headers of a file."""
        self.send_response(status)
        headers = {"ETag": file.etag, "Last-Modified": file.last_modified, **more}
        if length is not None:
            headers["Content-Length"] = str(length)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def start_of(self, file: File, *, if_range: bool = True) -> int:
        """Return the byte asked for; 0 where the file is not the one that was begun."""
        wanted, known = self.headers.get("Range"), self.headers.get("If-Range")
        if not wanted or (if_range and known not in (None, file.etag, file.last_modified)):
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))


def sound(handler: Handler, file: File) -> None:
    """Answer as a good server does."""
    answer(handler, file)


def answer(
    handler: Handler,
    file: File,
    *,
    send: int | None = None,
    lie: int = 0,
    if_range: bool = True,
    conditions: bool = True,
) -> None:
    """Answer with so many bytes at most, and a length that is off by ``lie``."""
    if conditions and file.etag and handler.headers.get("If-None-Match") == file.etag:
        handler.head(304, file, None)
        return
    start = handler.start_of(file, if_range=if_range)
    rest = file.body[start:]
    if start and not rest:
        handler.head(416, file, 0, Content_Range=f"bytes */{len(file.body)}")
        return
    if start:
        span = f"bytes {start}-{len(file.body) - 1}/{len(file.body)}"
        handler.head(206, file, len(rest) + lie, Content_Range=span)
    else:
        handler.head(200, file, len(rest) + lie)
    handler.wfile.write(rest[:send] if send is not None else rest[: len(rest) + min(lie, 0)])


def without_length(handler: Handler, file: File) -> None:
    """Answer without a length: the end is where the connection closes."""
    handler.head(200, file, None)
    handler.wfile.write(file.body)


def breaks_down(page: bytes) -> Behaviour:
    """Answer without a length, and with an error page after some records."""

    def behave(handler: Handler, file: File) -> None:
        lines = file.body.splitlines(keepends=True)[:15]
        without_length(handler, File(b"".join(lines) + page, file.etag, file.last_modified))

    return behave


def in_pieces(handler: Handler, file: File) -> None:
    """Answer without a length, in pieces; the last one of all says that it is the end."""
    handler.protocol_version = "HTTP/1.1"
    handler.head(200, file, None, Transfer_Encoding="chunked", Connection="close")
    for at in range(0, len(file.body), 1000):
        piece = file.body[at : at + 1000]
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")
    handler.close_connection = True


def in_pieces_cut(handler: Handler, file: File) -> None:
    """Answer in pieces, and close before the last one."""
    handler.protocol_version = "HTTP/1.1"
    handler.head(200, file, None, Transfer_Encoding="chunked", Connection="close")
    handler.wfile.write(b"%x\r\n%s\r\n" % (5000, file.body[:5000]))
    handler.close_connection = True


def drops_after(count: int) -> Behaviour:
    """Close the connection after so many bytes."""
    return lambda handler, file: answer(handler, file, send=count)


def announces(off: int) -> Behaviour:
    """Announce another length than is sent."""
    return lambda handler, file: answer(handler, file, lie=off)


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Answer with something else."""

    def behave(handler: Handler, file: File) -> None:
        handler.head(status, File(b"", None, None), len(body), **headers)
        handler.wfile.write(body)

    return behave


def changes(name: str, to: File, then: Behaviour) -> Behaviour:
    """Answer, and have another file in its place from then on."""

    def behave(handler: Handler, file: File) -> None:
        then(handler, file)
        handler.site.files[f"/{name}.csv"] = to

    return behave


@contextmanager
def serving(site: Site, *, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site on a port of its own."""
    handler = type("Its", (Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # a client that hangs up is no news
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "https" if tls else "http"
        site.address = f"{scheme}://localhost:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
