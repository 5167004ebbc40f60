"""Documents and items that have not met yet: decided in groups, each kept in one commit with the alerts it calls for.

A group is some documents against the items each has not met, or one document against a slice of a large inventory.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from models.decision import speaks
from models.impact import Level
from models.matching import Matcher
from pipeline.answers import deciding
from pipeline.commands.offline import today
from pipeline.messages import telling
from pipeline.reading import ACTED
from warehouse.assessments import impacts_to_end, is_whole
from warehouse.impacts import end_impacts, load_impacts
from warehouse.items import items_to_assess
from warehouse.lake import open_warehouse, write
from warehouse.standings import standing_texts

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

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


class Judge(NamedTuple):
    """What an assessment is made with."""

    register: Register
    embed: KeptVectors
    versions: Versions


class Group(NamedTuple):
    """What is decided in one commit: documents by number, and which slice of the items they meet, of how many."""

    documents: tuple[str, ...]
    slice_: int = 0
    slices: int = 1


def batches(works: Sequence[Work], pairs: int) -> Iterator[list[Work]]:
    """The works in groups of at most so many pairs of document and item, or of one work that is larger."""
    batch: list[Work] = []
    for work in works:
        if batch and sum(one.items for one in batch) + work.items > pairs:
            yield batch
            batch = []
        batch.append(work)
    if batch:
        yield batch


def groups(
    works: Sequence[Work], pairs: int, met: Mapping[str, AbstractSet[tuple[int, int]]], silent: Container[str]
) -> Iterator[Group]:
    """The works as groups of some `pairs` of document and item: a larger one in slices, those already `met` left out.

    Documents that are `silent` decide nothing about any item, and stay whole.
    """
    for batch in batches(works, pairs):
        first = batch[0]
        slices = 1 if first.document_number in silent else math.ceil(first.items / pairs)
        if len(batch) > 1 or slices == 1:
            yield Group(tuple(work.document_number for work in batch))
            continue
        for number in range(slices):
            if (number, slices) not in met.get(first.document_number, ()):
                yield Group((first.document_number,), number, slices)


def decides(document: Document, scope: Scope) -> bool:
    """Whether a document says anything about items, whatever they are."""
    return speaks(document.stage, scope.relation)


def assess_some(
    lake: Lake,
    settings: Settings,
    works: Sequence[Work],
    judge: Judge,
    counts: dict[str, Any],
    *,
    notify: bool,
    slice_: int = 0,
    slices: int = 1,
) -> None:
    """Some works, or one slice of one, in one commit, with the alerts they call for: a sliced work's when it is whole."""
    numbers = [work.document_number for work in works]
    items: dict[tuple[int, int], list[Item]] = {}
    with open_warehouse(lake, read_only=True) as warehouse:
        texts = standing_texts(warehouse.con, numbers)
        for work in works:
            syncs = work.after_sync, work.through_sync
            if decides(*texts[work.document_number]) and syncs not in items:
                items[syncs] = items_to_assess(warehouse.con, *syncs, slice_=slice_, slices=slices)
    assessed: dict[Work, list[Impact]] = {}
    for work in works:
        document, scope = texts[work.document_number]
        matcher = Matcher(document, scope, judge.register, today(), embed=judge.embed)
        reached = items[work.after_sync, work.through_sync] if decides(document, scope) else []
        assessed[work] = [impact for impact in matcher.impacts(reached) if impact.level is not Level.NONE]

    def load(con: DuckDBPyConnection) -> Any:
        at = dt.datetime.now(dt.UTC)
        loaded = load_impacts(con, assessed, judge.versions, at, notify=notify, slice_=slice_, slices=slices)
        if slices > 1 and not is_whole(con, works[0], judge.versions, slices):
            return loaded, 0  # its owners are told once, of all of it
        # What gave way to these documents ends in the same commit: its owners are told of both at once.
        ended = end_impacts(
            con, [one for one in impacts_to_end(con, ACTED) if one.gave_way_to in numbers], dt.datetime.now(dt.UTC)
        )
        if loaded.documents or ended or slices > 1:
            deciding.ask_again(con, settings, at)
            telling.enqueue_alerts(con, settings, numbers, today(), at)
        return loaded, len(ended)

    pairs = sum(len(found) for found in items.values()) if slices > 1 else sum(work.items for work in works)
    part = f", slice {slice_ + 1} of {slices}" if slices > 1 else ""
    loaded, ended = write(lake, "assess", f"{', '.join(numbers)}{part}: {pairs} pairs", load)
    counts["assessed"] += pairs
    for level in (Level.AFFECTED, Level.REVIEW):
        counts[level.value] += sum(impact.level is level for found in assessed.values() for impact in found)
    for name in ("new", "changed", "closed"):
        counts[name] += len(getattr(loaded, name))
    counts["closed"] += ended
    counts["document_numbers"] += [one for one in loaded.documents if one not in counts["document_numbers"]]
