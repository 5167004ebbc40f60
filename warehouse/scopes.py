"""Scopes: what a document covers, as read from its text or as a reviewer amended it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from models.scope import Scope
from warehouse import record
from warehouse.relation import Row, fetched, insert_new, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class KeptScope:
    """A scope as it holds now: for which fingerprint it was made, its hash, and who amended it and why (blank: nobody).

    `earlier_version`: it was amended on a text that has changed materially since.
    """

    document_number: str
    fingerprint: str
    scope: Scope
    scope_hash: str
    amended_by: str
    created_at: dt.datetime
    note: str = ""
    earlier_version: bool = False


def load_scope(
    con: DuckDBPyConnection,
    document_number: str,
    fingerprint: str,
    scope: Scope,
    at: dt.datetime,
    *,
    amended_by: str = "",
    note: str = "",
) -> bool:
    """Keeps a scope unless the reader (or a reviewer) said the same of this text last. Returns whether it was new."""
    text = _adapter().dump_json(scope).decode()
    scope_hash = hashlib.sha256(text.encode()).hexdigest()
    if _last_word(con, document_number, amended=bool(amended_by)) == (fingerprint, scope_hash):
        return False
    row = {"fingerprint": fingerprint, "scope": _adapter().dump_python(scope, mode="json"), "scope_hash": scope_hash}
    _keep(con, document_number, row | {"amended_by": amended_by, "note": note, "created_at": at})
    return True


def revert_scope(
    con: DuckDBPyConnection, document_number: str, at: dt.datetime, *, reverted_by: str, note: str
) -> bool:
    """Takes a reviewer's amendment back, as a decision of its own. Returns whether there was one in force."""
    last = _last_word(con, document_number, amended=True)
    if not last or not last[1]:
        return False
    row = {"fingerprint": last[0], "scope": None, "scope_hash": ""}
    _keep(con, document_number, row | {"amended_by": reverted_by, "note": note, "created_at": at})
    return True


def _keep(con: DuckDBPyConnection, document_number: str, row: Row) -> None:
    identity = json.dumps([document_number, row], default=str)
    scope_id = hashlib.sha256(identity.encode()).hexdigest()
    insert_new(con, "scopes", [{"scope_id": scope_id, "document_number": document_number} | row], ("scope_id",))
    kind = "scope" if not row["amended_by"] else "amendment" if row["scope_hash"] else "amendment taken back"
    told = {"document_number": document_number, "by": row["amended_by"]}
    record.append(con, kind, "scopes", [scope_id], told, row["created_at"])


def current_scopes(con: DuckDBPyConnection, numbers: Iterable[str] | None = None) -> dict[str, KeptScope]:
    """The scope that holds for each document: a reviewer's before one read, then the newest."""
    only = "" if numbers is None else f" where document_number in (from {listed(con, 'wanted', numbers)})"
    rows = fetched(con, f"from lake.current_scopes{only}")
    return {
        row["document_number"]: KeptScope(
            row["document_number"],
            row["fingerprint"],
            _adapter().validate_json(row["scope"]),
            row["scope_hash"],
            row["amended_by"],
            row["created_at"],
            row["note"] or "",
            row["earlier_version"],
        )
        for row in rows
    }


def _last_word(con: DuckDBPyConnection, document_number: str, *, amended: bool) -> tuple[str, str] | None:
    query = (
        "select fingerprint, scope_hash from lake.scopes where document_number = ? and (amended_by != '') = ? "
        "order by created_at desc limit 1"
    )
    return con.execute(query, [document_number, amended]).fetchone()


@cache
def _adapter() -> TypeAdapter[Scope]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scope)
