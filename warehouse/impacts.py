"""Impacts: what each document means for each item, kept as the current finding; only what changed is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from warehouse import record
from warehouse.relation import Row, fetched, insert_new, listed, staged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from models.impact import Impact
    from warehouse.assessments import Ending, Versions, Work

OPEN, CLOSED, RETRACTED, RETIRED = "open", "closed", "retracted", "retired"
FINDING = (
    "level, timing, probability, basis, reasons, rule_evidence, item_evidence, obligations, fingerprint, content_hash, "
    "notify, assessment_id"
)
OUTCOMES = ("new", "changed", "closed", "refreshed")
BEFORE = "{'level': old.level, 'timing': old.timing, 'status': old.status, 'fingerprint': old.fingerprint}::json"


@dataclass(frozen=True, slots=True)
class ImpactsLoaded:
    """Impact ids by what the load did to them.

    `changed` ones say something else to their owner than before; `refreshed` ones only give other evidence. `documents`
    are the numbers of those with any that is new, changed or closed.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    closed: tuple[str, ...]
    refreshed: tuple[str, ...]
    unchanged: int
    documents: tuple[str, ...] = ()


def impact_id(document_number: str, item_id: str) -> str:
    """The identity of document x item."""
    return hashlib.sha256(f"{document_number}\x1f{item_id}".encode()).hexdigest()[:32]


def finding_fingerprint(impact: Impact, revision: int = 0) -> str:
    """A hash of what the owner must be told: level, timing, basis, the days by which something is due; not the wording.

    `revision` counts how often the document's matter moved: a definition that another replaced is told even where the
    rest stays. A newer reader that puts a duty into other words tells nobody anything.
    """
    days = sorted({duty.date for duty in impact.obligations})
    told = [impact.level, impact.timing, impact.basis, days, *([revision] if revision else [])]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def load_impacts(
    con: DuckDBPyConnection,
    assessed: Mapping[Work, Iterable[Impact]],
    versions: Versions,
    at: dt.datetime,
    *,
    notify: bool = True,
    slice_: int = 0,
    slices: int = 1,
) -> ImpactsLoaded:
    """Keeps what assessing each work (or one slice of it) found, marks it as done, and puts it on the record.

    Open impacts on assessed items without a finding, or with level none, are closed. Findings on items that are no
    longer in the inventory are left out. Works are of different documents.
    """
    found: list[Row] = []
    done: list[Row] = []
    for work, impacts in assessed.items():
        part = f"{work}{versions}{slice_}/{slices}@{at.isoformat()}"
        assessment_id = hashlib.sha256(part.encode()).hexdigest()[:32]
        mine = [
            _row(one, assessment_id, notify and not work.quiet, work.revision) for one in impacts if one.level != "none"
        ]
        found += mine
        of_these = {"slice": slice_, "slices": slices}
        done.append(_assessment(work, versions, assessment_id, len(mine), at) | of_these)
    source = staged(con, "impacts", found)
    _compare(con, source, staged(con, "assessments", done))
    outcome = _outcome(con)
    new, changed, closed, refreshed = (tuple(outcome.get(name, [])) for name in OUTCOMES)
    if new or changed or refreshed:
        _write(con, source, at)
    _close(con, at, CLOSED, "no longer found", closed)
    insert_new(con, "assessments", done, ("assessment_id",))
    record.append(
        con, "assessment", "impacts", [*new, *changed, *closed, *refreshed], {"assessments": done, "notify": notify}, at
    )
    return ImpactsLoaded(new, changed, closed, refreshed, len(outcome.get("same", [])), _documents(con))


def end_impacts(con: DuckDBPyConnection, endings: Iterable[Ending], at: dt.datetime) -> list[str]:
    """Closes or retracts the open impacts of documents that no longer stand; returns their ids."""
    ended: list[str] = []
    for one in endings:
        only = f"document_number in (from {listed(con, 'ending', [one.document_number])})"
        ended += _end(con, only, RETRACTED if one.retracted else CLOSED, one.reason, at)
    return ended


def retire_impacts(con: DuckDBPyConnection, item_ids: Sequence[str], at: dt.datetime) -> list[str]:
    """Retires the open impacts on items that left the inventory; returns their ids."""
    if not item_ids:
        return []
    items = listed(con, "left_behind", item_ids)
    return _end(con, f"item_id in (from {items})", RETIRED, "the item left the inventory", at)


