"""A threaded HTTP server on 127.0.0.1 with a log of requests, ETags, and faults on request."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import sys
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, unquote, urlsplit

CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Federal Register :: Request Access</title></head><body>Verify.</body></html>"
)
Query = list[tuple[str, str]]


class Reply(NamedTuple):
    """What is sent back; `headers` beside Content-Length, ETag and Cache-Control."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """One request as it came in, with the status that it got; `at` is monotonic seconds."""

    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    at: float
    status: int


@dataclass
class Fault:
    """Answers the next `times` requests whose path and query contain `where` wrongly; `kind` says how.

    status (with `status`, `retry_after`), challenge, truncated (less than Content-Length), cut (less, and no
    Content-Length), slow (`seconds` before the answer), redirect (to `location`), padded (`size` blanks behind
    it), gzip (the same, compressed).
    """

    kind: str
    where: str = ""
    times: int = 1
    status: int = 503
    retry_after: str | None = None
    seconds: float = 0.0
    location: str = ""
    size: int = 0


class FaultyServer(ABC):
    """The server as a context manager: `url`, `requests`, and `fail`. `max_age` seconds go into Cache-Control."""

    def __init__(self, port: int = 0, max_age: int = 86_400, host: str = "127.0.0.1") -> None:
        self.max_age = max_age
        self.requests: list[Asked] = []
        self.faults: list[Fault] = []
        self._http = _Http((host, port), _Handler)
        self._http.faulty = self
        self.port = self._http.server_port
        self.url = f"http://{host}:{self.port}"

    @abstractmethod
    def answer(self, path: str, query: Query) -> Reply:
        """The answer without faults."""

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), name=type(self).__name__, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def serve_forever(self) -> None:
        """Serve in this thread until interrupted."""
        self._http.serve_forever()

    def fail(self, kind: str, where: str = "", times: int = 1, **details: object) -> None:
        """Arrange a fault; see Fault."""
        self.faults.append(Fault(kind, where, times, **details))  # type: ignore[arg-type]

    def paths(self, part: str = "") -> list[str]:
        """Paths of the requests so far that contain `part`."""
        return [asked.path for asked in self.requests if part in asked.path]


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    faulty: FaultyServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell what breaks here, but not that a client hung up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Sends the server's answers, with ETag and Cache-Control, or a fault in their place."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        faulty, parts, query = self.server.faulty, urlsplit(self.path), self._query()
        fault = next((each for each in faulty.faults if each.where in unquote(self.path) and each.times > 0), None)
        if fault:
            fault.times -= 1
        try:
            reply = faulty.answer(parts.path, query)
        except (KeyError, ValueError, TypeError) as error:  # a broken file in the folder
            print(f"500 for {self.path}: {error!r}")
            reply = json_reply({"status": 500, "message": "Internal Server Error"}, 500)
        reply = _spoiled(reply, fault) if fault else reply
        etag = '"' + hashlib.sha256(reply.body).hexdigest()[:32] + '"'
        if reply.status == 200 and self.headers.get("If-None-Match") == etag:
            reply = Reply(304, reply.media_type, b"")
        headers = {key.lower(): value for key, value in self.headers.items()}
        faulty.requests.append(Asked(parts.path, tuple(query), headers, time.monotonic(), reply.status))
        time.sleep(fault.seconds if fault else 0)
        try:
            self._send(reply, etag, fault.kind if fault else "")
        except ConnectionError:  # the client did not wait
            self.close_connection = True

    def _query(self) -> Query:
        return parse_qsl(urlsplit(self.path).query, keep_blank_values=True)

    def _send(self, reply: Reply, etag: str, fault: str) -> None:
        is_broken = fault in ("truncated", "cut")
        headers = [("Content-Type", f"{reply.media_type}; charset=utf-8"), *reply.headers]
        if fault != "cut":
            headers.append(("Content-Length", str(len(reply.body))))
        if reply.status in (200, 304):
            headers += [("ETag", etag), ("Cache-Control", f"max-age={self.server.faulty.max_age}, public")]
        if is_broken:
            headers.append(("Connection", "close"))
        self.send_response(reply.status)
        for key, value in headers:
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if is_broken else reply.body)
        if is_broken:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet; `requests` is the log."""


def json_reply(body: dict[str, Any], status: int = 200) -> Reply:
    """An object as a JSON answer."""
    return Reply(status, "application/json", json.dumps(body).encode())


def _spoiled(reply: Reply, fault: Fault) -> Reply:
    if fault.kind == "status":
        headers = (("Retry-After", fault.retry_after),) if fault.retry_after is not None else ()
        message = "Internal Server Error" if fault.status == 500 else "Try again"
        return json_reply({"status": fault.status, "message": message}, fault.status)._replace(headers=headers)
    if fault.kind == "redirect":
        return Reply(302, "text/html", b"", (("Location", fault.location),))
    if fault.kind == "challenge":
        return Reply(200, "text/html", CHALLENGE.encode())
    padded = reply.body + b" " * fault.size
    if fault.kind == "gzip":
        return reply._replace(body=gzip.compress(padded), headers=(("Content-Encoding", "gzip"),))
    return reply._replace(body=padded)
