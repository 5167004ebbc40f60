"""Calendar files under home: one for each owner, one for compliance, rewritten only where a deadline moved."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from alerts.routing import Recipient, RecipientKind
from extract.document import DatedFact, DateKind, Stage
from pipeline import stages
from pipeline.cli import app
from pipeline.messages.calendars import COMPLIANCE, file_name, write_calendars
from pipeline.settings import Settings
from tests.warehouse.samples import VERSIONS, impact, item, keep_document
from warehouse.assessments import Ending, pairs_to_assess
from warehouse.impacts import end_impacts, load_impacts
from warehouse.items import sync_items
from warehouse.lake import write

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from icalendar import Component

AHEAD = dt.date.today() + dt.timedelta(days=60)  # noqa: DTZ011 - far enough from today in any zone
ANN = file_name(Recipient(RecipientKind.OWNER, email="ann@example.com"))
BOB = file_name(Recipient(RecipientKind.OWNER, email="bob@example.com"))


@pytest.fixture
def settings(prepared_home: Path, tmp_path: Path) -> Settings:
    """A rule that touches an item of Ann's, a proposal that touches one of Bob's."""
    shutil.copytree(prepared_home, tmp_path / "home")
    found = Settings(home=tmp_path / "home")
    write(stages.lake_of(found), "test", "given", _filled)
    return found


def _filled(con: DuckDBPyConnection) -> None:
    at = stages.now()
    sync_items(con, [item("A-1"), item("B-1", owner="Bob", owner_email="bob@example.com")], at)
    for number, stage, kind, whose in (
        ("2026-1", Stage.FINAL_RULE, DateKind.EFFECTIVE, "A-1"),
        ("2026-2", Stage.NPRM, DateKind.COMMENTS_CLOSE, "B-1"),
    ):
        keep_document(con, number, stage=stage, title=f"Rule {number}", dates=(DatedFact(kind, AHEAD, "then"),))
        (work,) = [one for one in pairs_to_assess(con, VERSIONS) if one.document_number == number]
        load_impacts(con, {work: [impact(whose, number)]}, VERSIONS, at)


def entries(settings: Settings, name: str) -> list[Component]:
    """The entries of a file."""
    return list(Calendar.from_ical((settings.home / "calendar" / name).read_bytes()).walk("VEVENT"))


def changed(settings: Settings) -> set[str]:
    """The names of the files that a writing changed."""
    found = write_calendars(settings, stages.now())
    return {str(one["file"]).rpartition("/")[2] for one in found if one["changed"]}


def test_each_owner_has_the_own_deadlines_and_compliance_has_all(settings: Settings) -> None:
    """Ann sees the rule, Bob the proposal with its question, compliance both; written again nothing changes."""
    assert changed(settings) == {ANN, BOB, COMPLIANCE}
    (mine,), (his,) = entries(settings, ANN), entries(settings, BOB)
    assert "Rule 2026-1" in mine["summary"]
    assert "Does the company file comments?" in his["description"]
    assert {str(entry["uid"]) for entry in entries(settings, COMPLIANCE)} == {str(mine["uid"]), str(his["uid"])}
    assert changed(settings) == set()
    assert [path.suffix for path in (settings.home / "calendar").iterdir()] == [".ics"] * 3


def test_a_changed_date_moves_it_in_every_file_that_holds_it(settings: Settings) -> None:
    """The same UID on another day, with a higher SEQUENCE, for Bob and for compliance; Ann's file is left alone."""
    changed(settings)
    (before,) = entries(settings, BOB)
    moved = (DatedFact(DateKind.COMMENTS_CLOSE, AHEAD + dt.timedelta(days=30), "extended"),)
    write(
        stages.lake_of(settings),
        "test",
        "moved",
        lambda con: keep_document(con, "2026-2", fingerprint="f2", stage=Stage.NPRM, title="Rule 2026-2", dates=moved,
                                  at=stages.now()),
    )  # fmt: skip
    assert changed(settings) == {BOB, COMPLIANCE}
    (after,) = entries(settings, BOB)
    assert (after["uid"], after["sequence"] > before["sequence"]) == (before["uid"], True)
    assert after.decoded("dtstart") == moved[0].date


def test_a_withdrawal_cancels_it_for_who_was_touched(settings: Settings) -> None:
    """Bob's item is touched no longer: the entry is cancelled in his file, under its UID."""
    changed(settings)
    ending = Ending("2026-2", "withdrawn", None, retracted=True)
    write(stages.lake_of(settings), "test", "gone", lambda con: end_impacts(con, [ending], stages.now()))
    assert changed(settings) == {BOB}
    assert [str(entry["status"]) for entry in entries(settings, BOB)] == ["CANCELLED"]


def test_the_command_and_the_stages_write_them(settings: Settings) -> None:
    """`icts-watch calendar` names each file; telling somebody, and the digest, bring them up to date, too."""
    done = CliRunner().invoke(app, ["calendar", "--home", str(settings.home)])
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(line["deadlines"], line["changed"]) for line in told} == {(1, True), (2, True)}
    shutil.rmtree(settings.home / "calendar")
    assert stages.tell(settings)["calendars_changed"] == 3
    shutil.rmtree(settings.home / "calendar")
    assert stages.digest(settings)["calendars_changed"] == 3
