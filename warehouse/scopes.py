"""Scopes: what a document covers, as read from its text or as a reviewer amended it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from models.scope import Scope
from warehouse import record
from warehouse.relation import fetched, insert_new, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class KeptScope:
    """A scope as it holds now: for which fingerprint it was made, its hash, and who amended it (blank: nobody)."""

    document_number: str
    fingerprint: str
    scope: Scope
    scope_hash: str
    amended_by: str
    created_at: dt.datetime


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
    """Keeps a scope unless its reader (or reviewer) said the same of this text before. Returns whether it was new."""
    text = _adapter().dump_json(scope).decode()
    scope_hash = hashlib.sha256(text.encode()).hexdigest()
    if _last_word(con, document_number, amended_by) == (fingerprint, scope_hash):
        return False
    identity = (document_number, fingerprint, text, amended_by, note, at.isoformat())
    scope_id = hashlib.sha256("\x1f".join(identity).encode()).hexdigest()
    row = {
        "scope_id": scope_id,
        "document_number": document_number,
        "fingerprint": fingerprint,
        "scope": _adapter().dump_python(scope, mode="json"),
        "scope_hash": scope_hash,
        "amended_by": amended_by,
        "note": note,
        "created_at": at,
    }
    insert_new(con, "scopes", [row], ("scope_id",))
    kind = "amendment" if amended_by else "scope"
    record.append(con, kind, "scopes", [scope_id], {"document_number": document_number, "by": amended_by}, at)
    return True


def current_scopes(con: DuckDBPyConnection, numbers: Iterable[str] | None = None) -> dict[str, KeptScope]:
    """The scope that holds for each document: a reviewer's for the present text before one read, then the newest."""
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
        )
        for row in rows
    }


def _last_word(con: DuckDBPyConnection, document_number: str, amended_by: str) -> tuple[str, str] | None:
    query = (
        "select fingerprint, scope_hash from lake.scopes where document_number = ? and amended_by = ? "
        "order by created_at desc limit 1"
    )
    return con.execute(query, [document_number, amended_by]).fetchone()


@cache
def _adapter() -> TypeAdapter[Scope]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scope)
