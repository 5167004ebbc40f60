"""`icts-watch preview`: what would be sent now, as files; the warehouse, its files and the services stay as they were."""

from __future__ import annotations

import json
import shutil
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from pipeline import stages
from pipeline.cli import app
from pipeline.settings import Settings
from tests.warehouse.samples import VERSIONS, impact, item, keep_document, snapshots
from warehouse.assessments import pairs_to_assess
from warehouse.impacts import load_impacts
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

OWNERS = {"ann": {"owner_slack": "U024BE7LH"}, "bob": {}, "cy": {"owner_slack": "U024BE7LJ"}}


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A rule touches an item of each of three owners, two of them on Slack; nobody was told yet."""
    shutil.copytree(prepared_home, tmp_path / "home")
    write(stages.lake_of(Settings(home=tmp_path / "home")), "test", "given", _filled)
    return tmp_path / "home"


def _filled(con: DuckDBPyConnection) -> None:
    at = stages.now()
    rows = [item(f"A-{who}", name=f"Camera of {who}", owner=who, owner_email=f"{who}@example.com", **more)
            for who, more in OWNERS.items()]  # fmt: skip
    sync_items(con, rows, at)
    keep_document(con, "2026-1", title="Rule <!channel> <b>1</b>", at=at)
    (work,) = pairs_to_assess(con, VERSIONS)
    load_impacts(con, {work: [impact(one.item_id, "2026-1") for one in rows]}, VERSIONS, at)


def state(home: Path) -> tuple[Any, ...]:
    """All that the warehouse holds: its snapshots, rows of the outbox and the record, and its data files."""
    with open_warehouse(stages.lake_of(Settings(home=home)), read_only=True) as warehouse:
        counts = [
            warehouse.con.execute(f"select count(*) from lake.{table}").fetchall()
            for table in ("deliveries", "record", "runs")
        ]
        return (
            snapshots(warehouse.con),
            counts,
            sorted(path.name for path in (home / "data").rglob("*") if path.is_file()),
        )


def previewed(home: Path, out: Path, *words: str) -> list[dict[str, Any]]:
    """What the command printed."""
    done = CliRunner().invoke(app, ["preview", *words, "--out", str(out), "--home", str(home)])
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_alerts_on_slack_are_shown_as_json_and_as_a_page(home: Path, tmp_path: Path) -> None:
    """One for each owner on Slack, composed but not kept: Block Kit beside the page that shows the same words."""
    before = state(home)
    found = previewed(home, tmp_path / "out", "slack")
    assert sorted(one["to"] for one in found) == ["U024BE7LH", "U024BE7LJ"]
    kept = [json.loads(path.read_text()) for path in (tmp_path / "out").glob("*.slack.json")]
    assert {one["to"] for one in kept} == {"U024BE7LH", "U024BE7LJ"}
    page = BeautifulSoup((tmp_path / "out" / found[0]["file"].rpartition("/")[2]).read_text(), "lxml")
    assert "Rule <!channel> <b>1</b>" in page.get_text()
    assert "Preview: nothing was sent." in page.get_text()
    assert state(home) == before
    assert not (home / "previews").exists()


def test_alerts_by_mail_and_digests_are_shown_in_three_forms(home: Path, tmp_path: Path) -> None:
    """The message as it would go out, its HTML with the chart in it, its text; and nothing is noted as written."""
    before = state(home)
    (alert,) = previewed(home, tmp_path / "mail", "mail")
    assert alert["to"] == "bob@example.com"
    digests = previewed(home, tmp_path / "out", "digest")
    assert len(digests) == 4
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".eml", ".html", ".txt"}
    page = next((tmp_path / "out").glob("digest-*-owner-bob-*.html")).read_text()
    assert 'src="data:image/png;base64,' in page
    assert "cid:" not in page
    (raw,) = (tmp_path / "out").glob("digest-*-owner-bob-*.eml")
    assert message_from_bytes(raw.read_bytes(), policy=default)["To"] == "bob <bob@example.com>"
    assert state(home) == before


def test_one_reader_and_what_was_told(home: Path, tmp_path: Path) -> None:
    """--for leaves the others out; after a pass nothing is to be sent, and --told shows what was."""
    (one,) = previewed(home, tmp_path / "a", "digest", "--for", "Ann@")
    assert one["to"] == "ann@example.com"
    stages.tell(Settings(home=home))
    assert previewed(home, tmp_path / "b", "slack") == []
    assert not (tmp_path / "b").exists()
    assert len(previewed(home, tmp_path / "b", "slack", "--told", "--for", "U024BE7LH")) == 1


def test_a_reader_with_nothing_is_named(home: Path, tmp_path: Path) -> None:
    """A misspelt recipient is bad input, and the message says for whom there is something."""
    done = CliRunner().invoke(app, ["preview", "slack", "--for", "nobody@x", "--home", str(home)])
    assert done.exit_code == 2
    assert "nothing for nobody@x; there is something for owner:ann@example.com" in done.stderr
