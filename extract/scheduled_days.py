"""What the days in a table's cells are, where only its column heads, its title or the heading above it say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extract.background_rules import day_rules
from extract.calendar_days import days_in
from extract.document import CELL, DateKind
from extract.marked_sentences import told_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from extract.calendar_days import Day
    from extract.document import Passage

BESIDE_A_DAY = 40
"""Characters that a cell may hold beside its day: "12:01 a.m. Eastern Time on"."""
_DATED_HEAD = re.compile(
    r"^(?:(?:proposed|planned|initial|final|first|new|the) )*(?:(?:start(?:ing)?|beginning|implementation|effective|"
    r"applicab\w+|application|phase[- ]in|prohibition|transition|dates?|timing|schedule) )*(?:dates?|when|day|"
    r"begin\w*|start\w*|from|as of|since|"
    r"on (?:and|or) after|effective\b.*|takes? effect|in (?:force|effect)(?: from)?|appl(?:y|ies)(?: from| beginning| on)?|"
    r"in force from|binding from|required (?:from|by))\b(?: (?:of application|on which|from which|by which|when)\b.*)?"
    r"(?:\s*\(.*\))?\W*$",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\b(?:publi(?:shed|cation)|issued?|adopted|approv\w+|submi\w+|prior|former|original|previous|current|old|proposed rule|"
    r"enacted|state|signed|estimated|received|fil(?:ed|ing))\b",
    re.IGNORECASE,
)
_GATHERING = r"\b(?:hearing|meeting|workshop|webinar|session)s?\b"
_BY_HEAD = [
    *day_rules(DateKind.EXPIRATION, r"\b(?:expir\w+|ends?|ending|end date|until|sunsets?|terminat\w+|lapses?)\b"),
    *day_rules(DateKind.COMMENTS_CLOSE, r"\bcomments?\b.*\b(?:due|clos\w+|deadline|dates?|by)\b"),
    *day_rules(DateKind.HEARING, _GATHERING),
    *day_rules(DateKind.COMPLIANCE, r"\bcompl(?:y|iance)\b|\b(?:prohibit\w*|binding|required) (?:from|by|as of)\b"),
]
# Under a head that speaks of days alone, what the table is of.
_BY_SUBJECT = [
    *day_rules(
        DateKind.COMPLIANCE,
        r"\b(?:prohibit\w*|restrict\w*|bans?|phas(?:e[sd]?|ing)(?:[- ]in)?|consequences?|dut(?:y|ies)|obligations?|"
        r"requirements?|provisions?|implementation|compl(?:y|iance))\b",
    ),
    *day_rules(DateKind.HEARING, _GATHERING),
    *day_rules(DateKind.EFFECTIVE, r"\beffective\b|\btakes? effect\b|\bin (?:force|effect)\b"),
]


class Scheduled(NamedTuple):
    """A day of a table's row with its kind."""

    day: Day
    kind: DateKind


def scheduled_days(passage: Passage, published: dt.date | None) -> Iterator[Scheduled]:
    """The days that stand in cells of their own in a row of a table, where the table says what such days are."""
    for at, cell in enumerate(passage.text.split(CELL)):
        days = days_in(cell, published)
        alone = days and len(cell) - sum(day.end - day.start for day in days) <= BESIDE_A_DAY
        if alone and (kind := kind_in_cell(passage, at)):
            yield from (Scheduled(day, kind) for day in days)


def kind_in_cell(passage: Passage, at: int) -> DateKind | None:
    """What a day in this cell of a table's row is, by the heads of the columns, the title and the heading above it."""
    if not (passage.table or passage.columns):
        return None
    cells = passage.text.count(CELL) + 1
    heads = passage.columns if len(passage.columns) == cells else ("",) * cells
    others = " ".join(heads[:at] + heads[at + 1 :])
    return _kind(heads[at], f"{passage.table} {passage.section.rsplit(' > ', 1)[-1]} {others}", last=at == cells - 1)


def _kind(head: str, around: str, *, last: bool) -> DateKind | None:
    """By the head of the column, if it says; else by what the table is of, under a head that speaks of days alone."""
    if _NOT_OURS.search(head):
        return None
    decided, kind = told_by(_BY_HEAD, head)
    if decided or not (_DATED_HEAD.match(head) if head else last):
        return kind
    return told_by(_BY_SUBJECT, f"{around} {head}")[1]
