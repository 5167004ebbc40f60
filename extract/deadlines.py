"""Every day a document sets, with its kind and the words it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extract import binding_rules as binding
from extract import deadline_rules as rules
from extract.background_rules import BACKGROUND, OF_OTHERS, TAKEN_OUT, DayRule
from extract.calendar_days import (
    NO_STARTS,
    Day,
    Starts,
    counts_from_effect,
    days_in,
    is_bare_day,
    may_hold_days,
    rolls_over,
)
from extract.day_words import corrected
from extract.days_ahead import AHEAD
from extract.document import DatedFact, DateKind, Stage
from extract.marked_sentences import BARE, LONGEST_SENTENCE, lists, mark_day, sentences, told_by, with_openings
from extract.scheduled_days import scheduled_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from extract.document import Passage

_LABEL = re.compile(
    r"^(?:comments? )?(?:due |closing |effective |compliance |expiration |hearing |meeting |applicable )?"
    r"dates?(?: and times?| & times?|"
    r" and location)?\s*:"
    r"|^times?(?: and dates?)?\s*:|^when\s*:|^comments? due\s*:",
    re.IGNORECASE,
)
_PARAGRAPH_LABEL = re.compile(
    r"(?:(?:mandatory )?compliance|effective|expiration|applicability) dates?:", re.IGNORECASE
)
# Documents that only change another's dates or text: what their body repeats are the other document's days.
_ABOUT_ANOTHER = frozenset(
    {
        Stage.CORRECTION,
        Stage.COMMENT_PERIOD_EXTENSION,
        Stage.COMMENT_PERIOD_REOPENING,
        Stage.DELAY_OF_EFFECTIVE_DATE,
        Stage.WITHDRAWAL,
    }
)
# ... but for what these say of the rule's own days beside their DATES section.
_SPEAKS_ON = {Stage.CORRECTION: rules.CORRECTED, Stage.DELAY_OF_EFFECTIVE_DATE: rules.STILL}
_MOVES_COMMENT = frozenset({Stage.COMMENT_PERIOD_EXTENSION, Stage.COMMENT_PERIOD_REOPENING})
# ... and for meetings, where a comment period moves.
_READ_ON = {**_SPEAKS_ON, **dict.fromkeys(_MOVES_COMMENT, rules.GATHERINGS)}
_MOVES_DAYS = _MOVES_COMMENT | {Stage.DELAY_OF_EFFECTIVE_DATE}
_INVITES_RESPONSES = frozenset({Stage.ANPRM, Stage.NPRM, Stage.SUPPLEMENTAL_NPRM, Stage.REQUEST_FOR_INFORMATION})
_CASES = frozenset({Stage.INITIAL_DETERMINATION, Stage.FINAL_DETERMINATION, Stage.GENERAL_AUTHORIZATION})
_RULES = frozenset({Stage.FINAL_RULE, Stage.INTERIM_FINAL_RULE, Stage.FINAL_DETERMINATION})
_AGREEMENT = re.compile(r"\bmitigation agreement\b", re.IGNORECASE)
_ORDER = re.compile(r"\b(?:exclusion|removal|prohibition)\b.{0,20}\border\b|\border prohibiting\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:meetings?|hearings?|workshop|webinar|conference|sunshine)\b", re.IGNORECASE)
_REACHES_BACK = re.compile(r"\b(?:on (?:or|and) )?after\b")
# A determination printed anew, as amended, says of a day that is over: "As of ◆, X may not ...", "◆ (unchanged)".
_RESTATED = re.compile(
    r"^\W*(?:(?:Section \d+|[A-Z]\w+)\. |\d+(?:\.\d+)*\.? |\(\w{1,4}\) )*(?:As of|Beginning|From|Starting|On and after|"
    r"Since)\b[^;]*\b(?:may not|must not|shall not|no person may|none of them may|"
    r"(?:is|are|has been|have been) (?:prohibited|barred|forbidden)|no (?:\w+ )?person has been (?:permitted|allowed))\b|"
    r"\b(?:may|must|shall) not, (?:from|since|beginning)\b|"
    r"\d \((?:unchanged|not changed)\b|"
    r"\b(?:[Pp]rohibition|[Pp]aragraph|[Dd]uty|[Mm]easure)s?(?: \([^)]*\)(?: and \([^)]*\))?)? "
    r"ha(?:s|ve) (?:applied|bound|run|been in force) since\b|\bha(?:s|ve) bound [^;]{3,60} since\b|\bbinds? \w+ since\b|"
    r"\bha(?:s|ve) been (?:prohibited|barred|forbidden)\b[^;]{0,60} since\b"
)
_SINCE = re.compile(
    r"\b[Ss]ince(?: [^◆◇;]{0,60} on)? ◆, [^◇;]*\bha(?:s|ve) been \w|\bbinds? \w+ since ◆|"
    r"\bha(?:s|ve) (?:bound|been (?:prohibited|barred|forbidden))\b[^◆◇;]{0,60} since ◆"
)
_EXAMPLE = re.compile(r"\b(?:for|as an) (?:example|instance|illustration)\b|\bassume\b", re.IGNORECASE)
_OPENS_EXAMPLE = re.compile(
    r"(?:Example \w+\W+)?(?:For (?:example|instance),|As an (?:example|illustration)|Assume|Suppose)\b", re.IGNORECASE
)
# What somebody else wished for, in a rule's answer to comments.
_OTHERS_WISH = re.compile(
    r"\b(?:commente?rs?|commentors?|one comment|some comments)\b[^;]*\b(?:ask|suggest|urg|request|recommend|argu|propos|prefer|"
    r"want|advocat|object|believ|state|note|express)\w*\b",
    re.IGNORECASE,
)
_PART_OF_CASE = re.compile(r"\b(?:prohibitions?|paragraph|measures?)\b", re.IGNORECASE)
_OF_ITSELF = re.compile(  # how a case opens
    r"(?:[A-Z]\w+\. |\d+\. )?(?:This|Notice is|The (?:Department|Bureau|Office|Secretary|amendments?|[Dd]etermination|[Oo]rder|"
    r"decision)) "
)
_ITSELF = re.compile(
    r"^(?:It|They)(?= (?:takes? effect|has effect|(?:is|are|becomes?) effective|are made\b[^◆;]*\btake effect)\b)"
)
_MADE = re.compile(r"^It(?= is made (?:under|by|in accordance)\b)")  # a case, whatever else the paragraph tells
_NO_COMMENT = re.compile(r"\bcomments? (?:(?:is|are) )?not\b|\bno (?:\w+ )?comments?\b", re.IGNORECASE)
_BACKGROUND_HEADING = re.compile(
    r"\b(?:background|history|original(?! (?:part|compan|firm|respond|person))|earlier)\b", re.IGNORECASE
)
_ASKED_FOR = re.compile(
    r"\b(?:asked|requested|urged|petitioned|wished|pleaded)\b(?:(?!\b(?:and|but|so)\b)[^;◆]){0,160}◆"
)
_WISHED = frozenset({DateKind.COMPLIANCE, DateKind.EFFECTIVE, DateKind.EXPIRATION, DateKind.APPLICABILITY})
_COMMENT = re.compile(r"comment", re.IGNORECASE)
_ON_PAPERWORK = re.compile(
    r"^\W*(?:written |public )?comments? (?:only )?(?:on|regarding|concerning) (?:the )?(?:proposed )?"
    r"(?:information collection|collections? of information|paperwork)",
    re.IGNORECASE,
)
_PAPERWORK = re.compile(r"paperwork|information collection|Office of Management", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the reader of dates has to know about the document: its type, stage, header words, and when it came out.

    `reference` is the publication date or, where that is unknown, the earliest day it can have been; `starts` what else days
    are counted from; `programme` whether it is one on ICTS.
    """

    type: str
    stage: Stage
    action: str
    title: str
    published: dt.date | None
    reference: dt.date | None
    starts: Starts = NO_STARTS
    programme: bool = False


