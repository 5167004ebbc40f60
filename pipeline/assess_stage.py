"""The assess stage: what is to be done is planned, shared out in groups, and what no longer stands is ended.

`assess` does it all in this process; Airflow plans in one task and has every share done by a task of its own.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from models.register import Register
from pipeline.assessing import Group, Judge, assess_some, decides, groups
from pipeline.commands.offline import today
from pipeline.messages import telling
from pipeline.reading import ACTED
from pipeline.stage_runs import Counts, lake_of, now, run_of
from pipeline.vectors import KeptVectors, model_of
from pipeline.versions import code_version
from warehouse.assessments import Versions, impacts_to_end, pairs_to_assess, slices_met
from warehouse.impacts import end_impacts
from warehouse.lake import open_warehouse, write
from warehouse.standings import settle, standing_texts
from warehouse.supplier_facts import current_supplier_facts, register_hash
from warehouse.vendors import load_countries, load_vendors, standing_of, vendors_to_ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings
    from warehouse.assessments import Work
    from warehouse.catalog import Lake

SHARES = 32
"""Into how many tasks a large piece of work is shared out; a share may hold several groups."""

TEXTS = 20
"""Documents whose texts are in memory at once while the work is planned."""


class Outlook(NamedTuple):
    """The work, and what to judge it with, of one moment: a fact learnt later brings its items again."""

    works: list[Work]
    judge: Judge


def assess(settings: Settings, *, notify: bool = True) -> Counts:
    """Decide for every document and item that have not met yet; what there is to tell goes into the outbox with it."""
    lake = lake_of(settings)
    with run_of(lake, "assess") as counts:
        outlook, waiting = _begin(lake, settings, counts)
        _assess(lake, settings, outlook, waiting, counts, notify=notify)
        _end(lake, settings, counts)
    return counts


def plan(settings: Settings) -> Counts:
    """Share the work out: `shares` are lists of groups. A single group is not worth a task, and is done at once."""
    lake = lake_of(settings)
    with run_of(lake, "assess") as counts:
        outlook, waiting = _begin(lake, settings, counts)
        counts.update(groups=len(waiting), shares=[])
        if len(waiting) > 1:
            counts["shares"] = shares(waiting)
        else:
            _assess(lake, settings, outlook, waiting, counts, notify=True)
            _end(lake, settings, counts)
    return counts


def shares(waiting: Sequence[Group], most: int = SHARES) -> list[list[dict[str, Any]]]:
    """The groups shared out evenly, in order, as JSON."""
    number = min(len(waiting), most)
    bounds = [len(waiting) * each // number for each in range(number + 1)]
    return [[group._asdict() for group in waiting[start:end]] for start, end in itertools.pairwise(bounds)]


def assess_share(settings: Settings, *, share: Iterable[dict[str, Any]]) -> Counts:
    """Decide for the groups of a share, each with the facts of the moment; what was done meanwhile is passed over."""
    lake = lake_of(settings)
    with run_of(lake, "assess") as counts:
        _start_counting(counts)
        for one in share:
            group = Group(tuple(one["documents"]), one["slice_"], one["slices"])
            outlook = _outlook(lake, settings, group.documents)
            _assess(lake, settings, outlook, [group], counts, notify=True)
    return counts


def end(settings: Settings) -> Counts:
    """End what no longer stands; whoever was told of it, and has no news of what took its place, is told."""
    lake = lake_of(settings)
    with run_of(lake, "assess") as counts:
        _start_counting(counts)
        _end(lake, settings, counts)
    return counts


def ask_of_vendors(lake: Lake, register: Register, register_hash: str) -> None:
    """Keeps what this register knows of the inventory's vendors, for those of whom it was not asked yet."""
    with open_warehouse(lake, read_only=True) as warehouse:
        vendors = vendors_to_ask(warehouse.con, register_hash)
    standings = [standing_of(vendor, register) for vendor in vendors]

    def work(con: DuckDBPyConnection) -> None:
        load_countries(con)
        load_vendors(con, standings, register_hash, now())

    write(lake, "assess", "what is known of vendors", work)


def _start_counting(counts: Counts) -> None:
    counts.update(assessed=0, affected=0, review=0, new=0, changed=0, closed=0, document_numbers=[])


def _begin(lake: Lake, settings: Settings, counts: Counts) -> tuple[Outlook, list[Group]]:
    """What stands today, what is to do, and in which groups."""
    _start_counting(counts)
    write(lake, "assess", "what stands today", lambda con: settle(con, ACTED, today(), now()))
    outlook = _outlook(lake, settings)
    ask_of_vendors(lake, outlook.judge.register, outlook.judge.versions.register_hash)
    large = [work for work in outlook.works if work.items > settings.assess_pairs]
    with open_warehouse(lake, read_only=True) as warehouse:
        met = slices_met(warehouse.con, outlook.judge.versions, large, ACTED) if large else {}
        silent = _silent(warehouse.con, [work.document_number for work in large])
    return outlook, list(groups(outlook.works, settings.assess_pairs, met, silent))


def _silent(con: DuckDBPyConnection, numbers: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(numbers), TEXTS):
        texts = standing_texts(con, numbers[start : start + TEXTS])
        found |= {number for number, text in texts.items() if not decides(*text)}
    return found


def _outlook(lake: Lake, settings: Settings, documents: Sequence[str] | None = None) -> Outlook:
    with open_warehouse(lake, read_only=True) as warehouse, warehouse.one_moment() as con:
        facts = current_supplier_facts(con)
        versions = Versions(code_version(), register_hash(con), settings.model)
        works = pairs_to_assess(con, versions, ACTED, documents)
    return Outlook(works, Judge(Register(facts), KeptVectors(lake, model_of(settings)), versions))


def _assess(
    lake: Lake, settings: Settings, outlook: Outlook, waiting: Iterable[Group], counts: Counts, *, notify: bool
) -> None:
    """Decides for these groups, of which others may have done some since they were planned."""
    works = {work.document_number: work for work in outlook.works}
    for group in waiting:
        mine = [works[number] for number in group.documents if number in works]
        if group.slices > 1 and mine:
            with open_warehouse(lake, read_only=True) as warehouse:
                met = slices_met(warehouse.con, outlook.judge.versions, mine, ACTED)
            mine = [work for work in mine if (group.slice_, group.slices) not in met.get(work.document_number, ())]
        if mine:
            assess_some(
                lake, settings, mine, outlook.judge, counts, notify=notify, slice_=group.slice_, slices=group.slices
            )


def _end(lake: Lake, settings: Settings, counts: Counts) -> None:
    counts["closed"] += write(lake, "assess", "what no longer stands", functools.partial(_ended, settings))


def _ended(settings: Settings, con: DuckDBPyConnection) -> int:
    endings = impacts_to_end(con, ACTED)
    ended = end_impacts(con, endings, now())
    if ended:
        telling.enqueue_alerts(con, settings, [one.document_number for one in endings], today(), now())
    return len(ended)
