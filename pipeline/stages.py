"""One plain function per stage; each reads its work list from the warehouse, is idempotent, and says what it counted."""

from __future__ import annotations

import datetime as dt
import functools
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from extract.failures import SourceFailed
from extract.inventory import parse_inventory
from extract.reader import read as read_content
from extract.sources import SOURCES, poll_sources
from extract.suppliers import parse_suppliers
from models.decision import SPEAKS
from models.fingerprint import fingerprint
from models.impact import Level
from models.matching import Matcher
from models.register import Register, starting_facts
from models.rulemaking import rulemakings
from models.scope import Scope, read_scope
from models.triage import OTHER, triage_document
from pipeline import sending, telling
from pipeline.offline import today
from pipeline.sources import SAMPLE, addresses, choose, client, since_default
from pipeline.vectors import KeptVectors, model_of
from pipeline.versions import code_version, reader_version
from warehouse.assessments import Versions, pairs_to_assess
from warehouse.catalog import Lake
from warehouse.documents import ReadDocument, Reading, current_documents, load_documents, load_rulemakings
from warehouse.impacts import load_impacts
from warehouse.items import items_to_assess, sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.outbox import claim
from warehouse.publications import documents_to_read, load_publications
from warehouse.quarantine import Rejected, load_quarantine
from warehouse.runs import finish_run, start_run
from warehouse.scopes import current_scopes, load_scope
from warehouse.supplier_facts import current_supplier_facts, register_hash, sync_supplier_facts
from warehouse.upkeep import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from extract.inventory import RowProblem
    from extract.publication import Publication
    from extract.sources import Source
    from pipeline.settings import Settings
    from warehouse.assessments import Work

Counts = dict[str, Any]

BATCH = 50
"""Publications in one commit: what is lost when a poll is killed, and polled again."""

ACTED = ("icts",)
"""Relevances whose documents meet the inventory; adjacent ones are kept and listed only."""

WAKE_UPS = frozenset({"feeds"})
"""Sources whose entries only repeat what another source says with more facts: kept, not read."""


class EverySourceFailed(Exception):
    """No source gave anything; carries why, source by source."""

    def __init__(self, failures: Sequence[SourceFailed]) -> None:
        super().__init__("; ".join(map(str, failures)))
        self.failures = tuple(failures)


def lake_of(settings: Settings) -> Lake:
    """Where the settings say the warehouse lives."""
    under = Lake.under(settings.home)
    return Lake(settings.catalog or under.catalog, settings.data_path or under.data_path)


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def _run(lake: Lake, stage: str) -> Iterator[Counts]:
    """Prepares the warehouse and notes the stage's run in it, with its counts or its error."""
    prepare(lake)
    run_id = write(lake, stage, f"{stage} begins", lambda con: start_run(con, stage, now()))
    counts: Counts = {}
    try:
        yield counts
    except Exception as error:
        text = str(error)
        write(lake, stage, f"{stage} failed", lambda con: finish_run(con, run_id, counts, now(), error=text))
        raise
    write(lake, stage, f"{stage} ended", lambda con: finish_run(con, run_id, counts, now()))


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
        SOURCES[one](at) if isinstance(one, str) else one for one in sources or choose(settings, ()).sources
    ]
    with _run(lake, "poll") as counts:
        counts.update(publications=0, new=0, failed=[])
        failures: list[SourceFailed] = []
        with client(settings, at) as web:
            found = _without(failures, poll_sources(web, chosen, since or since_default()))
            while batch := tuple(islice(found, BATCH)):
                new = write(lake, "poll", "publications", functools.partial(_keep, batch=batch))
                counts["publications"] += len(batch)
                counts["new"] += len(new)
        counts["failed"] = [str(failure) for failure in failures]
        if failures and len(failures) == len(chosen) and not counts["publications"]:
            raise EverySourceFailed(failures)
    return counts


def _without(failures: list[SourceFailed], found: Iterable[Publication | SourceFailed]) -> Iterator[Publication]:
    for one in found:
        if isinstance(one, SourceFailed):
            failures.append(one)
        else:
            yield one


