"""What the warehouse knows of the product's health: its sources, stages, quarantine, outbox, items and register."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from alerts.outside_text import cut
from extract.calendar_days import is_business_day
from extract.sources import PUBLISHERS
from pipeline.inventories import inventory_files
from pipeline.operations.finding import Finding, note, well, wrong
from pipeline.sources import live_sources, reads_files
from pipeline.watching.rhythm import EASTERN, RHYTHMS
from warehouse.migrate import migrations
from warehouse.outbox import dead_letters
from warehouse.quarantine import quarantined
from warehouse.record import head
from warehouse.relation import fetched, scalar
from warehouse.runs import last_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings
    from warehouse.relation import Row

ASKED_WITHIN = 1  # business days: the daily sweep asks every source
QUIET_FOR = 3  # business days without anything new, of a source that publishes on each of them
LONGEST_RUN = dt.timedelta(hours=6)
LONGEST_WAIT = dt.timedelta(hours=1)  # of a message in the outbox
POLLS = 500  # newest poll runs that are looked at
SHOWN, WIDTH = 3, 160  # examples of each kind, and characters of one


def warehouse_findings(con: DuckDBPyConnection, settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """All that the warehouse can tell at this (aware) time."""
    yield _record(con)
    yield from _sources(con, settings, now)
    yield from _stages(con, now)
    yield from _quarantine(con)
    yield from _outbox(con, now)
    yield from _synced(con, settings, now)
    yield from _items(con, settings)
    yield _register(con)


def standstill_findings(con: DuckDBPyConnection, settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """The part of it that shows that something is quiet or failing, and nobody at work on it."""
    yield _record(con)
    yield from _sources(con, settings, now)
    yield from _stages(con, now)
    yield from _outbox(con, now)
    yield from _synced(con, settings, now)


def _record(con: DuckDBPyConnection) -> Finding:
    seq, digest = head(con)
    last = con.execute("select seq, hash from lake.record order by seq desc limit 1").fetchall() or [(0, "")]
    if last != [(seq, digest)]:
        words = f"the head points to entry {seq}, the last one is {last[0][0]}: entries were cut off or added"
        return wrong("warehouse", "record", words, "keep a copy of the warehouse, and ask who wrote to it beside us")
    return well(
        "warehouse", "record", f"schema {len(migrations())}; the record has {seq} entries, its head is in place"
    )


def _sources(con: DuckDBPyConnection, settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Each source that is switched on: asked lately, answering, and not quiet for longer than its rhythm."""
    if settings.source == "sample":
        yield note("source", "sample", "documents come from the bundled sample, nothing official", "set source to live")
    polls = _polls(con)
    kept = {row["source"]: row for row in fetched(con, "from lake.source_health")}
    names = _switched_on(settings)
    query = "select max(started_at) from lake.runs where stage = 'poll' and status = 'running' and started_at > ?"
    running = scalar(con, query, [now - LONGEST_RUN])
    for name in names:
        own = [poll for poll in polls if name in poll["counts"].get("sources", ())]
        if running and not own:
            yield note("source", name, f"was never asked; the first poll has been running since {_when(running)}")
        else:
            yield _source(name, kept.get(name), own, now)
    off = [name for name in PUBLISHERS if name not in names]
    if off:
        yield note(
            "source", "switched off", ", ".join(off), "what the company must watch is switched on in the settings"
        )


def _switched_on(settings: Settings) -> list[str]:
    """The sources that are polled where no option says otherwise; files have the name "file"."""
    return ["file"] if reads_files(settings) else [source.name for source in live_sources(settings)]


def _polls(con: DuckDBPyConnection) -> list[Row]:
    """The newest polls that have ended, newest first."""
    rows = fetched(
        con,
        "select counts, started_at from lake.runs where stage = 'poll' and status != 'running' "
        f"order by started_at desc limit {POLLS}",
    )
    return [row | {"counts": json.loads(row["counts"] or "{}")} for row in rows]


