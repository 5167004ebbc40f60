"""From when each duty or prohibition of a document binds: a day, or a model year."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from models.enumerations import Layout, enumerations
from models.expressions import phrasing
from models.scope import Phase
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document
    from models.enumerations import Enumeration
    from models.sentences import Sentence

_SAYS = phrasing("phases")
_WHEN, _OPENING, _BINDS, _BEGINS, _ALSO = (_SAYS[key] for key in ("when", "opening", "binds", "begins", "also"))
_BEFORE, _BEFORE_WITHIN, _EXEMPTS = _SAYS["before"], _SAYS["before_within"], _SAYS["exempts"]
_SECTIONS, _HEADING, _SUBJECT_END = _SAYS["sections"], _SAYS["heading"], _SAYS["subject_end"]
_SEGMENT_END, _SEGMENT_START = _SAYS["segment_end"], _SAYS["segment_start"]
_SKIP = {"contact", "addresses", "footnote", "action"}
SHORT = 240  # characters of a phase's description


def _iso(found: re.Match[str]) -> str | None:
    """The ISO date or "model year 2027"; None for a date that no calendar has."""
    if found["year"]:
        return f"model year {found['year']}"
    try:
        return dt.datetime.strptime(found["date"].title(), "%B %d, %Y").replace(tzinfo=dt.UTC).date().isoformat()
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
    cuts = [cut.start() for cut in _SEGMENT_END.finditer(text)]
    start = max((cut for cut in cuts if cut < found.start()), default=0)
    end = min((cut for cut in cuts if cut >= found.end()), default=len(text))
    return _SEGMENT_START.sub("", text[start:end]).strip(" ,;.")


def _short(text: str) -> str:
    clean = re.sub(r"[;,]? (?:and|or)$", "", text.strip(" ,;.:"))
    return clean if len(clean) <= SHORT else clean[:SHORT].rsplit(" ", 1)[0]


def _starts(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Dates from which a sentence says something binds, with what does."""
    text = sentence.text
    begun = False
    for found in _WHEN.finditer(text):
        when = _iso(found)
        before, after = text[: found.start()], text[found.end() :]
        if when is None:
            continue
        if _OPENING.match(before) and _BINDS.search(after) and after.lstrip().startswith(","):
            yield when, _short(after)
        elif _BEGINS.search(before) or (begun and _ALSO.search(before)):
            begun = True
            subject = _SUBJECT_END.split(text, maxsplit=1)[0]
            segment = re.sub(rf"^.*?{re.escape(found.group(0))},? ?", "", _segment(text, found))
            yield when, _short(f"{subject.strip()} {segment}" if segment else subject)


def _ends(text: str, context: str, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Dates until which something is exempt: its duty binds from then on."""
    if not _EXEMPTS.search(context):
        return
    for found in _WHEN.finditer(text):
        when = _iso(found)
        timed = _BEFORE.search(text[: found.start()]) or _BEFORE_WITHIN.search(found.group(0))
        if when and timed:
            sections = _sections(context, headings)
            yield when, _short(": ".join(part for part in (sections, _segment(text, found)) if part))


def _of_list(document: Document, row: Enumeration, headings: dict[str, str]) -> Iterator[Phase]:
    opening = next(iter(_WHEN.finditer(row.intro)), None)
    dated = _iso(opening) if opening and _OPENING.match(row.intro[: opening.start()]) else None
    for member in row.members:
        quote = f"{row.intro} … {document.passages[member.passage].text}"
        if dated and _BINDS.search(member.text):
            yield Phase(dated, _short(member.text), quote, member.passage)
        for when, what in _ends(member.text, row.intro, headings):
            yield Phase(when, what, quote, member.passage)


def _found(document: Document) -> Iterator[Phase]:
    headings = _headings(document)
    for sentence in sentences(document):
        if sentence.kind not in _SKIP:
            for when, what in (*_starts(sentence), *_ends(sentence.text, sentence.text, headings)):
                yield Phase(when, what, sentence.text, sentence.passage)
    for row in enumerations(document):
        if row.layout in {Layout.PARAGRAPHS, Layout.INLINE}:
            yield from _of_list(document, row, headings)


def phases(document: Document) -> tuple[Phase, ...]:
    """Every date or model year from which something binds, in order of time, each with what binds and the words."""
    kept = {(phase.when, essence(phase.what)): phase for phase in _found(document)}
    return tuple(sorted(kept.values(), key=lambda phase: (phase.when.removeprefix("model year "), phase.passage)))
