"""The views: one SELECT a file, named by the question it answers, its columns documented beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from typing import TYPE_CHECKING

from warehouse.catalog import roll_back

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMN = re.compile(r"^-- (?P<name>[a-z_0-9]+): (?P<text>.+)$", re.MULTILINE)
TABLE = re.compile(r"^create table (?P<name>[a-z_]+) \((?P<body>.*?)^\);", re.MULTILINE | re.DOTALL)
TABLE_COLUMN = re.compile(r"^ {4}(?P<name>[a-z_0-9]+) [a-z\[\]]+,? +-- (?P<text>.+)$", re.MULTILINE)
ADDED_COLUMN = re.compile(
    r"^alter table (?P<table>[a-z_]+) add column (?P<name>[a-z_0-9]+) [a-z\[\]]+; +-- (?P<text>.+)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class View:
    """A question: its name, what it answers, its SELECT, and what each column means."""

    name: str
    summary: str
    columns: dict[str, str]
    sql: str


@cache
def views() -> tuple[View, ...]:
    """All views, each after those it reads.

    A file starts with a comment line that says what the view answers, then "-- column: meaning" lines.
    """
    folder = resources.files("warehouse") / "views"
    found = {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    }
    reads = {name: {other for other in found if other != name and _mentions(sql, other)} for name, sql in found.items()}
    return tuple(_view(name, found[name]) for name in TopologicalSorter(dict(sorted(reads.items()))).static_order())


def _mentions(sql: str, name: str) -> bool:
    return re.search(rf"\b(?:from|join) {name}\b", sql) is not None


def _view(name: str, text: str) -> View:
    summary = text.partition("\n")[0].removeprefix("-- ")
    return View(name, summary, {found["name"]: found["text"] for found in COLUMN.finditer(text)}, text)


def describe(con: DuckDBPyConnection, name: str) -> list[tuple[str, str, str]]:
    """Each column of a view or table of the lake: its name, its type, what it means."""
    known = _meanings(name)
    columns = con.execute(f'describe "{name}"').fetchall()
    return [(column, kind, known.get(column, "")) for column, kind, *_ in columns]


def _meanings(name: str) -> dict[str, str]:
    """What the columns mean: a view's own words first, then those of what it reads."""
    view = next((view for view in views() if view.name == name), None)
    if view is None:
        return _tables().get(name, {})
    sources = [other for other in (*_tables(), *(view.name for view in views())) if _mentions(view.sql, other)]
    inherited = {column: text for other in sources for column, text in _meanings(other).items()}
    return inherited | view.columns


@cache
def _tables() -> dict[str, dict[str, str]]:
    """The columns of the tables with what they mean, from the comments in the migrations."""
    folder = resources.files("warehouse") / "migrations"
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".sql")]
    found = {
        table["name"]: {found["name"]: found["text"] for found in TABLE_COLUMN.finditer(table["body"])}
        for text in texts
        for table in TABLE.finditer(text)
    }
    for column in (added for text in texts for added in ADDED_COLUMN.finditer(text)):
        found[column["table"]][column["name"]] = column["text"]
    return found


def apply_views(con: DuckDBPyConnection) -> bool:
    """Makes the warehouse's views those of this code, in one commit; returns whether anything had to be done."""
    checksum = _checksum()
    if con.execute("select checksum from lake.view_sets").fetchall() == [(checksum,)]:
        return False
    present = con.execute("select view_name from duckdb_views() where database_name = 'lake'").fetchall()
    con.execute("begin")
    try:
        con.execute("call lake.set_commit_message('migrate', 'views')")
        for (name,) in present:
            con.execute(f"drop view lake.{name}")
        for view in views():
            con.execute(f"create view lake.{view.name} as {view.sql}")
            con.execute(f"comment on view lake.{view.name} is '{view.summary.replace(chr(39), chr(39) * 2)}'")
        con.execute("delete from lake.view_sets")
        con.execute("insert into lake.view_sets values (?, ?)", [checksum, dt.datetime.now(dt.UTC)])
        con.execute("commit")
    except BaseException:
        roll_back(con)
        raise
    return True


def _checksum() -> str:
    return hashlib.sha256("".join(view.name + view.sql for view in views()).encode()).hexdigest()


def bring_views(con: DuckDBPyConnection) -> None:
    """On a connection that only reads: this code's views, where the warehouse still has those of another version."""
    if con.execute("select checksum from lake.view_sets").fetchall() != [(_checksum(),)]:
        for view in views():
            con.execute(f"create or replace temp view {view.name} as {view.sql}")


def answer_as_of(con: DuckDBPyConnection, moment: dt.datetime) -> None:
    """On a connection to an old snapshot: today's views over the tables of then, with "now" being then."""
    import duckdb

    con.execute(f"set variable as_of = timestamptz '{moment.isoformat()}'")
    for view in views():
        try:
            con.execute(f"create or replace temp view {view.name} as {view.sql}")
        except (duckdb.CatalogException, duckdb.BinderException):
            continue  # the tables of then cannot answer this question; the view of then, if any, stays
