"""Slack's limits on a message, refused with Slack's own codes: for the stand-in."""

from __future__ import annotations

from typing import Any

MAX_BLOCKS, MAX_TEXT, MAX_FIELD, MAX_FIELDS, MAX_ELEMENTS = 50, 3_000, 2_000, 10, 25
MAX_HEADER, MAX_BUTTON, MAX_VALUE, MAX_ACTION, MAX_MESSAGE = 150, 75, 2_000, 255, 40_000
MAX_TOTAL = 8_000
"""Of all texts in a message's blocks: Slack's own limit is undocumented and somewhat higher."""

MAX_TITLE, MAX_CLOSE, MAX_LABEL, MAX_HINT, MAX_OPTION, MAX_OPTION_VALUE = 24, 24, 2_000, 2_000, 75, 150
MAX_OPTIONS, MAX_VIEW_BLOCKS, MAX_PRIVATE, MAX_BLOCK_ID = 100, 100, 3_000, 255


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


def check_view(view: dict[str, Any]) -> None:
    """Slack's limits on a modal. Raises Refusal with Slack's own code."""
    blocks = view.get("blocks") or []
    found = [text_problem(view.get(name), MAX_TITLE, ("plain_text",)) for name in ("title", "submit", "close")]
    found += [
        "" if view.get("type") == "modal" else "unsupported type",
        between(len(view.get("callback_id", "")), MAX_BLOCK_ID, "characters in callback_id"),
        "" if len(view.get("private_metadata", "")) <= MAX_PRIVATE else "private_metadata too long",
        between(len(blocks), MAX_VIEW_BLOCKS, "blocks"),
    ]
    found += [problem for block in blocks for problem in input_problems(block)]
    named = [block.get("block_id") for block in blocks]
    if any(found) or len(named) != len(set(named)):
        raise Refusal("invalid_arguments", *filter(None, found))


def input_problems(block: dict[str, Any]) -> list[str]:
    """What Slack would not take in an input block."""
    element = block.get("element") or {}
    found = [
        "" if block.get("type") == "input" else f"unsupported type: {block.get('type')}",
        text_problem(block.get("label"), MAX_LABEL, ("plain_text",)),
        text_problem(block["hint"], MAX_HINT, ("plain_text",)) if "hint" in block else "",
        between(len(element.get("action_id", "")), MAX_ACTION, "characters in action_id"),
    ]
    match element.get("type"):
        case "plain_text_input":
            found.append("" if element.get("max_length", 1) <= 3_000 else "max_length too large")
        case "static_select" | "multi_static_select" | "checkboxes" as kind:
            options = element.get("options") or []
            found.append(between(len(options), 10 if kind == "checkboxes" else MAX_OPTIONS, "options"))
            found += [text_problem(one.get("text"), MAX_OPTION, ("plain_text",)) for one in options]
            found += [between(len(one.get("value", "")), MAX_OPTION_VALUE, "characters in value") for one in options]
            values = [one.get("value") for one in options]
            found.append("" if len(values) == len(set(values)) else "duplicate values")
        case "datepicker" | "users_select":
            pass
        case kind:
            found.append(f"unsupported element: {kind}")
    return found


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
