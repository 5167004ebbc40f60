"""Socket Mode: what people do in Slack comes in over a WebSocket, is kept, acknowledged within 3 seconds, and worked after.

An envelope lies in a folder from before it is acknowledged until its work is done, so a process that dies in between
takes it up when it starts again; the work is idempotent. What needs an answer at once (a dialog to open) has a thread of its
own and is not kept: three seconds later Slack would refuse it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import OrderedDict
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from alerts.slack import SLACK_API
from alerts.slack_interactions import Press, Shortcut, Submission, interaction
from alerts.slack_web import StrangeAnswer, belongs, direct, web_client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from slack_sdk.socket_mode.request import SocketModeRequest

log = logging.getLogger(__name__)

Interaction = Press | Shortcut | Submission
RETRIES, FIRST_WAIT = 5, 5.0
"""How often work that failed is tried again while this process lives, and after how many seconds first."""
REMEMBERED = 10_000
"""Answers whose keys are remembered, so that what Slack delivers twice is worked once."""


class Inbox:
    """The folder of what was acknowledged and is not worked yet; one file an answer, by its key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, key: str, payload: dict[str, Any]) -> None:
        """Writes an answer down; it is there as a whole or not at all."""
        path = self._path(key)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(payload), encoding="utf-8")
        part.replace(path)

    def done(self, key: str) -> None:
        """Its work is done."""
        self._path(key).unlink(missing_ok=True)

    def waiting(self) -> list[dict[str, Any]]:
        """What a process before this one left, oldest first."""
        files = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(path.read_text(encoding="utf-8")) for path in files]

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.json"


class Listener:
    """Listens until it is closed. `refuse` says at once what is wrong with a dialog (a response, or None). What `opens` a dialog
    goes to `at_once`, the rest to `work`, and `idle` follows when no more waits; they may raise: it is logged, and `work` is
    tried again."""

    def __init__(
        self,
        app_token: str,
        inbox: Inbox,
        *,
        refuse: Callable[[Submission], dict[str, Any] | None],
        opens: Callable[[Interaction], bool],
        at_once: Callable[[Interaction], None],
        work: Callable[[Interaction], None],
        idle: Callable[[], None],
        base_url: str = SLACK_API,
        ping_seconds: float = 5,
        wait: float = FIRST_WAIT,
    ) -> None:
        self._inbox, self._refuse, self._opens = inbox, refuse, opens
        self._client = _client(app_token, base_url, ping_seconds)
        self._client.socket_mode_request_listeners.append(self._take)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self._wait = wait
        self._failed: dict[str, int] = {}
        self._soon: SimpleQueue[Interaction | None] = SimpleQueue()
        self._later: SimpleQueue[Interaction | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, args=(self._soon, at_once), daemon=True),
            threading.Thread(target=self._serve, args=(self._later, work, idle), daemon=True),
        ]

    def __enter__(self) -> Self:
        for payload in self._inbox.waiting():
            if one := interaction(payload):
                self._seen[one.key] = None
                self._later.put(one)
        for thread in self._threads:
            thread.start()
        self._client.connect()
        return self

    def __exit__(self, *_: object) -> None:
        for _attempt in range(2):  # a session that ends by itself at that moment makes the SDK stumble over it
            try:
                self._client.close()
                break
            except (AttributeError, OSError):
                log.warning("the connection was closed while it broke", exc_info=True)
        for queue, thread in zip((self._soon, self._later), self._threads, strict=True):
            queue.put(None)
            thread.join(timeout=30)

    def _take(self, _: object, request: SocketModeRequest) -> None:
        """Keeps and acknowledges one envelope; a dialog with a mistake in it is answered with that, and not kept."""
        payload = request.payload if isinstance(request.payload, dict) else {}
        one = interaction(payload) if request.type == "interactive" else None
        problem = self._refuse(one) if isinstance(one, Submission) else None
        fresh = one is not None and not problem and self._is_new(one.key)
        if one is not None and fresh and not self._opens(one):
            self._inbox.keep(one.key, payload)
        self._acknowledge(request.envelope_id, problem)
        if one is not None and fresh:
            (self._soon if self._opens(one) else self._later).put(one)

    def _is_new(self, key: str) -> bool:
        with self._lock:
            if key in self._seen:
                return False
            self._seen[key] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            return True

    def _acknowledge(self, envelope_id: str, payload: dict[str, Any] | None) -> None:
        from slack_sdk.socket_mode.response import SocketModeResponse

        try:
            self._client.send_socket_mode_response(SocketModeResponse(envelope_id, payload))
        except Exception:  # whatever the socket died of, Slack delivers again and the key is known
            log.exception("an envelope could not be acknowledged")

    def _serve(
        self,
        queue: SimpleQueue[Interaction | None],
        handle: Callable[[Interaction], None],
        idle: Callable[[], None] | None = None,
    ) -> None:
        """Works a queue until None comes; with `idle` it was kept, and that is called whenever nothing is left to do."""
        while (one := queue.get()) is not None:
            try:
                handle(one)
                if idle:
                    self._inbox.done(one.key)
            except Exception:  # one answer must not end the others
                log.exception("an answer could not be worked: %s", one.key)
                if idle:
                    self._again(one)
            if idle and queue.empty():
                self._rest(idle)

    def _rest(self, idle: Callable[[], None]) -> None:
        try:
            idle()
        except Exception:  # what could not be sent now waits in the outbox
            log.exception("what follows from answers could not be sent")

    def _again(self, one: Interaction) -> None:
        """Puts work that failed back, later each time; what has failed too often waits in its folder for the next start."""
        failed = self._failed[one.key] = self._failed.get(one.key, 0) + 1
        if failed <= RETRIES:
            timer = threading.Timer(self._wait * 2 ** (failed - 1), self._later.put, (one,))
            timer.daemon = True
            timer.start()


def _client(app_token: str, base_url: str, ping_seconds: float) -> Any:
    from slack_sdk.socket_mode import SocketModeClient

    class BoundClient(SocketModeClient):
        """Opens no WebSocket but one of Slack's own."""

        def issue_new_wss_url(self) -> str:
            url = super().issue_new_wss_url()
            if not belongs(url, base_url):
                raise StrangeAnswer(f"a WebSocket at {urlsplit(url).hostname}, which is not below {base_url}")
            return url

    client = BoundClient(app_token, web_client=web_client(base_url), ping_interval=ping_seconds)
    if direct(base_url):
        client.proxy = None
    return client
