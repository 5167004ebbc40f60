"""The header of a document in plain text: masthead, agencies, dockets, RINs and title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extract.agencies import known_agency
from extract.calendar_days import days_in
from extract.text_labels import labels
from extract.text_paragraphs import breaks_early, titled

if TYPE_CHECKING:
    import datetime as dt

    from extract.printed import Printed

_SECTIONS = {
    "rules and regulations": "RULE",
    "proposed rules": "PRORULE",
    "notices": "NOTICE",
    "presidential documents": "PRESDOCU",
}
_VOLUME = re.compile(r"\[?Federal Register\s+Volume\s+(\d+),?\s+Number\s+\d+\s+\((\w+day, \w+ \d{1,2}, \d{4})\)\]?")
_SECTION = re.compile(r"\[(Rules and Regulations|Proposed Rules|Notices|Presidential Documents)\]")
_PAGES = re.compile(r"(?<!\[)\[Pages?\s+(\d+)(?:-\d+)?\]")
_NUMBER = re.compile(r"\[FR\s+Doc\.?\s+No[.:]+\s*([\w–-]+)\]")
# A draft on public inspection says when it will be printed, at its head and in its filing line.
_INSPECTED = re.compile(
    r"\bscheduled\s+to\s+be\s+published\s+in\s+the\s+Federal\s+Register\s+on\s+(\d{1,2}/\d{1,2}/\d{4})|"
    r"\bPublication\s+Date:\s*(\d{1,2}/\d{1,2}/\d{4})"
)
# Above a document on the Register's own site: "A Rule by the Industry and Security Bureau on 01/16/2025".
_ON_SITE = re.compile(
    r"^\W*An? (Rule|Proposed Rule|Notice|Presidential Document) by (?:the )?[^\n]{3,300}? on (\d\d/\d\d/\d{4})\b",
    re.MULTILINE,
)
_ON_SITE_TYPES = {"Rule": "RULE", "Proposed Rule": "PRORULE", "Notice": "NOTICE", "Presidential Document": "PRESDOCU"}
_CITED_ON_SITE = re.compile(r"\bDocument Citation:?\s*(\d{2,3}) FR (\d{1,6})\b")
_SITE_HEAD = 6_000  # characters
_INSPECTION_HEAD = re.compile(
    r"\A\s*This\s+document\s+is\s+scheduled\s+to\s+be\s+published\b.{0,300}?(?:\n\s*\n|\b(?:govinfo|FDsys)\.gov\b)"
    r"(?:\s*\[?Billing\s+Code:?\s+[\w–-]+\]?)?",
    re.DOTALL | re.IGNORECASE,
)
# The box with which each section of an issue opens, above its first document.
_SECTION_BOX = re.compile(
    r"^[ \t]*(?:Rules and Regulations|Proposed Rules|Notices|Presidential Documents)\s+Federal Register\s[^a-z]{0,100}"
    r"(?:Vol\.[^\n]{0,40}\s+\w+day,[^\n]{0,40}\s+)?This\s+section\s+of\s+the\s+FEDERAL\s+REGISTER\s+contains\b.{0,900}?"
    r"(?:appearing\s+in\s+this\s+section\.|adoption\s+of\s+the\s+final\s+rules\.|issue\s+of\s+each\s+week\."
    r"|Superintendent\s+of\s+Documents\.(?!\s+Prices)|\n[ \t]*\n)",
    re.MULTILINE | re.DOTALL,
)
_MASTHEAD_REST = re.compile(
    r"From the Federal Register Online (?:via|through) the Government (?:Publishing|Printing) Office|"
    r"\[(?:www\.)?(?:gpo|govinfo)\.gov\]"
    r"|\[www\.gpo\.gov\]|^\s*Federal Register, Volume \d+ Issue \d+ \([^)]*\)\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the head of a govinfo text or the running heads of printed pages say of the issue."""

    type: str | None = None
    number: str | None = None
    published: dt.date | None = None
    volume: int | None = None
    start_page: int | None = None


