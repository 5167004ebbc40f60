"""Labelled pairs of document and item, edited by hand as a CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.impact import Level
from pipeline.commands.spreadsheet_cells import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extract.inventory import Item

LABELS = {"affected": Level.AFFECTED, "review": Level.REVIEW, "not": Level.NONE}
CAP = 10
"""How often one vendor counts per document and label: one catalogue page must not decide a figure."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a careful officer says of one item under one document; `document` is its number."""

    document: str
    item_id: str
    level: Level
    reason: str


class LabelError(Exception):
    """A row of a label file that says nothing usable."""

    def __init__(self, file: str, row: int, column: str, reason: str) -> None:
        super().__init__(f"{file}, row {row}, {column}: {reason}")


def parse_labels(content: bytes, file: str, names: Mapping[str, str]) -> list[Label]:
    """The labels of a CSV with the columns document_number (or rule, named in `names`), item_id (or asset_id), label, reason."""
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")), 2):
        rule = meant(row.get("document_number") or row.get("rule") or "")
        item = meant(row.get("item_id") or row.get("asset_id") or "")
        label = LABELS.get((row.get("label") or "").strip())
        if not rule or not item:
            raise LabelError(file, number, "document_number" if not rule else "item_id", "is empty")
        if label is None:
            raise LabelError(file, number, "label", f"{row.get('label')!r} is none of {', '.join(LABELS)}")
        found.append(Label(names.get(rule, rule), item, label, row.get("reason") or ""))
    return found


def capped(labels: Iterable[Label], items: Mapping[str, Item], cap: int = CAP) -> list[Label]:
    """The labels with each vendor at most `cap` times per document and level, in the order of item ids."""
    seen: Counter[tuple[str, Level, str]] = Counter()
    kept = []
    for label in sorted(labels, key=lambda label: (label.document, label.item_id)):
        item = items[label.item_id]
        key = label.document, label.level, vendor_key(item)
        seen[key] += 1
        if seen[key] <= cap:
            kept.append(label)
    return kept


def vendor_key(item: Item) -> str:
    """The first word of the vendor, or of the name where nobody knows the vendor: what counts as one vendor."""
    words = (item.vendor or item.name).lower().split()
    return words[0] if words else ""
