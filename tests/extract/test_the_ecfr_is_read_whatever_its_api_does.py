"""The eCFR: days on which a part changed become versions of it, the baseline with them, whatever the API answers."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.addresses import SourceSettings
from extract.ecfr import Ecfr, parse_versions
from extract.failures import (
    ChallengePage,
    ListingIncomplete,
    NotFound,
    PollIncomplete,
    ServerFailed,
    ShapeChanged,
    SourceError,
    TooManyRequests,
    TruncatedAnswer,
)
from tests.servers.clients import brisk
from tests.servers.ecfr import EcfrServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLE = Path(__file__).parent / "examples" / "ecfr" / "served"
FOUNDING, AMENDED, VEHICLES = "2024-07-18", "2025-02-04", "2025-03-17"
Rows = list[dict[str, Any]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EcfrServer]:
    """The example in a folder that a test may change."""
    shutil.copytree(EXAMPLE, tmp_path / "served")
    with EcfrServer(tmp_path / "served") as server:
        yield server


def polled(server: EcfrServer, since: str, **overrides: Any) -> tuple[list[str], tuple[SourceError, ...]]:
    """The keys that a poll gives, without "15 CFR", and what it names as failed."""
    days: list[str] = []
    settings = SourceSettings(**{"ecfr": server.api} | overrides)
    with brisk(server) as web:
        try:
            for publication in Ecfr(settings).poll(web, dt.date.fromisoformat(since)):
                days.append(publication.key.removeprefix("15 CFR "))  # noqa: PERF401 - what came before a failure counts
        except PollIncomplete as incomplete:
            return days, incomplete.causes
    return days, ()


def change(server: EcfrServer, part: str, work: Callable[[Rows], None]) -> None:
    """Change the rows of a part's versions; the count follows."""
    file = server.folder / "title-15" / f"part-{part}" / "versions.json"
    answer = json.loads(file.read_text())
    work(answer["content_versions"])
    answer["meta"]["result_count"] = str(len(answer["content_versions"]))
    file.write_text(json.dumps(answer))


@pytest.mark.parametrize(
    ("since", "days"),
    [
        ("2020-01-01", [FOUNDING, AMENDED, VEHICLES]),
        (AMENDED, [FOUNDING, AMENDED, VEHICLES]),
        ("2025-02-05", [AMENDED, VEHICLES]),
        (VEHICLES, [AMENDED, VEHICLES]),
        ("2026-01-01", [VEHICLES]),
    ],
)
def test_a_poll_gives_the_changes_since_a_day_and_the_version_before_them(
    server: EcfrServer, since: str, days: list[str]
) -> None:
    """The last version before the day is the baseline that the first change is compared with."""
    assert polled(server, since) == ([f"791 as of {day}" for day in days], ())


def test_a_day_that_the_ecfr_has_not_reached_waits_for_the_next_poll(server: EcfrServer) -> None:
    """The 404 for a day beyond the latest issue is no failure; once the issue is there, so is the version."""
    server.latest = dt.date(2025, 3, 1)
    assert polled(server, AMENDED) == ([f"791 as of {day}" for day in (FOUNDING, AMENDED)], ())
    server.latest = dt.date(2025, 3, 20)
    assert polled(server, AMENDED)[0][-1] == f"791 as of {VEHICLES}"


def test_a_part_that_is_gone_is_no_failure_beside_one_that_stands(server: EcfrServer) -> None:
    """Part 7 answers 404, or lists only removals on its last day: it is not asked for its text of that day."""
    folder = server.folder / "title-15" / "part-7"
    folder.mkdir()
    shutil.copy(server.folder / "title-15/part-791/versions.json", folder)
    shutil.copy(server.folder / "title-15/part-791/2024-07-18.xml", folder / "2021-03-22.xml")

    def renumbered(rows: Rows) -> None:
        first = {**rows[0], "part": "7", "identifier": "7.1", "date": "2021-03-22"}
        rows[:] = [first, {**first, "date": FOUNDING, "removed": True}]

    change(server, "7", renumbered)
    assert polled(server, "2024-07-01") == (
        [f"791 as of {day}" for day in (FOUNDING, AMENDED, VEHICLES)] + ["7 as of 2021-03-22"],
        (),
    )
    assert polled(server, "2025-12-01") == ([f"791 as of {VEHICLES}"], ())