def masthead(text: str, heads: list[tuple[str, str, str, str]]) -> Masthead:
    """The masthead of a text; `heads` are its running heads (page, volume, day, section)."""
    volume, section, pages, number = (pattern.search(text) for pattern in (_VOLUME, _SECTION, _PAGES, _NUMBER))
    inspected = _INSPECTED.search(text)
    if (site := _ON_SITE.search(text[:_SITE_HEAD])) and volume is None:
        cited = _CITED_ON_SITE.search(text)
        volume_and_page = (int(cited[1]), int(cited[2])) if cited else (None, None)
        return Masthead(_ON_SITE_TYPES[site[1]], None, _day(site[2]), *volume_and_page)
    if inspected and volume is None:
        return Masthead(published=_day(inspected[1] or inspected[2]))
    if volume is None and heads:
        first = heads[0]
        page = next((int(head[0]) for head in heads if head[0]), None)
        return Masthead(_SECTIONS.get(first[3].lower()), None, _day(first[2]), int(first[1]), page)
    return Masthead(
        _SECTIONS[section[1].lower()] if section else None,
        number[1] if number else None,
        _day(volume[2]) if volume else None,
        int(volume[1]) if volume else None,
        int(pages[1]) if pages else None,
    )


def _day(printed: str) -> dt.date | None:
    days = days_in(printed)
    return days[0].date if days else None


def without_masthead(text: str) -> str:
    """The text below its masthead."""
    for pattern in (_VOLUME, _NUMBER, _PAGES, _MASTHEAD_REST):
        text = pattern.sub("", text, count=2)
    text = _SECTION_BOX.sub("", _INSPECTION_HEAD.sub("", text, count=1), count=1)
    return _SECTION.sub("", text, count=1) if _SECTION.search(text[:400]) else text


