"""One plain function per stage; each reads its work list from the warehouse, is idempotent, and says what it counted."""

from __future__ import annotations

import functools
from itertools import islice
from typing import TYPE_CHECKING, Any

from extract.failures import SourceFailed
from extract.sources import PUBLISHERS, WATCH_LISTS, poll_sources
from extract.suppliers import parse_suppliers
from models.register import starting_facts
from pipeline import inventories, watch_lists
from pipeline.answers import deciding
from pipeline.assess_stage import assess
from pipeline.commands.offline import today
from pipeline.messages import escalating, sending, telling
from pipeline.reading import load_read, read_publication
from pipeline.sources import SAMPLE, addresses, choose, client, since_default
from pipeline.stage_runs import Counts, lake_of, now, run_of
from pipeline.versions import reader_version
from warehouse.lake import open_warehouse, write
from warehouse.outbox import claim, enqueue
from warehouse.publications import documents_to_read, load_publications
from warehouse.quarantine import unread_quarantined
from warehouse.supplier_facts import sync_supplier_facts
from warehouse.upkeep import tidy
from warehouse.watch_lists import unread_refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from extract.publication import Publication
    from extract.sources import Source
    from pipeline.reading import Loaded, ReadPublication
    from pipeline.settings import Settings

__all__ = ["Counts", "EverySourceFailed", "assess", "lake_of", "now"]

BATCH = 50
"""Publications in one commit: what is lost when a poll is killed, and polled again."""


class EverySourceFailed(Exception):
    """No source gave anything; carries why, source by source."""

    def __init__(self, failures: Sequence[SourceFailed]) -> None:
        super().__init__("; ".join(map(str, failures)))
        self.failures = tuple(failures)


def poll(
    settings: Settings,
    sources: Sequence[str | Source] | None = None,
    since: dt.date | None = None,
) -> Counts:
    """Fetch what is new and keep it byte for byte. Raises EverySourceFailed where no source could be read.

    `sources` are names of live sources, or sources; without any, those of the settings.
    """
    lake, at = lake_of(settings), addresses(settings)
    chosen: list[Source] = [
        PUBLISHERS[one](at) if isinstance(one, str) else one for one in sources or choose(settings, ()).sources
    ]
    with run_of(lake, "poll") as counts:
        counts["sources"] = [source.name for source in chosen]
        since = since or since_default()
        fetch_all(settings, chosen, since, counts, lambda batch: functools.partial(_keep, batch=batch), author="poll")
    return counts


def fetch_all(
    settings: Settings,
    chosen: Sequence[Source],
    since: dt.date,
    counts: Counts,
    keep: Callable[[Sequence[Publication]], Callable[[DuckDBPyConnection], list[str]]],
    author: str,
) -> None:
    """Fetches from these sources and counts what came; `keep` makes of a batch the work of one commit, which says what is new.

    `author` is the commits' own.

    Raises EverySourceFailed where no source could be read.
    """
    counts.update(publications=0, new=0, failed=[])
    failures: list[SourceFailed] = []
    with client(settings, addresses(settings)) as web:
        found = _without(failures, poll_sources(web, chosen, since))
        while batch := tuple(islice(found, BATCH)):
            counts["new"] += len(write(lake_of(settings), author, "publications", keep(batch)))
            counts["publications"] += len(batch)
    counts["failed"] = [str(failure) for failure in failures]
    if failures and len(failures) == len(chosen) and not counts["publications"]:
        raise EverySourceFailed(failures)


def _without(failures: list[SourceFailed], found: Iterable[Publication | SourceFailed]) -> Iterator[Publication]:
    for one in found:
        if isinstance(one, SourceFailed):
            failures.append(one)
        else:
            yield one


def _keep(con: DuckDBPyConnection, batch: Sequence[Publication]) -> list[str]:
    return load_publications(con, watch_lists.arrived(con, batch), now())


def read(settings: Settings, *, again: bool = False) -> Counts:
    """Make documents of the publications nobody has read with this code; what cannot be read is quarantined.

    `again` tries what waits in quarantine once more, although this code has met it before.
    """
    lake = lake_of(settings)
    with run_of(lake, "read") as counts:
        counts.update(publications=0, documents=0, icts=0, adjacent=0, quarantined=0, resolved=0, document_numbers=[])
        counts.update(lists={}, facts_added=0, facts_removed=0, failed=[])
        if settings.confirmed_lists:
            write(lake, "read", "confirmed lists", lambda con: unread_refused(con, settings.confirmed_lists))
        if again:
            counts["tried_again"] = write(lake, "read", "again", lambda con: unread_quarantined(con, reader_version()))
        while True:
            with open_warehouse(lake, read_only=True) as warehouse:
                waiting = documents_to_read(warehouse.con, reader_version(), limit=BATCH)
            if not waiting:
                break
            counts["publications"] += len(waiting)
            for publication in (one for one in waiting if one.source in WATCH_LISTS):
                listed = watch_lists.read_list(publication)
                load = functools.partial(watch_lists.load_list, read=listed, settings=settings, at=now())
                _count_list(counts, publication.source, write(lake, "read", f"the list {publication.source}", load))
            found = [read_publication(publication) for publication in waiting if publication.source not in WATCH_LISTS]
            loaded = write(lake, "read", "documents", functools.partial(load_read, read=found, at=now()))
            _count_read(counts, found, loaded)
    return counts


