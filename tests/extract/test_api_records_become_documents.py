"""The Federal Register API's answers as documents, and its record beside a document's XML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from extract.reader import read

if TYPE_CHECKING:
    from pathlib import Path

RECORD: dict[str, Any] = {
    "document_number": "2024-00001",
    "type": "Proposed Rule",
    "title": "Drones;  SO<INF>2</INF> &amp; Others ",
    "abstract": "The Department asks about SO<INF>2</INF>.",
    "action": "Advance notice of proposed rulemaking.",
    "dates": "Comments are due within 60 days after publication.",
    "agencies": [
        {"raw_name": "DEPARTMENT OF COMMERCE", "name": "Commerce Department"},
        {"raw_name": "Office of the Secretary"},
    ],
    "publication_date": "2024-03-05",
    "citation": "89 FR 16000",
    "start_page": 16000,
    "regulation_id_numbers": ["0694-ZZ99"],
    "docket_ids": ["Docket No. 240301-0001"],
    "regulations_dot_gov_info": {"docket_id": "BIS-2024-0099"},
    "cfr_references": [{"title": 15, "part": "791", "chapter": None}],
    "comments_close_on": "2024-05-06",
    "effective_on": None,
    "correction_of": None,
    "html_url": "https://www.federalregister.gov/d/2024-00001",
}
XML = (
    b"<PRORULE><PREAMB><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBJECT>Drones</SUBJECT><ACT><HD SOURCE='HED'>ACTION:</HD>"
    b"<P>Advance notice of proposed rulemaking.</P></ACT><DATES><HD SOURCE='HED'>DATES:</HD><P>%s</P></DATES></PREAMB>"
    b"<FRDOC>[FR Doc. 2024-00001 Filed 3-4-24; 8:45 am]</FRDOC></PRORULE>"
)


def read_record(**changes: Any) -> Any:
    """The document of the record with these changes."""
    (document,) = read(json.dumps(RECORD | changes).encode(), "x.json").documents
    return document


def test_a_record_gives_every_field_it_knows() -> None:
    """Inline tags and entities go, unmapped agencies keep their printed name, docket labels are dropped."""
    document = read_record()
    assert (document.document_number, document.type, document.stage) == ("2024-00001", "PRORULE", "ANPRM")
    assert (document.title, document.abstract) == ("Drones; SO2 & Others", "The Department asks about SO2.")
    assert document.agencies == ("Commerce Department", "Office of the Secretary")
    assert (document.citation, document.start_page, str(document.publication_date)) == (
        "89 FR 16000",
        16000,
        "2024-03-05",
    )
    assert (document.rins, document.agency_dockets) == (("0694-ZZ99",), ("240301-0001",))
    assert document.regulations_dot_gov_docket == "BIS-2024-0099"
    assert [(part.title, part.part) for part in document.cfr_references] == [(15, "791")]


def test_the_api_s_deadline_and_the_counted_one_are_both_kept_and_compared() -> None:
    """Sixty days after publication is 4 May, a Saturday; the API's Monday is added and the difference is said."""
    document = read_record()
    assert [(str(fact.date), fact.computed) for fact in document.dates] == [("2024-05-04", True), ("2024-05-06", False)]
    assert document.problems == ("the API's comments_close_on is 2024-05-06, the text says 2024-05-04",)


def test_the_api_s_effective_date_comes_first_of_its_kind() -> None:
    """Of several printed effective dates the one the API gives is the document's."""
    dates = "This rule is effective January 1, 2025, except for instruction 3, which is effective June 1, 2024."
    document = read_record(
        type="Rule", action="Final rule.", dates=dates, effective_on="2024-06-01", comments_close_on=None
    )
    assert str(document.effective_on) == "2024-06-01"
    assert [str(fact.date) for fact in document.dates] == ["2024-06-01", "2025-01-01"]
    assert not document.problems


def test_a_correction_names_its_original_by_number() -> None:
    """The API gives an address where a number is wanted."""
    address = "https://www.federalregister.gov/api/v1/documents/2023-12345.json?publication_date=2023-06-01"
    assert read_record(correction_of=address).corrects == "2023-12345"


