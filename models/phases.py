"""From when each duty or prohibition of a document binds: a day, or a model year."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from extract.document import CELL, DateKind
from extract.scheduled_days import BESIDE_A_DAY, kind_in_cell
from models.enumerations import Layout, enumerations
from models.expressions import phrasing
from models.scope import Phase
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage
    from models.enumerations import Enumeration

_SAYS = phrasing("phases")
_WHEN, _OPENING, _RUNNING, _BINDS = (_SAYS[key] for key in ("when", "opening", "running", "binds"))
_BEGINS, _ALSO, _FORBIDS, _TRAILING = (_SAYS[key] for key in ("begins", "also", "forbids", "trailing"))
_SAME_DAY, _REPLACED = _SAYS["same_day"], _SAYS["replaced"]
_DATED_LIST, _SUBJECT_END, _LEAVES_OUT = _SAYS["dated_list"], _SAYS["subject_end"], _SAYS["leaves_out_years"]
_BEFORE, _BEFORE_WITHIN, _EXEMPTS = _SAYS["before"], _SAYS["before_within"], _SAYS["exempts"]
_NO_SCOPE_HERE = phrasing("reach")["no_scope_here"]
_SECTIONS, _HEADING = _SAYS["sections"], _SAYS["heading"]
_SEGMENT_END, _SEGMENT_START, _NEXT_SUBJECT = _SAYS["segment_end"], _SAYS["segment_start"], _SAYS["next_subject"]
_SKIP = {"contact", "addresses", "footnote", "action"}
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
SHORT = 240  # characters of a phase's description


def _iso(found: re.Match[str]) -> str | None:
    """The ISO date or "model year 2027"; None for a date that no calendar has."""
    if year := found["year"] or found["year_first"]:
        return f"model year {year}"
    month, day = found["month"] or found["month_second"], found["day"] or found["day_first"]
    printed = f"{month[:3].title()} {day} {found['yyyy'] or found['yyyy_third']}"
    try:
        return dt.datetime.strptime(printed, "%b %d %Y").replace(tzinfo=dt.UTC).date().isoformat()
    except ValueError:
        return None


def _headings(document: Document) -> dict[str, str]:
    """What each section of the regulation is called: "791.303" -> "Prohibited covered software transactions"."""
    leaves = {passage.section.split(" > ")[-1] for passage in document.passages if passage.kind == "regulation"}
    return {hit["number"]: hit["subject"] for leaf in leaves if (hit := _HEADING.match(leaf))}


def _sections(text: str, headings: dict[str, str]) -> str:
    numbers = [number for hit in _SECTIONS.finditer(text) for number in (hit["first"], hit["second"]) if number]
    return "; ".join(f"{headings[number]} (§ {number})" if number in headings else f"§ {number}" for number in numbers)


def _segment(text: str, found: re.Match[str]) -> str:
    """The part of a sentence that speaks of one of its dates."""
    cuts = [cut.start() for ends in (_SEGMENT_END, _NEXT_SUBJECT) for cut in ends.finditer(text)]
    start = max((cut for cut in cuts if cut < found.start()), default=0)
    end = min((cut for cut in cuts if cut >= found.end()), default=len(text))
    return _SEGMENT_START.sub("", text[start:end]).strip(" ,;.")


def _short(text: str) -> str:
    clean = re.sub(r"[;,]? (?:and|or)$", "", text.strip(" ,;.:"))
    return clean if len(clean) <= SHORT else clean[:SHORT].rsplit(" ", 1)[0]


def _starts(text: str) -> Iterator[tuple[str, str]]:
    """Dates from which a sentence says something binds, with what does."""
    begun = False
    for found in _WHEN.finditer(text):
        when = _iso(found)
        before, after = text[: found.start()], text[found.end() :]
        if when is None or _REPLACED.search(before):
            continue
        if _opens(before, after):
            yield when, _short(after)
        elif _BEGINS.search(before) or (begun and _ALSO.search(before)):
            begun = True
            clause = max((cut.end() for cut in _NEXT_SUBJECT.finditer(before)), default=0)
            subject = _SUBJECT_END.split(text[clause:], maxsplit=1)[0]
            segment = re.sub(rf"^.*?{re.escape(found.group(0))},? ?", "", _segment(text, found))
            yield when, _short(f"{subject.strip()} {segment}" if segment else subject)
        elif _TRAILING.search(before) and _FORBIDS.search(before):
            yield when, _short(text)


def _opens(before: str, after: str) -> bool:
    """Whether a date stands at the head of a sentence, and the rest of it binds."""
    if not _OPENING.search(before) or not _BINDS.search(after):
        return False
    return after.lstrip().startswith(",") or _RUNNING.search(before) is not None


def _ends(text: str, context: str, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Dates until which something is exempt: its duty binds from then on."""
    exempts, leaves_out = _EXEMPTS.search(context), _LEAVES_OUT.search(context)
    for found in _WHEN.finditer(text) if exempts or leaves_out else ():
        when = _iso(found)
        timed = _BEFORE.search(text[: found.start()]) or _BEFORE_WITHIN.search(found.group(0))
        if when and timed and (exempts or found["year"] or found["year_first"]):
            sections = _sections(context, headings)
            yield when, _short(": ".join(part for part in (sections, _segment(text, found)) if part))


