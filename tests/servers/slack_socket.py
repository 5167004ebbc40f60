"""A stand-in for Slack's Socket Mode on this machine: a WebSocket that delivers what people do, and wants it acknowledged.

An envelope that is not acknowledged within three seconds is delivered again, as Slack does; what nobody is connected for
waits for the next connection.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.servers.slack import Workspace

ACK_SECONDS = 3.0


@dataclass
class Envelope:
    """One thing delivered: how often, and when and with what it was acknowledged."""

    identity: str
    payload: dict[str, Any]
    sent_at: float = 0
    deliveries: int = 0
    seconds: float | None = None
    response: dict[str, Any] | None = None
    acknowledged: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float = 20) -> Self:
        """Waits for the acknowledgement."""
        assert self.acknowledged.wait(seconds), "nobody acknowledged"
        return self


class SlackSocket:
    """The socket of a workspace, in its own thread; a context manager."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.envelopes: dict[str, Envelope] = {}
        self.connections = 0
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: list[Envelope] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._count = itertools.count(1)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.workspace.socket_url = ""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def press(self, user: str, message: dict[str, Any], action: str, *, moment: str = "") -> Envelope:
        """A person presses a button of a message that stands in the workspace."""
        buttons = [one for block in message["blocks"] for one in block.get("elements", ()) if one.get("action_id")]
        button = next(one for one in buttons if one["action_id"] == f"icts_watch.{action}")
        pressed = {"action_id": button["action_id"], "value": button["value"], "type": "button"}
        return self.deliver(
            {
                "type": "block_actions",
                "user": {"id": user, "username": "somebody"},
                "trigger_id": self.trigger(),
                "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
                "channel": {"id": message["channel"]},
                "message": {name: message.get(name) for name in ("ts", "text", "blocks", "metadata")},
                "actions": [pressed | {"action_ts": moment or f"{time.time() + next(self._count) / 1e6:.6f}"}],
            }
        )

    def submit(self, user: str, view: dict[str, Any], values: dict[str, Any]) -> Envelope:
        """A person sends a dialog that was opened, with these values by field."""
        state: dict[str, Any] = {}
        for block in view["blocks"]:
            element = block["element"]
            state[block["block_id"]] = {element["action_id"]: _filled(element, values.get(block["block_id"]))}
        assert set(values) <= set(state), "the dialog has no such field"
        return self.deliver(
            {"type": "view_submission", "user": {"id": user}, "view": {**view, "state": {"values": state}}}
        )

    def choose(self, user: str, shortcut: str) -> Envelope:
        """A person chooses a global shortcut."""
        known = {"type": "shortcut", "callback_id": f"icts_watch.{shortcut}", "user": {"id": user}}
        return self.deliver(known | {"trigger_id": self.trigger(), "action_ts": f"{time.time():.6f}"})

    def trigger(self) -> str:
        """A trigger id, good for three seconds."""
        trigger = f"trigger-{next(self._count)}"
        self.workspace.triggers[trigger] = time.monotonic()
        return trigger

    def deliver(self, payload: dict[str, Any]) -> Envelope:
        """Delivers a payload in an envelope of its own, now or when somebody is connected."""
        envelope = Envelope(f"envelope-{next(self._count)}", payload)
        self.envelopes[envelope.identity] = envelope
        asyncio.run_coroutine_threadsafe(self._send(envelope), self._loop).result(10)
        return envelope

    def again(self, envelope: Envelope) -> None:
        """Delivers an envelope once more, as if its acknowledgement had been lost."""
        asyncio.run_coroutine_threadsafe(self._send(envelope), self._loop).result(10)

    def drop(self) -> None:
        """Breaks every connection without a word."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(10)

    def ask_to_reconnect(self) -> None:
        """Sends what Slack sends before it closes a connection."""
        asyncio.run_coroutine_threadsafe(self._ask(), self._loop).result(10)

    async def _ask(self) -> None:
        for socket in self._sockets:
            await socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def _drop(self) -> None:
        for socket in self._sockets:
            transport = socket._req.transport if socket._req else None
            if transport:
                transport.abort()
        self._sockets.clear()

    async def _close(self) -> None:
        await self._drop()
        await self._runner.cleanup()

    async def _send(self, envelope: Envelope) -> None:
        if not self._sockets:
            self._waiting.append(envelope)
            return
        envelope.deliveries += 1
        envelope.sent_at = time.monotonic()
        told = {"type": "interactive", "envelope_id": envelope.identity, "accepts_response_payload": True}
        retry = {"retry_attempt": envelope.deliveries - 1, "retry_reason": "timeout" if envelope.deliveries > 1 else ""}
        await self._sockets[-1].send_str(json.dumps(told | retry | {"payload": envelope.payload}))
        self._loop.call_later(ACK_SECONDS, self._late, envelope, envelope.deliveries)

    def _late(self, envelope: Envelope, delivery: int) -> None:
        if envelope.seconds is None and envelope.deliveries == delivery:
            self._loop.create_task(self._send(envelope))

    async def _handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        self._sockets.append(socket)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": len(self._sockets)}))
        waiting, self._waiting = self._waiting, []
        for envelope in waiting:
            await self._send(envelope)
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self._acknowledged(json.loads(message.data))
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    def _acknowledged(self, told: dict[str, Any]) -> None:
        envelope = self.envelopes.get(told.get("envelope_id", ""))
        if envelope is None or envelope.seconds is not None:
            return
        envelope.seconds, envelope.response = time.monotonic() - envelope.sent_at, told.get("payload")
        envelope.acknowledged.set()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()

    async def _start(self) -> None:
        application = web.Application()
        application.router.add_get("/link", self._handle)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.workspace.socket_url = f"ws://127.0.0.1:{port}/link?ticket=1"
        self._ready.set()


def _filled(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """A field of a dialog as Slack reports it."""
    kind = element["type"]
    match kind:
        case "static_select":
            chosen: dict[str, Any] = {"selected_option": {"value": value} if value else None}
        case "multi_static_select" | "checkboxes":
            chosen = {"selected_options": [{"value": one} for one in value or ()]}
        case "datepicker":
            chosen = {"selected_date": value}
        case "users_select":
            chosen = {"selected_user": value}
        case _:
            chosen = {"value": value}
    return {"type": kind, **chosen}
