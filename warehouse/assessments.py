"""The assess stage's work list: which documents have not met which items with the present code and facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.relation import Row, fetched, listed, scalar

if TYPE_CHECKING:
    import datetime as dt
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
    moved its matter. `quiet`: a backfill brought the document, and it meets its first items: nobody is told.
    """

    document_number: str
    document_fingerprint: str
    scope_hash: str
    after_sync: int
    through_sync: int
    items: int
    revision: int = 0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """A document whose open impacts end, why, and the document it gave way to; `retracted`: what it said was taken back."""

    document_number: str
    reason: str
    gave_way_to: str | None
    retracted: bool


WAITING = """
    with latest as (select coalesce(max(sync), 0) as through_sync from lake.syncs),
    amended as (
        select gave_way_to, '+' || md5(string_agg(publication_sha256 || fingerprint, '' order by document_number)) as mark
        from lake.current_documents where gave_way_why = 'amends' group by gave_way_to
    ), moved as (
        select document_number, count(*) as revision from lake.material_changes group by document_number
    ), waiting as (
        select d.document_number, d.fingerprint || coalesce(a.mark, '') as document_fingerprint,
            coalesce(s.scope_hash, '') as scope_hash, coalesce(m.revision, 0) as revision,
            d.publication_sha256 in (select publication_sha256 from lake.backfilled) as backfilled
        from lake.current_documents d left join lake.current_scopes s using (document_number)
        left join amended a on a.gave_way_to = d.document_number
        left join moved m on m.document_number = d.document_number
        where d.withdrawn_by is null and d.gave_way_to is null
            and d.relevance in (from {relevances}) and ($all or d.document_number in (from {numbers}))
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
    )"""
"""The documents that stand, and which slices of the inventory each has met with the present text, scope, code and model."""


def pairs_to_assess(
    con: DuckDBPyConnection,
    versions: Versions,
    relevances: Sequence[str] = ("icts",),
    documents: Sequence[str] | None = None,
) -> list[Work]:
    """What is still to assess: all items for a document, scope, code or model not seen so far, else those that came since.

    A changed supplier fact has the items it reaches come again (`warehouse.supplier_facts`). Documents that gave way
    to another are left out: withdrawn, superseded, read as a part of it. A stage that was stopped half-way finds the rest
    here. With `documents`, of those alone.
    """
    query = """, whole as ( -- a part counts once every one of its slices is there
            select document_number, document_fingerprint, scope_hash, min(through_sync) as through_sync
            from done group by document_number, document_fingerprint, scope_hash, slices having count(*) = slices
        ), covered as (
            select document_number, document_fingerprint, scope_hash, max(through_sync) as after_sync from whole
            group by all
        )
        select document_number, document_fingerprint, scope_hash, coalesce(after_sync, 0) as after_sync, through_sync,
            (select count(*) from lake.current_items where sync > coalesce(after_sync, 0)) as items, revision,
            backfilled and after_sync is null and document_number not in (from alike select document_number where not same)
                as quiet
        from waiting left join covered using (document_number, document_fingerprint, scope_hash), latest
        where items > 0 order by document_number"""
    return [Work(**row) for row in _of_those_waiting(con, versions, relevances, documents, query)]


def slices_met(
    con: DuckDBPyConnection, versions: Versions, works: Sequence[Work], relevances: Sequence[str] = ("icts",)
) -> dict[str, set[tuple[int, int]]]:
    """The (slice, slices) that were assessed already up to the sync that a work goes up to, by document."""
    numbers = [work.document_number for work in works]
    query = " select done.* from done, latest where done.through_sync >= latest.through_sync and slices > 1"
    found: dict[str, set[tuple[int, int]]] = {}
    for row in _of_those_waiting(con, versions, relevances, numbers, query):
        found.setdefault(row["document_number"], set()).add((row["slice"], row["slices"]))
    return found


def is_whole(con: DuckDBPyConnection, work: Work, versions: Versions, slices: int) -> bool:
    """Whether every slice of a work is in."""
    query = """select count(distinct slice) = $slices from lake.assessments
        where document_number = $document_number and document_fingerprint = $document_fingerprint
            and scope_hash = $scope_hash and code_version = $code_version and model = $model and slices = $slices"""
    known = {name: getattr(work, name) for name in ("document_number", "document_fingerprint", "scope_hash")}
    known |= {"code_version": versions.code_version, "model": versions.model, "slices": slices}
    return bool(scalar(con, query, known))


def half_assessed(con: DuckDBPyConnection, since: dt.datetime) -> list[str]:
    """The documents of which some slices are in and others are not, the newest of them since that moment."""
    query = """with newest as (
            from lake.assessments qualify row_number() over (partition by document_number order by assessed_at desc) = 1
        )
        select document_number from newest where slices > 1 and assessed_at >= ? and slices > (
            select count(distinct slice) from lake.assessments each where each.document_number = newest.document_number
                and each.document_fingerprint = newest.document_fingerprint and each.scope_hash = newest.scope_hash
                and each.code_version = newest.code_version and each.model = newest.model
                and each.slices = newest.slices) order by document_number"""
    return [number for (number,) in con.execute(query, [since]).fetchall()]


def _of_those_waiting(
    con: DuckDBPyConnection,
    versions: Versions,
    relevances: Sequence[str],
    documents: Sequence[str] | None,
    query: str,
) -> list[Row]:
    waiting = WAITING.format(
        relevances=listed(con, "relevances_wanted", relevances),
        numbers=listed(con, "documents_wanted", documents or ()),
    )
    parameters = {"code": versions.code_version, "model": versions.model, "all": documents is None}
    return fetched(con, waiting + query, parameters)


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