def dated_facts(passages: Iterable[Passage], occasion: Occasion) -> tuple[DatedFact, ...]:
    """The days a document sets: first those of its DATES section, then those its text and regulations bind by.

    A day that several passages repeat is one fact per kind; "other" gives way to a kind that says more. What is counted from
    its own effective day is read once that is known.
    """
    passages = list(passages)
    facts = _facts(passages, occasion)
    effective = {fact.date for fact in facts if fact.kind is DateKind.EFFECTIVE}
    if (
        len(effective) == 1
        and occasion.stage not in _ABOUT_ANOTHER
        and any(counts_from_effect(passage.text) for passage in passages)
    ):
        starts = occasion.starts._replace(effective=effective.pop())
        facts = _facts(passages, replace(occasion, starts=starts))
    return facts


def _facts(passages: Sequence[Passage], occasion: Occasion) -> tuple[DatedFact, ...]:
    facts: list[DatedFact] = []
    rest: list[Passage] = []
    for passage in passages:
        if passage.kind == "dates" or _is_labelled(passage):
            facts += list(_in_table(passage, occasion)) or _in_dates_section(passage, occasion)
        else:
            rest.append(passage)
    settled = {fact.date for fact in facts}
    told = occasion.stage in _ABOUT_ANOTHER and bool(facts)
    if not told or occasion.stage in _READ_ON:
        stated = {fact.kind for fact in facts}
        heading = ""  # of a case: "B. As of ◆"
        for passage, opening in with_openings(rest):
            if occasion.stage in _CASES and passage.section != heading:
                heading = passage.section
                told_above = replace(passage, text=_heading(heading), section="", kind="text")
                facts += _in_text(told_above, occasion, stated, "") if _worth_reading(told_above, occasion) else ()
            if _worth_reading(passage, occasion):
                printed_anew = occasion.stage is Stage.CORRECTION and passage.kind == "regulation"
                in_table = list(_in_table(passage, occasion)) if printed_anew or not told else []
                facts += in_table or _in_text(passage, occasion, stated, opening)
    if occasion.stage in _SPEAKS_ON or occasion.stage in _CASES:
        out = _taken_out(rest, for_good=occasion.stage in _CASES)
        facts = [fact for fact in facts if fact.date not in out or fact.kind is DateKind.COMMENTS_CLOSE]
    return _settled(
        corrected(facts, passages, occasion.stage, settled, _of_others(occasion)) if occasion.programme else facts
    )


