"""Documents written by us, from a light markup: "# heading", "*defined term*", an empty line between paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from extract.document import Document, Passage, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {"SUMMARY": "summary", "DATES": "dates", "CONTACT": "contact"}


def _document(title: str, text: str, stage: Stage = Stage.NOTICE, kind_of_document: str = "NOTICE") -> Document:
    section, kind = "", "text"
    passages: list[Passage] = []
    for block in (" ".join(block.split()) for block in text.strip().split("\n\n")):
        if block.startswith("# "):
            section = block[2:]
            kind = KINDS.get(section, "regulation" if section.startswith("§") else "text")
            continue
        terms = tuple(re.findall(r"\*([^*]+)\*", block))
        passages.append(Passage(section, len(passages) + 1, None, block.replace("*", ""), kind, terms))
    summary = next((passage.text for passage in passages if passage.kind == "summary"), None)
    return Document("2026-00001", kind_of_document, stage, title, abstract=summary, passages=tuple(passages))


@pytest.fixture
def written() -> Callable[..., Document]:
    """A document from title, marked-up text, stage and type."""
    return _document
