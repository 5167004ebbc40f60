"""Rows from Python as a typed relation in DuckDB, thousands at a time, and the merges that start from one."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


class UnknownColumn(KeyError):
    """A row holds a key that its table has no column for."""

    def __init__(self, table: str, columns: list[str]) -> None:
        super().__init__(f"{table} has no column {', '.join(columns)}")
        self.table, self.columns = table, columns


class WrongValue(ValueError):
    """A value that its column cannot hold."""

    def __init__(self, table: str, column: str, value: object, why: str) -> None:
        super().__init__(f"{table}.{column} cannot hold {value!r:.80}: {why}")
        self.table, self.column, self.value = table, column, value


def staged(con: DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The name of a temporary table with the table's columns and types that holds the rows; missing keys are null.

    Values are plain Python values; for json and list columns they are encoded here. Times must have a zone.
    Raises UnknownColumn or WrongValue.
    """
    import numpy as np

    types = column_types(con, table)
    if unknown := sorted({key for row in rows for key in row} - set(types)):
        raise UnknownColumn(table, unknown)
    # All values travel as text, so that DuckDB need not guess types from a sample (see catalog.connect).
    columns: dict[str, Any] = {}
    for name, kind in types.items():
        encode = _encoder(kind)
        values = np.empty(len(rows), dtype=object)
        for number, row in enumerate(rows):
            value = row.get(name)
            try:
                values[number] = None if value is None else encode(value)
            except (TypeError, ValueError) as error:
                raise WrongValue(table, name, value, str(error)) from error
        columns[name] = values
    casts = ", ".join(_cast(name, kind) for name, kind in types.items())
    con.register("arriving", columns)
    con.execute(f"create or replace temp table staged_{table} as select {casts} from arriving")
    con.unregister("arriving")
    return f"staged_{table}"


def listed(con: DuckDBPyConnection, name: str, values: Iterable[str]) -> str:
    """The name of a temporary table with one text column `id`; binding a long list as a parameter is slow."""
    import numpy as np

    known = list(values)
    ids = np.empty(len(known), dtype=object)
    ids[:] = [well_formed(value) for value in known]
    con.register("arriving", {"id": ids})
    con.execute(f"create or replace temp table {name} as select id::varchar as id from arriving")
    con.unregister("arriving")
    return name


def insert_new(con: DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> list[Row]:
    """Inserts the rows whose key the table does not hold yet, and returns their keys; of doubles, the first is kept."""
    if not rows:
        return []
    source, keys = staged(con, table, rows), ", ".join(key)
    same = " and ".join(f"old.{name} is not distinct from new.{name}" for name in key)
    con.execute(
        f"create or replace temp table fresh_{table} as "
        f"select new.* from (select *, rowid as arrival from {source}) new "
        f"where not exists (from lake.{table} old where {same}) "
        f"qualify row_number() over (partition by {keys} order by arrival) = 1 order by arrival"
    )
    con.execute(f"insert into lake.{table} select * exclude (arrival) from fresh_{table} order by arrival")
    return fetched(con, f"select {keys} from fresh_{table} order by arrival")


def fetched(con: DuckDBPyConnection, query: str, parameters: object = None) -> list[Row]:
    """The rows of a query as dictionaries."""
    cursor = con.execute(query, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def scalar(con: DuckDBPyConnection, query: str, parameters: object = None) -> Any:
    """The one value of a query that yields one row."""
    row = con.execute(query, parameters).fetchone()
    return row[0] if row else None


def column_types(con: DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table of the lake with their types, in order."""
    return {row[0]: row[1] for row in con.execute(f"describe lake.{table}").fetchall()}


def well_formed(text: str) -> str:
    """The text without halves of surrogate pairs: a document may hold them, DuckDB dies of them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _encoder(kind: str) -> Callable[[Any], object]:
    if kind == "BLOB":
        return _base64
    if kind == "JSON" or kind.endswith("[]"):
        return _json
    return _moment if kind.startswith("TIMESTAMP") else _text


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _text(value: object) -> str:
    return well_formed(value.isoformat() if isinstance(value, dt.date) else str(value))


def _json(value: object) -> str:
    return well_formed(json.dumps(value, ensure_ascii=False, default=str))


def _moment(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("the time has no zone")
    return value.astimezone(dt.UTC).isoformat()


def _cast(name: str, kind: str) -> str:
    if kind == "BLOB":
        return f"from_base64({name}) as {name}"
    via = f"{name}::json" if kind.endswith("[]") else name
    return f"{via}::{kind} as {name}"