_CFR = re.compile(
    r"\b\d{1,2}\s+CFR\s+(?:Parts?|Chapters?|Ch\.)\s+(?:[\dIVX]+[a-z]?(?:[-–]\d+)?(?:,\s*(?:and\s+)?|\s+and\s+|"
    r"\s+through\s+)?)+"
)
_DOCKET = re.compile(r"(?<!\[)\[(?!\[)([^\[\]]{3,300})\]")
_RIN = re.compile(
    r"\bRINs?:?\s+\d{4}\s?[-–]\s?[A-Z]{2}\s?\d{2,3}(?:(?:,|\s+and|;)\s+(?:RIN\s+)?\d{4}[-–][A-Z]{2}\d{2,3})*"
)
_CAPITALS = re.compile(r"^([A-Z][A-Z&.,'’/-]+(?:\s+[A-Z][A-Z&.,'’/-]+)+)\s+(?=[A-Z][a-z])")
_ORDER = re.compile(
    r"^\s*((?:Executive Order|Proclamation|Notice|Memorandum|"
    r"Presidential Determination(?: No\.)?)\b[^\n]{0,40}? of \w+ \d{1,2}, \d{4})\.?\s*$",
    re.MULTILINE,
)
_IDLE = re.compile(
    r"\[\[Page \d+\]\]|^\s*(?:Presidential Documents?|Title 3[—-]*|The President|Billing code.*)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_BLOCK = re.compile(r"\s*((?:[^\n]+\n)*?[^\n]+)\n[ \t]*\n")
_CAPITALS_RUN = re.compile(r"\b[A-Z][A-Z&.,'’/-]+(?:\s+[A-Z][A-Z&.,'’/-]+)+")
_UNLABELLED = _LONGEST_HEADER = 1_500  # characters that a header may take
_FLAT = 150  # characters of a line from which the text's own lines must have been lost
_SENTENCE_AFTER_TITLE = re.compile(r"(?<=[a-z]\.)\s+(?=[A-Z][a-z]+ )")
_PARENTHESES = re.compile(r"\([^)]*\)")


def read_header(text: str, printed: Printed) -> int:
    """Fill the header fields from the text before the first label; returns where the body begins.

    Without labels the header ends where the title does: at the first line that is not set like one.
    """
    listed = labels(text)
    header = text[: listed[0].start] if listed else text[:_UNLABELLED]
    if listed:
        header = _from_agency(header)
    for pattern, field in ((_RIN, printed.rins), (_CFR, printed.cfr), (_DOCKET, printed.dockets)):
        # Where no label ends the header, only what begins a line belongs to it: the text below cites parts too.
        matches = [match for match in pattern.finditer(header) if listed or _begins_line(header, match.start())]
        field += [match[0] for match in matches]
        for match in reversed(matches):
            header = header[: match.start()] + "\n" * max(1, match[0].count("\n")) + header[match.end() :]
    lines = _IDLE.sub("\n", header).split("\n")
    rest = _headings(lines, printed.headings)
    title = _last_block(rest) if listed else _title_lines(rest)
    printed.title = " ".join(title).lstrip("# ")
    if listed:
        return listed[0].start
    return text.find(title[-1]) + len(title[-1]) if title else 0


def _from_agency(header: str) -> str:
    """The header without what a page has above it, or what came there because its columns were read out of order."""
    names = [run for run in _CAPITALS_RUN.finditer(header) if known_agency(run[0])]
    if not names or not header[: names[0].start()].strip(" \n*#"):
        return header
    return header[names[-1].start() :] if len(header) > _FLAT else header


def _last_block(lines: list[str]) -> list[str]:
    """The lines before the first label, from the blank line above them on, or the heading a page begins with."""
    marked = [line for line in lines if line.startswith("# ")]
    if marked:
        return marked[:1]
    block: list[str] = []
    for line in reversed(lines):
        if line.strip():
            block.insert(0, line.strip())
        elif block:
            break
    return block


def _begins_line(text: str, position: int) -> bool:
    return not text[text.rfind("\n", 0, position) + 1 : position].strip()


def _headings(lines: list[str], headings: list[str]) -> list[str]:
    """Move the agencies' lines at the top into `headings`; the lines from the title on remain."""
    pending = [line.strip() for line in lines]
    while pending:
        if not pending[0]:
            pending.pop(0)
            continue
        taken = _agency_lines(pending)
        if not taken:
            run = _CAPITALS.match(pending[0]) if not headings else None
            end = run.end() if run else _known_prefix(pending[0])
            if not end:
                break
            pending[:1] = [pending[0][:end].strip(), pending[0][end:]]
            continue
        headings.append(" ".join(pending[:taken]))
        del pending[:taken]
    return pending


def _known_prefix(line: str) -> int:
    """Where an agency's name ends with which a line without line breaks goes on: "Bureau of X Title of the Notice"."""
    words = line.split(" ")[:12] if len(line) > _FLAT else []
    ends = (len(" ".join(words[:count])) for count in range(len(words), 1, -1) if known_agency(" ".join(words[:count])))
    return next(ends, 0)


def _agency_lines(lines: list[str]) -> int:
    """How many of the first lines make one agency's name: all capitals, or known in any case, wrapped or not."""
    for count in (3, 2, 1):
        joined = lines[:count]
        if all(joined) and len(joined) == count and known_agency(_PARENTHESES.sub("", " ".join(joined))):
            return count
    capitals = 0
    while (
        capitals < min(len(lines), 3)
        and len(lines[capitals]) > 5
        and lines[capitals].isupper()
        and not any(map(str.isdigit, lines[capitals]))
    ):
        capitals += 1
    return capitals


# A letter's place, date and salutation stand where others have a title.
_LETTER_HEAD = re.compile(
    r"\b\d{5}(?:-\d{4})?$|^\w+ \d{1,2}, \d{4}$|^Dear\b|^(?:Via|By|To|From|Re|Sent|Cc|Bcc|Date):?\s"
)
_SUBJECT = re.compile(r"^\s*(?:Subject|SUBJECT|Re|RE):\s*(?=\S)")


def _title_lines(lines: list[str]) -> list[str]:
    title: list[str] = []
    if subject := next((line for line in lines if _SUBJECT.match(line)), None):
        return [_SUBJECT.sub("", subject).strip()]
    if marked := next((line for line in lines if line.startswith("# ")), None):
        return [marked]
    for full in lines:
        line = full
        if not line.strip() or (not title and _LETTER_HEAD.search(line.strip())):
            if title:
                break
            continue
        if not title and len(line) > _FLAT:
            line = _SENTENCE_AFTER_TITLE.split(line, maxsplit=1)[0]
        if not title and not titled(line):
            break
        # A line that ends short of its neighbours ends the title, as one does that is not set like a title.
        ended = title and breaks_early(title[-1], line, max(map(len, (*title, line))))
        if ended or (title and (line.startswith("    ") or not titled(line) or len(" ".join(title)) > 300)):
            break
        title.append(line.strip())
        if line.lstrip().startswith("#"):
            break
    return title


class PresidentialHeading(NamedTuple):
    """What stands above a presidential document's text, and where that begins."""

    form: str
    signed: dt.date | None
    title: str
    end: int


def presidential_heading(text: str) -> PresidentialHeading | None:
    """The heading of a presidential document; None for other documents."""
    order = _ORDER.search(text[:4_000])
    if order is None:
        return None
    following = _BLOCK.match(text, order.end())
    title = " ".join(following[1].split()) if following else order[1]
    end = following.end() if following else order.end()
    return PresidentialHeading(order[1].split(" of ")[0], _day(order[1]), title, end)
