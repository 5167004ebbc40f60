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

LONGEST_TITLE = 500
"""Characters of a title or head that are read."""
BESIDE_A_DAY = 40
"""Characters that a cell may hold beside its day: "12:01 a.m. Eastern Time on"."""
_DATED_HEAD = re.compile(
    r"^(?:(?:proposed|planned|initial|final|first|second|third|and|new|the) )*"
    r"(?:(?:start(?:ing)?|beginning|implementation|effective|"
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
    *day_rules(
        DateKind.COMPLIANCE,
        r"\bcompl(?:y|iance)\b|\b(?:prohibit\w*|binding|required) (?:from|by|as of)\b"
        r"|\b(?:prohibition|ban|restriction|duty|requirement|obligation|stage|phase)s? "
        r"(?:begins?|starts?|appl(?:y|ies)|takes? effect|binds?)\b",
    ),
]
# Under a head that speaks of days alone, what the row says happens then ...
_BY_ROW = [
    *day_rules(DateKind.EXPIRATION, r"\b(?:expires?|expiration|lapses?|sunsets?|terminates?|ends)\b"),
    *day_rules(DateKind.COMMENTS_CLOSE, r"\bcomments?\b.*\b(?:due|clos\w+|deadline)\b|\bcomment period\b"),
    *day_rules(DateKind.HEARING, r"\bpublic (?:hearing|meeting|workshop|webinar)\b"),
    *day_rules(
        DateKind.COMPLIANCE,
        r"\b(?:prohibit\w*|restrict\w*|bans?|requirements?|dut(?:y|ies)|obligations?)\b.{0,80}"
        r"\b(?:begins?|starts?|appl(?:y|ies)|takes? effect|binds?)\b|\bcompl(?:y|iance)\b|\breports? (?:is |are )?due\b",
    ),
]
# ... or what the table is of.
_BY_SUBJECT = [
    *day_rules(
        None, r"\b(?:state|foreign|other) (?:laws?|rules|regulations|actions)\b|\b(?:prior|previous|earlier|past) \w+"
    ),
    *day_rules(
        DateKind.COMPLIANCE,
        r"\b(?:prohibit\w*|restrict\w*|bans?|phas(?:e[sd]?|ing)(?:[- ]in)?|consequences?|dut(?:y|ies)|obligations?|"
        r"requirements?|provisions?|implementation|compl(?:y|iance))\b",
    ),
    *day_rules(DateKind.HEARING, _GATHERING),
    *day_rules(DateKind.EFFECTIVE, r"\beffective\b|\btakes? effect\b|\bin (?:force|effect)\b"),
]
# A table that is of days altogether, whatever its columns are.
_OF_DAYS = re.compile(
    r"\b(?:compliance|prohibitions?|restrictions?|phase[- ]in|phases?|implementation)\b.*\b(?:dates?|schedules?|timelines?|"
    r"deadlines?)\b|\b(?:dates?|schedules?|timelines?|deadlines?) (?:of|for|on which|when)\b.*\b(?:compliance|prohibit\w+|"
    r"restrict\w+|requirements?)\b",
    re.IGNORECASE,
)
_NUMBER_OF_TABLE = re.compile(r"^\W*Table [\dA-Z.-]+(?: to [^—:.]{0,60}§* ?[\d.]+)?\W*$", re.IGNORECASE)


class Scheduled(NamedTuple):
    """A day of a table's row with its kind."""

    day: Day
    kind: DateKind


def scheduled_days(passage: Passage, published: dt.date | None) -> Iterator[Scheduled]:
    """The days that stand in cells of their own in a row of a table, where the table says what such days are."""
    for at, cell in enumerate(passage.text.split(CELL)):
        days = days_in(cell, published)
        if len(days) != 1 or len(cell) - (days[0].end - days[0].start) > BESIDE_A_DAY:
            continue
        if kind := kind_in_cell(passage, at):
            yield Scheduled(days[0], kind)


def kind_in_cell(passage: Passage, at: int) -> DateKind | None:
    """What a day in this cell of a table's row is, by the heads of the columns, the row, and the title or heading above."""
    if not (passage.table or passage.columns):
        return None
    cells = passage.text.split(CELL)
    heads = passage.columns if len(passage.columns) == len(cells) else ("",) * len(cells)
    title = passage.table[:LONGEST_TITLE]
    head, title = heads[at][:LONGEST_TITLE], "" if _NUMBER_OF_TABLE.match(title) else title
    if _NOT_OURS.search(head):
        return None
    decided, kind = told_by(_BY_HEAD, head)
    subject = title or passage.section.rsplit(" > ", 1)[-1]
    if decided or (not (_DATED_HEAD.match(head) if head else at == len(cells) - 1) and not _OF_DAYS.search(subject)):
        return kind
    decided, kind = told_by(_BY_ROW, " ".join(cells[:at] + cells[at + 1 :]))
    others = " ".join(heads[:at] + heads[at + 1 :])
    return kind if decided else told_by(_BY_SUBJECT, f"{subject} {others} {head}")[1]
