"""`icts-watch blank` says what it does, refuses where a person is still needed, and leaves a record that verifies."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.warehouse.samples import AT, item
from tests.warehouse.test_a_person_can_be_blanked import ANN, DAY, lived
from warehouse.catalog import Lake
from warehouse.forgetting import TABLES
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import NOT_INLINED
from warehouse.record import verify
from warehouse.upkeep import tidy

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


def held(home: Path, word: str) -> list[str]:
    """The files under the home that hold a word, in bytes or in the cells of a Parquet file."""
    found = []
    for file in (file for file in home.rglob("*") if file.is_file()):
        cells = ""
        if file.suffix == ".parquet":
            cells = str(duckdb.connect().execute("from read_parquet(?)", [str(file)]).fetchall())
        if word.encode() in file.read_bytes() or word in cells:
            found.append(file.name)
    return found


def test_what_is_forgotten_leaves_the_disk_and_today_stays(home: Path) -> None:
    """Blanked and forgotten, no byte under the home names the person; state and record are those of before."""
    lake = Lake.under(home)
    many = [item(f"X-{n}", owner="Ann O'Neil", owner_email="ann@example.com") for n in range(40)]
    bobs = [item(one, owner="Bob", owner_email="bob@example.com") for one in ("A-1", "A-2")]
    write(lake, "test", "many", lambda con: sync_items(con, [*bobs, *many], AT + 2 * DAY))
    tidy(lake)
    write(lake, "test", "gone", lambda con: sync_items(con, bobs, AT + 3 * DAY))
    assert run(home, "blank", *ANN, "--before", "2030-01-01").exit_code == 0
    assert held(home, "O'Neil")
    queries = (
        "from items",
        "from deliveries",
        "from dispositions",
        "from record",
        "from quarantine",
        "from open_impacts",
    )
    with open_warehouse(lake, read_only=True) as warehouse:
        before = [sorted(map(str, warehouse.con.execute(query).fetchall())) for query in queries]
        types = warehouse.con.execute("describe items").fetchall()
    asked = run(home, "forget", "--before", "2100-01-01")
    assert "cannot be undone" not in asked.output
    assert "snapshots are older" in asked.stderr
    assert held(home, "O'Neil")
    done = json.loads(run(home, "forget", "--before", "2100-01-01", "--yes").stdout)
    assert done["snapshots"] > 5
    assert done["files"] > 5
    assert held(home, "O'Neil") == held(home, "ann@example.com,") == []
    with open_warehouse(lake, read_only=True) as warehouse:
        assert [sorted(map(str, warehouse.con.execute(query).fetchall())) for query in queries] == before
        assert warehouse.con.execute("describe items").fetchall() == types
        assert verify(warehouse.con).broken == ()
    write(lake, "test", "on", lambda con: sync_items(con, [*bobs, item("N-1")], AT + 4 * DAY))
    tidy(lake)
    verified = run(home, "verify")
    assert verified.exit_code == 0, verified.output
    then = run(home, "sql", "from current_items", "--as-of", "2026-01-01")
    assert "nothing was recorded before" in then.stderr


def test_what_is_made_anew_has_no_options_of_its_own() -> None:
    """A table with large cells has one, which a table made anew would lose."""
    assert not set(TABLES) & set(NOT_INLINED)