def test_a_poll_that_finds_no_part_at_all_says_so(server: EcfrServer) -> None:
    """Every part answered 404: that is a changed API or a wrong setting, never "nothing new"."""
    keys, (cause,) = polled(server, AMENDED, cfr_parts=((15, "7"), (15, "8")))
    assert keys == []
    assert isinstance(cause, ShapeChanged)
    assert "15 CFR 7, 15 CFR 8" in str(cause)


def test_without_an_address_nothing_is_asked(server: EcfrServer) -> None:
    """A blank address switches the source off."""
    assert polled(server, AMENDED, ecfr="") == ([], ())
    assert server.requests == []


@pytest.mark.parametrize("where", ["/versions/", "/full/"])
def test_a_server_that_asks_for_patience_gets_it(server: EcfrServer, where: str) -> None:
    """503 with Retry-After is waited out, and the poll is whole."""
    server.fail("status", where, status=503, retry_after="0")
    assert len(polled(server, AMENDED)[0]) == 3
    asked = [request for request in server.requests if where in request.path]
    assert [asked[0].status, asked[1].status] == [503, 200]


@pytest.mark.parametrize(
    ("fault", "details", "kind"),
    [
        ("challenge", {}, ChallengePage),
        ("status", {"status": 503}, ServerFailed),
        ("truncated", {"times": 4}, TruncatedAnswer),
    ],
)
def test_a_text_that_fails_is_named_and_the_others_come(
    server: EcfrServer, fault: str, details: dict[str, Any], kind: type[SourceError]
) -> None:
    """A bot check, a sick server or a broken answer for one day costs that day only."""
    server.fail(fault, f"/full/{AMENDED}", **{"times": 4} | details)
    keys, causes = polled(server, AMENDED)
    assert keys == [f"791 as of {FOUNDING}", f"791 as of {VEHICLES}"]
    assert [type(cause) for cause in causes] == [kind]


def test_a_text_that_the_api_itself_lists_is_missed(server: EcfrServer) -> None:
    """404 for a day on which sections changed and stand is a contradiction, and is told."""
    for file in server.folder.rglob("*.xml"):
        file.unlink()
    keys, causes = polled(server, VEHICLES)
    assert keys == []
    assert [type(cause) for cause in causes] == [NotFound, NotFound]


def test_a_throttled_poll_ends_at_once(server: EcfrServer) -> None:
    """429 that lasts: nothing more is asked."""
    server.fail("status", "/full/", times=99, status=429)
    with brisk(server, attempts=2) as web, pytest.raises(TooManyRequests):
        list(Ecfr(SourceSettings(ecfr=server.api)).poll(web, dt.date(2025, 2, 4)))
    assert len([request for request in server.requests if "/full/" in request.path]) == 2


ROW = {"date": "2025-02-04", "identifier": "791.2", "part": "791", "removed": False}


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ({"meta": {"result_count": "0"}}, ShapeChanged, "content_versions is NoneType"),
        ({"content_versions": [ROW]}, ShapeChanged, "meta.result_count is None"),
        ({"content_versions": [ROW], "meta": {"result_count": "2"}}, ListingIncomplete, "1 of 2"),
        ({"content_versions": [ROW | {"part": "744"}], "meta": {"result_count": 1}}, ShapeChanged, "part 744"),
        ({"content_versions": [ROW | {"date": "Feb 4"}], "meta": {"result_count": 1}}, ShapeChanged, "'Feb 4'"),
        ({"content_versions": [ROW | {"removed": "no"}], "meta": {"result_count": 1}}, ShapeChanged, "removed"),
        ({"content_versions": [ROW | {"identifier": ""}], "meta": {"result_count": 1}}, ShapeChanged, "identifier"),
    ],
)
def test_versions_of_another_shape_are_refused(answer: dict[str, Any], kind: type[ShapeChanged], words: str) -> None:
    """What is not as documented is named, never read as "nothing new"."""
    with pytest.raises(kind, match=words):
        parse_versions(answer, "https://x", 15, "791")


def test_a_recorded_answer_is_read(shared: Path) -> None:
    """The publisher's own answer for a section of part 744: five rows on four days."""
    file = next((shared / "data/federal-register/api").glob("*ecfr_versions.json"))
    versions = parse_versions(json.loads(file.read_text()), "recorded", 15, "744")
    assert [str(version.date) for version in versions] == ["2017-01-03", "2017-07-07", "2021-01-15", "2021-03-16"]
    assert {version.changed for version in versions} == {("744.3",)}
    assert all(version.stands for version in versions)
