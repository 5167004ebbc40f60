"""The test server speaks as the real API does: the same keys, refusals and corrections as in recorded answers."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.servers.documents import write_documents
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.federal_register_search import FIELDS, Paging

RECORDED = "data/federal-register/api/swift-federal-register-2026-09"


@pytest.fixture
def register(tmp_path: Path):
    """A register with 45 documents, one a day from 1 January 2025."""
    write_documents(tmp_path, 45)
    with FederalRegisterServer(tmp_path) as server:
        yield server


def asked(register: FederalRegisterServer, path: str) -> tuple[int, dict]:
    """Status and JSON of an answer."""
    try:
        with urllib.request.urlopen(register.api + path) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def recorded(shared: Path, name: str) -> dict:
    """An answer of the real API."""
    return json.loads((shared / RECORDED / f"{name}.json").read_text())


def test_a_search_answers_with_the_recorded_keys(register: FederalRegisterServer, shared: Path) -> None:
    """The envelope, and a document without fields[], have the keys of the real ones; the next page has a cursor."""
    _, answer = asked(register, "/documents.json?order=newest&per_page=2")
    real = recorded(shared, "search-newest-page-one")
    assert answer.keys() == real.keys()
    assert answer["results"][0].keys() == real["results"][0].keys()
    assert "search_after_cursor=" in answer["next_page_url"]
    assert "page=2" in answer["next_page_url"]


def test_an_empty_search_has_no_results_key(register: FederalRegisterServer, shared: Path) -> None:
    """Zero hits are a description and a count, no more."""
    _, answer = asked(register, "/documents.json?conditions[term]=noSuchWord")
    assert answer.keys() == recorded(shared, "search-terminal").keys()
    assert answer["count"] == 0


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("invalid-cursor", "/documents.json?search_after_cursor=invalid"),
        ("fields-unknown", "/documents.json?fields[]=nonexistent_example"),
    ],
)
def test_a_refusal_is_word_for_word_the_recorded_one(
    register: FederalRegisterServer, shared: Path, name: str, path: str
) -> None:
    """A bad cursor and an unknown field are refused in the API's own words."""
    assert asked(register, path) == (400, recorded(shared, name))


def test_a_document_and_a_batch_have_the_recorded_keys(register: FederalRegisterServer, shared: Path) -> None:
    """A document by number has every key of a real one; a batch tells missing numbers beside the results."""
    _, document = asked(register, "/documents/2025-90003.json")
    assert document.keys() >= recorded(shared, "current-document").keys()
    _, batch = asked(register, "/documents/2025-90003,2025-90003,9999-99999.json")
    real = recorded(shared, "batch-missing-duplicate")
    assert (batch["count"], batch["errors"]) == (real["count"], real["errors"])
    assert set(real["results"][0]) <= FIELDS


def test_public_inspection_has_the_recorded_keys(shared: Path) -> None:
    """The example's filings have the keys of a real one; without an issue the answer counts none."""
    served = Path(__file__).parent / "examples" / "public_inspection" / "served"
    with FederalRegisterServer(served) as server:
        _, answer = asked(server, "/public-inspection-documents/current.json")
    assert {"count", "results", "special_filings_updated_at", "regular_filings_updated_at"} == answer.keys()
    assert all(filing.keys() == recorded(shared, "inspection-detail").keys() for filing in answer["results"])


@pytest.mark.parametrize(("page", "per_page"), [("0", 10), ("-3", 10), ("51", 10), ("x", 10), ("6", 2000)])
def test_a_page_that_is_not_served_is_page_one(register: FederalRegisterServer, page: str, per_page: int) -> None:
    """Below 1, above 50 or beyond 10,000 documents the first page comes, without a word."""
    _, first = asked(register, f"/documents.json?per_page={per_page}")
    assert asked(register, f"/documents.json?per_page={per_page}&page={page}") == (200, first)


@pytest.mark.parametrize("per_page", ["0", "1", "-1", "2001", "many"])
def test_a_page_size_that_is_not_served_is_twenty(register: FederalRegisterServer, per_page: str) -> None:
    """Up to 1 and above 2000 twenty documents come."""
    assert len(asked(register, f"/documents.json?per_page={per_page}")[1]["results"]) == 20


def test_counts_are_capped_and_cursors_go_on(register: FederalRegisterServer) -> None:
    """The count stops at the cap; following the cursor brings every document nevertheless."""
    register.paging = Paging(window=10)
    _, answer = asked(register, "/documents.json?per_page=10")
    assert (answer["count"], answer["total_pages"]) == (10, 1)
    numbers = [document["document_number"] for document in answer["results"]]
    while "next_page_url" in answer:
        _, answer = asked(register, answer["next_page_url"].removeprefix(register.api))
        numbers += [document["document_number"] for document in answer["results"]]
    assert len(set(numbers)) == len(numbers) == 45


def test_unknown_and_bad_conditions_are_refused(register: FederalRegisterServer) -> None:
    """Each is named under errors."""
    assert asked(register, "/documents.json?conditions[colour]=red") == (
        400,
        {"errors": {"colour": "is not a valid field"}},
    )
    assert asked(register, "/documents.json?conditions[publication_date][gte]=soon")[0] == 400
    assert asked(register, "/documents.json?conditions[cfr][title]=51&conditions[cfr][part]=1")[0] == 400


def test_an_unknown_document_is_record_not_found(register: FederalRegisterServer) -> None:
    """404 with status and message."""
    assert asked(register, "/documents/9999-99999.json") == (404, {"status": 404, "message": "Record Not Found"})


def test_conditions_select_as_documented(register: FederalRegisterServer) -> None:
    """Dates include both ends, types go by code, dockets match as substrings, parts of the CFR as numbers."""
    write_documents(
        register.folder,
        1,
        type="Rule",
        docket_ids=["Docket No. 250107-0005"],
        cfr_references=[{"title": 15, "part": "791"}],
        regulation_id_numbers=["0694-AJ56"],
    )

    def count(condition: str) -> int:
        return asked(register, f"/documents.json?conditions{condition}")[1]["count"]

    assert count("[publication_date][gte]=2025-01-02&conditions[publication_date][lte]=2025-01-03") == 2
    assert count("[publication_date][is]=2025-01-02") == 1
    assert count("[publication_date][year]=2025") == 45
    assert (count("[type][]=RULE"), count("[type][]=NOTICE"), count("[type][]=Rule")) == (1, 44, 0)
    assert (count("[docket_id]=0107-00"), count("[regulation_id_number]=0694-AJ56")) == (1, 1)
    assert (count("[cfr][title]=15&conditions[cfr][part]=791"), count("[cfr][title]=15&conditions[cfr][part]=7")) == (
        1,
        0,
    )
    assert count("[cfr][title]=15&conditions[cfr][part]=700-800") == 1
    assert (count("[term]=Text+2025-90003"), count('[term]="Text+of+2025-90003"'), count("[term]=Tex")) == (1, 1, 0)


def test_it_runs_by_hand(tmp_path: Path) -> None:
    """The file is a command: it says what it serves and answers."""
    write_documents(tmp_path, 2)
    script = Path(__file__).parents[1] / "servers" / "federal_register.py"
    command = [sys.executable, "-u", str(script), str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            words = process.stdout.readline().split()
            assert words[0] == "2"
            with urllib.request.urlopen(f"{words[-1]}/documents.json") as answer:
                assert json.load(answer)["count"] == 2
        finally:
            process.terminate()