def add(settings: Settings, one: ReadPublication) -> Counts:
    """Keep a publication that a person brought, with what was read of it, in one commit; a known one adds nothing."""
    lake = lake_of(settings)
    with run_of(lake, "add") as counts:
        counts.update(new=0, documents=0, icts=0, adjacent=0, quarantined=0, resolved=0, document_numbers=[])

        def keep(con: DuckDBPyConnection) -> tuple[list[str], Loaded]:
            return load_publications(con, [one.publication], now()), load_read(con, [one], now())

        new, loaded = write(lake, "add", one.publication.key, keep)
        counts["new"] = len(new)
        _count_read(counts, [one], loaded)
    return counts


def _count_list(counts: Counts, source: str, done: Counts | None) -> None:
    if done is not None:
        counts["lists"][source] = done
        for name in ("facts_added", "facts_removed", "quarantined", "resolved"):
            counts[name] += done[name]
        counts["failed"] += [f"{source}: {done['problem']}"] if done["problem"] else []


def _count_read(counts: Counts, read: Sequence[ReadPublication], loaded: Loaded) -> None:
    documents = [document for one in read for document in one.documents]
    counts["documents"] += len(documents)
    for relevance in ("icts", "adjacent"):
        counts[relevance] += sum(one.relevance == relevance for one in documents)
    counts["quarantined"] += sum(len(one.rejected) for one in read)
    counts["resolved"] += len(loaded.resolved)
    counts["document_numbers"] += [*loaded.documents.new, *loaded.documents.changed]


def sync(settings: Settings) -> Counts:
    """Take in the inventories and the supplier register; rows that cannot be taken are quarantined. Raises UnreadableFile."""
    lake = lake_of(settings)
    with run_of(lake, "sync") as counts:
        with open_warehouse(lake, read_only=True) as warehouse:
            example = inventories.wants_example(warehouse.con)
        taken, owners = inventories.read_inventories(settings, example=example)
        register = settings.suppliers or (SAMPLE / "suppliers.csv" if settings.inventory is None and example else None)
        facts, wrong = parse_suppliers(register.read_bytes(), register.name) if register else ((), ())
        doubts = [*owners.problems, *(problem for one in taken for problem in one.inventory.problems), *wrong]

        def work(con: DuckDBPyConnection) -> tuple[Any, Any]:
            at = now()
            files = [(one.file, one.inventory.problems) for one in taken]
            counts["rows_resolved"] = inventories.set_aside(con, "inventory", files, at)
            if register:
                counts["rows_resolved"] += inventories.set_aside(con, "suppliers", [(register, wrong)], at)
            sync_supplier_facts(con, starting_facts(), at, origin="bundled")
            learned = sync_supplier_facts(con, facts, at, origin="company")
            return inventories.take(con, taken, at, whole=True), learned

        items, learned = write(lake, "sync", "inventory and register", work)
        counts.update(
            items=sum(len(one.inventory.items) for one in taken),
            added=len(items.added),
            changed=len(items.changed),
            retired=len(items.retired),
            facts_added=len(learned.added),
            facts_removed=len(learned.removed),
            rows_set_aside=sum(problem.fatal for problem in doubts),
            problems=[str(problem) for problem in doubts],
        )
    return counts


def tell(settings: Settings) -> Counts:
    """Send what stands in the outbox, each message once; what cannot be sent now is tried again later."""
    lake = lake_of(settings)
    sender = sending.sender_of(settings)
    with run_of(lake, "tell") as counts:
        counts.update(sent=0, again=0, dead=0, recipients=[], previews="")

        def wanted(con: DuckDBPyConnection) -> list[str]:
            deciding.ask_again(con, settings, now())
            told = telling.enqueue_alerts(con, settings, None, today(), now())
            return told + escalating.enqueue_escalations(con, settings, now())

        write(lake, "tell", "what nobody was told of yet, or has answered", wanted)
        while claimed := write(lake, "tell", "claim", lambda con: claim(con, now())):
            for one, outcome in sending.send_all(lake, sender, claimed):
                counts[outcome] += 1
                if outcome == "sent" and one.delivery.recipient not in counts["recipients"]:
                    counts["recipients"].append(one.delivery.recipient)
        counts["previews"] = sender.finish()
        if counts["sent"]:
            counts["calendars_changed"] = _calendars(settings)
    return counts


def _calendars(settings: Settings) -> int:
    """Brings the calendars that readers subscribe to up to date; how many changed."""
    from pipeline.messages.calendars import write_calendars

    return sum(one["changed"] for one in write_calendars(settings, now()))


def digest(settings: Settings) -> Counts:
    """Write this week's digests into the outbox, one per reader and window, and send them."""
    lake = lake_of(settings)
    with run_of(lake, "digest") as counts:
        from pipeline.messages.digests import digest_deliveries

        at = now()
        with open_warehouse(lake, read_only=True) as warehouse:  # charts take their time: no writer waits for them
            found = digest_deliveries(warehouse.con, settings, at)
        new = write(lake, "digest", "weekly digests", lambda con: enqueue(con, found, at)) if found else []
        counts.update(digests=len(new), calendars_changed=_calendars(settings))
    return counts | {"sent": tell(settings)["sent"]}


def maintain(settings: Settings) -> Counts:
    """Merge small files; nothing expires, nothing is deleted."""
    lake = lake_of(settings)
    with run_of(lake, "maintain") as counts:
        counts.update(files_merged=tidy(lake))
    return counts


STAGES: dict[str, Callable[[Settings], Counts]] = {
    "poll": poll,
    "read": read,
    "sync": sync,
    "assess": assess,
    "tell": tell,
    "digest": digest,
    "maintain": maintain,
}