def _keep(con: DuckDBPyConnection, batch: Sequence[Publication]) -> list[str]:
    return load_publications(con, batch, now())


def read(settings: Settings) -> Counts:
    """Make documents of the publications nobody has read with this code; what cannot be read is quarantined."""
    lake = lake_of(settings)
    with _run(lake, "read") as counts:
        counts.update(documents=0, icts=0, adjacent=0, quarantined=0, document_numbers=[])
        while True:
            with open_warehouse(lake, read_only=True) as warehouse:
                waiting = documents_to_read(warehouse.con, reader_version(), limit=BATCH)
            if not waiting:
                break
            _read_batch(lake, waiting, counts)
    return counts


def _read_batch(lake: Lake, waiting: Sequence[Publication], counts: Counts) -> None:
    readings: list[Reading] = []
    scopes: list[tuple[ReadDocument, Scope]] = []
    rejected: list[Rejected] = []
    for publication in waiting:
        content = (
            read_content(publication.content, publication.key, metadata=publication.metadata)
            if publication.source not in WAKE_UPS
            else None
        )
        found = []
        for document in content.documents if content else ():
            relevance = triage_document(document).relevance
            scope = read_scope(document) if relevance != OTHER else Scope()
            one = ReadDocument(document, relevance, fingerprint(document, scope))
            found.append(one)
            if one.relevance in ACTED:
                scopes.append((one, scope))
        wrong = content.quarantined if content else ()
        rejected += [Rejected(publication.source, publication.key, each.reason, each.content) for each in wrong]
        problem = "; ".join(each.reason for each in wrong) if wrong and not found else None
        readings.append(Reading(publication.sha256, tuple(found), problem))
    loaded = write(lake, "read", "documents", lambda con: _load_read(con, readings, scopes, rejected))
    documents = [one for reading in readings for one in reading.documents]
    counts["documents"] += len(documents)
    for relevance in ("icts", "adjacent"):
        counts[relevance] += sum(one.relevance == relevance for one in documents)
    counts["quarantined"] += len(rejected)
    counts["document_numbers"] += [*loaded.new, *loaded.changed]


def _load_read(
    con: DuckDBPyConnection,
    readings: Sequence[Reading],
    scopes: Sequence[tuple[ReadDocument, Scope]],
    rejected: Sequence[Rejected],
) -> Any:
    at = now()
    load_quarantine(con, rejected, at)
    loaded = load_documents(con, readings, reader_version=reader_version(), at=at)
    for one, scope in scopes:
        load_scope(con, one.document.document_number, one.fingerprint, scope, at)
    known = current_documents(con, relevances=ACTED, passages=False)
    load_rulemakings(con, rulemakings(one.document for one in known), at)
    return loaded


def sync(settings: Settings) -> Counts:
    """Take in the inventory and the supplier register; rows that cannot be taken are quarantined. Raises UnreadableInventory."""
    lake = lake_of(settings)
    inventory = settings.inventory or SAMPLE / "inventory.csv"
    register = settings.suppliers or (None if settings.inventory else SAMPLE / "suppliers.csv")
    taken = parse_inventory(inventory.read_bytes(), inventory.name)
    facts, wrong = parse_suppliers(register.read_bytes(), register.name) if register else ((), ())
    with _run(lake, "sync") as counts:

        def work(con: DuckDBPyConnection) -> tuple[Any, Any]:
            at = now()
            load_quarantine(
                con, _rejected(inventory, taken.problems) + (_rejected(register, wrong) if register else []), at
            )
            sync_supplier_facts(con, starting_facts(), at, origin="bundled")
            return sync_items(con, taken.items, at), sync_supplier_facts(con, facts, at, origin="company")

        items, learned = write(lake, "sync", "inventory and register", work)
        counts.update(
            items=len(taken.items),
            added=len(items.added),
            changed=len(items.changed),
            retired=len(items.retired),
            facts_added=len(learned.added),
            facts_removed=len(learned.removed),
            rows_set_aside=sum(problem.fatal for problem in (*taken.problems, *wrong)),
            problems=[str(problem) for problem in (*taken.problems, *wrong)],
        )
    return counts


