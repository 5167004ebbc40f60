"""What could not be read waits in quarantine and is read again: by a newer reader by itself, by this one when asked."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from extract.folder import Folder
from pipeline import reading, stages
from pipeline.cli import app
from pipeline.settings import Settings
from pipeline.sources import SAMPLE
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse
from warehouse.relation import Row, fetched

if TYPE_CHECKING:
    from pathlib import Path

NOTICE = SAMPLE / "notices/2024-13532.xml"


@pytest.fixture
def settings(prepared_home: Path, tmp_path: Path) -> Settings:
    """Settings of a home with an empty warehouse."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return Settings(home=tmp_path / "home")


@pytest.fixture
def failed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A notice that was too large to be read; undo it, and it can be."""
    monkeypatch.setattr("extract.reader.LARGEST_CONTENT", 10)
    stages.poll(settings, [Folder((NOTICE,))])
    counts = stages.read(settings)
    assert (counts["documents"], counts["quarantined"]) == (0, 1)
    return monkeypatch


def rows(settings: Settings, query: str) -> list[Row]:
    """The rows of a query on the home's warehouse."""
    with open_warehouse(Lake.under(settings.home), read_only=True) as warehouse:
        return fetched(warehouse.con, query)


def test_read_again_tries_what_waits_and_counts_what_came_of_it(settings: Settings, failed: pytest.MonkeyPatch) -> None:
    """Without `--again` nothing is met twice; with it, what succeeds is resolved, and the document is there."""
    failed.undo()
    assert stages.read(settings)["documents"] == 0
    done = CliRunner().invoke(app, ["read", "--again", "--home", str(settings.home)])
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout)
    assert (counts["tried_again"], counts["resolved"], counts["documents"]) == (1, 1, 1)
    assert rows(settings, "from lake.open_quarantine") == []
    (kept,) = rows(settings, "from lake.quarantine")
    assert kept["content"] == NOTICE.read_bytes()
    assert kept["resolved_by"].startswith("reader ")
    assert [row["document_number"] for row in rows(settings, "from lake.current_documents")] == ["2024-13532"]
    assert rows(settings, "select unreadable from lake.source_health") == [{"unreadable": 0}]


def test_what_fails_again_waits_with_one_more_attempt(settings: Settings, failed: pytest.MonkeyPatch) -> None:
    """Nothing is resolved by trying alone."""
    counts = stages.read(settings, again=True)
    assert (counts["tried_again"], counts["resolved"], counts["quarantined"]) == (1, 0, 1)
    assert [row["attempts"] for row in rows(settings, "from lake.open_quarantine")] == [2]


def test_a_newer_reader_reads_it_by_itself(settings: Settings, failed: pytest.MonkeyPatch) -> None:
    """After a change of code a plain read meets what an older reader could not read, and resolves it."""
    failed.undo()
    failed.setattr(stages, "reader_version", lambda: "newer")
    failed.setattr(reading, "reader_version", lambda: "newer")
    counts = stages.read(settings)
    assert (counts["documents"], counts["resolved"]) == (1, 1)
    assert rows(settings, "select resolved_by from lake.quarantine") == [{"resolved_by": "reader newer"}]


def test_a_row_that_was_mended_is_resolved_by_the_next_sync(settings: Settings, tmp_path: Path) -> None:
    """Rows of the inventory and of the register wait under their own source until a sync takes them."""
    inventory, suppliers = tmp_path / "assets.csv", tmp_path / "firms.csv"
    inventory.write_text("item_id,name\nA-1,Router\nA-2,\nA-3,\n")
    suppliers.write_text("name,country\n,CN\nAcme,US\n")
    with_files = settings.model_copy(update={"inventory": inventory, "suppliers": suppliers})
    assert stages.sync(with_files)["rows_set_aside"] == 3
    waiting = rows(settings, "select source, name from lake.open_quarantine order by all")
    assert [(row["source"], row["name"]) for row in waiting] == [
        ("inventory", "assets.csv, row 3"),
        ("inventory", "assets.csv, row 4"),
        ("suppliers", "firms.csv, row 2"),
    ]
    inventory.write_text("item_id,name\nA-1,Router\nA-2,Switch\nA-3,\n")
    assert stages.sync(with_files)["rows_resolved"] == 1
    suppliers.write_text("name,country\nZenith,CN\nAcme,US\n")
    assert stages.sync(with_files)["rows_resolved"] == 1
    assert [row["name"] for row in rows(settings, "from lake.open_quarantine")] == ["assets.csv, row 4"]
