"""The Federal Register's XML: one document, or a whole daily issue read document by document."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from extract.assembly import document_of
from extract.calendar_days import days_in
from extract.identifiers import document_number
from extract.printed import Printed
from extract.reading import Quarantined
from extract.xml_passages import PassageWalk, printed_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from extract.document import Document

LARGEST_DOCUMENT = 64_000_000  # bytes of one document's XML; the longest real rules stay under 20 MB
_ELEMENT = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(/?)(RULE|PRORULE|NOTICE|PRESDOCU|CORRECT)(?:\s[^<>]*)?>", re.DOTALL
)
_MARK_OF_DOCUMENT = re.compile(rb"<FRDOC[\s>]|<PREAMB|<SUPLINF|\[FR Doc")
_MARKUP = re.compile(
    rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>|</?[A-Za-z][^<>]*>|\xef\xbb\xbf", re.DOTALL
)
_PAGE = re.compile(rb"<PRTPAGE\s+P=\"(\d+)\"")
_ISSUE_VOLUME = re.compile(rb"<VOL>\s*(\d{1,3})\s*</VOL>")
_ISSUE_DATE = re.compile(rb"<DATE>([^<]{6,60})</DATE>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE)
_HEADER = ("AGENCY", "SUBAGY", "CFR", "DEPDOC", "RIN", "SUBJECT", "ACT", "AGY")


class Span(NamedTuple):
    """Bytes `start` to `end` of an issue: a document's element, or, with a reason, what is none but looks like one."""

    start: int
    end: int
    reason: str | None = None


def _is_issue(content: bytes) -> bool:
    return b"<FEDREG" in content[:2_000]


def is_federal_register_xml(content: bytes) -> bool:
    """Whether the bytes hold a document element or an issue of the Federal Register's XML."""
    return _is_issue(content) or any(match[2] for match in _ELEMENT.finditer(content))