def _of_list(document: Document, row: Enumeration, headings: dict[str, str]) -> Iterator[Phase]:
    opening = next(iter(_WHEN.finditer(row.intro)), None)
    dated = _iso(opening) if opening and _OPENING.search(row.intro[: opening.start()]) else None
    for member in row.members:
        quote = f"{row.intro} … {document.passages[member.passage].text}"
        if dated and (_BINDS.search(member.text) or _BINDS.search(row.intro)):
            yield Phase(dated, _short(member.text), quote, member.passage)
        for when, what in (*_from_dates(member.text, row.intro), *_ends(member.text, row.intro, headings)):
            yield Phase(when, what, quote, member.passage)


def _from_dates(text: str, intro: str) -> Iterator[tuple[str, str]]:
    """ "Compliance is required: (1) for modules, beginning January 1, 2028; ..."."""
    for found in _WHEN.finditer(text) if _DATED_LIST.search(intro) else ():
        before, when = text[: found.start()], _iso(found)
        if when and (_TRAILING.search(before) or before.rstrip().endswith((",", ":")) or not before.strip()):
            yield when, _short(text)


def _of_row(passage: Passage, index: int) -> Iterator[Phase]:
    """Dates and model years that stand in cells of their own, with what the other cells of the row say begins then."""
    cells = passage.text.split(CELL)
    for at, cell in enumerate(cells):
        found = _WHEN.search(cell)
        when = _iso(found) if found and len(cell) - len(found.group(0)) <= BESIDE_A_DAY else None
        if when and kind_in_cell(passage, at) is DateKind.COMPLIANCE:
            what = " | ".join(other for place, other in enumerate(cells) if place != at and not _WHEN.search(other))
            quote = ": ".join(part for part in (passage.table, passage.text) if part)
            yield Phase(when, _short(what), quote, index)


def _found(document: Document) -> Iterator[Phase]:
    headings = _headings(document)
    last: Phase | None = None
    for sentence in sentences(document):
        if sentence.kind in _SKIP or _NO_SCOPE_HERE.search(sentence.section):
            continue
        dated = (
            [*_starts(sentence.text), *_ends(sentence.text, sentence.text, headings)]
            if _YEAR.search(sentence.text)
            else []
        )
        if (
            last
            and last.passage == sentence.passage
            and _SAME_DAY.search(sentence.text)
            and _BINDS.search(sentence.text)
        ):
            dated.append((last.when, _short(sentence.text)))
        for when, what in dated:
            last = Phase(when, what, sentence.text, sentence.passage)
            yield last
    for index, passage in enumerate(document.passages):
        if passage.table or passage.columns:
            yield from _of_row(passage, index)
    for row in enumerations(document):
        if row.layout in {Layout.PARAGRAPHS, Layout.INLINE}:
            yield from _of_list(document, row, headings)


def phases(document: Document) -> tuple[Phase, ...]:
    """Every date or model year from which something binds, in order of time, each with what binds and the words."""
    kept = {(phase.when, essence(phase.what)): phase for phase in _found(document)}
    return tuple(sorted(kept.values(), key=lambda phase: (phase.when.removeprefix("model year "), phase.passage)))
