"""Reads any content that may hold Federal Register documents, whatever its format, and loses none of it silently."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract import federal_register_json, federal_register_xml, mail, pdf, printed_text
from extract.federal_register_json import Record, merged, parse_metadata, publication_date
from extract.reading import Quarantined, Reading
from extract.text_layout import html_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from extract.document import Document

__all__ = ["Quarantined", "Reading", "iter_documents", "read"]

LARGEST_CONTENT = 300_000_000  # bytes; the longest daily issues stay under 40 MB
_HTML = re.compile(rb"<!doctype html|<(?:html|pre|body|main|article)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[?!A-Za-z/]")
# A page that asks whether a person reads it, instead of the document.
_CHALLENGE = re.compile(
    rb"cf-challenge|challenge-platform(?!/scripts/jsd)|Request Access|verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_CAPTCHA = re.compile("captcha", re.IGNORECASE)
LONGEST_CHALLENGE, EMPTY_SHELL = 250, 20  # words
# What a web server says instead of the document, whatever bot check or gateway it runs.
_ERROR_PAGE = re.compile(
    rb"<(?:title|h1)>\s*(?:Just a moment|Access Denied|Attention Required|Error\b|[45]\d\d )|Checking your browser before",
    re.IGNORECASE,
)
# A printed line in brackets ("[Rules and Regulations]", "[Docket No. 240119-0020]"), which no JSON begins with.
_BRACKETED_WORDS = re.compile(
    rb"\[+(?:(?:Federal Register|FR Doc|Notices|Page)|(?!(?:true|false|null)\b)[A-Za-z][^\[\]{}\"]{2,200}\])"
)
# What prose does not hold: fields of JSON and elements of XML, left of a broken file.
_DATA = re.compile(rb"\"\w+\"\s*:\s*[\"\[{\dntf]|</[A-Za-z]\w*>")
_MOST_DATA = 1


def read(content: bytes, name: str, *, metadata: bytes = b"") -> Reading:
    """All the content holds: documents, and what could not be read, with the reason. Never raises for bad content.

    `name` is a file name or address; `metadata` the Federal Register API's record of the document where there is one.
    """
    items = list(iter_documents(content, name, metadata=metadata))
    return Reading(
        tuple(item for item in items if not isinstance(item, Quarantined)),
        tuple(item for item in items if isinstance(item, Quarantined)),
    )


def iter_documents(content: bytes, name: str, *, metadata: bytes = b"") -> Iterator[Document | Quarantined]:
    """Document by document, so that an issue needs no more memory than its longest document."""
    record: Record = {}
    try:
        record = parse_metadata(metadata)
    except (ValueError, RecursionError) as error:
        yield Quarantined(name, f"metadata cannot be read: {error}", metadata)
    count = 0
    for item in _items(content, name, publication_date(record)):
        count += 1
        if isinstance(item, Quarantined) or not record or _is_another(item, record):
            yield item
        else:
            yield merged(item, record)
    if not count and not _says_nothing(content):
        yield Quarantined(name, "no document found", content)


def _is_another(document: Document, record: Record) -> bool:
    """Whether the record tells of another document than this one of several."""
    number = record.get("document_number")
    return isinstance(number, str) and bool(document.citation) and not number.startswith(document.document_number)


def _says_nothing(content: bytes) -> bool:
    """A search that found nothing is an answer, and no document."""
    return re.match(rb'\s*\{[^{}\[\]]*"count"\s*:\s*0\b', content) is not None


def _items(content: bytes, name: str, published: dt.date | None) -> Iterator[Document | Quarantined]:
    if not content.strip():
        yield Quarantined(name, "empty", content)
    elif len(content) > LARGEST_CONTENT:
        yield Quarantined(name, f"{len(content)} bytes, more than {LARGEST_CONTENT}", content)
    else:
        reader = _reader(content)
        try:
            yield from reader(content, name, published)
        except RecursionError as error:
            yield Quarantined(name, f"nested too deeply: {error}", content)


def _reader(content: bytes) -> Callable[[bytes, str, dt.date | None], Iterator[Document | Quarantined]]:
    """The reader for the format the first bytes show."""
    head = content[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return pdf.documents
    if mail.is_mail(content):
        return _read_mail
    if head[:1] in {b"{", b"["} and not _BRACKETED_WORDS.match(head):
        return _read_json
    if federal_register_xml.is_federal_register_xml(federal_register_xml.utf8(content)):
        return federal_register_xml.documents
    if _HTML.search(head):
        return _read_html
    return _read_markup if _MARKUP.match(content) else _read_text


def _read_json(content: bytes, name: str, _published: dt.date | None) -> Iterator[Document | Quarantined]:
    return federal_register_json.documents(content, name)


def _read_mail(content: bytes, name: str, published: dt.date | None) -> Iterator[Document | Quarantined]:
    for part in mail.parts(content, name):
        if isinstance(part, Quarantined):
            yield part
            continue
        subject, body, own_name = part
        reader = _reader(body)
        if subject and reader in {_read_html, _read_text}:
            text = html_text(body) if reader is _read_html else body.decode(errors="replace")
            yield from printed_text.documents(text, own_name, published, subject)
        elif body.strip():
            yield from reader(body, own_name, published)


def _read_html(content: bytes, name: str, published: dt.date | None) -> Iterator[Document | Quarantined]:
    text = html_text(content)
    if b"FR Doc" not in content and _challenges(content, text):
        yield Quarantined(name, "a challenge page instead of a document", content)
    elif b"FR Doc" not in content and _ERROR_PAGE.search(content):
        yield Quarantined(name, "a web server's error page instead of a document", content)
    elif text.strip():
        yield from printed_text.documents(text, name, published)
    else:
        yield Quarantined(name, "HTML without text", content)


def _challenges(content: bytes, text: str) -> bool:
    """Whether a page only asks who reads it: a mark in its source, or the word where it is read. Longer pages have a form."""
    words = len(text.split())
    told = _CAPTCHA.search(text) or (words < EMPTY_SHELL and _CAPTCHA.search(content.decode(errors="replace")))
    return words < LONGEST_CHALLENGE and bool(told or _CHALLENGE.search(content))


def _read_markup(content: bytes, name: str, _published: dt.date | None) -> Iterator[Document | Quarantined]:
    yield Quarantined(name, "markup without a document of the Federal Register", content)


def _read_text(content: bytes, name: str, published: dt.date | None) -> Iterator[Document | Quarantined]:
    text = _decoded(content)
    if len(_DATA.findall(content)) > _MOST_DATA or b'"document_number"' in content:
        yield Quarantined(name, "data or markup that cannot be read as any known format", content)
    elif text is None:
        yield Quarantined(name, "neither text nor a known format", content)
    else:
        yield from printed_text.documents(text, name, published)


def _decoded(content: bytes) -> str | None:
    """The content as text; None where its bytes are no text."""
    for mark, encoding in federal_register_xml.MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    controls = sum(content.count(bytes([code])) for code in (*range(9), *range(14, 32), 127))
    if controls * 50 > len(content):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
