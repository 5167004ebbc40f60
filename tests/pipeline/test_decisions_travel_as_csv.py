"""Decisions as a CSV: what was written is read back the same, what cannot be taken is named and set aside."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from models.disposition import State
from pipeline.answers import deciding, decision_desk, decision_files
from tests.pipeline.passes import NUMBER, Passes

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.timeout(240)
HEAD = "document_number,item_id,state,justification,note,decided_by,decided_at,approval,approved_by\n"


@pytest.fixture
def passes(told: Path, tmp_path: Path) -> Passes:
    """A home in which one finding was told, with a compliance group of two."""
    return Passes.copied(told, tmp_path, compliance=["cleo@example.com", "dora@example.com"])


def imported(passes: Passes, file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """What an import counts, and what it says."""
    capsys.readouterr()
    decision_files.import_file(passes.settings, file)
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def test_what_is_exported_can_be_imported_elsewhere(
    passes: Passes, told: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words, times, approvals and notes that look like formulas survive; a second import changes nothing."""
    note = '=HYPERLINK("https://evil.example")'
    for state, more in (
        (State.IN_REVIEW, {"note": note}),
        (State.NOT_AFFECTED, {"justification": "other", "note": "'+1"}),
    ):
        said = deciding.Said(state, "ann@example.com", "terminal", decision_desk.new_key(), **more)
        decision_desk.keep(passes.settings, said, NUMBER, ["V-1"])
    decision_desk.approve(passes.settings, NUMBER, "cleo@example.com", [], yes=True)
    file = tmp_path / "decisions.csv"
    decision_files.export(passes.settings, file)
    cells = list(csv.DictReader(file.open(newline="")))
    assert [row["note"] for row in cells] == [f"'{note}", "''+1"]
    other = shutil.copytree(told, tmp_path / "other")
    elsewhere = Passes(passes.settings.model_copy(update={"home": other / "home"}), count=1)
    counts, _ = imported(elsewhere, file, capsys)
    assert counts == {
        "file": "decisions.csv",
        "rows": 2,
        "new": 2,
        "known": 0,
        "waiting_for_approval": 0,
        "rows_set_aside": 0,
    }
    columns = "select * exclude (channel) from lake.dispositions order by decided_at"
    assert elsewhere.rows(columns) == passes.rows(columns)
    assert imported(elsewhere, file, capsys)[0]["known"] == 2


def test_rows_that_cannot_be_taken_are_named_and_set_aside(
    passes: Passes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, row and field of each; the others are kept, and a mended file takes the rest."""
    file = tmp_path / "given.csv"
    rows = [
        f"{NUMBER},V-1,not affected,not in use,,cleo@example.com,2026-03-02,approved,dora@example.com",
        f"{NUMBER},V-1,perhaps,,,ann@example.com,,,",
        f"{NUMBER},V-1,not affected,no idea,,ann@example.com,,,",
        f"{NUMBER},V-9,affected,,,ann@example.com,,,",
        f"{NUMBER},V-1,affected,,,bob@example.com,,,",
        f"{NUMBER},V-1,affected,,,Ann,,,",
        f"{NUMBER},V-1,affected,,,ann@example.com,yesterday,,",
        f"{NUMBER},V-1,affected,,,ann@example.com,2999-01-01,,",
        ",V-1,affected,,,ann@example.com,,,",
    ]
    file.write_text(HEAD + "\n".join(rows) + "\n")
    counts, said = imported(passes, file, capsys)
    assert (counts["new"], counts["waiting_for_approval"], counts["rows_set_aside"]) == (1, 0, 8)
    for row, field in enumerate(
        ("state", "justification", "item_id", "decided_by", "by", "decided_at", "decided_at", "document_number"),
        start=3,
    ):
        assert f"given.csv, row {row}, {field}: " in said
    (word,) = passes.rows("from lake.dispositions")
    assert (word["approval"], word["approved_by"], word["channel"]) == ("approved", "dora@example.com", "csv")
    assert len(passes.rows("from lake.open_quarantine where source = 'decisions'")) == 8
    file.write_text(HEAD + rows[0] + f"\n{NUMBER},V-1,affected,,,ann@example.com,,,\n")
    counts, _ = imported(passes, file, capsys)
    assert (counts["new"], counts["known"], counts["rows_set_aside"]) == (1, 1, 0)
    assert passes.rows("from lake.open_quarantine where source = 'decisions'") == []


def test_an_approval_in_a_file_is_held_against_the_settings(
    passes: Passes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody of compliance, or the one who decided: the word is kept and waits."""
    file = tmp_path / "given.csv"
    row = f"{NUMBER},V-1,not affected,not in use,,cleo@example.com,2026-03-0{{}},approved,{{}}\n"
    file.write_text(HEAD + row.format(2, "cleo@example.com") + row.format(3, "ann@example.com"))
    assert imported(passes, file, capsys)[0]["waiting_for_approval"] == 2


def test_the_commands_say_what_is_wrong_and_leave_with_two(
    passes: Passes, tmp_path: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """A file without a needed column, an unknown state, item or document, and somebody who may not decide."""
    home, by = ("--home", passes.settings.home), ("--by", "ann@example.com")
    file = tmp_path / "given.csv"
    file.write_text("document_number,item_id,state\n")
    calls = [
        (("decisions", "import", file), "no column 'decided_by'"),
        (("decisions", "export"), "name a file"),
        (("decide", NUMBER, "perhaps", *by), "'perhaps' is none of"),
        (("decide", NUMBER, "affected", *by, "--item", "V-9"), "no open finding on 'V-9'"),
        (("decide", "2020-1", "affected", *by), "no open finding of a document or rulemaking '2020-1'"),
        (("decide", NUMBER, "not-affected", *by), "justification: '' is none of"),
        (("decide", NUMBER, "affected", "--by", "bob@example.com"), "may decide on none of these items"),
        (("decide", NUMBER, "affected", *by, "--obligation", "dance"), "no obligation 'dance'; there is: "),
        (("snooze", NUMBER, *by, "--until", "2020-01-01"), "neither 'next stage' nor a day after today"),
        (("assign", NUMBER, *by, "--to", "Bob"), "assignee: 'Bob' is neither"),
        (("approve", NUMBER, *by), "nothing of '2099-20001' waits"),
        (("listen",), "set slack_token"),
    ]
    for words, message in calls:
        done = command(*words, *(home if words[0] != "decisions" or words[1:] else ()))
        assert (words, done.returncode) == (words, 2), done.stderr
        assert message in " ".join(done.stderr.split()), done.stderr
    done = command("snooze", NUMBER, *by, "--until", "next-stage", *home)
    assert (done.returncode, json.loads(done.stdout)["items"]) == (0, 1), done.stderr
    assert passes.rows("select state, until, decided_by from lake.dispositions") == [
        {"state": "snoozed", "until": "next stage", "decided_by": "ann@example.com"}
    ]