def _source(name: str, kept: Row | None, polls: Sequence[Row], now: dt.datetime) -> Finding:
    failures = [(poll["started_at"], _failure(name, poll)) for poll in polls]
    asked = next((at for at, failure in failures if not failure), None)
    failed = next(((at, failure) for at, failure in failures if failure), None)
    again = "icts-watch poll, or keep icts-watch up running"
    newest = kept["last_fetched_at"] if kept else None
    if failed and (asked is None or failed[0] > asked):
        last = f"; it last answered {_when(asked)}" if asked else ""
        words = f"the poll of {_when(failed[0])} failed: {cut(failed[1], WIDTH)}{last}"
        return wrong("source", name, words, "icts-watch doctor --live asks it at once")
    if asked is None:
        return wrong("source", name, "was never asked", again)
    if _business_days(asked, now) > ASKED_WITHIN:
        return wrong("source", name, f"was last asked {_when(asked)}", again)
    rhythm = RHYTHMS.get(name)
    if rhythm and rhythm.times and (newest is None or _business_days(newest, now) > QUIET_FOR):
        words = f"answers, but gave nothing new since {_when(newest)}; it publishes on every business day"
        return wrong("source", name, words, "icts-watch doctor --live compares its answer with what we expect")
    lately = f"; failed before that, {_when(failed[0])}" if failed and _business_days(failed[0], now) == 0 else ""
    count = kept["publications"] if kept else 0
    return well("source", name, f"asked {_when(asked)}, last news {_when(newest)}, {count} publications kept{lately}")


def _failure(name: str, poll: Row) -> str:
    return next((text for text in poll["counts"].get("failed", ()) if text.startswith(f"{name} failed")), "")


def _business_days(then: dt.datetime, now: dt.datetime) -> int:
    """Business days after `then` up to and with today, in Washington."""
    first, last = then.astimezone(EASTERN).date(), now.astimezone(EASTERN).date()
    days = (first + dt.timedelta(days=count) for count in range(1, (last - first).days + 1))
    return sum(map(is_business_day, days))


def _when(moment: dt.datetime | None) -> str:
    return moment.astimezone(EASTERN).strftime("%d %b %Y %H:%M %Z") if moment else "never"


def _stages(con: DuckDBPyConnection, now: dt.datetime) -> Iterator[Finding]:
    """The newest run of each stage: failed, never ended, or well."""
    fine = []
    for run in last_runs(con):
        stage, began = run["stage"], _when(run["started_at"])
        if run["status"] == "failed":
            words = f"failed {began}: {cut(run['error'] or '', WIDTH)}"
            yield wrong("stage", stage, words, f"mend the cause, then: icts-watch {stage}")
        elif run["status"] == "running" and now - run["started_at"] > LONGEST_RUN:
            yield wrong("stage", stage, f"began {began} and did not end", "run it again: nothing is lost or doubled")
        else:
            fine.append(f"{stage} {began}")
    if fine:
        yield well("stage", "last runs", "; ".join(fine))


def _quarantine(con: DuckDBPyConnection) -> Iterator[Finding]:
    """What waits there, by source, with the commonest reasons and the newest examples."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in quarantined(con):
        by_source[row["source"]].append(row)
    for source, rows in sorted(by_source.items()):
        reasons = Counter(_kind(row) for row in rows).most_common(SHOWN)
        told = "; ".join(f"{count} x {reason}" for reason, count in reasons)
        examples = ", ".join(cut(row["name"], 60) for row in rows[:SHOWN])
        if source.startswith(("inventory", "suppliers")):
            again = "sync" if " " not in source else f"{source.split()[0]} import FILE"
            do = f"mend the rows in the file, then: icts-watch {again}"
        else:
            do = "see what came; a later version reads it again by itself, or now: icts-watch read --again"
        yield wrong("quarantine", source, f"{len(rows)} waiting: {told}; newest: {examples}", do)
    if not by_source:
        yield well("quarantine", "", "nothing waits")


def _kind(row: Row) -> str:
    """The reason without the place it begins with, so that the same fault in many rows is counted as one."""
    reason = str(row["reason"])
    return cut(reason.split(": ", 1)[-1] if reason.startswith(str(row["name"])) else reason, WIDTH)


def _outbox(con: DuckDBPyConnection, now: dt.datetime) -> Iterator[Finding]:
    dead = dead_letters(con)
    for (channel, reason), rows in _by_reason(dead).items():
        ids = ", ".join(row["delivery_id"] for row in rows[:SHOWN])
        words = f"{len(rows)} cannot be delivered: {reason}; newest: {ids} to {cut(rows[0]['recipient'], 60)}"
        do = "mend what the error names, then: icts-watch deliveries resend --all-dead (or by id; deliveries list shows all)"
        yield wrong("outbox", f"dead letters, {channel}", words, do)
    overdue = fetched(
        con,
        "select channel, count(*) as count, min(enqueued_at) as since, max_by(last_error, next_attempt_at) as error "
        "from lake.deliveries where status = 'pending' and enqueued_at <= $before "
        "and (attempts > 0 or next_attempt_at <= $before) group by channel order by channel",
        {"before": now - LONGEST_WAIT},
    )
    for row in overdue:
        why = f"; last error: {cut(row['error'], WIDTH)}" if row["error"] else ""
        words = f"{row['count']} messages wait, the oldest since {_when(row['since'])}{why}"
        yield wrong("outbox", row["channel"], words, "icts-watch tell")
    if not dead and not overdue:
        yield well("outbox", "", "no message waits for more than an hour")


def _by_reason(dead: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """Dead letters by channel and last error, which begins with the letter's own id."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in dead:
        reason = (row["last_error"] or "").removeprefix(f"delivery {row['delivery_id']}: ")
        found[row["channel"], cut(reason, WIDTH)].append(row)
    return dict(found)


