"""`icts-watch sql`: a question to the warehouse, answered now or as of then, as a table or a file."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.commands.console import bad_input, output
from pipeline.commands.moments import moment_of
from pipeline.commands.spreadsheet_cells import shown
from pipeline.stages import lake_of
from warehouse.lake import open_for_questions
from warehouse.questions import describe, views

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

FORMATS = ("table", "csv", "json", "parquet")
WIDEST = 60
"""Characters of a cell on a terminal; files have it whole."""
BATCH = 10_000


def ask(settings: Settings, query: str, form: str, file: Path | None, as_of: str | None) -> None:
    """Answers a query on standard output or in a file; read only, whatever it says."""
    if form not in FORMATS:
        bad_input(f"sql: --format is one of {', '.join(FORMATS)}")
    if form == "parquet" and file is None:
        bad_input("sql: --format parquet needs --output FILE")
    moment = moment_of(as_of, settings.zone)
    with open_for_questions(lake_of(settings), moment) as warehouse:
        _answer(warehouse.con, _one_select(warehouse.con, query), form, file)


def _one_select(con: DuckDBPyConnection, query: str) -> str:
    """The query, where it is one that only reads."""
    import duckdb

    try:
        statements = con.extract_statements(query)
    except duckdb.Error as wrong:
        _refuse(wrong)
    reading = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
    if len(statements) != 1 or statements[0].type not in reading:
        bad_input("sql: one query that reads, please (select ..., from ..., describe ..., explain ...)")
    return statements[0].query


def _answer(con: DuckDBPyConnection, query: str, form: str, file: Path | None) -> None:
    import duckdb

    try:
        if form == "parquet":
            con.execute(f"create temp table answer as {query.rstrip().rstrip(';')}")
            con.execute("copy answer to ? (format parquet)", [str(file)])
            return
        cursor = con.execute(query)
        names = [column[0] for column in cursor.description or ()]
        rows = _rows(cursor)
        if form == "table" and file is None:
            _table(names, rows)
        elif file is None:
            _write(form, names, rows, sys.stdout)
        else:
            with file.open("w", encoding="utf-8", newline="") as out:
                _write(form, names, rows, out)
    except duckdb.Error as wrong:
        _refuse(wrong)


def _refuse(wrong: Exception) -> NoReturn:
    bad_input(f"sql: {wrong}\nThe views: icts-watch sql --describe")


def _rows(cursor: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _write(form: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]], out: Any) -> None:
    if form == "json":
        for row in rows:
            out.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain) + "\n")
        return
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(names)
    lines.writerows([cell(value) for value in row] for row in rows)


def cell(value: Any) -> str:
    """A value as a spreadsheet may hold it: text that no formula hides in, lists and structures as JSON."""
    if isinstance(value, (list, tuple, dict)):
        return shown(json.dumps(value, ensure_ascii=False, default=_plain))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return shown(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _table(names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(*names, header_style="bold", box=None, pad_edge=False)
    count = 0
    for row in rows:
        count += 1
        texts = (str("" if value is None else value) for value in row)
        table.add_row(*(Text(text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…") for text in texts))
    output.print(table)
    output.print(f"{count} rows")


def tell_what_there_is(settings: Settings, name: str, moment: dt.datetime | None = None) -> None:
    """The views with what each answers; or one of them, or a table, with what its columns mean."""
    if not name:
        width = max(len(view.name) for view in views())
        for view in sorted(views(), key=lambda view: view.name):
            output.print(f"{view.name:{width}}  {view.summary}", markup=False, soft_wrap=True)
        output.print("\nOne of them: icts-watch sql --describe NAME", markup=False)
        return
    import duckdb

    with open_for_questions(lake_of(settings), moment) as warehouse:
        try:
            columns = describe(warehouse.con, name)
        except duckdb.Error:
            bad_input(f"sql: no view or table is called {name!r}; icts-watch sql --describe lists them")
    summary = next((view.summary for view in views() if view.name == name), "A table of the warehouse.")
    output.print(summary, markup=False, soft_wrap=True)
    width = max(len(column) for column, _, _ in columns)
    for column, kind, meaning in columns:
        output.print(f"  {column:{width}}  {kind.lower()}  {meaning}", markup=False, soft_wrap=True)
