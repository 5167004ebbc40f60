"""icts-watch rulemaking: where each stands, and the timeline of one with its sources and what its steps moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.pipeline.passes import CORRECTION, NUMBER, Passes, filing, notice, page

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.timeout(240)
CASE = "case ICTS-2098-007"


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case from its initial determination to the correction of the final one, told by three sources."""
    passes = Passes.in_(tmp_path_factory.mktemp("case"), prepared_home)
    title = "Initial Determination: Case No. ICTS-2098-007, Veltrona Systems, Inc."
    instruction = "“January 22, 2099” should read “February 20, 2099”."
    passes.run(
        notice("2098-10001", title=title, published="2098-10-01", page=900),
        filing(),
        notice(day="January 22, 2099", published="2099-01-12"),
        page(),
        notice(f"C1-{NUMBER}", published="2099-01-14", page=1400, text=CORRECTION, instruction=instruction),
    )
    return passes.settings.home


def test_the_list_says_where_each_stands_and_what_comes_next(
    home: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """One rulemaking of four documents: final, ahead, with the day that the correction set and its items."""
    done = command("rulemaking", "--json", "--home", home)
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["rulemaking"], row["state"], row["document_number"]) == (CASE, "final, not yet in force", NUMBER)
    assert [(fact["kind"], fact["date"]) for fact in row["next_dates"]] == [("compliance", "2099-02-20")]
    assert (row["documents"], row["affected"], row["to_review"]) == (3, 1, 0)


@pytest.mark.parametrize("name", [CASE, NUMBER, "2098-10001", f"C1-{NUMBER}", "veltrona"])
def test_a_timeline_is_found_by_key_and_by_any_of_its_documents(
    home: Path, command: Callable[..., subprocess.CompletedProcess[str]], name: str
) -> None:
    """Each step with its sources, what became of it, the dates as printed and as they hold, and what it moved."""
    done = command("rulemaking", name, "--json", "--home", home)
    first, final, correction = json.loads(done.stdout)["steps"]
    assert (first["document_number"], first["why"], first["gave_way_to"]) == ("2098-10001", "superseded", NUMBER)
    assert (final["sources"], final["retold_by"]) == (["federal_register", "public_inspection"], ["veltrona"])
    assert [fact["date"] for fact in final["printed_dates"]] == ["2099-01-22"]
    assert [fact["date"] for fact in final["dates"]] == ["2099-02-20"]
    assert ("dates", "2099-01-20 (compliance)", "2099-01-22 (compliance)") in moved(final)
    assert ("dates", "2099-01-22 (compliance)", "2099-02-20 (compliance)") in moved(correction)
    assert {one["document_number"] for one in correction["moved"]} == {NUMBER}


def moved(step: dict) -> set[tuple[str, str, str]]:
    """What a step moved."""
    return {(one["field"], one["before"], one["after"]) for one in step["moved"]}


def test_a_person_gets_a_table_and_an_unknown_name_a_word(
    home: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Both tables name the documents; what nobody knows leaves with status 2."""
    assert NUMBER in command("rulemaking", "--home", home).stdout
    assert "superseded by" in command("rulemaking", NUMBER, "--home", home).stdout
    unknown = command("rulemaking", "RIN 9999-ZZ99", "--home", home)
    assert (unknown.returncode, "RIN 9999-ZZ99" in unknown.stderr) == (2, True)
