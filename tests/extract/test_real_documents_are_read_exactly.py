"""The development documents and a whole daily issue, checked against what they say."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from extract.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from extract.document import Document

# Read by hand in the issue of 15 April 2016: what each document itself sets, in the order it says so.
BY_HAND = {
    "2016-08717": ["effective 2016-04-15"],
    "2016-08684": [],
    "2016-08792": ["effective 2016-04-15", "other 2016-05-16"],
    "2016-08776": ["effective 2016-05-16"],
    "2016-08773": ["effective 2016-05-01"],
    "2016-08720": ["effective 2016-04-15"],
    "2016-08781": ["effective 2016-04-30"],
    "2016-08690": ["effective 2016-04-30", "expiration 2016-06-11"],
    "2016-08510": ["effective 2016-05-02"],
    "2016-08622": ["comments_close 2016-05-16"],
    "2016-08806": ["comments_close 2016-05-05"],
    "2016-08795": ["hearing 2016-04-18", "hearing 2016-04-19"],
    "2016-08508": ["comments_close 2016-05-16"],
    "2016-08651": ["hearing 2016-05-02", "hearing 2016-06-16"],
    "2016-08764": ["other 2016-05-20"],
    "2016-08901": ["hearing 2016-04-20"],
    "2016-08794": ["comments_close 2016-05-25"],
    "2016-08229": ["effective 2016-04-15"],
    "2016-08778": ["hearing 2016-05-09", "hearing 2016-05-11", "comments_close 2016-05-06"],
    "2016-08739": ["comments_close 2016-05-15"],
    "2016-08736": [],
    "2016-08811": ["hearing 2016-04-18"],
    "2016-08759": ["hearing 2016-05-11"],
    "2016-08686": ["comments_close 2016-04-22", "comments_close 2016-05-02", "comments_close 2016-04-29"],
    "2016-08799": ["other 2016-04-29"],
    "2016-08652": ["comments_close 2016-05-16", "effective 2016-05-25"],
    "2016-08692": ["comments_close 2016-06-14", "other 2016-10-12"],
    "2016-08689": [],
    "2016-08659": ["comments_close 2016-06-14"],
    "2016-08775": ["effective 2016-05-16", "comments_close 2016-05-16"],
    "2016-08774": ["effective 2016-04-15"],
    "2016-08733": ["hearing 2016-05-04", "hearing 2016-05-05", "hearing 2016-05-06"],
    "2016-08740": [],
    "2016-08744": ["other 2016-05-06"],
    "2016-08648": ["comments_close 2016-05-06"],
    "2016-08638": ["comments_close 2016-05-31", "comments_close 2016-05-30"],
    "2016-08768": ["comments_close 2016-05-16"],
    "2016-08831": ["comments_close 2016-05-16"],
    "2016-08783": ["hearing 2016-05-03", "other 2016-04-26"],
    "2016-08701": ["hearing 2016-04-27"],
}


@pytest.fixture(scope="module")
def issue(shared: Path) -> bytes:
    """The daily issue's bytes."""
    return (shared / "data" / "federal-register" / "FR-2016-04-15.xml").read_bytes()


@pytest.fixture(scope="module")
def documents(issue: bytes) -> dict[str, Document]:
    """The issue's documents by number."""
    reading = read(issue, "FR-2016-04-15.xml")
    assert not reading.quarantined
    return {document.document_number: document for document in reading.documents}


def test_every_development_rule_has_its_expected_fields(shared: Path) -> None:
    """Numbers, type, stage, action, title, agencies, citation, dockets, references and dates are as noted beside each rule."""
    for sidecar in sorted((shared / "data" / "rules").glob("*.expected.json")):
        expected = json.loads(sidecar.read_text())
        (document,) = read(
            (sidecar.parent / sidecar.name.replace(".expected.json", ".xml")).read_bytes(), sidecar.name
        ).documents
        for field in (
            "document_number",
            "type",
            "stage",
            "action",
            "title",
            "citation",
            "regulations_dot_gov_docket",
            "corrects",
        ):
            assert getattr(document, field) == expected[field], (sidecar.name, field)
        for field in ("agencies", "rins", "agency_dockets"):
            assert list(getattr(document, field)) == expected[field], (sidecar.name, field)
        assert [{"title": part.title, "part": part.part} for part in document.cfr_references] == expected[
            "cfr_references"
        ]
        assert _facts(document) == {f"{fact['kind']} {fact['date']}" for fact in expected["dates"]}, sidecar.name
        assert _iso(document.comments_close_on) == expected["comments_close_on"]
        assert _iso(document.effective_on) == expected["effective_on"]


