"""What if: exposure beside today's with another inventory, a proposal taken as final, or more known of a supplier.

Nothing of it enters the warehouse, and nobody is told.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from extract.document import Stage
from extract.suppliers import SupplierFact
from models.decision import CONSULTATION, PROPOSED, speaks
from models.embedding import run_vectors
from models.impact import Level
from models.matching import Matcher
from models.register import Register
from models.register_change import touched_items
from models.scope import read_scope
from models.seats import country_code
from pipeline.commands.offline import today
from pipeline.reading import ACTED
from warehouse.items import current_items
from warehouse.relation import fetched
from warehouse.standings import standing_texts
from warehouse.supplier_facts import current_supplier_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from extract.inventory import Item
    from models.impact import Impact
    from models.scope import Scope

STANDING = (
    "select document_number from current_documents where list_contains($relevances, relevance) "
    "and gave_way_to is null and withdrawn_by is null order by document_number"
)


SUPPOSED = "supposed for a what-if"
"""The source of a fact that is only supposed: as good as a sourced one, so that its full reach is seen."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What would be otherwise: assets that come, documents that come, facts that are known, proposals that are final.

    `final` holds document numbers; "all" stands for every proposal.
    """

    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    facts: tuple[SupplierFact, ...] = ()
    final: frozenset[str] = frozenset()

    def takes_as_final(self, document: Document) -> bool:
        """Whether this proposal is taken as if it were final."""
        proposal = document.stage in PROPOSED | CONSULTATION
        return proposal and bool(self.final & {"all", document.document_number})


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding that would be otherwise; `before` and `after` are level and timing, blank where there is none."""

    document_number: str
    title: str
    item_id: str
    item_name: str
    vendor: str
    before: str
    after: str
    reason: str
    comes: bool


@dataclass(frozen=True, slots=True)
class Total:
    """One document's exposed assets today, and as they would be."""

    document_number: str
    title: str
    stage: str
    affected: int
    to_review: int
    affected_then: int
    to_review_then: int
    timing_then: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Totals by document, and each finding that would come, go or change, the gravest first."""

    totals: tuple[Total, ...]
    moved: tuple[Moved, ...]


def play(con: DuckDBPyConnection, scenario: Scenario) -> Outcome:
    """What the scenario would change on the warehouse as this connection sees it."""
    held = [row["document_number"] for row in fetched(con, STANDING, {"relevances": list(ACTED)})]
    texts = standing_texts(con, held)
    given = {
        one.document_number: (one, read_scope(one)) for one in scenario.documents
    }  # ours gives way to what is given
    ours = current_items(con)
    known = {item.item_id for item in ours}
    coming = [replace(item, item_id=_fresh(item.item_id, known)) for item in scenario.items]
    facts = current_supplier_facts(con)
    before = Register(facts)
    after = _supposing(facts, before, scenario) if scenario.facts else before
    reached = set(touched_items(ours, before, after)) if scenario.facts else set()
    today_found = _today(con)
    totals: list[Total] = []
    moved: list[Moved] = []
    for document, scope in (texts | given).values():
        if not speaks(document.stage, scope.relation):
            continue
        final = scenario.takes_as_final(document)
        again = [item for item in ours if document.document_number in given or item.item_id in reached]
        found = _found(document, scope, after, [*again, *coming], final=final)
        now = today_found.get(document.document_number, {})
        met = {item.item_id for item in again}
        then = {item_id: one for item_id, one in now.items() if item_id not in met} | {
            item_id: (impact.level.value, impact.timing.value, impact.reasons[0]) for item_id, impact in found.items()
        }
        if final:
            timing = _timing_as_final(document, scope, after)
            then = {item_id: (level, timing, reason) for item_id, (level, _, reason) in then.items()}
        if now or then:
            totals.append(_total(document, now, then))
        moved += _moved(document, now, then, [*ours, *coming], {item.item_id for item in coming})
    order = {"affected": 0, "review": 1}
    moved.sort(key=lambda one: (order.get(one.after.split(",")[0], 2), one.document_number, one.item_id))
    return Outcome(tuple(totals), tuple(moved))


def _supposing(facts: list[SupplierFact], register: Register, scenario: Scenario) -> Register:
    """The register with the scenario's facts; a seat that is supposed takes the place of what is known of the seat."""
    moved = {register.firm(fact.name) for fact in scenario.facts if fact.country and fact.source == SUPPOSED} - {""}
    kept = [fact for fact in facts if not (fact.country and register.firm(fact.name) in moved)]
    return Register([*kept, *scenario.facts])


