"""Slack's blocks and their limits, and how text that others wrote is put into them: shown, and never acted on.

Limits: Slack's reference for Block Kit. The total of a message is undocumented (11,341 characters were rejected).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from alerts.outside_text import ELLIPSIS, clipped, cut, safe_url, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Block = dict[str, Any]
Payload = dict[str, Any]
"""A message as chat.postMessage takes it, but for the channel."""
Piece = tuple[str, int]
"""A piece of mrkdwn text, and how many items it shows."""

SLACK_MAX_BLOCKS = 50
SLACK_MAX_TEXT = 3_000
SLACK_MAX_FIELD = 2_000
SLACK_MAX_HEADER = 150
SLACK_MAX_BUTTON = 75
SLACK_MAX_VALUE = 2_000
SLACK_MAX_FIELDS = 10
MAX_LINK = 600
MAX_BLOCKS = 40
MAX_CHARACTERS = 8_000
"""Of a whole message as JSON, which is more than any way to count its texts."""

LOOKALIKE = {"*": "∗", "~": "∼", "`": "‘"}
"""Marks that format wherever they stand, and letters that look the same: Slack has no way to escape them."""

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
OUTER_UNDERSCORE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
EMOJI_CODE = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)


def shown_text(text: str, limit: int) -> str:
    """Outside text for a mrkdwn object, at most `limit` characters of Slack's counting, cut at a word."""
    text = EMOJI_CODE.sub("\ua789", OUTER_UNDERSCORE.sub(lambda run: "＿" * len(run[0]), shown(text)))
    text = "".join(LOOKALIKE.get(character, character) for character in text)
    costs = list(accumulate(_cost(character) for character in text))
    if costs and costs[-1] > limit:
        text = clipped(text, bisect_right(costs, limit - len(ELLIPSIS)))
    return "".join(ESCAPES.get(character, character) for character in text)


def _cost(character: str) -> int:
    """The UTF-16 units of a character once it is escaped, for mrkdwn and for JSON: no way of counting finds more."""
    return len(ESCAPES.get(character, "")) or (2 if ord(character) > 0xFFFF or character in '"\\' else 1)


def linked(text: str, url: str, limit: int) -> str:
    """Outside text as a link where the address is a plain web address, else as text."""
    label = shown_text(text, limit)
    address = (safe_url(url) or "").replace("&", "&amp;")
    return f"<{address}|{label}>" if label and 0 < len(address) <= MAX_LINK else label


def mrkdwn(text: str) -> Block:
    """A text object in which Slack makes no links or mentions of its own accord."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str, limit: int) -> Block:
    """A text object without any markup, for our own words."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def header(text: str) -> Block:
    """The message's first line."""
    return {"type": "header", "text": plain(text, SLACK_MAX_HEADER)}


def section(text: str) -> Block:
    """A paragraph of at most SLACK_MAX_TEXT characters."""
    return {"type": "section", "text": mrkdwn(text)}


def fields(texts: Sequence[str]) -> Block:
    """Short facts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text) for text in texts]}


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def button(action: str, label: str, value: str, style: str = "") -> Block:
    """A button; `action` comes back with the answer, and `value` with it."""
    style_of = {"style": style} if style else {}
    return {"type": "button", "action_id": action, "text": plain(label, SLACK_MAX_BUTTON), "value": value, **style_of}


def actions(block_id: str, buttons: Sequence[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(buttons)}


def payload(text: str, blocks: Sequence[Block]) -> Payload:
    """A message: `text` is what notifications and screen readers show; nothing is unfurled or turned into mentions."""
    return {
        "text": text,
        "blocks": list(blocks),
        "unfurl_links": False,
        "unfurl_media": False,
        "parse": "none",
        "link_names": False,
    }


def size(message: object) -> int:
    """Characters (UTF-16 units) of a message or block as JSON."""
    return len(json.dumps(message, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) // 2


def fits(message: Payload) -> bool:
    """The message stays within our limits for a whole message."""
    return len(message["blocks"]) <= MAX_BLOCKS and size(message) <= MAX_CHARACTERS


def pack(pieces: Iterable[Piece], limit: int) -> Iterator[Piece]:
    """Pieces joined, in order and lazily, into as few of at most `limit` characters as JSON as hold them."""
    text, items = "", 0
    for more, told in pieces:
        joined = f"{text}\n{more}" if text else more
        if text and size(joined) > limit:
            yield text, items
            joined, items = more, 0
        text, items = joined, items + told
    if text:
        yield text, items