def _taken_out(passages: Iterable[Passage], *, for_good: bool) -> set[dt.date]:
    """The days that a correction, a delay or an amended determination removes from the text that it changes.

    `for_good`: but for those that it gives again further on ("For plants, support ends on ◆ as before").
    """
    out: set[dt.date] = set()
    for passage in passages:
        for sentence in sentences(passage.text) if may_hold_days(passage.text) else ():
            days = days_in(sentence)
            removed = {day.date for day in days if told_by(TAKEN_OUT, mark_day(sentence, days, day))[0]}
            out = out - ({day.date for day in days} if for_good else set()) | removed
    return out


def _is_labelled(passage: Passage) -> bool:
    """Whether a paragraph is labelled as DATES are elsewhere: "Date and Time: ...", or under such a heading."""
    if ":" in passage.text[:45] and _LABEL.match(passage.text):
        return True
    return passage.kind == "text" and _is_label(passage.section)


@lru_cache(maxsize=4_096)
def _is_label(section: str) -> bool:
    return _LABEL.match(_heading(section) + ":") is not None


def _heading(section: str) -> str:
    return section.rsplit(" > ", 1)[-1]


def _settled(facts: list[DatedFact]) -> tuple[DatedFact, ...]:
    told = {fact.date for fact in facts if fact.kind is not DateKind.OTHER}
    kept: dict[tuple[DateKind, dt.date], DatedFact] = {}
    for fact in facts:
        if fact.kind is not DateKind.OTHER or fact.date not in told:
            kept.setdefault((fact.kind, fact.date), fact)
    return tuple(kept.values())