def _synced(con: DuckDBPyConnection, settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Files that changed after the last sync, an hour ago or more: whoever watches them should have seen it."""
    synced = scalar(con, "select max(started_at) from lake.runs where stage = 'sync' and status = 'done'")
    named = [file for _, file in inventory_files(settings)]
    for file in (*named, *settings.owners, *filter(None, [settings.suppliers])):
        if file.is_file():
            changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
            if (synced is None or changed > synced) and now - changed > LONGEST_WAIT:
                words = f"changed {_when(changed)}, the last sync was {_when(synced)}"
                yield wrong("inventory", file.name, words, "icts-watch sync")


def _items(con: DuckDBPyConnection, settings: Settings) -> Iterator[Finding]:
    """How complete the rows are on which findings and alerts depend."""
    (row,) = fetched(
        con,
        "select count(*) as items, count(*) filter (vendor = '') as vendor, "
        "count(*) filter (owner = '' and owner_email = '' and owner_slack = '') as owner, "
        "count(*) filter (country_of_origin = '' and vendor_country = '') as country from lake.current_items",
    )
    if not row["items"]:
        yield wrong("inventory", "items", "none", "icts-watch sync --inventory FILE")
        return
    lacks = ", ".join(f"{row[name] / row['items']:.0%} without {name}" for name in ("vendor", "owner", "country"))
    words = f"{row['items']} items: {lacks}"
    if row["vendor"] or row["owner"] or row["country"]:
        yield note("inventory", "items", words, "each gap filled is a finding that need not go to review")
    else:
        yield well("inventory", "items", words)
    yield from _unreachable(con, settings)


def _unreachable(con: DuckDBPyConnection, settings: Settings) -> Iterator[Finding]:
    """Owners with no address in their rows, and none of their unit in the settings."""
    rows = fetched(
        con,
        "select owner, business_unit, count(*) as items from lake.current_items "
        "where owner != '' and owner_email = '' and owner_slack = '' group by all order by items desc, owner",
    )
    rows = [row for row in rows if not any(settings.units.get(row["business_unit"], {}).values())]
    if not rows:
        return
    names = ", ".join(dict.fromkeys(cut(row["owner"], 40) for row in rows[:SHOWN]))
    count = len({row["owner"] for row in rows})
    words = f"{count} owners of {sum(row['items'] for row in rows)} items have no address: {names}"
    do = "give owner_email or owner_slack in the inventory, or the unit's address in the settings"
    if settings.slack_channel or settings.compliance_mail:
        yield note("inventory", "owners", f"{words}; compliance is told in their place", do)
    else:
        yield wrong("inventory", "owners", f"{words}, and no compliance address is set", do)


def _register(con: DuckDBPyConnection) -> Finding:
    (row,) = fetched(
        con,
        "select count(*) as facts, count(distinct name) as firms, min(nullif(as_of, '')) as oldest, "
        "max(nullif(as_of, '')) as newest from lake.current_supplier_facts",
    )
    if not row["facts"]:
        return wrong("register", "facts", "the supplier register is empty", "icts-watch sync")
    dated = f"the oldest of {row['oldest']}, the newest of {row['newest']}" if row["oldest"] else "none with a date"
    return well("register", "facts", f"{row['facts']} facts on {row['firms']} firms, {dated}")
