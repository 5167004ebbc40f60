"""An issue printed twice with other typography: no document changes materially."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from extract.reader import read
from models.fingerprint import fingerprint
from models.scope import read_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READING_SET = "pipeline/reading_set"
_MARKUP = re.compile(r"(<[^>]+>|&[#\w]+;)")
SAMPLE = 30  # documents of the real issue that the suite reads twice


def in_text(change: Callable[[str], str]) -> Callable[[str], str]:
    """The change made between the tags only."""

    def changed(xml: str) -> str:
        return "".join(part if index % 2 else change(part) for index, part in enumerate(_MARKUP.split(xml)))

    return changed


def _now_and_then(pattern: str, one_in: int, other: str) -> Callable[[str], str]:
    dice = random.Random(791)

    def changed(xml: str) -> str:
        return re.sub(pattern, lambda found: found.expand(other) if dice.randrange(one_in) == 0 else found[0], xml)

    return changed


def _with_other_pages(xml: str) -> str:
    """Every page mark but the first of a document taken out, others put between words of long paragraphs."""
    bare = re.sub(r"(?<=[\w.,;])<PRTPAGE P=\"\d+\"/>(?=[\w ])", "", xml)
    put = _now_and_then(r"(?<=[a-z,]) (?=[a-z])", 30, ' <PRTPAGE P="23001"/>')
    return re.sub(r"<P>[^<]{300,}</P>", lambda found: put(found[0]), bare)


PRINTINGS: dict[str, Callable[[str], str]] = {
    "straight quotes": in_text(lambda text: text.translate(str.maketrans("“”‘’", "\"\"''"))),
    "hyphens that do not break": in_text(lambda text: re.sub(r"(?<=\w)-(?=\w)", "\u2011", text)),
    "en dashes for hyphens": in_text(lambda text: re.sub(r"(?<=\w)-(?=\w)", "–", text)),
    "two hyphens for a dash": in_text(lambda text: text.replace("—", "--")),
    "blanks around dashes": in_text(lambda text: text.replace("—", " — ")),
    "soft hyphens": in_text(_now_and_then(r"\b([A-Za-z]{4})(?=[a-z]{4})", 8, "\\1\u00ad")),
    "blanks that do not break": in_text(_now_and_then(r"(?<=\S) (?=\S)", 5, "\u00a0")),
    "other line breaks": in_text(_now_and_then(r"(?<=\S) (?=\S)", 5, "\n  ")),
    "other codes of emphasis": _now_and_then(r'<E T="03">', 2, '<E T="04">'),
    "footnote marks": _now_and_then(r"(?<=[a-z])([.,])(?= [A-Z]?[a-z])", 15, r"\1<SU>7</SU><FTREF/>"),
    "other pages": _with_other_pages,
}


def fingerprints(xml: str) -> dict[str, str]:
    """Each document's fingerprint by its own scope."""
    found = read(xml.encode(), "issue.xml")
    assert not found.quarantined
    return {document.document_number: fingerprint(document, read_scope(document)) for document in found.documents}


@pytest.fixture(scope="module")
def issue(request: pytest.FixtureRequest) -> str:
    """The documents of our reading set as one issue."""
    folder: Path = request.config.rootpath / READING_SET
    documents = "\n".join(file.read_text() for file in sorted(folder.glob("*.xml")))
    return f"<FEDREG>\n<VOL>91</VOL>\n<DATE>Friday, June 12, 2026</DATE>\n{documents}\n</FEDREG>"


@pytest.fixture(scope="module")
def first(issue: str) -> dict[str, str]:
    """The fingerprints of the issue as it stands."""
    return fingerprints(issue)


@pytest.mark.parametrize("name", PRINTINGS)
def test_no_document_changes_materially(issue: str, first: dict[str, str], name: str) -> None:
    """The other printing differs from the first, and no fingerprint moves."""
    other = PRINTINGS[name](issue)
    assert other != issue
    assert fingerprints(other) == first


def test_a_changed_day_is_seen_among_all_typography(issue: str, first: dict[str, str]) -> None:
    """With every change at once, only the document whose deadline was moved as well is another."""
    other = issue.replace("on or before April 6, 2026", "on or before April 7, 2026")
    for change in PRINTINGS.values():
        other = change(other)
    after = fingerprints(other)
    assert [number for number in first if first[number] != after[number]] == ["2026-30102"]


def test_a_real_issue_printed_twice_is_one(shared: Path) -> None:
    """Every change at once, on documents of a real issue."""
    real = (shared / "data/federal-register/FR-2016-04-15.xml").read_text()
    documents = re.findall(r"<(RULE|PRORULE|NOTICE)>(.*?)</\1>", real, re.DOTALL)[:: 145 // SAMPLE]
    xml = "\n".join(f"<{tag}>{body}</{tag}>" for tag, body in documents)
    other = xml
    for change in PRINTINGS.values():
        other = change(other)
    assert len(fingerprints(xml)) >= SAMPLE
    assert fingerprints(other) == fingerprints(xml)
