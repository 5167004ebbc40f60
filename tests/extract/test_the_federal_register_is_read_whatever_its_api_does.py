"""The Federal Register's API: every quirk of paging, counting, lagging and refusing is survived."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from extract.addresses import SourceSettings
from extract.failures import (
    ListingIncomplete,
    PollIncomplete,
    QueryRefused,
    Rejected,
    ServerFailed,
    ShapeChanged,
    SourceFailed,
    TruncatedAnswer,
    Unreachable,
)
from extract.federal_register import FIELDS, FederalRegister, fetch_documents
from extract.federal_register_listing import Limits, Query, Window, fetch_listing, parse_refusal, parse_results
from extract.sources import SOURCES, poll_sources, reachable
from extract.web import Web, WebSettings
from tests.servers.clients import brisk, register_only
from tests.servers.documents import FIRST_DAY, write_document, write_documents
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.federal_register_search import Paging

if TYPE_CHECKING:
    from pathlib import Path

    from extract.publication import Publication

EVERYTHING = Window(FIRST_DAY, FIRST_DAY + dt.timedelta(days=150))
BUREAU = (("conditions[agencies][]", "industry-and-security-bureau"),)
FIVES = Limits(per_page=5)
TERM = (("conditions[term]", "example"),)


@pytest.fixture
def register(tmp_path: Path):
    """An empty register; tests write documents into its folder."""
    (tmp_path / "served").mkdir()
    with FederalRegisterServer(tmp_path / "served") as server:
        yield server


def listed(server: FederalRegisterServer, web: Web, conditions=BUREAU, limits=FIVES) -> list[str]:
    """The numbers that a listing gives, repeats left out."""
    records = fetch_listing(web, Query(server.api, conditions, ("document_number",), limits), EVERYTHING)
    return list(dict.fromkeys(str(record["document_number"]) for record in records))


def polled(server: FederalRegisterServer, web: Web, **settings) -> list[Publication]:
    """What a poll of everything gives."""
    return list(FederalRegister(register_only(server, **settings)).poll(web, FIRST_DAY))


@pytest.mark.parametrize("conditions", [BUREAU, TERM], ids=["cursor", "page numbers"])
def test_all_pages_are_walked_newest_first(register: FederalRegisterServer, conditions: tuple) -> None:
    """Forty documents on pages of five come once each, by cursor and by page number, in eight requests."""
    numbers = write_documents(register.folder, 40)
    with brisk(register) as web:
        assert listed(register, web, conditions) == numbers[::-1]
    assert len(register.requests) == 8


@pytest.mark.parametrize("conditions", [BUREAU, TERM], ids=["cursor", "page numbers"])
def test_a_count_at_the_cap_is_split_by_date(register: FederalRegisterServer, conditions: tuple) -> None:
    """When the API counts no further, the window is halved until each part can be counted."""
    numbers = write_documents(register.folder, 40)
    register.paging = Paging(window=20)
    with brisk(register) as web:
        assert sorted(listed(register, web, conditions, Limits(per_page=5, cap=20))) == numbers


@pytest.mark.parametrize("refuses", [False, True], ids=["page 1 again", "400"])
def test_pages_beyond_the_cap_lose_no_document(register: FederalRegisterServer, *, refuses: bool) -> None:
    """Page 5 of 5 beyond a cap that we do not know of is page 1 again, or refused: both times all 40 come."""
    numbers = write_documents(register.folder, 40)
    register.paging = Paging(window=20, caps_count=False, refuses_beyond=refuses)
    with brisk(register) as web:
        assert sorted(listed(register, web, TERM)) == numbers


def test_the_fifty_first_page_is_not_missed(register: FederalRegisterServer) -> None:
    """A search by term is served for 50 pages only; what lies behind comes by date."""
    numbers = write_documents(register.folder, 120, full_text_xml_url=None)
    with brisk(register) as web:
        assert sorted(listed(register, web, TERM, Limits(per_page=2))) == numbers


def test_a_page_that_comes_again_for_ever_ends(register: FederalRegisterServer) -> None:
    """If not even one day can be walked, ListingIncomplete says so after a few requests."""
    for serial in range(6):
        write_document(register.folder, serial, publication_date=FIRST_DAY.isoformat())
    register.paging = Paging(window=4, caps_count=False)
    with brisk(register) as web, pytest.raises(ListingIncomplete):
        list(fetch_listing(web, Query(register.api, TERM, FIELDS, Limits(per_page=2)), Window(FIRST_DAY, FIRST_DAY)))
    assert len(register.requests) < 6


def test_a_stale_cursor_loses_no_document(register: FederalRegisterServer) -> None:
    """A cursor that the API no longer knows is answered with 400; the listing is then split by date."""
    numbers = write_documents(register.folder, 20)
    register.fail("status", where="search_after_cursor", status=400, times=3)
    with brisk(register) as web:
        assert sorted(listed(register, web)) == numbers


def test_nothing_found_is_no_failure(register: FederalRegisterServer) -> None:
    """An answer without results is empty when it counts none, and a change of shape when it counts some."""
    with brisk(register) as web:
        assert polled(register, web) == []
    assert parse_results({"description": "", "count": 0}, "x") == []
    with pytest.raises(ShapeChanged, match="results"):
        parse_results({"count": 3}, "x")


@pytest.mark.parametrize("broken", [{"count": "3"}, {"results": []}, {"count": 1, "results": [{"title": "no number"}]}])
def test_an_undocumented_shape_is_told(register: FederalRegisterServer, tmp_path: Path, broken: dict) -> None:
    """A count that is no number or a document without one raises ShapeChanged and names the field."""
    (tmp_path / "shape").mkdir()
    (tmp_path / "shape" / "documents.json").write_text(json.dumps(broken))
    from tests.servers.pages import PagesServer

    with (
        PagesServer(tmp_path / "shape") as server,
        brisk(server) as web,
        pytest.raises(ShapeChanged, match=r"count|number"),
    ):
        list(fetch_listing(web, Query(server.url, (), FIELDS), EVERYTHING))


def test_both_error_shapes_give_their_reason(register: FederalRegisterServer) -> None:
    """An unknown condition and an unknown field are refused in different shapes; both reasons are told."""
    write_documents(register.folder, 1)
    for conditions, fields, reason in (
        ((("conditions[colour]", "red"),), FIELDS, "colour is not a valid field"),
        ((), ("document_number", "colour"), "field 'colour' not valid"),
    ):
        with brisk(register) as web, pytest.raises(QueryRefused, match=reason):
            list(fetch_listing(web, Query(register.api, conditions, fields), EVERYTHING))
    assert "HTTP 400" in parse_refusal(Rejected("http://x/", 400, b"<html>"))


def test_a_refused_query_does_not_stop_the_others(register: FederalRegisterServer) -> None:
    """A CFR title that does not exist is named at the end; the documents of the other queries come before."""
    numbers = write_documents(register.folder, 3)
    with brisk(register) as web:
        *came, failure = poll_sources(
            web, [FederalRegister(register_only(register, cfr_parts=((99, "1"),)))], FIRST_DAY
        )
    assert sorted(each.key for each in came) == numbers
    assert "title must be between 1 and 50" in str(failure)


def test_the_queries_are_the_agencies_the_parts_and_the_terms(register: FederalRegisterServer) -> None:
    """Agency and parent agency, 15 CFR 791 and 15 CFR 7 apart, each term; all with fields[] and a first day."""
    with brisk(register) as web:
        polled(register, web)
    asked = [dict(request.query) for request in register.requests]
    assert {query.get("conditions[agencies][]") for query in asked} > {
        "industry-and-security-bureau",
        "commerce-department",
    }
    parts = {(query.get("conditions[cfr][title]"), query.get("conditions[cfr][part]")) for query in asked}
    assert parts > {("15", "791"), ("15", "7")}
    assert sum("conditions[term]" in query for query in asked) == 4
    assert all(query["conditions[publication_date][gte]"] == FIRST_DAY.isoformat() for query in asked)
    assert all(
        [value for key, value in request.query if key == "fields[]"] == list(FIELDS) for request in register.requests
    )


def test_a_document_found_by_several_queries_comes_once(register: FederalRegisterServer) -> None:
    """Agency, CFR part and term all find it; it is given once and its text is fetched once."""
    write_document(register.folder, 1, title="Executive Order 13873", cfr_references=[{"title": 15, "part": "791"}])
    with brisk(register) as web:
        assert len(polled(register, web)) == 1
    assert len(register.paths("full_text")) == 1


def test_a_full_text_that_lags_behind_is_fetched_by_a_later_poll(
    register: FederalRegisterServer, tmp_path: Path
) -> None:
    """Without XML the publication's content is the JSON; when the XML is there the next poll brings it."""
    number = write_document(register.folder, 1, with_xml=False)
    with brisk(register, cache=tmp_path / "cache") as web:
        early = polled(register, web)[0]
        (register.folder / f"{number}.xml").write_text("<NOTICE><P>Here.</P></NOTICE>")
        late = polled(register, web)[0]
    assert (early.media_type, late.media_type) == ("application/json", "application/xml")
    assert early.content == early.metadata == late.metadata
    assert late.content == b"<NOTICE><P>Here.</P></NOTICE>"
    assert early.sha256 != late.sha256


