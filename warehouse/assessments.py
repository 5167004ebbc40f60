"""The assess stage's work list: which documents have not met which items with the present code and register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Versions:
    """What an assessment depends on besides document, scope and items: code, supplier facts and embedding model."""

    code_version: str
    register_hash: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A document with its scope against the items that came after one sync, up to another; `items` counts them."""

    document_number: str
    document_fingerprint: str
    scope_hash: str
    after_sync: int
    through_sync: int
    items: int


def pairs_to_assess(con: DuckDBPyConnection, versions: Versions, relevances: Sequence[str] = ("icts",)) -> list[Work]:
    """What is still to assess: all items for a document, scope, code or register not seen so far, else the new ones.

    Withdrawn documents are left out. A stage that was stopped half-way finds the rest here.
    """
    wanted = listed(con, "relevances_wanted", relevances)
    query = f"""
        with latest as (select coalesce(max(sync), 0) as through_sync from lake.syncs),
        done as (
            select document_number, document_fingerprint, scope_hash, slices, slice, max(through_sync) as through_sync
            from lake.assessments where code_version = $code and register_hash = $register and model = $model
            group by all
        ), whole as ( -- a part counts once every one of its slices is there
            select document_number, document_fingerprint, scope_hash, min(through_sync) as through_sync
            from done group by document_number, document_fingerprint, scope_hash, slices having count(*) = slices
        ), covered as (
            select document_number, document_fingerprint, scope_hash, max(through_sync) as after_sync from whole
            group by all
        ), waiting as (
            select d.document_number, d.fingerprint as document_fingerprint, coalesce(s.scope_hash, '') as scope_hash
            from lake.current_documents d left join lake.current_scopes s using (document_number)
            where d.withdrawn_by is null and d.relevance in (from {wanted})
        )
        select document_number, document_fingerprint, scope_hash, coalesce(after_sync, 0) as after_sync, through_sync,
            (select count(*) from lake.current_items where sync > coalesce(after_sync, 0)) as items
        from waiting left join covered using (document_number, document_fingerprint, scope_hash), latest
        where items > 0 order by document_number"""
    parameters = {"code": versions.code_version, "register": versions.register_hash, "model": versions.model}
    return [Work(**row) for row in fetched(con, query, parameters)]


def impacts_to_retract(con: DuckDBPyConnection, relevances: Sequence[str] = ("icts",)) -> dict[str, str]:
    """The documents that no longer stand but have open impacts, each with the reason for which to retract them."""
    wanted = listed(con, "relevances_wanted", relevances)
    query = f"""
        select document_number, case
            when withdrawn_by is not null then 'withdrawn by ' || withdrawn_by
            else 'no longer read as ' || (select string_agg(id, ' or ' order by id) from {wanted}) end as reason
        from lake.current_documents
        where (withdrawn_by is not null or relevance not in (from {wanted}))
            and document_number in (select document_number from lake.impacts where status = 'open')
        order by document_number"""
    return dict(con.execute(query).fetchall())
