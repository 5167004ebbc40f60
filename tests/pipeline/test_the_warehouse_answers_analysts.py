"""`icts-watch sql` and `export`: read only, now or as of then, in files that others open."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import openpyxl
import pytest

from pipeline.exposure.querying import ask
from pipeline.settings import Settings
from tests.warehouse.samples import assess, impact, item, keep_document
from warehouse.catalog import Lake
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.questions import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    Command = Callable[..., subprocess.CompletedProcess[str]]

EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One rule that affects one item; a second item, with a formula for a name, came a moment later."""
    home = shutil.copytree(prepared_home, tmp_path_factory.mktemp("asked") / "home")
    lake = Lake.under(home)
    now = dt.datetime.now(dt.UTC)

    def first(con: DuckDBPyConnection) -> None:
        sync_items(con, [item("A-1", business_unit="Plant")], now)
        keep_document(con, "2026-1", publication_date=now.date(), at=now)
        assess(con, impact("A-1", "2026-1"), at=now)

    write(lake, "test", "first", first)
    time.sleep(1.1)
    (home / "between").write_text(dt.datetime.now(dt.UTC).isoformat())
    time.sleep(0.1)
    write(lake, "test", "later", lambda con: sync_items(con, [item("A-1"), item("A-2", name=EVIL)], now))
    return home


def test_a_query_answers_as_table_csv_and_json(home: Path, command: Command) -> None:
    """The same rows in each form; a CSV's cells hide no formula, JSON keeps them as they are."""
    query = "select item_id, name from current_items order by 1"
    assert "2 rows" in command("sql", query, "--home", home).stdout
    rows = list(csv.reader(io.StringIO(command("sql", query, "--format", "csv", "--home", home).stdout)))
    assert rows == [["item_id", "name"], ["A-1", "Camera A-1"], ["A-2", f"'{EVIL}"]]
    lines = command("sql", query, "--format", "json", "--home", home).stdout.splitlines()
    assert json.loads(lines[1]) == {"item_id": "A-2", "name": EVIL}


def test_a_query_becomes_a_parquet_file(home: Path, command: Command, tmp_path: Path) -> None:
    """Parquet needs a file, and DuckDB reads it."""
    file = tmp_path / "items.parquet"
    done = command("sql", "from current_items", "--format", "parquet", "--output", file, "--home", home)
    assert done.returncode == 0, done.stderr
    assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [(2,)]
    assert command("sql", "from current_items", "--format", "parquet", "--home", home).returncode == 2


def test_a_question_can_be_asked_as_of_then(home: Path, command: Command) -> None:
    """Between the two commits there was one item; before the warehouse nothing is known, which is said."""
    query, moment = "select count(*) as n from current_items", (home / "between").read_text()
    asked = command("sql", query, "--as-of", moment, "--format", "json", "--home", home)
    assert json.loads(asked.stdout) == {"n": 1}, asked.stderr
    assert json.loads(command("sql", query, "--format", "json", "--home", home).stdout) == {"n": 2}
    early = command("sql", query, "--as-of", "2020-01-01", "--home", home)
    assert early.returncode == 1
    assert "2020-01-02" in early.stderr
    assert command("sql", query, "--as-of", "yesterday", "--home", home).returncode == 2


@pytest.mark.parametrize(
    "query", ["drop table items", "delete from items", "select 1; select 2", "selec", "copy items to 'x'", "attach 'x'"]
)
def test_only_reading_is_allowed(home: Path, query: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Anything else is refused with status 2, and says what can be asked."""
    with pytest.raises(SystemExit) as refused:
        ask(Settings(home=home), query, "csv", None, None)
    assert (refused.value.code, capsys.readouterr().out) == (2, "")


def test_what_can_be_asked_is_told(home: Path, command: Command) -> None:
    """All views by their questions; one with its columns; a table too; nonsense is refused."""
    told = command("sql", "--describe", "--home", home).stdout
    assert all(f"{view.name} " in told for view in views())
    assert "undecided" in command("sql", "--describe", "exposure_now", "--home", home).stdout
    assert "what people call it" in command("sql", "--describe", "items", "--home", home).stdout
    assert command("sql", "--describe", "nothing", "--home", home).returncode == 2


def test_exports_are_read_without_us(home: Path, command: Command, tmp_path: Path) -> None:
    """Parquet, workbook and DuckDB file agree with the warehouse; a formula stays a text; nothing is overwritten."""
    some = ["current_items", "exposure_now", "open_impacts"]
    chosen = [word for name in some for word in ("--view", name)]
    for target, only in (("files", []), ("all.duckdb", chosen), ("all.xlsx", chosen)):
        done = command("export", tmp_path / target, *only, "--home", home)
        assert done.returncode == 0, done.stderr
    assert command("export", tmp_path / "all.xlsx", "--home", home).returncode == 2
    names = sorted(view.name for view in views())
    assert sorted(file.stem for file in (tmp_path / "files").iterdir()) == names
    parquet = duckdb.sql(f"select name from '{tmp_path / 'files' / 'current_items.parquet'}' order by 1").fetchall()
    with duckdb.connect(str(tmp_path / "all.duckdb"), read_only=True) as con:
        assert sorted(name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()) == some
        assert con.execute("select name from current_items order by 1").fetchall() == parquet
        comment = "select comment from duckdb_columns() where table_name = 'exposure_now' and column_name = 'undecided'"
        assert "no decision holds" in con.execute(comment).fetchall()[0][0]
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert book.sheetnames == ["contents", *some]
    sheet = book["current_items"]
    column = [cell.value for cell in sheet[1]].index("name")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert sorted((cell.value, cell.data_type) for cell in cells) == [(EVIL, "s"), ("Camera A-1", "s")]


def test_one_view_can_be_exported_as_of_then(home: Path, command: Command, tmp_path: Path) -> None:
    """Only the named view, as it stood."""
    moment = (home / "between").read_text()
    done = command("export", tmp_path / "then", "--view", "current_items", "--as-of", moment, "--home", home)
    assert done.returncode == 0, done.stderr
    assert [file.name for file in (tmp_path / "then").iterdir()] == ["current_items.parquet"]
    assert duckdb.sql(f"select count(*) from '{tmp_path / 'then' / 'current_items.parquet'}'").fetchall() == [(1,)]
    assert command("export", tmp_path / "x", "--view", "nothing", "--home", home).returncode == 2


def test_a_plain_session_reads_as_the_guide_says(home: Path, tmp_path: Path) -> None:
    """The two lines of docs/analysts.md, run as they stand beside a copy of the warehouse, while another writes."""
    guide = (Path(__file__).parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")
    block = guide.split("A session of your own")[1]
    lines = [line.strip() for line in block.splitlines() if line.startswith("    ")][:2]
    shutil.copytree(home, tmp_path / "icts-watch-home")
    program = "; ".join((*lines, "print(con.execute('select count(*) from current_items').fetchall())"))
    lake = Lake.under(tmp_path / "icts-watch-home")
    now = dt.datetime.now(dt.UTC)
    with open_warehouse(lake) as warehouse, warehouse.transaction("test", "beside") as con:
        sync_items(con, [item("A-1")], now)
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
    assert (done.stdout.strip(), done.returncode) == ("[(2,)]", 0), done.stderr