def _in_dates_section(passage: Passage, occasion: Occasion) -> Iterator[DatedFact]:
    table = _dates_table(occasion.stage)
    labelled = _PARAGRAPH_LABEL.match(passage.text) or _PARAGRAPH_LABEL.match(_heading(passage.section) + ":")
    label = labelled[0] if labelled else ""
    found: list[_Told] = []
    said = [each[:LONGEST_SENTENCE] for each in sentences(passage.text)]
    at, rolls = 0, rolls_over(passage.text)
    for before, sentence in zip(["", *said], said, strict=False):
        counted_from = occasion.published or occasion.reference
        days = days_in(sentence, counted_from, starts=occasion.starts, assume_year=True, rolls=rolls)
        if occasion.published is None:  # counting from publication needs the day itself
            known = {day.start for day in days_in(sentence, starts=occasion.starts) if day.computed}
            days = [day for day in days if not day.computed or day.start in known or sentence[day.start].isupper()]
        told = _kinds_of_days(sentence, days, table, before if before.endswith("?") else label, occasion)
        found += [_Told(at + day.start, at + day.end, day, kinds, sentence) for day, kinds in told]
        at += len(sentence) + 1
    if occasion.stage in _MOVES_DAYS:
        found = list(_without_replaced(found, " ".join(said), extends=occasion.stage in _MOVES_COMMENT))
    # Comments on paperwork may be due on a day of their own, whichever the text tells first.
    found.sort(key=lambda one: DateKind.COMMENTS_CLOSE in one.kinds and _ON_PAPERWORK.search(one.sentence) is not None)
    for one in found:
        yield from (DatedFact(kind, one.day.date, one.sentence, one.day.computed) for kind in one.kinds)


_OWN = re.compile(
    r"(?:effective date: )?this (?:[\w-]+ ){0,2}(?:rule|regulation|action|document|notice|order) (?:is|becomes|takes) eff",
    re.IGNORECASE,
)
"""A document's own day, beside those that it moves."""


_OF_THE_RULE = re.compile(
    r"\b(?:interim|final)\b[^;]*(?:\b(?:is|was|remains|became|becomes|took|takes)|,) effect|\beffective date of the\b",
    re.IGNORECASE,
)


class _Told(NamedTuple):
    """A day of a DATES section, where it stands there, and what its sentence says that it governs."""

    start: int
    end: int
    day: Day
    kinds: list[DateKind]
    sentence: str


def _kinds_of_days(
    sentence: str, days: list[Day], table: list[DayRule], label: str, occasion: Occasion
) -> list[tuple[Day, list[DateKind]]]:
    """Each day of a sentence of a DATES section with what it governs."""
    found = []
    previous: DateKind | None = None
    for before, day in zip([None, *days], days, strict=False):
        marked = mark_day(sentence, days, day)
        decided, kind = told_by(table, marked)
        if not decided and label and not sentence.startswith(label):
            decided, kind = told_by(table, f"{label} {marked}")
        if not decided:
            listed = before and lists(sentence[before.end : day.start])
            kind = previous if previous and listed else _undecided(sentence, days, occasion)
        kinds = [kind] if kind else []
        kinds += [
            also for also in (told_by(rules.ALSO, marked)[1], told_by(rules.ALSO_EFFECTIVE, marked)[1]) if also and kind
        ]
        found.append((day, list(dict.fromkeys(kinds))))
        previous = kind
    return found


def _without_replaced(found: Sequence[_Told], text: str, *, extends: bool) -> Iterator[_Told]:
    """The days without those that gave way: a word of moving stands between one and a later day of the same kind.

    What moves a comment period (`extends`) leaves the rule's own effective day alone, where it repeats it.
    The day on which the moving document itself takes effect comes last.
    """
    own = [one for one in found if _OWN.match(one.sentence)]
    found = [
        one
        for one in found
        if one in own or not (extends and _OF_THE_RULE.search(one.sentence) and DateKind.EFFECTIVE in one.kinds)
    ]
    for place, one in enumerate(found):
        later = (
            other for other in found[place + 1 :] if set(other.kinds) & set(one.kinds) and other.day.date > one.day.date
        )
        between = (text[one.end : other.start] for other in later)
        moved = any(rules.MOVES.search(words) and not rules.OTHER_PERIOD.search(words) for words in between)
        if one not in own and not moved:
            yield one
    yield from own


