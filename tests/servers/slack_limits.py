"""Slack's limits on a message, refused with Slack's own codes: for the stand-in."""

from __future__ import annotations

from typing import Any

MAX_BLOCKS, MAX_TEXT, MAX_FIELD, MAX_FIELDS, MAX_ELEMENTS = 50, 3_000, 2_000, 10, 25
MAX_HEADER, MAX_BUTTON, MAX_VALUE, MAX_ACTION, MAX_MESSAGE = 150, 75, 2_000, 255, 40_000
MAX_TOTAL = 8_000
"""Of all texts in a message's blocks: Slack's own limit is undocumented and somewhat higher."""


class Refusal(Exception):
    """An answer with ok: false; `details` go under response_metadata.messages."""

    def __init__(self, error: str, *details: str) -> None:
        super().__init__(error)
        self.error, self.details = error, details


def check_message(message: dict[str, Any]) -> None:
    """Slack's limits on a message. Raises Refusal with Slack's own code."""
    text, blocks = message.get("text") or "", message.get("blocks") or []
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > MAX_MESSAGE:
        raise Refusal("msg_too_long")
    if len(blocks) > MAX_BLOCKS:
        raise Refusal("invalid_blocks", f"no more than {MAX_BLOCKS} items allowed [json-pointer:/blocks]")
    problems = [
        f"{problem} [json-pointer:/blocks/{place}]" for place, one in enumerate(blocks) for problem in problems_of(one)
    ]
    named = [one["block_id"] for one in blocks if "block_id" in one]
    if problems or len(named) != len(set(named)):
        raise Refusal("invalid_blocks", *problems)
    if sum(len(one) for one in texts_of(blocks)) > MAX_TOTAL:
        raise Refusal("msg_blocks_too_long")


def problems_of(block: dict[str, Any]) -> list[str]:
    """What Slack would not take in a block."""
    match block:
        case {"type": "header", "text": text}:
            found = [text_problem(text, MAX_HEADER, kinds=("plain_text",))]
        case {"type": "section", "text": text}:
            found = [text_problem(text, MAX_TEXT)]
        case {"type": "section", "fields": [*texts]}:
            found = [text_problem(text, MAX_FIELD) for text in texts] + [between(len(texts), MAX_FIELDS, "fields")]
        case {"type": "context", "elements": [*texts]}:
            found = [text_problem(text, MAX_TEXT) for text in texts] + [between(len(texts), MAX_FIELDS, "elements")]
        case {"type": "divider"}:
            found = []
        case {"type": "actions", "elements": [*buttons]}:
            found = [problem for button in buttons for problem in button_problems(button)]
            actions = [button.get("action_id") for button in buttons]
            found += [between(len(buttons), MAX_ELEMENTS, "elements")]
            found += ["action_id already exists"] if len(actions) != len(set(actions)) else []
        case _:
            found = [f"unsupported type: {block.get('type')}"]
    return [problem for problem in found if problem]


def button_problems(button: dict[str, Any]) -> list[str]:
    """What Slack would not take in a button."""
    return [
        "" if button.get("type") == "button" else "unsupported element",
        text_problem(button.get("text"), MAX_BUTTON, kinds=("plain_text",)),
        between(len(button.get("action_id", "")), MAX_ACTION, "characters in action_id"),
        "" if len(button.get("value", "")) <= MAX_VALUE else "value too long",
        "" if button.get("style") in {None, "primary", "danger"} else "invalid style",
    ]


def text_problem(text: Any, limit: int, kinds: tuple[str, ...] = ("mrkdwn", "plain_text")) -> str:
    """What Slack would not take in a text object."""
    match text:
        case {"type": kind, "text": str(words)} if kind in kinds:
            return between(len(words), limit, "characters")
        case _:
            return "missing or malformed text"


def between(number: int, limit: int, what: str) -> str:
    """Blank where there is at least one and no more than the limit."""
    return "" if 1 <= number <= limit else f"must have 1 to {limit} {what}, not {number}"


def texts_of(blocks: Any) -> list[str]:
    """Every text in the blocks."""
    match blocks:
        case {"text": str(words)}:
            return [words]
        case dict():
            return [text for value in blocks.values() for text in texts_of(value)]
        case list():
            return [text for value in blocks for text in texts_of(value)]
        case _:
            return []
