"""Brings a warehouse to the schema this code knows, and refuses one it does not know."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from warehouse.catalog import attach, passing, roll_back
from warehouse.engines import connection
from warehouse.questions import apply_views
from warehouse.turn import writers_turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from warehouse.catalog import Lake

NOT_INLINED = ("publications", "documents", "quarantine", "embeddings")
"""Tables with large cells: even a single row goes to Parquet, not into the catalog."""

BOOTSTRAP = """
create table if not exists migrations (number integer, name varchar, checksum varchar, applied_at timestamptz);
create table if not exists view_sets (checksum varchar, applied_at timestamptz);
"""


class WrongSchema(Exception):
    """The warehouse's schema is not one that this code can work on; nothing was changed."""


class NewerSchema(WrongSchema):
    """A newer version of the program has migrated the warehouse."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"the warehouse has schema {found}, this program knows {known}: upgrade the program")
        self.found, self.known = found, known


class OlderSchema(WrongSchema):
    """The warehouse was not migrated yet."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"the warehouse has schema {found}, this program needs {known}: run any stage to migrate it")
        self.found, self.known = found, known


class EditedMigration(WrongSchema):
    """A migration's text is not the one that was applied."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"migration {name} is not the text that made this warehouse: restore it, add a new one instead"
        )
        self.name = name


class TamperedSchema(WrongSchema):
    """The list of applied migrations has a gap or a double."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(f"the warehouse's list of migrations was tampered with: {numbers}")
        self.numbers = numbers


@dataclass(frozen=True, slots=True)
class Migration:
    """A numbered step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """The steps that come with this code, in order; files are named NNNN_what_appears.sql."""
    folder = resources.files("warehouse") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [Migration(int(file.name[:4]), file.name[5:-4], file.read_text(encoding="utf-8")) for file in files]


def prepare(lake: Lake, steps: Sequence[Migration] | None = None) -> list[str]:
    """Makes the warehouse if there is none, applies what is missing, and returns the names of the migrations applied.

    Safe on every start and in several processes at once. Raises WrongSchema before anything is changed. Views go with
    our own steps only.
    """
    import stamina

    for attempt in stamina.retry_context(on=passing, attempts=None, timeout=lake.patience, wait_max=2.0):
        with attempt, connection(lake) as con, writers_turn(lake, con):
            attach(con, lake, create=True)
            con.execute(BOOTSTRAP)
            pending = check(con, steps)
            for step in pending:
                _apply(con, step)
            _keep_large_cells_out_of_the_catalog(con)
            if steps is None:
                apply_views(con)
    return [step.name for step in pending]


def check(con: DuckDBPyConnection, steps: Sequence[Migration] | None = None) -> list[Migration]:
    """The steps that are still missing. Raises WrongSchema unless those applied are the first of ours, unchanged."""
    steps = migrations() if steps is None else steps
    applied = con.execute("select number, name, checksum from lake.migrations order by number").fetchall()
    numbers = [number for number, _, _ in applied]
    if numbers != list(range(1, len(numbers) + 1)):
        raise TamperedSchema(numbers)
    if len(applied) > len(steps):
        raise NewerSchema(len(applied), len(steps))
    for (_, name, checksum), step in zip(applied, steps, strict=False):
        if (name, checksum) != (step.name, step.checksum):
            raise EditedMigration(f"{step.number:04}_{step.name}")
    return list(steps[len(applied) :])


def _apply(con: DuckDBPyConnection, step: Migration) -> None:
    con.execute("begin")
    try:
        con.execute("call lake.set_commit_message('migrate', ?)", [f"{step.number:04}_{step.name}"])
        con.execute(step.sql)
        row = [step.number, step.name, step.checksum, dt.datetime.now(dt.UTC)]
        con.execute("insert into lake.migrations values (?, ?, ?, ?)", row)
        con.execute("commit")
    except BaseException:
        roll_back(con)
        raise


def _keep_large_cells_out_of_the_catalog(con: DuckDBPyConnection) -> None:
    # DuckLake takes this option only for a committed table, so it cannot be part of the migration.
    options = con.execute(
        "select scope_entry from ducklake_options('lake') where option_name = 'data_inlining_row_limit'"
    )
    lacking = set(NOT_INLINED) - {entry.removeprefix("main.") for (entry,) in options.fetchall() if entry}
    if not lacking:
        return
    present = con.execute("select table_name from duckdb_tables() where database_name = 'lake'").fetchall()
    for table in sorted(lacking.intersection(name for (name,) in present)):
        con.execute("call lake.set_option('data_inlining_row_limit', 0, table_name => ?)", [table])
