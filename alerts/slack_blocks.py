"""An impact alert as Slack messages: the first goes to the channel, the others into its thread."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from alerts.block_kit import (
    SLACK_MAX_TEXT,
    actions,
    button,
    context,
    divider,
    fields,
    fits,
    header,
    linked,
    pack,
    payload,
    section,
    shown_text,
)
from alerts.impact_alert import Event
from alerts.outside_text import cut
from alerts.wording import NO_LEGAL_ADVICE, count, sentence, short_date, spelled_iso
from models.impact import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alerts.block_kit import Block, Payload, Piece
    from alerts.impact_alert import Group, ImpactAlert, Line, Share

FIRST_LINES = 5
"""Items in the first message; the others go to the thread."""
MAX_THREAD = 4
"""Messages in the thread; what is still left is counted there."""
THREAD_TEXT, THREAD_TEXTS = 2_400, 3
"""Characters of a text in the thread as JSON, and texts in one message: together less than MAX_CHARACTERS."""
MAX_DUTIES = 5
MAX_CHANGES = 3
NAME, IDENTITY, NUMBER, WHY, QUOTE, CITATION, TITLE, SHORT = 120, 80, 60, 300, 420, 200, 300, 160
"""Characters of each kind of outside text."""

DOT = {Level.AFFECTED: "\U0001f534", Level.REVIEW: "\U0001f7e1"}
ANSWERS = (
    ("acknowledge", "Acknowledge", "primary"),
    ("affected", "Affected", ""),
    ("not_affected", "Not affected", ""),
    ("snooze", "Snooze", ""),
    ("assign", "Assign", ""),
)
"""The buttons: what comes back as action_id after "icts_watch.", label, style."""


def slack_messages(alert: ImpactAlert, *, answerable: bool = True) -> list[Payload]:
    """The messages of an alert, each within all limits; the first for the channel, the rest for its thread.

    `answerable` adds the buttons: leave it off where nobody listens for the answers.
    """
    candidates = (_main(alert, alert.shortened(lines), answerable) for lines in range(FIRST_LINES, -1, -1))
    main, shown = next(candidate for candidate in candidates if fits(candidate[0]))
    return [main, *_thread(alert, shown)]


def _main(alert: ImpactAlert, first: Sequence[Share], answerable: bool) -> tuple[Payload, list[int]]:
    """The first message with these lines, and how many lines of each group it shows."""
    shown = [len(share.lines) for share in first]
    body = [section(text) for share in first if share.lines for text in _group_texts(alert, share)]
    left = alert.total - sum(shown)
    more = [context(f"{count(left, 'more asset')}: see the thread.")] if left else []
    return payload(_fallback(alert), [*_head(alert), divider(), *body, *more, *_tail(alert, answerable)]), shown


def _fallback(alert: ImpactAlert) -> str:
    return " · ".join([alert.headline, shown_text(alert.document.title, SHORT), shown_text(alert.when, IDENTITY)])


def _head(alert: ImpactAlert) -> Iterator[Block]:
    document = alert.document
    facts = [
        sentence(document.stage),
        shown_text(document.citation, IDENTITY),
        f"FR Doc. {shown_text(document.number, IDENTITY)}",
        f"published {short_date(document.published)}" if document.published else "",
    ]
    yield header(alert.headline)
    title = linked(document.title, document.url, TITLE) or "(no title)"
    yield section(f"*{title}*\n" + " · ".join(fact for fact in facts if fact))
    if alert.changes:
        changes = [f"• {shown_text(change, WHY)}" for change in alert.changes[:MAX_CHANGES]]
        yield section("\n".join(["*What changed*", *changes, *_uncounted(len(alert.changes) - MAX_CHANGES, "change")]))
    yield fields([f"*By when*\n{shown_text(alert.when, IDENTITY)}", f"*Assets*\n{alert.tally}"])


def _group_texts(alert: ImpactAlert, share: Share) -> list[str]:
    """A group's heading, its items with their reasons, and the passage that touches them."""
    lines = [(_line(line, share.group), 1) for line in share.lines]
    quote = [("\n".join(_quote(share.group)), 0)] if share.group.passage else []
    return [text for text, _ in pack([(_heading(alert, share.group), 0), *lines, *quote], SLACK_MAX_TEXT)]