def test_a_document_without_an_address_for_its_text_comes_as_json(register: FederalRegisterServer) -> None:
    """full_text_xml_url may be null; nothing is asked for then."""
    write_document(register.folder, 1, full_text_xml_url=None)
    with brisk(register) as web:
        assert polled(register, web)[0].media_type == "application/json"
    assert register.paths("full_text") == []


def test_what_moves_every_day_does_not_make_a_new_publication(register: FederalRegisterServer) -> None:
    """Counts of views and comments and times of checks are left out, so the hash stays; a new date moves it."""
    hashes = []
    for views, comments_close_on in ((1, None), (2, None), (2, "2025-03-04")):
        counts = {
            "comments_count": views,
            "checked_regulationsdotgov_at": f"2025-01-0{views}",
            "docket_id": "BIS-2024-0058",
        }
        write_document(register.folder, 1, regulations_dot_gov_info=counts, comments_close_on=comments_close_on)
        with brisk(register) as web:
            publication = polled(register, web)[0]
        assert json.loads(publication.metadata)["regulations_dot_gov_info"] == {"docket_id": "BIS-2024-0058"}
        hashes.append(publication.sha256)
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_second_poll_asks_conditionally_and_loads_no_text_again(
    register: FederalRegisterServer, tmp_path: Path
) -> None:
    """Listings are checked with If-None-Match and answered 304; texts are kept for the day that the server allows."""
    write_documents(register.folder, 3)
    with brisk(register, cache=tmp_path / "cache") as web:
        first = polled(register, web)
        asked = len(register.requests)
        second = polled(register, web)
    assert [each.sha256 for each in first] == [each.sha256 for each in second]
    assert {request.status for request in register.requests[asked:]} == {304}
    assert all("full_text" not in request.path for request in register.requests[asked:])


