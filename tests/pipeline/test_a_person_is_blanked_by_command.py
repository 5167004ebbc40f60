"""`icts-watch blank` says what it does, refuses where a person is still needed, and leaves a record that verifies."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.warehouse.test_a_person_can_be_blanked import ANN, lived
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home in which Ann has owned and decided; one commit names her as its author."""
    shutil.copytree(prepared_home, tmp_path / "home")
    write(Lake.under(tmp_path / "home"), "Ann@Example.com", "decides", lived)
    return tmp_path / "home"


def run(home: Path, *words: str) -> Result:
    """The command on this home."""
    return CliRunner().invoke(app, [*words, "--home", str(home)])


def authors(home: Path) -> str:
    """Who made the commits, and what they say."""
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        return str(warehouse.con.execute("select author, commit_message from ducklake_snapshots('lake')").fetchall())


def test_a_dry_run_says_what_the_real_one_does(home: Path) -> None:
    """The same counts; only the second changes anything, and afterwards verify is clean and names what was emptied."""
    dry = json.loads(run(home, "blank", *ANN, "--before", "2030-01-01", "--dry-run").stdout)
    assert "Ann@Example.com" in authors(home)
    done = json.loads(run(home, "blank", *ANN, "--before", "2030-01-01").stdout)
    assert dry["rows"] == done["rows"] == {"items": 1, "deliveries": 1, "dispositions": 1, "scopes": 0, "runs": 1}
    assert (done["payloads"], done["commits"], done["named_still"]) == (1, 1, {})
    assert "ann@example.com" not in authors(home).casefold()
    verified = run(home, "verify")
    assert verified.exit_code == 0, verified.output
    assert "1 payloads blanked" in verified.stderr
    assert run(home, "sql", "select decided_by from dispositions").stdout.count(done["token"]) == 1


@pytest.mark.parametrize(
    ("person", "settings", "words"),
    [
        ("bob@example.com", {}, "still owner of items in the inventory"),
        ("Ann", {}, "too short"),
        ("ann@example.com", {"COMPLIANCE": "ann@example.com=U0ANN,bob@example.com"}, "still named in the settings"),
    ],
)
def test_who_is_still_needed_is_not_blanked(
    home: Path, monkeypatch: pytest.MonkeyPatch, person: str, settings: dict[str, str], words: str
) -> None:
    """Status 2, with the reason."""
    for name, value in settings.items():
        monkeypatch.setenv(f"ICTS_WATCH_{name}", value)
    done = run(home, "blank", person, "--before", "2030-01-01")
    assert done.exit_code == 2
    assert words in done.stderr