def _heading(alert: ImpactAlert, group: Group) -> str:
    dot = "\u26aa" if alert.event is Event.WITHDRAWN else DOT[group.level]
    why = f"\n{shown_text(group.shared_why, WHY)}" if group.shared_why else ""
    return f"{dot} *{alert.label(group)}*{why}"


def _line(line: Line, group: Group) -> str:
    name = f"• *{shown_text(line.name, NAME) or '(no name)'}* · {shown_text(line.item_id, IDENTITY)}"
    why = f": {shown_text(line.why, WHY)}" if line.why and not group.shared_why else ""
    evidence = f" ({shown_text('; '.join(line.evidence), SHORT)})" if line.evidence else ""
    return name + why + evidence


def _quote(group: Group) -> Iterator[str]:
    if group.passage:
        yield f"> “{shown_text(group.passage.quote, QUOTE)}”"
        yield f"> {shown_text(group.passage.citation, CITATION)}"


def _tail(alert: ImpactAlert, answerable: bool) -> list[Block]:
    duties = [
        f"• {_duty_date(duty.date)}{shown_text(duty.what, SHORT)}"
        for duty in alert.obligations[:MAX_DUTIES]
        if duty.what
    ]
    left_out = _uncounted(len(alert.obligations) - MAX_DUTIES, "duty", "duties")
    blocks = [section("\n".join(["*What the text asks*", *duties, *left_out]))] if duties else []
    if alert.to_do:
        blocks.append(section("\n".join(["*What to do*", *(f"• {step}" for step in alert.to_do)])))
    if answerable and alert.event is not Event.WITHDRAWN:  # there is nothing left to answer
        blocks.append(actions("icts_watch.answers", _buttons(alert)))
    return [*blocks, context(f"{alert.recipient.told_as} {NO_LEGAL_ADVICE}")]


def _duty_date(date: str) -> str:
    return f"*{shown_text(spelled_iso(date), IDENTITY)}*: " if date.strip() else ""


def _uncounted(left_out: int, one: str, many: str = "") -> list[str]:
    return [f"and {count(left_out, 'more ' + one, 'more ' + (many or one + 's'))}"] if left_out > 0 else []


def _buttons(alert: ImpactAlert) -> list[Block]:
    """The answers; their value names the rulemaking event, and the message's metadata the delivery."""
    facts = {"document": cut(alert.document.number, NUMBER), "event": alert.event}
    value = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return [button(f"icts_watch.{action}", label, value, style) for action, label, style in ANSWERS]


def _thread(alert: ImpactAlert, shown: Sequence[int]) -> list[Payload]:
    """The items that the first message has no room for, as messages for its thread."""
    texts = list(islice(pack(_rest(alert, shown), THREAD_TEXT), MAX_THREAD * THREAD_TEXTS))
    untold = alert.total - sum(shown) - sum(items for _, items in texts)
    fallback = f"More of your assets: {shown_text(alert.document.title, SHORT)}"
    pages = [texts[start : start + THREAD_TEXTS] for start in range(0, len(texts), THREAD_TEXTS)]
    messages = [payload(fallback, [section(text) for text, _ in page]) for page in pages]
    if untold:
        where = shown_text(alert.full_list, WHY)
        messages[-1]["blocks"].append(context(" ".join([f"and {count(untold, 'more asset')}.", where]).strip()))
    return messages


def _rest(alert: ImpactAlert, shown: Sequence[int]) -> Iterator[Piece]:
    for group, told in zip(alert.groups, shown, strict=True):
        if told < len(group.lines):
            yield "\n".join([_heading(alert, group), *_quote(group)]), 0
            yield from ((_line(line, group), 1) for line in group.lines[told:])