def _dates_table(stage: Stage) -> list[DayRule]:
    if stage in _INVITES_RESPONSES:
        return rules.IN_INVITATION
    if stage in _MOVES_COMMENT:
        return rules.IN_EXTENSION
    return rules.IN_DATES_OF_RULE if stage in _RULES else rules.IN_DATES_SECTION


def _undecided(sentence: str, days: list[Day], occasion: Occasion) -> DateKind:
    """The kind of a day in a DATES section whose sentence says no more than the day."""
    bare = len(sentence) - sum(each.end - each.start for each in days) < BARE
    if bare and _MEETING.search(f"{occasion.action} {occasion.title} {sentence}"):
        return DateKind.HEARING
    if bare and occasion.type == "RULE":
        return DateKind.EFFECTIVE
    if bare and occasion.stage in _INVITES_RESPONSES:
        return DateKind.COMMENTS_CLOSE
    return DateKind.OTHER


def _worth_reading(passage: Passage, occasion: Occasion) -> bool:
    if passage.kind in {"action", "addresses", "contact", "footnote"}:
        return False
    # A past day matters only as one from when on something applies, or in a determination printed anew.
    over = occasion.stage in _CASES or "after" in passage.text
    since = occasion.reference.year if occasion.reference and not over else 0
    return may_hold_days(passage.text, since) and not is_bare_day(passage.text)


def _in_table(passage: Passage, occasion: Occasion) -> Iterator[DatedFact]:
    """The days of a table's row that its heads and title speak of, as far as they lie ahead."""
    if not (passage.table or passage.columns) or not may_hold_days(passage.text):
        return
    quote = ": ".join(part for part in (passage.table, passage.text) if part)
    for day, kind in scheduled_days(passage, occasion.published):
        if occasion.reference is None or day.date >= occasion.reference:
            yield DatedFact(kind, day.date, quote, day.computed)


def _in_text(passage: Passage, occasion: Occasion, stated: set[DateKind], opening: str) -> Iterator[DatedFact]:
    table: list[DayRule] = []
    for sentence in sentences(passage.text):
        if _OPENS_EXAMPLE.match(sentence):
            return  # what follows in the paragraph goes on with it
        if len(sentence) > LONGEST_SENTENCE or not may_hold_days(sentence) or _EXAMPLE.search(sentence):
            continue
        days = days_in(sentence, occasion.published, starts=occasion.starts)
        previous: DateKind | None = None
        for before, day in zip([None, *days], days, strict=False):
            past = occasion.reference is not None and day.date < occasion.reference
            restated = occasion.stage in _CASES and _RESTATED.search(sentence) is not None
            if past and not restated and not _REACHES_BACK.search(sentence):
                continue
            table = table or _text_table(passage, occasion, stated)
            marked = mark_day(sentence, days, day)
            if occasion.stage in _CASES:
                marked = _MADE.sub("This determination", marked)
                marked = _ITSELF.sub("This determination", marked) if _opens_case(passage) else marked
            decided, kind = told_by(table, marked)
            if not decided and occasion.stage in _CASES:  # "Effective Dates of the Prohibitions" stands above it
                heading = _NO_COMMENT.sub("", _heading(passage.section))
                decided, kind = told_by(table, f"{heading}: {marked}")
            if not decided and opening:
                decided, kind = told_by(table, f"{opening} {marked}")
            if not decided and previous and before and lists(sentence[before.end : day.start]):
                kind = previous
            if kind is None and (restated or (not decided and not past)) and _speaks_for_itself(passage, occasion):
                kind = DateKind.COMPLIANCE if restated and _SINCE.search(marked) else told_by(AHEAD, marked)[1]
            if kind in _WISHED and (_OTHERS_WISH.search(sentence) or _ASKED_FOR.search(marked)):
                continue
            if kind is DateKind.OTHER and day.computed and occasion.type == "PRESDOCU":
                continue  # what officials have to do "within 90 days of the date of this order"
            if kind and (kind is DateKind.APPLICABILITY or restated or not past):
                yield DatedFact(kind, day.date, sentence, day.computed)
            previous = kind