def test_a_record_beside_the_xml_completes_it() -> None:
    """What only the API knows is added; relative dates are counted from its publication date; what is printed stays."""
    content = XML % b"Comments are due within 60 days after publication."
    alone = read(content, "x.xml").documents[0]
    assert (alone.citation, alone.publication_date, alone.dates) == (None, None, ())
    assert any("publication date is not known" in problem for problem in alone.problems)
    beside = read(
        content, "x.xml", metadata=json.dumps(RECORD | {"comments_close_on": "2024-05-04"}).encode()
    ).documents[0]
    assert (beside.citation, beside.title, str(beside.publication_date)) == ("89 FR 16000", "Drones", "2024-03-05")
    assert [(str(fact.date), fact.computed) for fact in beside.dates] == [("2024-05-04", True)]
    assert beside.rins == ("0694-ZZ99",)


def test_broken_metadata_costs_only_itself() -> None:
    """The document is read without it, and the bytes of the metadata are quarantined."""
    reading = read(XML % b"Comments are due May 6, 2024.", "x.xml", metadata=b"{nonsense")
    assert len(reading.documents) == 1
    assert reading.quarantined[0].content == b"{nonsense"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"errors": {"cfr": "is not a valid field"}}, "refused by the API: cfr is not a valid field"),
        ({"status": 404, "message": "Record Not Found"}, "refused by the API: 404 Record Not Found"),
        ({"count": 1, "results": [{"title": "no number"}]}, "an entry without a document number"),
        ({"something": "else"}, "JSON without a document of the Federal Register"),
        ([1, 2], "an entry without a document number"),
    ],
)
def test_answers_without_documents_are_quarantined_with_the_reason(answer: Any, reason: str) -> None:
    """Refusals in both shapes, entries without a number and other JSON say what they are."""
    reading = read(json.dumps(answer).encode(), "x.json")
    assert not reading.documents
    assert reading.quarantined[0].reason == reason


def test_nothing_found_is_an_answer() -> None:
    """A search without hits has no results key, no documents and nothing to quarantine."""
    reading = read(b'{"description":"Documents matching x","count":0}', "x.json")
    assert (reading.documents, reading.quarantined) == ((), ())


def test_public_inspection_and_batches_are_read_as_recorded(shared: Path) -> None:
    """A filing has its filing time with offset and a trimmed title; a batch tells which numbers were not found."""
    recorded = shared / "data" / "federal-register" / "api" / "swift-federal-register-2026-09"
    (filing,) = read((recorded / "inspection-detail.json").read_bytes(), "x").documents
    assert (filing.title, str(filing.filed_at), str(filing.publication_date)) == (
        "Meetings; Sunshine Act",
        "2026-09-28 11:15:00-04:00",
        "2026-09-30",
    )
    batch = read((recorded / "batch-missing-duplicate.json").read_bytes(), "x")
    assert [document.document_number for document in batch.documents] == ["2024-31396"]
    assert "9999-99999" in batch.quarantined[0].reason
    order = read((recorded / "current-document.json").read_bytes(), "x").documents[0]
    assert (order.type, order.stage) == ("PRESDOCU", "executive order")


def test_every_recorded_answer_is_read_or_quarantined(shared: Path) -> None:
    """No recorded answer raises, and each gives documents, a reason, or says that nothing was found."""
    for path in (shared / "data" / "federal-register" / "api").rglob("*"):
        if path.is_file():
            reading = read(path.read_bytes(), path.name)
            assert reading.documents or reading.quarantined or b'"count":0' in path.read_bytes(), path.name


@pytest.mark.parametrize(
    "fields",
    [
        {"regulations_dot_gov_info": {"document_id": "BIS-2024-0099-0001"}},
        {"regulations_dot_gov_info": None, "dockets": [{"id": "BIS-2024-0099"}]},
        {"regulations_dot_gov_info": {}, "regulations_dot_gov_url": "https://www.regulations.gov/docket/BIS-2024-0099"},
        {"regulations_dot_gov_info": {}, "comments_url": "https://www.regulations.gov/commenton/BIS-2024-0099-0001"},
    ],
)
def test_the_docket_is_read_wherever_a_record_gives_it(fields: dict[str, Any]) -> None:
    """The API names it in several places, not always in all of them."""
    (document,) = read(json.dumps({**RECORD, **fields}).encode(), "record.json").documents
    assert document.regulations_dot_gov_docket == "BIS-2024-0099"