def impacts_to_tell(con: DuckDBPyConnection) -> list[Row]:
    """Findings, with item and document, that nobody was told of yet or that moved since: the tell stage's work list."""
    rows = fetched(con, "from lake.impacts_to_tell order by document_number, item_id")
    for row in rows:
        for name in ("rule_evidence", "item_evidence", "obligations", "previous"):
            row[name] = json.loads(row[name]) if row[name] else None
    return rows


def _row(impact: Impact, assessment_id: str, notify: bool, revision: int) -> Row:
    finding: dict[str, Any] = asdict(impact)
    content = json.dumps(finding | {"probability": round(impact.probability, 4)}, sort_keys=True, default=str)
    return finding | {
        "impact_id": impact_id(impact.document_number, impact.item_id),
        "fingerprint": finding_fingerprint(impact, revision),
        "content_hash": hashlib.sha256(content.encode()).hexdigest(),
        "assessment_id": assessment_id,
        "notify": notify,
    }


def _compare(con: DuckDBPyConnection, source: str, done: str) -> None:
    """What becomes of each impact: found now against kept, on the items that each of the assessments reaches."""
    con.execute(
        f"""create or replace temp table impact_changes as
        with reached as (
            select done.document_number, items.item_id from {done} done join lake.current_items items
            on items.sync > done.after_sync and items.sync <= done.through_sync
                and md5_number_lower(items.item_id) % done.slices::ubigint = done.slice
        ), old as (select impacts.* from lake.impacts semi join {done} done using (document_number))
        select coalesce(new.impact_id, old.impact_id) as impact_id,
            coalesce(new.document_number, old.document_number) as document_number,
            case
            when new.impact_id is null then 'closed'
            when old.impact_id is null then 'new'
            when old.status != 'open' or old.fingerprint != new.fingerprint then 'changed'
            when old.content_hash != new.content_hash then 'refreshed'
            else 'same' end as outcome
        from (from {source} semi join lake.current_items using (item_id)) new full join old using (impact_id)
        where new.impact_id is not null
            or (old.status = 'open' and (old.document_number, old.item_id) in (from reached))"""
    )


def _outcome(con: DuckDBPyConnection) -> dict[str, list[str]]:
    query = "select outcome, list(impact_id order by impact_id) from impact_changes group by outcome"
    return dict(con.execute(query).fetchall())


def _documents(con: DuckDBPyConnection) -> tuple[str, ...]:
    query = """select distinct document_number from impact_changes
        where outcome in ('new', 'changed', 'closed') order by document_number"""
    return tuple(number for (number,) in con.execute(query).fetchall())


def _write(con: DuckDBPyConnection, source: str, at: dt.datetime) -> None:
    """Replaces the rows of findings that are new, changed or refreshed."""
    con.execute(
        f"""create or replace temp table impacts_now as
        select new.* replace (
            'open' as status,
            case outcome when 'refreshed' then old.notify else new.notify end as notify,
            case outcome when 'changed' then {BEFORE} when 'refreshed' then old.previous end as previous,
            case when old.status = 'open' then old.opened_at else $at end as opened_at,
            case outcome when 'refreshed' then old.changed_at else $at end as changed_at
        ) from {source} new join impact_changes using (impact_id) left join lake.impacts old using (impact_id)
        where outcome in ('new', 'changed', 'refreshed')""",
        {"at": at},
    )
    con.execute("delete from lake.impacts where impact_id in (select impact_id from impacts_now)")
    con.execute("insert into lake.impacts from impacts_now")


def _end(con: DuckDBPyConnection, which: str, status: str, reason: str, at: dt.datetime) -> list[str]:
    rows = con.execute(
        f"select impact_id from lake.impacts where status = 'open' and {which} order by impact_id"
    ).fetchall()
    ids = [found for (found,) in rows]
    if ids:
        _close(con, at, status, reason, ids)
        record.append(con, status, "impacts", ids, {"reason": reason}, at)
    return ids


def _close(con: DuckDBPyConnection, at: dt.datetime, status: str, reason: str, ids: Sequence[str]) -> None:
    if not ids:
        return
    ceased = listed(con, "ceased", ids)
    con.execute(
        f"update lake.impacts as old set status = $status, status_reason = $reason, closed_at = $at, changed_at = $at, "
        f"previous = {BEFORE} where impact_id in (from {ceased})",
        {"status": status, "reason": reason, "at": at},
    )


def _assessment(work: Work, versions: Versions, assessment_id: str, findings: int, at: dt.datetime) -> Row:
    known = {name: value for name, value in asdict(work).items() if name not in {"items", "revision", "quiet"}}
    return known | asdict(versions) | {"assessment_id": assessment_id, "findings": findings, "assessed_at": at}
