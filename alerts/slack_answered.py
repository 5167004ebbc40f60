"""What people answered, shown in the message they answered: who said what of how many assets, above the buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.block_kit import SLACK_MAX_TEXT, fits, section, shown_text, size
from alerts.routing import slack_address
from alerts.wording import count, short_date, spelled_iso
from models.disposition import APPROVED, NEXT_STAGE, REFUSED, WANTED, State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from alerts.block_kit import Block, Payload

BLOCK = "icts_watch.answered"
NAME, NOTE = 80, 200
MOST = 6
"""Answers that are spelled out; the others are counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The same word of one person on some assets, on one day."""

    by: str
    state: str
    assets: int
    day: dt.date
    justification: str = ""
    note: str = ""
    until: str = ""
    assignee: str = ""
    approval: str = ""
    approved_by: str = ""


def person(name: str) -> str:
    """Somebody by Slack id, which Slack shows as a name, or as the text it is."""
    return f"<@{name}>" if name[:1] in {"U", "W"} and slack_address(name) else shown_text(name, NAME)


def answered(message: Payload, answers: Sequence[Answer], total: int) -> Payload:
    """The message with its answers above its buttons, within all limits; with none, as it was first sent."""
    bare = [block for block in message["blocks"] if block.get("block_id") != BLOCK]
    if not answers:
        return message | {"blocks": bare}
    place = next((at for at, block in enumerate(bare) if block["type"] == "actions"), len(bare) - 1)
    texts = [text for text in _texts(answers, total) if size(text) <= SLACK_MAX_TEXT]
    found = [_with(message, bare, place, place, text) for text in texts]
    instead = _with(
        message, bare, place - 1, place, texts[-1]
    )  # of a message that is full: what there is to do gives way
    return next((candidate for candidate in found if fits(candidate)), instead)


def _with(message: Payload, blocks: list[Block], start: int, end: int, text: str) -> Payload:
    return message | {"blocks": [*blocks[:start], section(text) | {"block_id": BLOCK}, *blocks[end:]]}


def _texts(answers: Sequence[Answer], total: int) -> Iterator[str]:
    """The answers in words, with ever fewer of them spelled out."""
    lines = [f"• {_line(one, total)}" for one in answers]
    for shown in range(min(MOST, len(lines)), -1, -1):
        left = len(lines) - shown
        yield "\n".join(["*Answers*", *lines[:shown], *([f"and {count(left, 'more answer')}"] if left else [])])
    yield "*Answered*"


def _line(one: Answer, total: int) -> str:
    what = [one.state + (f" ({shown_text(one.justification, NAME)})" if one.justification else "")]
    if one.state == State.SNOOZED:
        what = [
            f"snoozed until {'the next stage' if one.until == NEXT_STAGE else shown_text(spelled_iso(one.until), NAME)}"
        ]
    if one.state == State.ASSIGNED:
        what = [f"assigned to {person(one.assignee)}"]
    what += {
        WANTED: ["waits for a second approver"],
        APPROVED: [f"approved by {person(one.approved_by)}"],
        REFUSED: [f"refused by {person(one.approved_by)}"],
    }.get(one.approval, [])
    note = f": “{shown_text(one.note, NOTE)}”" if one.note else ""
    return (
        f"{person(one.by)}: {', '.join(what)} · {one.assets:,} of {count(total, 'asset')} · {short_date(one.day)}{note}"
    )