def _rejected(file: Path, problems: Iterable[RowProblem]) -> list[Rejected]:
    return [
        Rejected(
            "inventory" if "item" in problem.column or problem.column in {"name", "row"} else "suppliers",
            f"{file.name}, row {problem.row}",
            str(problem),
            problem.text.encode(),
        )
        for problem in problems
        if problem.fatal
    ]


def assess(settings: Settings, *, notify: bool = True) -> Counts:
    """Decide for every document and item that have not met yet; what there is to tell goes into the outbox with it."""
    lake = lake_of(settings)
    with _run(lake, "assess") as counts:
        counts.update(assessed=0, affected=0, review=0, new=0, changed=0, closed=0, document_numbers=[])
        with open_warehouse(lake, read_only=True) as warehouse:
            facts = current_supplier_facts(warehouse.con)
            versions = Versions(code_version(), register_hash(warehouse.con), settings.model)
            works = pairs_to_assess(warehouse.con, versions, ACTED)
        register = Register(facts)
        for work in works:
            _assess_one(lake, settings, work, versions, register, counts, notify=notify)
    return counts


def _assess_one(
    lake: Lake, settings: Settings, work: Work, versions: Versions, register: Register, counts: Counts, *, notify: bool
) -> None:
    number = work.document_number
    with open_warehouse(lake, read_only=True) as warehouse:
        document = current_documents(warehouse.con, [number])[0].document
        kept = current_scopes(warehouse.con, [number])
        items = items_to_assess(warehouse.con, work.after_sync, work.through_sync) if document.stage in SPEAKS else []
    scope = kept[number].scope if number in kept else read_scope(document)
    matcher = Matcher(document, scope, register, today(), embed=KeptVectors(lake, model_of(settings)))
    impacts = [impact for impact in matcher.impacts(items) if impact.level is not Level.NONE]

    def load(con: DuckDBPyConnection) -> Any:
        loaded = load_impacts(con, work, versions, impacts, now(), notify=notify)
        if loaded.new or loaded.changed or loaded.closed:
            telling.enqueue_alerts(con, settings, [number], today(), now())
        return loaded

    loaded = write(lake, "assess", f"{number} against {work.items} items", load)
    counts["assessed"] += work.items
    for level in (Level.AFFECTED, Level.REVIEW):
        counts[level.value] += sum(impact.level is level for impact in impacts)
    for name in ("new", "changed", "closed"):
        counts[name] += len(getattr(loaded, name))
    if loaded.new or loaded.changed or loaded.closed:
        counts["document_numbers"].append(number)


def tell(settings: Settings) -> Counts:
    """Send what stands in the outbox, each message once; what cannot be sent now is tried again later."""
    lake = lake_of(settings)
    sender = sending.sender_of(settings)
    with _run(lake, "tell") as counts:
        counts.update(sent=0, again=0, dead=0, recipients=[], previews="")
        write(
            lake,
            "tell",
            "what nobody was told of yet",
            lambda con: telling.enqueue_alerts(con, settings, None, today(), now()),
        )
        while claimed := write(lake, "tell", "claim", lambda con: claim(con, now())):
            for one in claimed:
                outcome = sending.send(lake, sender, one)
                counts[outcome] += 1
                if outcome == "sent" and one.delivery.recipient not in counts["recipients"]:
                    counts["recipients"].append(one.delivery.recipient)
        counts["previews"] = sender.finish()
    return counts


def digest(settings: Settings) -> Counts:
    """Write this week's digests into the outbox, one per reader and window, and send them."""
    lake = lake_of(settings)
    with _run(lake, "digest") as counts:
        from pipeline.digests import enqueue_digests

        new = write(lake, "digest", "weekly digests", lambda con: enqueue_digests(con, settings, today(), now()))
        counts.update(digests=len(new))
    return counts | {"sent": tell(settings)["sent"]}


def maintain(settings: Settings) -> Counts:
    """Merge small files; nothing expires, nothing is deleted."""
    lake = lake_of(settings)
    with _run(lake, "maintain") as counts:
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
