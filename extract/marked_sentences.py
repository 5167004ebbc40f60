"""Sentences, the day in question marked in them, and what a table of rules says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.background_rules import APPOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.background_rules import DayRule
    from extract.calendar_days import Day
    from extract.document import DateKind, Passage

OWN, OTHER = "◆", "◇"
"""What stands for the day in question and for every other day in a marked sentence."""
BARE = 60
"""Characters beside its days that a sentence may have and still say nothing of their kind."""
LONGEST_SENTENCE = 2_000
"""Characters: a "sentence" beyond this is a table or a list run together."""
LONGEST_OPENING = 400
"""Characters of the words that open a list which its members are read with."""
_MEMBER = re.compile(r"(?:\(\w{1,4}\)|\d{1,2}\.) ")
_SENTENCE_END = re.compile(r"[.?!]['”\"’)]*\s+(?=[“\"(•*]?\s?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|No|Nos|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Docs?|Fed|Reg|Mr|Ms|Dr|St|Inc|Co|Corp|Ltd|et seq|U\.S|"
    r"U\.S\.C|E\.O|Pub|Stat|sec|Sec|Art|vs?|approx)|"
    r"\be\.g|\bi\.e|[ap]\.m)$"
)
_NUMBERED = re.compile(
    r"\b(?:supplement|appendix|annex|docket|case|order|release|amendment|item|table|part|authorization) nos?$"
)
_AFTER_TIME = re.compile(r"(?:E\.?[SD]?\.?T|Eastern|Central|Mountain|Pacific|[CMP][SD]?T|GMT|UTC|on\b|local|\()")
# Between two days of one list: "and", "; 8 a.m. to 5 p.m. on Thursday,".
_LIST_WORD = re.compile(
    r"and|or|through|to|&|[-–—]|on|from|at|the|until|[ap]\.?m\.?|\d{1,2}(?::\d\d)?(?:[ap]\.?m\.?)?|noon|\w{2,6}day",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?=[◆◇])")
_BRACKETED = re.compile(r"\([^()]*\)")
_FOR_OTHERS = re.compile(
    r"[\s,;]*(?:and|or|but),? (?:(?:for|in|to|by) |the (?:second|third|fourth|other|latter|last|rest|remainder) )|"
    r"[\s,;]*for [^.;]{1,60},? (?:and|or|but)(?: (?:on|from|by|until|starting|beginning))* $"
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph; "5 p.m. Eastern", "U.S. Department" and "No. 5" end none."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before = text[max(start, match.start() - 20) : match.start()]
        found = _ABBREVIATION.search(before) or (_NUMBERED.search(before) if text[match.end()].isdigit() else None)
        if found and (not found[0].endswith(".m") or _AFTER_TIME.match(text, match.end())):
            continue
        yield text[start : match.end()].strip()
        start = match.end()
    yield text[start:].strip()


def mark_day(sentence: str, days: list[Day], target: Day) -> str:
    """The sentence with the day in question as ◆ and every other day as ◇, without their weekdays."""
    parts, position = [], 0
    for day in days:
        if day.start >= position:
            parts += [sentence[position : day.start], OWN if day.start == target.start else OTHER]
            position = day.end
    return APPOSED.sub("on ", _WEEKDAY.sub("", "".join(parts) + sentence[position:]))


def told_by(table: list[DayRule], said: str) -> tuple[bool, DateKind | None]:
    """Whether a rule of the table decides on a marked sentence, and the kind that the first such rule gives."""
    for rule in table:
        if rule.words.search(said):
            return True, rule.kind
    return False, None


def lists(between: str) -> bool:
    """Whether the words between two days only list them: "and", or ", and for all others"."""
    if len(between) < BARE and _FOR_OTHERS.match(between):
        return True
    return all(_LIST_WORD.fullmatch(word) for word in re.split(r"[\s,;]+", _BRACKETED.sub("", between)) if word)


def with_openings(passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
    """Each passage with the words that open the list of which it is a member: "The prohibitions begin:" of "(a) On ...;"."""
    opening, section = "", ""
    for passage in passages:
        goes_on = passage.section == section and _MEMBER.match(passage.text)
        yield passage, opening if goes_on else ""
        if passage.text.endswith((":", "—")):  # one that is a member itself goes on with what opened it
            opening, section = (
                f"{opening if goes_on else ''} {passage.text}".strip()[-LONGEST_OPENING:],
                passage.section,
            )
        elif not goes_on:
            opening = ""