def _facts(document: Document) -> set[str]:
    return {f"{fact.kind} {fact.date}" for fact in document.dates}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def test_the_issue_gives_every_document_with_its_type(issue: bytes, documents: dict[str, Document]) -> None:
    """A plain look at the XML finds no number and no type that the reader does not have."""
    plain = {}
    for element in etree.fromstring(issue).iter("RULE", "PRORULE", "NOTICE", "PRESDOCU"):
        number = re.search(r"\d{4}-\d{5}", "".join(next(element.iter("FRDOC")).itertext()))
        assert number
        plain[number[0]] = element.tag
    assert {number: document.type for number, document in documents.items()} == plain
    assert len(plain) == 146


def test_the_issue_s_own_contents_agree(issue: bytes, documents: dict[str, Document]) -> None:
    """Where the table of contents names one document with its page and agency, the reader says the same."""
    compared = 0
    for agency in etree.fromstring(issue).iter("AGCY"):
        name = agency.findtext("HD")
        for entry in agency.iter("DOCENT", "SJDENT"):
            pages, numbers = entry.findall("PGS"), entry.findall("FRDOCBP")
            if (
                len(pages) == len(numbers) == 1
                and (document := documents.get(str(numbers[0].text).strip()))
                and document.type != "PRESDOCU"
            ):
                assert str(document.start_page) == str(pages[0].text).split("-")[0].strip(), document.document_number
                assert document.citation == f"81 FR {document.start_page}"
                assert name in document.agencies, document.document_number
                compared += 1
    assert compared > 100


def test_the_dates_read_by_hand_are_the_dates_read(documents: dict[str, Document]) -> None:
    """Forty documents of twenty agencies: every day with its kind, none invented, in printed order."""
    read_ones = {number: [f"{fact.kind} {fact.date}" for fact in documents[number].dates] for number in BY_HAND}
    assert read_ones == BY_HAND


def test_every_document_of_the_issue_is_whole(documents: dict[str, Document]) -> None:
    """Title, agencies, publication date, citation and paragraphs numbered from 1 on known pages are always there."""
    for document in documents.values():
        assert document.title
        assert document.agencies
        assert document.citation
        assert document.publication_date is not None
        assert [passage.paragraph for passage in document.passages] == list(range(1, len(document.passages) + 1))
        assert all(passage.page and passage.text for passage in document.passages)


def test_per_document_files_are_read_without_loss(shared: Path) -> None:
    """Hand-edited files with lost blanks and missing marks: one document each, with an effective day, no quarantine."""
    paths = sorted((shared / "data" / "federal-register" / "cfpb").glob("*.xml"))
    for path in paths:
        reading = read(path.read_bytes(), path.name)
        (document,) = reading.documents
        assert not reading.quarantined
        assert document.document_number in path.name or path.name.endswith("2012-360.xml") or "2016-02630" in path.name
        assert document.effective_on is not None
        assert document.agencies
        assert "Consumer Financial Protection Bureau" in document.agencies
    assert len(paths) > 60


def test_an_issue_is_read_faster_than_beautifulsoup_parses_it(issue: bytes) -> None:
    """From bytes to finished documents takes less time than another library's mere parsing, best of three each, in turns."""
    ours, theirs = [], []
    for _ in range(3):
        began = time.perf_counter()
        assert len(read(issue, "issue").documents) == 146
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        BeautifulSoup(issue, "lxml-xml")
        theirs.append(time.perf_counter() - began)
    assert min(ours) < min(theirs)
