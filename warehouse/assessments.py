"""The assess stage's work list: which documents have not met which items with the present code and facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Versions:
    """What an assessment was made with besides document, scope and items: code, supplier facts and embedding model."""

    code_version: str
    register_hash: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A document with its scope against the items that came after one sync, up to another; `items` counts them.

    `document_fingerprint` takes in the document's amendments; `revision` counts how often later printings or other documents
    moved its matter.
    """

    document_number: str
    document_fingerprint: str
    scope_hash: str
    after_sync: int
    through_sync: int
    items: int
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """A document whose open impacts end, why, and the document it gave way to; `retracted`: what it said was taken back."""

    document_number: str
    reason: str
    gave_way_to: str | None
    retracted: bool


def pairs_to_assess(con: DuckDBPyConnection, versions: Versions, relevances: Sequence[str] = ("icts",)) -> list[Work]:
    """What is still to assess: all items for a document, scope, code or model not seen so far, else those that came since.

    A changed supplier fact has the items it reaches come again (`warehouse.supplier_facts`). Documents that gave way
    to another are left out: withdrawn, superseded, read as a part of it. A stage that was stopped half-way finds the rest here.
    """
    wanted = listed(con, "relevances_wanted", relevances)
    query = f"""
        with latest as (select coalesce(max(sync), 0) as through_sync from lake.syncs),
        amended as (
            select gave_way_to, '+' || md5(string_agg(publication_sha256 || fingerprint, '' order by document_number)) as mark
            from lake.current_documents where gave_way_why = 'amends' group by gave_way_to
        ), moved as (
            select document_number, count(*) as revision from lake.material_changes group by document_number
        ), waiting as (
            select d.document_number, d.fingerprint || coalesce(a.mark, '') as document_fingerprint,
                coalesce(s.scope_hash, '') as scope_hash, coalesce(m.revision, 0) as revision
            from lake.current_documents d left join lake.current_scopes s using (document_number)
            left join amended a on a.gave_way_to = d.document_number
            left join moved m on m.document_number = d.document_number
            where d.withdrawn_by is null and d.gave_way_to is null and d.relevance in (from {wanted})
        ), alike as (
            select a.*, a.document_fingerprint = w.document_fingerprint and a.scope_hash = w.scope_hash
                and a.code_version = $code and a.model = $model as same
            from lake.assessments a join waiting w on a.document_number = w.document_number
        ), done as ( -- what was found before with another text, scope, code or model does not stand any more
            select document_number, document_fingerprint, scope_hash, slices, slice, max(through_sync) as through_sync
            from alike where same and assessed_at >= coalesce(
                (select max(other.assessed_at) from alike other
                where other.document_number = alike.document_number and not other.same), '-infinity'::timestamptz)
            group by all
        ), whole as ( -- a part counts once every one of its slices is there
            select document_number, document_fingerprint, scope_hash, min(through_sync) as through_sync
            from done group by document_number, document_fingerprint, scope_hash, slices having count(*) = slices
        ), covered as (
            select document_number, document_fingerprint, scope_hash, max(through_sync) as after_sync from whole
            group by all
        )
        select document_number, document_fingerprint, scope_hash, coalesce(after_sync, 0) as after_sync, through_sync,
            (select count(*) from lake.current_items where sync > coalesce(after_sync, 0)) as items, revision
        from waiting left join covered using (document_number, document_fingerprint, scope_hash), latest
        where items > 0 order by document_number"""
    parameters = {"code": versions.code_version, "model": versions.model}
    return [Work(**row) for row in fetched(con, query, parameters)]


def impacts_to_end(con: DuckDBPyConnection, relevances: Sequence[str] = ("icts",)) -> list[Ending]:
    """The documents that have open impacts but no longer stand, by number."""
    wanted = listed(con, "relevances_wanted", relevances)
    query = f"""
        select document_number, gave_way_to, gave_way_why,
            case when withdrawn_by is not null then 'withdrawn by ' || withdrawn_by
                when gave_way_why = 'retells' then gave_way_to || ' says the same and takes over'
                when gave_way_why = 'amends' then 'read as a part of ' || gave_way_to
                when gave_way_why = 'superseded' then 'superseded by ' || gave_way_to
                else 'no longer read as ' || (select string_agg(id, ' or ' order by id) from {wanted}) end as reason,
            withdrawn_by is not null or gave_way_to is null as retracted
        from lake.current_documents
        where (withdrawn_by is not null or gave_way_to is not null or relevance not in (from {wanted}))
            and document_number in (select document_number from lake.impacts where status = 'open')
        order by document_number"""
    return [
        Ending(row["document_number"], row["reason"], row["gave_way_to"], retracted=row["retracted"])
        for row in fetched(con, query)
    ]
