"""Documents in plain text: govinfo's text, HTML pages, text taken from a PDF, Markdown or text given by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract import front_matter
from extract.assembly import document_of
from extract.identifiers import document_number, number_in_name, plain_dashes
from extract.printed import Printed
from extract.text_header import Masthead, masthead, presidential_heading, read_header, without_masthead
from extract.text_labels import KINDS, labels, read_sections
from extract.text_layout import plain_text, running_heads
from extract.text_paragraphs import PassageList

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from extract.document import Document, Passage
    from extract.text_header import PresidentialHeading

_FILING = re.compile(r"\[\s*FR\s+Doc\.?\s+[\w–-]+\s+Filed:?\s[^\]\n]{3,80}(?:\n[ \t]*[ap]\.?m\.?)?\]?")
_BILLING = re.compile(r"\s*BILLING\s+CODE:?\s+[\w–-]+", re.IGNORECASE)
_HEADED = re.compile(
    r"^\s*(?:DEPARTMENT OF|[A-Z][A-Z .,&'’/-]{4,}(?:AGENCY|COMMISSION|BOARD|ADMINISTRATION|SERVICE|SYSTEM|"
    r"CORPORATION|OFFICE|PRESIDENT|COUNCIL))",
    re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"^(?:Dated|Signed|Issued)\b[^.]{0,80}\b\d{4}\b|^(?:/s/|THE WHITE HOUSE|\(Presidential Sig\.\))"
)
_SIGNERS = 6  # paragraphs that name and title of signers may take at the end


def documents(text: str, name: str, published: dt.date | None = None, subject: str = "") -> Iterator[Document]:
    """The documents of a text, each from its header to its filing line; a page's strangers are left out and said so.

    A text without a header of its own is titled by its `subject`, an e-mail's.
    """
    fields, text = front_matter.split(text)
    if subject and not _is_headed(text) and not text.startswith("# "):
        text = f"Subject: {subject}\n\n{text}"
    issue = masthead(text, running_heads(text))
    segments = _segments(without_masthead(plain_text(text)))
    own, strangers = _own(segments, issue, name)
    for segment in own:
        printed = printed_text(segment, issue)
        printed.publication_date = printed.publication_date or published
        printed.problems += strangers
        if fields and len(own) == 1:
            front_matter.fill(printed, fields)
        document = document_of(printed, name)
        yield front_matter.overridden(document, fields) if fields and len(own) == 1 else document


def _segments(text: str) -> list[str]:
    """The text cut after each filing line; what follows the last one comes last if it says anything."""
    found, start = [], 0
    for filing in _FILING.finditer(text):
        found.append(text[start : filing.end()])
        billing = _BILLING.match(text, filing.end())
        start = billing.end() if billing else filing.end()
    rest = text[start:]
    return [*found, rest] if len(rest.split()) > 3 or not found else found


def _own(segments: list[str], issue: Masthead, name: str) -> tuple[list[str], list[str]]:
    """The segments that are wanted documents, and a note on each that is not: a neighbour's end or beginning."""
    if len(segments) == 1:
        return segments, []
    wanted = plain_dashes(issue.number or number_in_name(name) or "")
    numbers = [document_number(segment[-120:]) or "" for segment in segments]
    if wanted and wanted in numbers:
        chosen = [segment for segment, number in zip(segments, numbers, strict=True) if number == wanted]
    else:
        whole = [segment for segment, number in zip(segments, numbers, strict=True) if number and _is_headed(segment)]
        headed = [segment for segment in segments if _is_headed(segment)]
        numbered = [segment for segment, number in zip(segments, numbers, strict=True) if number]
        chosen = whole or headed or numbered or segments
    notes = [
        f"left out {len(segment)} characters of FR Doc. {number}"
        if number
        else f"left out {len(segment)} characters after the filing line"
        for segment, number in zip(segments, numbers, strict=True)
        if segment not in chosen
    ]
    return chosen, notes


def _is_headed(segment: str) -> bool:
    return (
        bool(labels(segment))
        or _HEADED.search(segment[:1_500]) is not None
        or presidential_heading(segment) is not None
    )


def printed_text(segment: str, issue: Masthead) -> Printed:
    """One document's header and paragraphs from its plain text."""
    filing = _FILING.search(segment)
    printed = Printed(type=issue.type or "NOTICE", publication_date=issue.published, volume=issue.volume)
    printed.filing = filing[0] if filing else f"[FR Doc. {issue.number}]" if issue.number else ""
    body = segment[: filing.start()] if filing else segment
    first_page = re.search(r"\[\[Page (\d+)\]\]", body)
    printed.start_page = issue.start_page or (int(first_page[1]) if first_page else None)
    collected = PassageList(page=str(printed.start_page) if printed.start_page else None)
    presidential = presidential_heading(body)
    if issue.type == "PRESDOCU" or (issue.type is None and presidential):
        _read_presidential(body, printed, presidential, collected)
    else:
        _read_agency_document(body, printed, collected, guess_type=issue.type is None)
    printed.passages = _without_signature(collected.passages)
    return printed


def _without_signature(passages: list[Passage]) -> list[Passage]:
    for index in range(max(0, len(passages) - _SIGNERS), len(passages)):
        if _SIGNATURE.match(passages[index].text):
            return passages[:index]
    return passages


def _read_presidential(
    body: str, printed: Printed, heading: PresidentialHeading | None, collected: PassageList
) -> None:
    printed.type = "PRESDOCU"
    printed.headings = ["EXECUTIVE OFFICE OF THE PRESIDENT"]
    start = 0
    if heading:
        printed.title, printed.signed, start = heading.title, heading.signed, heading.end
        printed.form = "EXECORD" if heading.form.startswith("Executive Order") else heading.form
    collected.add(body[start:], "text")


def _read_agency_document(body: str, printed: Printed, collected: PassageList, *, guess_type: bool) -> None:
    start = read_header(body, printed)
    sections = read_sections(body, labels(body), printed)
    printed.title = re.sub(r"(?<=\w)–(?=\w)", "-", printed.title)  # a PDF prints the hyphens of numbers as en dashes
    if guess_type:
        printed.type = _guessed_type(printed)
    text_kind = "preamble" if printed.type in {"RULE", "PRORULE"} else "text"
    for label, text in sections.items():
        collected.begin(*([] if label == "SUPPLEMENTARY INFORMATION" else [label]))
        collected.add(text, text_kind if label == "SUPPLEMENTARY INFORMATION" else KINDS[label])
    if not sections:
        collected.begin()
        collected.add(body[start:], text_kind)


def _guessed_type(printed: Printed) -> str:
    told = f"{printed.action or ''} {printed.title}".lower()
    if re.search(r"proposed rule|notice of proposed|advanced? notice|reopening of comment|extension of comment", told):
        return "PRORULE"
    return (
        "RULE"
        if re.search(r"\b(?:final|interim|direct|temporary)\b[\w ]*\brule|^rule\b|correcting amendment", told)
        else "NOTICE"
    )