def test_a_document_added_while_the_server_runs_is_in_the_next_poll(
    register: FederalRegisterServer, tmp_path: Path
) -> None:
    """Answers may be kept for a day, yet a poll sees what was published a moment ago."""
    (tmp_path / "new").mkdir()
    with brisk(register, cache=tmp_path / "cache") as web:
        assert polled(register, web) == []
        number = write_document(tmp_path / "new", 1)
        register.publish(tmp_path / "new" / f"{number}.json", tmp_path / "new" / f"{number}.xml")
        assert [each.key for each in polled(register, web)] == [number]


def test_a_batch_tells_what_it_did_not_find(register: FederalRegisterServer) -> None:
    """Missing numbers stand in errors.not_found beside the found ones; dashes and repeats are understood."""
    numbers = write_documents(register.folder, 2)
    with brisk(register) as web:
        batch = fetch_documents(web, register.api, [numbers[0].replace("-", "–"), numbers[1], numbers[1], "9999-99999"])
    assert [record["document_number"] for record in batch.found] == numbers
    assert batch.not_found == ("9999-99999",)


def test_a_batch_of_one_is_a_document_or_a_404(register: FederalRegisterServer) -> None:
    """For a single number the API answers with the bare document, or with 404."""
    number = write_document(register.folder, 1)
    with brisk(register) as web:
        assert [record["document_number"] for record in fetch_documents(web, register.api, [number]).found] == [number]
        assert fetch_documents(web, register.api, ["9999-99999"]) == ((), ("9999-99999",))
        assert fetch_documents(web, register.api, []) == ((), ())


def test_many_numbers_are_asked_for_in_several_batches(register: FederalRegisterServer) -> None:
    """120 numbers make three requests; full texts come with them on demand."""
    numbers = write_documents(register.folder, 120)
    with brisk(register) as web:
        assert len(fetch_documents(web, register.api, numbers).found) == 120
        assert len(register.requests) == 3
        publication = next(FederalRegister(register_only(register)).fetch(web, numbers[:1]))
    assert (publication.key, publication.media_type) == (numbers[0], "application/xml")


