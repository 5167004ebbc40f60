"""Learns models/calibration.json from every set of labelled pairs, and says how well it holds on vendors and rules left out.

`make calibrate`. Each set keeps its own supplier facts; the sets on rows of the shared catalogue need the folder `../shared`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pipeline.commands import offline
from pipeline.quality.evaluation import Judged, as_shipped, calibrated, judged, left_out
from pipeline.quality.labels import parse_labels
from pipeline.sources import SAMPLE

TESTS = Path(__file__).parent
SHARED = TESTS.parent.parent / "shared" / "data"
CALIBRATION = TESTS.parent / "models" / "calibration.json"
DEV = {
    "kaspersky_fd": "2024-13532",
    "connected_vehicles": "2025-00592",
    "uas_anprm": "2024-30209",
    "iaas_nprm": "2024-01580",
}
MIXED = {
    "tiktok_eo": "2020-17699",
    "fcc_equipment": "2022-28263",
    "router_fd": "2026-92001",
    "datacenter_nprm": "2026-92002",
    "trucks_buses_nprm": "2026-92003",
    "uas_final": "2026-92004",
}


class LabelSet(NamedTuple):
    """A file of labels with its rules, inventory and supplier facts; `names` are the rules' numbers."""

    labels: Path
    rules: list[Path]
    inventory: Path
    suppliers: list[Path]
    names: dict[str, str]


def label_sets() -> list[LabelSet]:
    """Every set of labelled pairs at hand."""
    catalogue, known = SHARED / "inventory/catalogue.csv", SHARED / "inventory/suppliers.csv"
    found = [
        LabelSet(SAMPLE / "labels.csv", [SAMPLE / "notices"], SAMPLE / "inventory.csv", [SAMPLE / "suppliers.csv"], {}),
        LabelSet(SHARED / "labels/dev.csv", [SHARED / "rules"], catalogue, [known], DEV),
    ]
    for labels in sorted(TESTS.glob("exam*/**/labels.csv")):
        folder = labels.parent
        own = folder / "inventory.csv"
        suppliers = [*([] if own.exists() else [known]), folder / "suppliers.csv"]
        ours = [folder / "rules"] if (folder / "rules").exists() else []
        rules = [*ours, *([] if own.exists() else [SHARED / "rules"])]
        found.append(LabelSet(labels, rules, own if own.exists() else catalogue, suppliers, DEV | MIXED))
    return found


def judge(one: LabelSet) -> dict[str, list[Judged]]:
    """The set's pairs with what matching says of them, by rule of this set."""
    labels = parse_labels(offline.content(one.labels), one.labels.name, one.names)
    asked = {label.document for label in labels}
    documents = {
        document.document_number: document
        for document in reversed(list(offline.documents(one.rules)))  # the set's own version of a rule counts
        if document.document_number in asked
    }
    items = {item.item_id: item for item in offline.inventory_of(one.inventory)}
    found = judged(documents.values(), labels, items, offline.register_of(one.suppliers), offline.today())
    return {f"{one.labels.parent.name} {number}": rows for number, rows in found.items()}


def main() -> None:
    """Judges all sets, reports, and writes the file."""
    found: dict[str, list[Judged]] = {}
    for one in label_sets():
        found |= judge(one)
    pairs = sum(map(len, found.values()))
    print(f"{pairs} pairs of {len(found)} rules and sets; expected calibration error:")
    print(f"  as shipped until now {as_shipped(found)[1]:.3f}")
    for by in ("vendor", "rule"):
        print(f"  {by}s left out {left_out(found, by=by)[1]:.3f}")
    CALIBRATION.write_text(calibrated(found, f"make calibrate: {pairs} pairs of {len(found)} rules and sets"), "utf-8")


if __name__ == "__main__":
    main()
