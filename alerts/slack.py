"""Sends a delivery to Slack once: what may be there already is looked for by its metadata before it is sent again.

Scopes: chat:write, im:write; channels:history, groups:history, im:history for the search; channels:read and groups:read
where channels are given by name; connections:write of the app-level token, for the answers.
"""

from __future__ import annotations

import http.client
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alerts.failures import RecipientRefused, Unreachable
from alerts.slack_answers import failure, retry_after
from alerts.slack_web import web_client

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from slack_sdk.web import SlackResponse

    from alerts.block_kit import Block, Payload

SLACK_API = "https://slack.com/api/"
EVENT_TYPE = "icts_watch_delivery"
NAMESPACE = uuid.UUID("5f2c5b0e-52d4-4a37-9f0c-0d3a1c7f8e11")
"""Under which a delivery and the number of its message give the client_msg_id."""
CLOCK_MARGIN = 600
"""Seconds by which our clock and Slack's may differ."""


@dataclass(frozen=True, slots=True)
class SlackReceipt:
    """Where a delivery stands: the channel's id and the `ts` of each of its messages, the first one first."""

    channel: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One message of a delivery: of which, the how manieth, in which thread ("" for none), not older than `since`."""

    delivery_id: str
    number: int
    thread: str
    since: dt.datetime | None

    @property
    def metadata(self) -> dict[str, Any]:
        return {"event_type": EVENT_TYPE, "event_payload": {"delivery": self.delivery_id, "part": self.number}}

    @property
    def client_msg_id(self) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{self.delivery_id}:{self.number}"))


class SlackSender:
    """Sends deliveries with one token; a call takes `timeout` seconds, a rate limit up to `patience` is waited out.

    A call that leaves open whether the message was stored is followed, after `pause` seconds, by a look for it, up to
    `attempts` sends in all.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = SLACK_API,
        timeout: int = 15,
        patience: float = 5,
        pause: float = 2,
        attempts: int = 3,
    ) -> None:
        handlers = _retry_handlers(patience)
        self._posting = web_client(base_url, token=token, timeout=timeout, handlers=handlers[:1])
        self._reading = web_client(base_url, token=token, timeout=timeout, handlers=handlers)
        self._pause, self._attempts = pause, attempts
        self._channels: dict[str, str] = {}

    def send(
        self,
        delivery_id: str,
        address: str,
        messages: Sequence[Payload],
        *,
        thread: str = "",
        perhaps_sent: bool = False,
        since: dt.datetime | None = None,
    ) -> SlackReceipt:
        """Sends a delivery's messages to a channel, user or "#name": the first one, and the others into its thread.

        `thread` is the `ts` of an earlier message that all of them answer. `perhaps_sent` says that an earlier attempt
        may have got through, wholly or in part: each message is looked for first, back to `since`, the time at which
        the delivery came into being (aware; None looks through the whole conversation). Raises Refused or TryAgain.
        """
        channel = self._channel(delivery_id, address)
        sent: list[str] = []
        for number, message in enumerate(messages):
            part = _Part(delivery_id, number, thread or (sent[0] if sent else ""), since)
            channel, stamp = self._send_part(part, channel, message, perhaps_sent=perhaps_sent, attempts=self._attempts)
            sent.append(stamp)
        return SlackReceipt(channel, tuple(sent))

    def update(self, delivery_id: str, receipt: SlackReceipt, number: int, message: Payload) -> None:
        """Puts another content into one message of a delivery that was sent; again and again with the same outcome.

        Raises Refused or TryAgain.
        """
        self._call(
            delivery_id,
            self._reading.chat_update,
            channel=receipt.channel,
            ts=receipt.messages[number],
            metadata=_Part(delivery_id, number, "", None).metadata,
            **{name: message[name] for name in ("text", "blocks", "parse", "link_names") if name in message},
        )

    def open_dialog(self, trigger: str, view: Block) -> None:
        """Opens a dialog for whoever pressed a button within the last three seconds. Raises Refused or TryAgain."""
        self._call("dialog", self._posting.views_open, trigger_id=trigger, view=view)

    def whisper(self, channel: str, user: str, text: str) -> None:
        """Says something to one person in a channel, seen by nobody else and kept nowhere. Raises Refused or TryAgain."""
        plain = {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}
        self._call("answer", self._posting.chat_postEphemeral, channel=channel, user=user, text=text, blocks=[plain])

    def check(self) -> dict[str, str]:
        """Who we are to Slack (team, user, url): for `doctor`. Raises Refused or TryAgain."""
        answer = self._call("auth.test", self._reading.auth_test)
        return {name: str(answer.get(name, "")) for name in ("team", "user", "url")}

    def _send_part(
        self, part: _Part, channel: str, message: Payload, *, perhaps_sent: bool, attempts: int
    ) -> tuple[str, str]:
        if perhaps_sent:
            channel = self._channel_id(part.delivery_id, channel)
            if found := self._find(part, channel):
                return channel, found
        try:
            return self._post(part, channel, message)
        except Unreachable:
            if attempts <= 1:
                raise
        time.sleep(self._pause)
        return self._send_part(part, channel, message, perhaps_sent=True, attempts=attempts - 1)

    def _post(self, part: _Part, channel: str, message: Payload) -> tuple[str, str]:
        answer = self._call(
            part.delivery_id,
            self._posting.chat_postMessage,
            channel=channel,
            metadata=part.metadata,
            client_msg_id=part.client_msg_id,
            thread_ts=part.thread or None,
            **message,
        )
        return str(answer["channel"]), str(answer["ts"])

    def _find(self, part: _Part, channel: str) -> str:
        """The `ts` of the message if Slack has it, else blank."""
        known = {"channel": channel, "include_all_metadata": True, "limit": 200}
        oldest = {"oldest": f"{part.since.timestamp() - CLOCK_MARGIN:.6f}"} if part.since else {}
        if part.thread:
            pages = self._pages(part.delivery_id, self._reading.conversations_replies, ts=part.thread, **known)
        else:
            pages = self._pages(part.delivery_id, self._reading.conversations_history, **known, **oldest)
        messages = (message for page in pages for message in page.get("messages") or ())
        return next((str(message["ts"]) for message in messages if message.get("metadata") == part.metadata), "")

    def _channel(self, delivery_id: str, address: str) -> str:
        """The conversation to post to: a user's is opened first, since only its id can be searched."""
        if address[:1] in {"U", "W"}:
            if address not in self._channels:
                answer = self._call(delivery_id, self._reading.conversations_open, users=address)
                self._channels[address] = str((answer.get("channel") or {}).get("id", ""))
            return self._channels[address]
        return address

    def _channel_id(self, delivery_id: str, channel: str) -> str:
        """The id of a "#name", which can be posted to but not searched."""
        if not channel.startswith("#"):
            return channel
        if channel not in self._channels:
            kinds = "public_channel,private_channel"
            for page in self._pages(delivery_id, self._reading.conversations_list, types=kinds, limit=1000):
                self._channels |= {f"#{one['name']}": str(one["id"]) for one in page.get("channels") or ()}
        if channel not in self._channels:
            raise RecipientRefused(delivery_id, "channel_not_found", channel)
        return self._channels[channel]

    def _pages(self, delivery_id: str, call: Callable[..., SlackResponse], **arguments: Any) -> Iterator[SlackResponse]:
        cursor: str | None = None
        while cursor != "":
            page = self._call(delivery_id, call, cursor=cursor, **arguments)
            yield page
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")

    def _call(self, delivery_id: str, call: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
        from slack_sdk.errors import SlackApiError

        try:
            return call(**arguments)
        except SlackApiError as error:
            raise failure(delivery_id, error) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(delivery_id, type(error).__name__, str(error)) from error


def _retry_handlers(patience: float) -> list[Any]:
    """Rate limits, which are safe to retry for any call, then those that are safe for reading only."""
    from slack_sdk.http_retry import RateLimitErrorRetryHandler
    from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, ServerErrorRetryHandler

    class PatientRateLimitHandler(RateLimitErrorRetryHandler):
        """Waits out short limits; a longer one goes back to the outbox, with the time it names."""

        def _can_retry(self, *, response: Any = None, **known: Any) -> bool:
            wait = retry_after(dict(response.headers)) if response else None
            return (wait or 0) <= patience and super()._can_retry(response=response, **known)

    return [
        PatientRateLimitHandler(max_retry_count=3),
        ConnectionErrorRetryHandler(max_retry_count=2),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