MARKS = (  # that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
"""What a file may begin with, and the encoding that it shows."""


def utf8(content: bytes) -> bytes:
    """The XML as UTF-8, whatever encoding it declares or its mark shows; bytes that lie about it stay as they are."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").encode()
    declared = _DECLARED.match(content[:200])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return content
    try:
        return content.decode(encoding).encode()
    except (LookupError, UnicodeDecodeError):
        return content


def document_spans(content: bytes) -> Iterator[Span]:
    """Where each document stands, in order; broken elements and leftovers like a document come with a reason."""
    boundary = 0
    opened: re.Match[bytes] | None = None
    for match in _ELEMENT.finditer(content):
        closing, tag = match[1], match[2]
        if tag is None and _MARK_OF_DOCUMENT.search(match[0]):
            yield Span(match.start(), match.end(), "a document within a comment or literal text")
        if tag is None or (closing and opened is not None and opened[2] != tag):
            continue
        if not closing:
            if opened is not None:
                yield Span(
                    opened.start(), match.start(), f"<{opened[2].decode()}> is not closed before the next document"
                )
                boundary = match.start()
            yield from _leftover(content, boundary, match.start())
            opened, boundary = match, match.start()
        elif opened is not None:
            yield Span(opened.start(), match.end())
            opened, boundary = None, match.end()
        else:
            yield from _leftover(content, boundary, match.end())
            boundary = match.end()
    if opened is not None:
        yield Span(opened.start(), len(content), f"<{opened[2].decode()}> is not closed: the file ends early")
    else:
        yield from _leftover(content, boundary, len(content))


def _leftover(content: bytes, start: int, end: int) -> Iterator[Span]:
    if _MARK_OF_DOCUMENT.search(content, start, end):
        yield Span(start, end, "a document without a readable element around it")
    # An issue has contents and reader's aids between its documents; elsewhere only markup stands there.
    elif not _is_issue(content) and _MARKUP.sub(b"", content[start:end]).strip():
        yield Span(start, end, "text outside of any document")


def documents(content: bytes, name: str, published: dt.date | None = None) -> Iterator[Document | Quarantined]:
    """The documents of one file in printed order, each read by itself; what cannot be read is handed on with its bytes.

    `published` is the publication date where a single document's file does not show it.
    """
    content = utf8(content)
    issue_date, volume = _issue_facts(content)
    page: int | None = None
    position = 0
    for span in document_spans(content):
        page = _last_page(content, position, span.start) or page
        position = span.start
        yield _read(content[span.start : span.end], span, name, page, issue_date or published, volume)


def _last_page(content: bytes, start: int, end: int) -> int | None:
    pages = _PAGE.findall(content, start, end)
    return int(pages[-1]) if pages else None


def _issue_facts(content: bytes) -> tuple[dt.date | None, int | None]:
    if not _is_issue(content):
        return None, None
    head = content[:2_000]
    volume, date = _ISSUE_VOLUME.search(head), _ISSUE_DATE.search(head)
    days = days_in(date[1].decode(errors="replace")) if date else []
    return (days[0].date if days else None), (int(volume[1]) if volume else None)


def _read(
    piece: bytes, span: Span, name: str, page: int | None, published: dt.date | None, volume: int | None
) -> Document | Quarantined:
    if span.reason or len(piece) > LARGEST_DOCUMENT:
        reason = span.reason or f"a document of {len(piece)} bytes, more than {LARGEST_DOCUMENT}"
        return Quarantined(name, reason, piece, span.start)
    problems: list[str] = []
    try:
        root = _parse(piece, problems)
        printed = printed_document(root, page)
    except (etree.XMLSyntaxError, ValueError, RecursionError) as error:
        return Quarantined(name, f"XML cannot be read: {error}", piece, span.start)
    numbers = {document_number(printed_text(element)) for element in root.iter("FRDOC")} - {None}
    if len(numbers) > 1 or (volume and not numbers):
        reason = (
            f"documents run together: {', '.join(sorted(map(str, numbers)))}"
            if numbers
            else "no document number is printed"
        )
        return Quarantined(name, reason, piece, span.start)
    printed.publication_date, printed.volume = published, volume
    printed.problems += problems
    return document_of(printed, name)


def _parse(piece: bytes, problems: list[str]) -> etree._Element:
    """The element with entities, network and oversized trees off; bytes that are no UTF-8 are read as Windows-1252."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        problems.append(f"not valid UTF-8 at byte {error.start}: read as Windows-1252")
        piece = piece.decode("cp1252", errors="replace").encode()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(piece, parser)


def printed_document(root: etree._Element, page: int | None = None) -> Printed:
    """One document's header and paragraphs; `page` is the page an issue has reached where the document begins."""
    printed = Printed(type=str(root.tag) if root.tag != "CORRECT" else "NOTICE")
    if root.tag == "PRESDOCU":
        _presidential_header(root, printed)
    else:
        _header(root, printed)
    printed.filing = " ".join(printed_text(element) for element in root.iter("FRDOC", "FILED"))
    printed.start_page = _start_page(root) or page
    body = "preamble" if root.tag in {"RULE", "PRORULE"} else "text"
    walk = PassageWalk(str(printed.start_page) if printed.start_page else None, body)
    walk.walk(root)
    printed.passages = walk.passages
    if root.tag == "CORRECT":
        printed.type = _type_corrected(printed)
    return printed


def _header(root: etree._Element, printed: Printed) -> None:
    titles = []
    preamble = root.find("PREAMB")
    for element in (root if preamble is None else preamble).iter(_HEADER):
        tag, text = element.tag, printed_text(element)
        if tag == "SUBJECT":
            parent = element.getparent()
            if parent is None or parent.tag != "SECTION":
                titles.append(text)
        elif tag == "ACT":
            printed.action = printed.action or _labelled(element) or None
        elif tag == "AGY":
            printed.agency_line = printed.agency_line or _labelled(element)
        else:
            {"CFR": printed.cfr, "DEPDOC": printed.dockets, "RIN": printed.rins}.get(str(tag), printed.headings).append(
                text
            )
    if printed.action is None and preamble is not None:
        printed.action = _action_below_heading(preamble)
    printed.title = "\n".join(titles)
    printed.headings += [title for title in titles[:-1] if title]
    printed.cfr = printed.cfr or [
        f"{e.get('TITLE')} CFR Part {e.get('PART')}" for e in root.iter("REGTEXT") if e.get("PART")
    ]


def _action_below_heading(preamble: etree._Element) -> str | None:
    """The paragraph below a heading "ACTION:" that no element of its own holds."""
    heading = next((head for head in preamble.iterchildren("HD") if printed_text(head).upper() == "ACTION:"), None)
    following = heading.getnext() if heading is not None else None
    return printed_text(following) or None if following is not None and following.tag in {"P", "FP"} else None


def _labelled(element: etree._Element) -> str:
    """The paragraph after a label; the rest of the document follows where the element was not closed properly."""
    return printed_text(next((child for child in element if child.tag in {"P", "FP"}), None))


def _presidential_header(root: etree._Element, printed: Printed) -> None:
    inner = next((child for child in root if isinstance(child.tag, str)), root)
    printed.form = str(inner.tag)
    printed.headings = ["EXECUTIVE OFFICE OF THE PRESIDENT"]
    line = next(root.iter("PNOTICE", "EXECORDR", "PROC", "DETERM", "PRMEMO"), None)
    heading = next(root.iter("HD"), line)
    printed.title = printed_text(heading)
    days = days_in(printed_text(line))
    printed.signed = days[0].date if days else None


def _start_page(root: etree._Element) -> int | None:
    """The first page where marks show it: a break before any text starts the document, a later one ends its first page.

    Presidential documents carry the mark of their first page within the heading.
    """
    mark = next(root.iter("PRTPAGE"), None)
    number = mark.get("P", "") if mark is not None else ""
    if mark is None or not number.isdigit():
        return None
    parent = mark.getparent()
    if root.tag == "PRESDOCU" and parent is not None and parent.tag in {"PRES", "TITLE3", root[0].tag}:
        return int(number)
    return int(number) - 1 if _text_before(root, mark) else int(number)


def _text_before(root: etree._Element, mark: etree._Element) -> bool:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element is mark:
            return False
        text = element.text if event == "start" else element.tail
        if text and not text.isspace():
            return True
    return False


def _type_corrected(printed: Printed) -> str:
    """A bare correction says itself what it corrects: "In rule document 2016-08508"."""
    opening = " ".join(passage.text for passage in printed.passages[:4]).lower()
    if "proposed rule document" in opening:
        return "PRORULE"
    return "RULE" if "rule document" in opening or printed.cfr else "NOTICE"