def _speaks_for_itself(passage: Passage, occasion: Occasion) -> bool:
    """Whether a day to come is likely the document's own: in a case, and in the programme where a rule is made or changed."""
    if occasion.stage in _CASES or (occasion.programme and occasion.stage in _SPEAKS_ON):
        retells = occasion.stage in _CASES and _BACKGROUND_HEADING.search(_heading(passage.section))
        return passage.kind in {"text", "preamble", "regulation"} and not retells
    return occasion.programme and passage.kind == "regulation"


def _opens_case(passage: Passage) -> bool:
    """Whether "it" is the case itself: in a paragraph that begins with it, or one above all headings with none of its parts."""
    return _OF_ITSELF.match(passage.text) is not None or not (passage.section or _PART_OF_CASE.search(passage.text))


def _text_table(passage: Passage, occasion: Occasion, stated: set[DateKind]) -> list[DayRule]:
    table = [*BACKGROUND, *_of_others(occasion)]
    in_dates = rules.CORRECTED_IN_DATES[_kind_in_dates(occasion)] if occasion.stage is Stage.CORRECTION else []
    if occasion.stage in _READ_ON and stated:
        anew = occasion.stage is Stage.CORRECTION and passage.kind == "regulation"  # the text as it is to be
        return table + _READ_ON[occasion.stage] + in_dates + (binding.BINDING if anew else [])
    table += _SPEAKS_ON.get(occasion.stage, []) + in_dates
    if DateKind.COMMENTS_CLOSE not in stated and _invites_comments(occasion, stated):
        table += rules.COMMENTS_CLOSE
        if _COMMENT.search(passage.section):
            table += rules.RESPONSES_CLOSE
    if DateKind.COMMENTS_CLOSE not in stated and not _PAPERWORK.search(f"{passage.section} {passage.text}"):
        table += rules.COMMENTS_ARE_DUE
    if not stated:
        table += rules.STATED_IN_TEXT
    elif occasion.stage in _INVITES_RESPONSES:
        table += rules.GATHERINGS
    agreed = _AGREEMENT.search(occasion.title) is not None
    case = (
        agreed or occasion.stage in _CASES or (occasion.type == "NOTICE" and _ORDER.search(occasion.title) is not None)
    )
    if passage.kind == "regulation" or (passage.kind == "text" and (not stated or case)):
        binds = passage.kind == "regulation" or case or occasion.type == "PRESDOCU"
        officials = binding.OFFICIALS if occasion.type == "PRESDOCU" else []
        due = binding.AGENCY_BY + binding.MUST_BY if binds else []
        due += (binding.AGREED_BY if agreed else []) + (binding.WITHIN if case else [])
        return table + binding.BINDING + rules.APPLICABILITY[1:] + officials + due + rules.ASKED_BY
    # What a preamble says of duties is often another rule's; only a prohibition from a day on is taken from it.
    return table + binding.FORBIDDING


def _kind_in_dates(occasion: Occasion) -> DateKind:
    """What DATES of a document of this type give first, where a correction names them and no more."""
    about = f"{occasion.action} {occasion.title}"
    if occasion.type in {"RULE", "PRORULE"}:
        return DateKind.EFFECTIVE if occasion.type == "RULE" else DateKind.COMMENTS_CLOSE
    if _MEETING.search(about):
        return DateKind.HEARING
    if _COMMENT.search(about) or _PAPERWORK.search(about):
        return DateKind.COMMENTS_CLOSE
    return DateKind.COMPLIANCE if occasion.programme else DateKind.OTHER


def _of_others(occasion: Occasion) -> list[DayRule]:
    """What is somebody else's in the programme's rules and cases; notices on a list may speak of the law behind it."""
    return OF_OTHERS if occasion.programme and (occasion.stage in _CASES or occasion.type != "NOTICE") else []


def _invites_comments(occasion: Occasion, stated: set[DateKind]) -> bool:
    """Whether comment may close on a day that DATES does not give: other comments (on paperwork) abound in rules."""
    if occasion.type in {"RULE", "PRESDOCU"}:
        return occasion.stage is Stage.INTERIM_FINAL_RULE
    return not stated or _COMMENT.search(f"{occasion.action} {occasion.title}") is not None
