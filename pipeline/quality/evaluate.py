"""`icts-watch evaluate matching`: labels, rules and inventory in, figures out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands import offline
from pipeline.commands.console import bad_input
from pipeline.quality.evaluation import calibrated, judged
from pipeline.quality.evaluation_report import show
from pipeline.quality.labels import LabelError, parse_labels
from pipeline.sources import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def evaluate(
    labels: Path | None,
    rules: Sequence[Path],
    inventory: Path | None,
    suppliers: Sequence[Path] | None,
    named: Sequence[str],
    *,
    baselines: bool,
    calibrate: Path | None,
) -> None:
    """Prints the evaluation; what is not given is what comes with the product. Bad input where a label says nothing."""
    names = dict(pair.split("=", 1) for pair in named if "=" in pair)
    file = labels or SAMPLE / "labels.csv"
    try:
        wanted = parse_labels(offline.content(file), file.name, names)
    except LabelError as wrong:
        bad_input(str(wrong))
    register = offline.register_of(suppliers if suppliers is not None else [SAMPLE / "suppliers.csv"])
    items = {item.item_id: item for item in offline.inventory_of(inventory or SAMPLE / "inventory.csv")}
    asked = {label.document for label in wanted}
    documents = {
        document.document_number: document
        for document in offline.documents(rules or [SAMPLE / "notices"])
        if document.document_number in asked
    }
    if missing := sorted(asked - set(documents)):
        bad_input(
            f"{file.name}: no document for {', '.join(missing)}; name its file with --rules, its number with --as"
        )
    found = judged(documents.values(), wanted, items, register, offline.today())
    show(documents, found, items, baselines=baselines)
    if calibrate is not None:
        calibrate.write_text(calibrated(found, f"icts-watch evaluate matching, {file.name}"), encoding="utf-8")
