"""A PDF's text, page by page, for the reader of printed text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.printed_text import documents as text_documents
from extract.reading import Quarantined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from extract.document import Document

MOST_PAGES = 3_000
LONGEST_TEXT = 40_000_000  # characters
LEAST_WORDS = 5
# What a program for signatures prints on a scan.
_STAMP = re.compile(r"\b(?:Digitally|Electronically) signed by\b.{0,300}", re.DOTALL)


def documents(content: bytes, name: str, published: dt.date | None = None) -> Iterator[Document | Quarantined]:
    """The documents a PDF prints; a file without a text layer, locked or broken comes out quarantined."""
    text = pdf_text(content, name)
    if isinstance(text, Quarantined):
        yield text
        return
    pages = text.split("\f")
    blank = sum(not page.strip() for page in pages)
    if len(_STAMP.sub("", text).split()) < LEAST_WORDS:
        yield Quarantined(
            name, "the PDF has no text, or hardly any: scanned pages have to be recognized first", content
        )
        return
    said = [f"{blank} of {len(pages)} pages have no text: scanned pages have to be recognized first"] if blank else []
    for document in text_documents(text, name, published):
        yield replace(document, problems=(*document.problems, *said))


def pdf_text(content: bytes, name: str) -> str | Quarantined:
    """All pages' text, a form feed after each."""
    import pypdf  # imported where a PDF is read: it takes a while
    from pypdf.errors import PyPdfError

    pages: list[str] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if len(reader.pages) > MOST_PAGES:
            return Quarantined(name, f"a PDF of {len(reader.pages)} pages, more than {MOST_PAGES}", content)
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > LONGEST_TEXT:
                return Quarantined(name, f"a PDF with more than {LONGEST_TEXT} characters of text", content)
    # pypdf lets the errors of broken files through as they come; none of them may end a run.
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        OSError,
        AssertionError,
        NotImplementedError,
        LookupError,
        StopIteration,
    ) as error:
        return Quarantined(name, f"PDF cannot be read: {type(error).__name__}: {error}", content)
    return "\f".join(pages)