@pytest.mark.parametrize(("kind", "cause"), [("truncated", TruncatedAnswer), ("status", ServerFailed)])
def test_one_text_that_fails_does_not_hold_up_the_others(
    register: FederalRegisterServer, kind: str, cause: type
) -> None:
    """The document comes as JSON, the others whole; the failure is named at the end and gone with the next poll."""
    numbers = write_documents(register.folder, 3)
    register.fail(kind, where=f"{numbers[1]}.xml", times=2)
    with brisk(register, attempts=2) as web:
        *came, failure = poll_sources(web, [FederalRegister(register_only(register))], FIRST_DAY)
        assert isinstance(failure.cause, PollIncomplete)
        assert [type(each) for each in failure.cause.causes] == [cause]
        assert numbers[1] in str(failure)
        types = {each.key: each.media_type for each in came}
        assert types == {key: "application/json" if key == numbers[1] else "application/xml" for key in numbers}
        assert {each.media_type for each in polled(register, web)} == {"application/xml"}


def test_a_flapping_server_loses_no_document(register: FederalRegisterServer) -> None:
    """One request in each poll fails, a later one each time: every failure is told, and in the end all have come."""
    numbers = write_documents(register.folder, 6)
    failed_polls = 0
    came: set[str] = set()
    with brisk(register, attempts=1) as web:
        for passing in range(40):
            register.faults.clear()
            register.fail("slow", times=passing)
            register.fail("status")
            outcome = list(poll_sources(web, [FederalRegister(register_only(register))], FIRST_DAY))
            came |= {each.key for each in outcome if not isinstance(each, SourceFailed)}
            is_whole = not any(fault.times == 0 for fault in register.faults if fault.kind == "status")
            assert isinstance(outcome[-1], SourceFailed) is not is_whole
            if is_whole:
                break
            failed_polls += 1
    assert came == {each.key for each in outcome} == set(numbers)
    assert failed_polls == 8 + 6  # queries and texts


def test_a_server_that_is_down_ends_the_poll_at_once(register: FederalRegisterServer) -> None:
    """Throttled or unreachable, nothing more is asked of it."""
    write_documents(register.folder, 3)
    register.fail("slow", seconds=0.5)
    with brisk(register, attempts=1, timeout=0.1) as web, pytest.raises(Unreachable):
        polled(register, web)
    assert len(register.requests) == 1


def test_a_source_that_fails_does_not_stop_the_others(register: FederalRegisterServer) -> None:
    """Each source's failure stands where it broke off; the next source is polled all the same."""
    numbers = write_documents(register.folder, 2)
    register.fail("challenge", where="current")
    settings = register_only(register, feeds=(f"{register.api}/documents.rss",))
    with brisk(register) as web:
        sources = [SOURCES[name](settings) for name in ("public_inspection", "federal_register", "feeds")]
        outcome = list(poll_sources(web, sources, FIRST_DAY))
    assert isinstance(outcome[0], SourceFailed)
    assert (outcome[0].source, outcome[0].published) == ("public_inspection", 0)
    assert "challenge page" in str(outcome[0])
    assert sorted(each.key for each in outcome[1:3]) == sorted(each.key for each in outcome[3:]) == numbers


def test_reachable_is_told_quickly(register: FederalRegisterServer, tmp_path: Path) -> None:
    """A server that answers is reachable, whatever the cache holds; a slow, faulty or absent one is not, in time."""
    settings = register_only(register)
    with brisk(register, cache=tmp_path / "cache") as web:
        assert reachable(web, settings)
        for kind in ("challenge", "status", "truncated"):
            register.fail(kind)
            assert not reachable(web, settings)
        register.fail("slow", seconds=1.0)
        started = dt.datetime.now(dt.UTC)
        assert not reachable(web, settings, within=0.2)
        assert dt.datetime.now(dt.UTC) - started < dt.timedelta(seconds=0.5)
        register.__exit__()
        assert not reachable(web, settings)


def test_a_server_that_drips_does_not_hold_up_the_start() -> None:
    """Bytes that come one by one keep every read in time; the question ends in time nevertheless."""

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nServer: drip\r\n":
                connection.send(bytes([byte]))
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with Web(WebSettings(origins=frozenset({url}))) as web:
            started = time.monotonic()
            assert not reachable(web, SourceSettings(federal_register=url), within=0.3)
            assert time.monotonic() - started < 0.6
