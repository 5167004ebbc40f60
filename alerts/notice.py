"""Short messages to the compliance group: an alert that nobody answered, a decision to approve, a supplier reported."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from alerts.block_kit import actions, button, context, fits, header, linked, payload, section, shown_text
from alerts.outside_text import cut
from alerts.wording import NO_LEGAL_ADVICE, count, sentence

if TYPE_CHECKING:
    from alerts.block_kit import Block, Payload
    from alerts.impact_alert import DocumentFacts

FEW = 8
"""Items that are named; the others are counted."""
NAME, IDENTITY, FACT, TITLE = 120, 80, 300, 300
"""Characters of each kind of outside text."""


class NoticeKind(StrEnum):
    """What compliance is told of."""

    UNANSWERED = "unanswered"
    APPROVAL = "approval wanted"
    REPORT = "supplier reported"


HEADLINES = {
    NoticeKind.UNANSWERED: "Nobody has answered: {}",
    NoticeKind.APPROVAL: "A second approver is wanted: {} not affected",
    NoticeKind.REPORT: "A supplier was reported",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One short message. `facts` are lines of name and value, `items` are (id, name) of up to `total` assets.

    `reference` names what the buttons are about; blank where there are none.
    """

    kind: NoticeKind
    facts: tuple[tuple[str, str], ...]
    to_do: str
    document: DocumentFacts | None = None
    items: tuple[tuple[str, str], ...] = ()
    total: int = 0
    reference: str = ""

    @property
    def headline(self) -> str:
        """What this is, in our own words only."""
        return HEADLINES[self.kind].format(count(self.total, "asset"))

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The items that are spelled out."""
        return self.items[:FEW]

    @property
    def left_out(self) -> int:
        """How many are only counted."""
        return self.total - len(self.named)


APPROVALS = (("approve", "Approve", "primary"), ("refuse", "Refuse", "danger"))
"""The buttons of a decision that waits: what comes back as action_id after "icts_watch.", label, style."""


def notice_message(notice: Notice, *, answerable: bool = False) -> Payload:
    """The notice as a Slack message within all limits; `answerable` adds the buttons where there are any."""
    candidates = (_message(notice, named, answerable=answerable) for named in range(len(notice.named), -1, -1))
    return next(message for message in candidates if fits(message))


def _message(notice: Notice, named: int, *, answerable: bool) -> Payload:
    blocks: list[Block] = [header(notice.headline)]
    if notice.document:
        title = linked(notice.document.title, notice.document.url, TITLE) or "(no title)"
        number = shown_text(notice.document.number, IDENTITY)
        blocks.append(section(f"*{title}*\n{sentence(notice.document.stage)} · FR Doc. {number}"))
    blocks.append(section("\n".join(f"*{name}*: {shown_text(value, FACT)}" for name, value in notice.facts)))
    lines = [f"• *{shown_text(name, NAME) or '(no name)'}* · {shown_text(one, IDENTITY)}" for one, name in notice.named]
    left = notice.total - named
    more = [f"and {count(left, 'more asset')}"] if left else []
    if notice.total:
        blocks.append(section("\n".join([*lines[:named], *more])))
    blocks.append(section(f"*What to do*\n{notice.to_do}"))
    if answerable and notice.reference:
        value = json.dumps({"reference": cut(notice.reference, IDENTITY)}, ensure_ascii=False)
        buttons = [button(f"icts_watch.{action}", label, value, style) for action, label, style in APPROVALS]
        blocks.append(actions("icts_watch.approval", buttons))
    return payload(notice.headline, [*blocks, context(NO_LEGAL_ADVICE)])
