"""Documents and items that have not met yet: decided in groups, each kept in one commit with the alerts it calls for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from models.decision import speaks
from models.impact import Level
from models.matching import Matcher
from pipeline import deciding, telling
from pipeline.offline import today
from pipeline.reading import ACTED
from warehouse.assessments import impacts_to_end
from warehouse.impacts import end_impacts, load_impacts
from warehouse.items import items_to_assess
from warehouse.lake import open_warehouse, write
from warehouse.standings import standing_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from extract.inventory import Item
    from models.impact import Impact
    from models.register import Register
    from models.scope import Scope
    from pipeline.settings import Settings
    from pipeline.vectors import KeptVectors
    from warehouse.assessments import Versions, Work
    from warehouse.catalog import Lake

PAIRS = 20_000
"""Pairs of document and item in one commit: what is lost when a stage is killed, and decided again."""


class Judge(NamedTuple):
    """What an assessment is made with."""

    register: Register
    embed: KeptVectors
    versions: Versions


def batches(works: Sequence[Work], pairs: int = PAIRS) -> Iterator[list[Work]]:
    """The works in groups of at most so many pairs of document and item, or of one work that is larger."""
    batch: list[Work] = []
    for work in works:
        if batch and sum(one.items for one in batch) + work.items > pairs:
            yield batch
            batch = []
        batch.append(work)
    if batch:
        yield batch


def _speaks(document: Document, scope: Scope) -> bool:
    return speaks(document.stage, scope.relation)


def assess_some(
    lake: Lake, settings: Settings, works: Sequence[Work], judge: Judge, counts: dict[str, Any], *, notify: bool
) -> None:
    """Some works in one commit, with the alerts they call for."""
    numbers = [work.document_number for work in works]
    items: dict[tuple[int, int], list[Item]] = {}
    with open_warehouse(lake, read_only=True) as warehouse:
        texts = standing_texts(warehouse.con, numbers)
        for work in works:
            syncs = work.after_sync, work.through_sync
            if _speaks(*texts[work.document_number]) and syncs not in items:
                items[syncs] = items_to_assess(warehouse.con, *syncs)
    assessed: dict[Work, list[Impact]] = {}
    for work in works:
        document, scope = texts[work.document_number]
        matcher = Matcher(document, scope, judge.register, today(), embed=judge.embed)
        reached = items[work.after_sync, work.through_sync] if _speaks(document, scope) else []
        assessed[work] = [impact for impact in matcher.impacts(reached) if impact.level is not Level.NONE]

    def load(con: DuckDBPyConnection) -> Any:
        at = dt.datetime.now(dt.UTC)
        loaded = load_impacts(con, assessed, judge.versions, at, notify=notify)
        # What gave way to these documents ends in the same commit: its owners are told of both at once.
        ended = end_impacts(
            con, [one for one in impacts_to_end(con, ACTED) if one.gave_way_to in numbers], dt.datetime.now(dt.UTC)
        )
        if loaded.documents or ended:
            deciding.ask_again(con, settings, at)
            telling.enqueue_alerts(con, settings, numbers, today(), at)
        return loaded, len(ended)

    pairs = sum(work.items for work in works)
    loaded, ended = write(lake, "assess", f"{', '.join(numbers)}: {pairs} pairs", load)
    counts["assessed"] += pairs
    for level in (Level.AFFECTED, Level.REVIEW):
        counts[level.value] += sum(impact.level is level for found in assessed.values() for impact in found)
    for name in ("new", "changed", "closed"):
        counts[name] += len(getattr(loaded, name))
    counts["closed"] += ended
    counts["document_numbers"] += loaded.documents
