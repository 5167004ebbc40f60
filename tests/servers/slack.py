"""A stand-in for Slack's Web API on this machine: Slack's limits and error codes, and faults on demand.

By hand: `python tests/servers/slack.py --port 8765`, then send to http://127.0.0.1:8765/api/ and look at /messages.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.servers.slack_limits import Refusal, check_message, check_view

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 100
TRIGGER_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call: an error code, and whether the message was stored nevertheless.

    `hang` seconds pass before the answer; `drop` closes the connection without one; `body` is sent in place of JSON.
    """

    error: str = ""
    status: int = 200
    retry_after: int | None = None
    stored: bool = False
    hang: float = 0
    drop: bool = False
    body: str = ""


def rate_limited(seconds: int) -> Fault:
    """429 with Retry-After."""
    return Fault("ratelimited", status=429, retry_after=seconds)


INTERNAL_ERROR = Fault("internal_error")
INTERNAL_ERROR_STORED = Fault("internal_error", stored=True)
SERVER_ERROR = Fault(status=503, body="<html>Service Unavailable</html>")
DISCONNECT = Fault(drop=True)
DISCONNECT_STORED = Fault(drop=True, stored=True)


def timeout_stored(seconds: float) -> Fault:
    """The message is stored, and no answer comes before the caller gives up."""
    return Fault(hang=seconds, drop=True, stored=True)


