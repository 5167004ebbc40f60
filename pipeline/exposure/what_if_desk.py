"""What `icts-watch what-if` and `alternatives` show of the warehouse."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.commands import offline
from pipeline.commands.console import bad_input, emit, output
from pipeline.commands.moments import moment_of
from pipeline.exposure import contingency
from pipeline.exposure.scenarios import Outcome, Scenario, play, rows_of, supposed
from pipeline.stages import lake_of
from warehouse.lake import open_for_questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.settings import Settings

SHOWN = 25


def compare(
    settings: Settings,
    rules: Sequence[Path],
    inventory: Path | None,
    suppliers: Sequence[Path],
    seats: Sequence[str],
    final: frozenset[str],
    as_of: str | None,
    *,
    as_json: bool,
) -> None:
    """Today's exposure beside what it would be, as a table or as JSON lines."""
    facts = [fact for path in suppliers for fact in offline.facts_of(path)]
    for said in seats:
        name, _, country = said.rpartition("=")
        fact = supposed(name, country)
        if fact is None:
            bad_input(f"what-if: --supplier {said[:80]!r} is no NAME=COUNTRY, such as 'Heliang Networks=CN'")
        facts.append(fact)
    items = offline.inventory_of(inventory) if inventory else ()
    scenario = Scenario(tuple(items), tuple(offline.documents(rules)), tuple(facts), final)
    if scenario == Scenario():
        bad_input("what-if: suppose something: --inventory, --rule, --suppliers, --supplier, --final or --as-final")
    with open_for_questions(lake_of(settings), moment_of(as_of, settings.zone)) as warehouse:
        outcome = play(warehouse.con, scenario)
    if as_json:
        emit(rows_of(outcome))
    else:
        _show(outcome)


def _show(outcome: Outcome) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "Document", "Stage", "Affected", "then", "To review", "then", "Timing then", box=None, header_style="bold"
    )
    for one in outcome.totals:
        table.add_row(
            Text(f"{one.document_number} {one.title[:60]}"), one.stage, f"{one.affected:,}", f"{one.affected_then:,}",
            f"{one.to_review:,}", f"{one.to_review_then:,}", one.timing_then,
        )  # fmt: skip
    output.print(table)
    output.print(f"\n{len(outcome.moved):,} findings would come, go or change.")
    for moved in outcome.moved[:SHOWN]:
        words = f"{moved.before or 'nothing'} -> {moved.after or 'nothing'}: {moved.item_name} ({moved.item_id}), {moved.vendor}"
        output.print(f"  {moved.document_number}  {words}", markup=False, soft_wrap=True)
    if len(outcome.moved) > SHOWN:
        output.print(f"  and {len(outcome.moved) - SHOWN:,} more: --json has them all", markup=False)


def alternatives(settings: Settings, item_id: str, *, as_json: bool) -> None:
    """The alternatives as lines for a person, or as JSON lines."""
    with open_for_questions(lake_of(settings)) as warehouse:
        try:
            found = contingency.alternatives(warehouse.con, item_id)
        except contingency.NoSuchItem as unknown:
            bad_input(f"alternatives: {unknown}")
    if as_json:
        emit(map(asdict, found))
        return
    for one in found:
        what = (
            f"{one.name} ({one.item_id}), {one.vendor}, {one.business_unit or 'no unit'}" if one.item_id else one.vendor
        )
        output.print(f"{one.kind_of_thing}: {what}\n    {one.evidence}", markup=False, soft_wrap=True)
    output.print(f"{len(found)} alternatives whose maker is known to sit outside the adversaries.")
