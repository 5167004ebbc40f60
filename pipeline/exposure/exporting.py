"""`icts-watch export`: the views as Parquet files, a workbook, or a DuckDB file, to be read without us."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pipeline.commands.console import bad_input, say
from pipeline.stages import lake_of
from warehouse.catalog import quoted
from warehouse.lake import open_for_questions
from warehouse.questions import describe, views

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

MOST_ROWS = 1_048_575
"""Rows that a sheet holds beside its header."""
LONGEST_CELL = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
BATCH = 10_000


def export(settings: Settings, target: Path, wanted: Sequence[str], moment: dt.datetime | None) -> None:
    """Writes the views (all, or those wanted) to a new place; nothing that is there is overwritten."""
    known = {view.name for view in views()}
    if strange := sorted(set(wanted) - known):
        bad_input(f"export: no view is called {', '.join(strange)}; icts-watch sql --describe lists them")
    if target.exists():
        bad_input(f"export: {target} is there already; name a new place")
    names = sorted(wanted or known)
    write: Callable[[DuckDBPyConnection, Path, Sequence[str]], None] = {
        "": _parquet,
        ".xlsx": _workbook,
        ".duckdb": _database,
    }.get(target.suffix, _parquet)
    with open_for_questions(lake_of(settings), moment) as warehouse:
        warehouse.con.execute("begin")  # all views of one moment
        write(warehouse.con, target, names)
        warehouse.con.execute("commit")
    say(f"{len(names)} views written to {target}")


def _parquet(con: DuckDBPyConnection, folder: Path, names: Sequence[str]) -> None:
    folder.mkdir(parents=True)
    for name in names:
        con.execute(f"copy (from {name}) to {quoted(str(folder / f'{name}.parquet'))} (format parquet)")


def _database(con: DuckDBPyConnection, file: Path, names: Sequence[str]) -> None:
    """Each view as a table of its name, with what it answers and what its columns mean as comments."""
    summaries = {view.name: view.summary for view in views()}
    con.execute(f"attach {quoted(str(file))} as exported")
    try:
        for name in names:
            con.execute(f"create table exported.main.{name} as from {name}")
            con.execute(f"comment on table exported.main.{name} is {quoted(summaries[name])}")
            for column, _, meaning in describe(con, name):
                con.execute(f'comment on column exported.main.{name}."{column}" is {quoted(meaning)}')
    finally:
        con.execute("commit")
        con.execute("detach exported")
        con.execute("begin")


def _workbook(con: DuckDBPyConnection, file: Path, names: Sequence[str]) -> None:
    """A sheet for each view, after a sheet that says what they are; every text is a text, whatever it begins with."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    summaries = {view.name: view.summary for view in views()}
    contents = book.create_sheet("contents")
    for row in (("sheet", "column", "meaning"), *_contents(con, names, summaries)):
        contents.append(list(row))
    for name in names:
        sheet = book.create_sheet(name[:31])
        cursor = con.execute(f"from {name}")
        sheet.append([column[0] for column in cursor.description or ()])
        count = 0
        while rows := cursor.fetchmany(BATCH):
            for row in rows[: MOST_ROWS - count]:
                cells = []
                for value in map(_cell, row):
                    one = WriteOnlyCell(sheet, value=value)
                    if isinstance(value, str):
                        one.data_type = "s"  # "=1+1" is what somebody is called, and no sum
                    cells.append(one)
                sheet.append(cells)
            count += len(rows)
        if count > MOST_ROWS:
            say(f"icts-watch: {name}: {count:,} rows, of which a sheet holds the first {MOST_ROWS:,}; use Parquet")
    book.save(file)


def _contents(con: DuckDBPyConnection, names: Sequence[str], summaries: dict[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for name in names:
        found.append((name, "", summaries[name]))
        found += [(name, column, meaning) for column, _, meaning in describe(con, name)]
    return found


def _cell(value: Any) -> Any:
    """A value as a workbook knows it: times in UTC without a zone, lists and structures as JSON, nothing too long."""
    if isinstance(value, (list, tuple, dict)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str):
        return _CONTROL.sub("", value)[:LONGEST_CELL]
    if getattr(value, "tzinfo", None) is not None:
        return value.replace(tzinfo=None)
    return value