@dataclass
class Workspace:
    """What Slack holds: conversations with the names of those we are in, users, tokens, and all messages.

    `channels` and `users` None: every well-formed id and name exists.
    """

    token: str = "xoxb-test"
    app_token: str = "xapp-test"
    socket_url: str = ""
    channels: dict[str, str] | None = None
    users: set[str] | None = None
    outside: set[str] = field(default_factory=set)
    inactive: set[str] = field(default_factory=set)
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    updates: int = 0
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    weather: Callable[[str], Fault | None] = lambda _: None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method go wrong like this, one after the other."""
        self.faults[method].extend(faults)

    def answer(self, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Slack's answer to a call. Raises Refusal."""
        with self.lock:
            self.calls.append((method, arguments))
            self._authorise(token, self.app_token if method == "apps.connections.open" else self.token)
            known = {
                "apps.connections.open": self._connect,
                "auth.test": self._auth_test,
                "chat.postEphemeral": self._whisper,
                "chat.postMessage": self._post,
                "chat.update": self._update,
                "conversations.history": self._history,
                "conversations.replies": self._replies,
                "conversations.open": self._open,
                "conversations.list": self._list,
                "views.open": self._open_view,
            }
            if method not in known:
                raise Refusal("unknown_method")
            return {"ok": True, **known[method](arguments)}

    def _authorise(self, token: str, wanted: str) -> None:
        if not token:
            raise Refusal("not_authed")
        if token in self.inactive:
            raise Refusal("account_inactive")
        if token != wanted:
            raise Refusal("invalid_auth")

    def _connect(self, _: dict[str, Any]) -> dict[str, Any]:
        if not self.socket_url:
            raise Refusal("internal_error")
        return {"url": self.socket_url}

    def _whisper(self, message: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(str(message.get("channel", "")))
        check_message(message)
        if self.users is not None and message.get("user") not in self.users:
            raise Refusal("user_not_in_channel")
        self.ephemeral.append({**message, "channel": channel})
        return {"message_ts": f"{time.time():.6f}"}

    def _open_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        view, trigger = arguments.get("view"), str(arguments.get("trigger_id", ""))
        view = json.loads(view) if isinstance(view, str) else view
        born = self.triggers.pop(trigger, None)
        if born is None:
            raise Refusal("invalid_trigger_id")
        if time.monotonic() - born > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        check_view(view)
        kept = {**view, "id": f"V{len(self.views):010}"}
        self.views[kept["id"]] = kept
        return {"view": kept}

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"team": "Stand-in", "user": "icts-watch", "url": "https://stand-in.slack.com/", "user_id": "U0STANDIN"}

    def _channel(self, address: str, *, by_name: bool = False) -> str:
        names = {f"#{name}": identity for identity, name in (self.channels or {}).items()}
        if by_name and address.startswith("#"):
            address = names.get(address, "") if self.channels is not None else "C" + address.strip("#-").upper()
        if by_name and address[:1] in {"U", "W"}:
            address = self._open({"users": address})["channel"]["id"]
        known = self.channels is None or address in self.channels or address.startswith("D")
        if address[:1] not in set("CDG") or not known:
            raise Refusal("channel_not_found")
        if address in self.outside:
            raise Refusal("not_in_channel")
        return address

    def _post(self, message: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(str(message.get("channel", "")), by_name=True)
        check_message(message)
        thread = message.get("thread_ts")
        if thread and not any(one["ts"] == thread for one in self._in(channel)):
            raise Refusal("thread_not_found")
        stamps = [float(one["ts"]) for one in self.messages]
        stamp = f"{max([time.time(), *(last + 0.000_001 for last in stamps[-1:])]):.6f}"
        kept = {"type": "message", **message, "channel": channel, "ts": stamp}
        self.messages.append(kept)
        return {"channel": channel, "ts": stamp, "message": kept}

    def _update(self, message: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(str(message.get("channel", "")))
        check_message(message)
        found = next((one for one in self._in(channel) if one["ts"] == message.get("ts")), None)
        if found is None:
            raise Refusal("message_not_found")
        self.updates += 1
        found.update({name: message[name] for name in ("text", "blocks", "metadata") if name in message}, edited=True)
        return {"channel": channel, "ts": found["ts"], "text": found.get("text", "")}

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(str(arguments.get("channel", "")))
        oldest = float(arguments.get("oldest") or 0)
        roots = [one for one in self._in(channel) if not one.get("thread_ts") and float(one["ts"]) > oldest]
        return self._page(list(reversed(roots)), arguments)

    def _replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel, root = self._channel(str(arguments.get("channel", ""))), arguments.get("ts")
        found = [one for one in self._in(channel) if root in {one["ts"], one.get("thread_ts")}]
        if not found:
            raise Refusal("thread_not_found")
        return self._page(found, arguments)

    def _open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        user = str(arguments.get("users", ""))
        if user[:1] not in {"U", "W"} or (self.users is not None and user not in self.users):
            raise Refusal("user_not_found")
        return {"channel": {"id": f"D{user[1:]}"}}

    def _list(self, arguments: dict[str, Any]) -> dict[str, Any]:
        listed = [{"id": identity, "name": name} for identity, name in (self.channels or {}).items()]
        page = self._page(listed, arguments)
        return {"channels": page.pop("messages"), **page}

    def _in(self, channel: str) -> list[dict[str, Any]]:
        return [one for one in self.messages if one["channel"] == channel]

    def _page(self, found: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
        start, size = int(arguments.get("cursor") or 0), int(arguments.get("limit") or PAGE)
        more = start + size < len(found)
        bare = str(arguments.get("include_all_metadata", "")).lower() not in {"1", "true"}
        page = [
            {name: value for name, value in one.items() if not (bare and name == "metadata")}
            for one in found[start : start + size]
        ]
        cursor = str(start + size) if more else ""
        return {"messages": page, "has_more": more, "response_metadata": {"next_cursor": cursor}}


class SlackServer:
    """The workspace behind HTTP, by default on 127.0.0.1, in its own thread; a context manager."""

    def __init__(self, workspace: Workspace | None = None, port: int = 0, host: str = "127.0.0.1") -> None:
        self.workspace = workspace or Workspace()
        handler = type("Handler", (SlackHandler,), {"workspace": self.workspace})
        self._http = ThreadingHTTPServer((host, port), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def base_url(self) -> str:
        """What slack_sdk takes as base_url."""
        return f"http://{self._http.server_address[0]!s}:{self._http.server_port}/api/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class SlackHandler(BaseHTTPRequestHandler):
    """One call: form or JSON in, JSON out."""

    workspace: Workspace

    def do_GET(self) -> None:
        """All messages so far, for a person who looks."""
        with self.workspace.lock:
            self._send(200, json.dumps(self.workspace.messages, indent=2))

    def do_POST(self) -> None:
        """A Web API call, with the fault that is due."""
        method = urlsplit(self.path).path.removeprefix("/api/")
        arguments = self._arguments(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        queue = self.workspace.faults[method]
        fault = queue.popleft() if queue else self.workspace.weather(method)
        if fault and not fault.stored:
            self.workspace.calls.append((method, arguments))
            self._fail(fault)
            return
        try:
            answer = self.workspace.answer(method, token, arguments)
        except Refusal as refusal:
            answer = {"ok": False, "error": refusal.error, "response_metadata": {"messages": list(refusal.details)}}
        if fault:
            self._fail(fault)
        else:
            self._send(200, json.dumps(answer))

    def _arguments(self, body: bytes) -> dict[str, Any]:
        query = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if "json" in self.headers.get("Content-Type", ""):
            return query | dict(json.loads(body or b"{}"))
        return query | {name: values[-1] for name, values in parse_qs(body.decode()).items()}

    def _fail(self, fault: Fault) -> None:
        time.sleep(fault.hang)
        if fault.drop:
            self.close_connection = True
            return
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        self._send(fault.status, fault.body or json.dumps({"ok": False, "error": fault.error}), headers)

    def _send(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if body.startswith("<") else "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


def main() -> None:
    """Serves until interrupted."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8765)
    options.add_argument("--token", default="xoxb-test")
    given = options.parse_args()
    with SlackServer(Workspace(token=given.token), given.port) as server:
        print(f"listening on {server.base_url} for the token {given.token}; all messages: GET /messages")
        threading.Event().wait()


if __name__ == "__main__":
    main()