def _fresh(item_id: str, known: set[str]) -> str:
    """An id that none of ours has: a target numbers its assets as we do."""
    return item_id if item_id not in known else f"{item_id} (what if)"


Finding = tuple[str, str, str]


def _today(con: DuckDBPyConnection) -> dict[str, dict[str, Finding]]:
    found: dict[str, dict[str, Finding]] = {}
    query = (
        "select document_number, item_id, level, timing, reasons[1] as reason from open_impacts where level != 'none'"
    )
    for row in fetched(con, query):
        by_item = found.setdefault(row["document_number"], {})
        by_item[row["item_id"]] = (row["level"], row["timing"], row["reason"] or "")
    return found


def _found(
    document: Document, scope: Scope, register: Register, items: Sequence[Item], *, final: bool
) -> dict[str, Impact]:
    taken = replace(document, stage=Stage.FINAL_RULE) if final else document
    matcher = Matcher(taken, scope, register, today(), as_final=final, embed=run_vectors())
    return {one.item_id: one for one in matcher.impacts(items) if one.level is not Level.NONE}


def _timing_as_final(document: Document, scope: Scope, register: Register) -> str:
    from extract.inventory import Item

    matcher = Matcher(replace(document, stage=Stage.FINAL_RULE), scope, register, today(), as_final=True, embed=None)
    return next(matcher.impacts([Item("x", "x")])).timing.value


def _total(document: Document, now: dict[str, Finding], then: dict[str, Finding]) -> Total:
    before, after = Counter(one[0] for one in now.values()), Counter(one[0] for one in then.values())
    return Total(
        document.document_number,
        document.title,
        document.stage.value,
        before["affected"],
        before["review"],
        after["affected"],
        after["review"],
        next((timing for _, timing, _ in then.values()), ""),
    )


def _moved(
    document: Document, now: dict[str, Finding], then: dict[str, Finding], items: Iterable[Item], coming: set[str]
) -> list[Moved]:
    named = {item.item_id: item for item in items}
    found = []
    for item_id in sorted(now.keys() | then.keys()):
        was, is_ = now.get(item_id), then.get(item_id)
        if (was and was[:2]) == (is_ and is_[:2]) or item_id not in named:
            continue
        item = named[item_id]
        found.append(
            Moved(
                document.document_number,
                document.title,
                item_id,
                item.name,
                item.vendor,
                ", ".join(was[:2]) if was else "",
                ", ".join(is_[:2]) if is_ else "",
                (is_ or was or ("", "", ""))[2],
                item_id in coming,
            )
        )
    return found


def rows_of(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """The outcome as JSON lines: what it is (total, finding) beside its fields."""
    yield from ({"what": "total", **asdict(one)} for one in outcome.totals)
    yield from ({"what": "finding", **asdict(one)} for one in outcome.moved)


def outcome_of(lines: Iterable[str]) -> Outcome:
    """The outcome that such lines tell."""
    rows = [json.loads(line) for line in lines]
    totals = tuple(Total(**row) for row in rows if row.pop("what") == "total")
    return Outcome(totals, tuple(Moved(**row) for row in rows if "item_id" in row))


def supposed(name: str, country: str) -> SupplierFact | None:
    """A seat that a scenario supposes; None where the country is none."""
    code = country_code(country)
    return SupplierFact(name.strip(), country=code, source=SUPPOSED) if code and name.strip() else None
