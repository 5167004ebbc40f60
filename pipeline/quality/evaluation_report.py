"""The evaluation for a person: a table per rule, the confusion, the baselines, the calibration, and every error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from models.impact import Level
from pipeline.commands.console import output, say
from pipeline.quality.evaluation import as_shipped, baseline_figures, figures, left_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.document import Document
    from extract.inventory import Item
    from pipeline.quality.evaluation import Bin, Figures, Judged

SHOWN_ERRORS = 40


def show(
    documents: Mapping[str, Document],
    found: Mapping[str, Sequence[Judged]],
    items: Mapping[str, Item],
    *,
    baselines: bool,
) -> Figures:
    """Prints everything; returns the figures over all pairs."""
    table = Table(
        title="Matching against labels (a vendor counts at most ten times per rule and label)", title_justify="left"
    )
    for heading in ("rule", "pairs", "affected flagged", "precision", "F1", "balanced", "'not' called affected"):
        table.add_column(heading, justify="left" if heading == "rule" else "right")
    for number, rows in found.items():
        _row(table, number, figures(rows))
    every = [row for rows in found.values() for row in rows]
    overall = figures(every)
    _row(table, "all pairs", overall)
    output.print(table)
    macro = sum(figures(rows).balanced for rows in found.values()) / max(1, len(found))
    say(f"Balanced accuracy averaged over the rules: {macro:.3f}")
    output.print(_confusion(overall))
    if baselines:
        output.print(_baselines(documents, found, items))
    for title, (bins, error) in {
        "folds by vendor left out": left_out(found, by="vendor"),
        "rules left out": left_out(found, by="rule"),
        "as shipped": as_shipped(found),
    }.items():
        output.print(_reliability(f"Calibration, {title}: expected error {error:.3f}", bins))
    _errors(every, items)
    return overall


def _row(table: Table, name: str, got: Figures) -> None:
    shares = (got.affected_flagged, got.precision, got.f1, got.balanced, got.not_called_affected)
    table.add_row(name, str(got.pairs), *(f"{share:.3f}" for share in shares))


def _confusion(got: Figures) -> Table:
    table = Table("label", *(f"said {level.value}" for level in Level), title="Confusion", title_justify="left")
    for label in Level:
        table.add_row(label.value, *(str(got.confusion.get(f"{label.value} said {level.value}", 0)) for level in Level))
    return table


def _baselines(
    documents: Mapping[str, Document], found: Mapping[str, Sequence[Judged]], items: Mapping[str, Item]
) -> Table:
    table = Table(
        "rule",
        "baseline",
        "best F1",
        "best balanced",
        title="Baselines of this run, over all thresholds",
        title_justify="left",
    )
    for number, rows in found.items():
        for name, (best_f1, best_balanced) in baseline_figures(documents[number], rows, items).items():
            table.add_row(number, name, f"{best_f1:.3f}", f"{best_balanced:.3f}")
    return table


def _reliability(title: str, bins: Sequence[Bin]) -> Table:
    table = Table("probability", "pairs", "said", "true", title=title, title_justify="left")
    for one in bins:
        table.add_row(f"{one.low:.1f} to {one.high:.1f}", str(one.pairs), f"{one.said:.3f}", f"{one.true:.3f}")
    return table


def _errors(rows: Sequence[Judged], items: Mapping[str, Item]) -> None:
    wrong = [row for row in rows if row.flagged != row.wanted]
    for row in wrong[:SHOWN_ERRORS]:
        item = items[row.label.item_id]
        output.print(
            f"{row.label.document} {row.label.item_id} {item.name[:44]!r} of {item.vendor[:24]!r}: "
            f"labelled {row.label.level.value}, said {row.impact.level.value} ({row.impact.basis}); {row.label.reason[:80]}",
            markup=False,
        )
    if len(wrong) > SHOWN_ERRORS:
        say(f"and {len(wrong) - SHOWN_ERRORS} errors more")
