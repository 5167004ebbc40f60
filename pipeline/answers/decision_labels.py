"""`icts-watch decisions export --labels`: what people decided, as labelled pairs that `evaluate matching` reads back."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.commands.console import emit
from pipeline.commands.spreadsheet_cells import shown
from pipeline.stages import lake_of
from warehouse.lake import open_warehouse
from warehouse.migrate import prepare
from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

COLUMNS = ("rule", "asset_id", "label", "reason", "confidence")
LABEL = {"affected": "affected", "remediated": "affected", "not affected": "not", "in review": "review"}
"""What a word says of the match; that somebody has seen, put off or handed on a finding says nothing of it."""
SURE, UNSURE = "0.95", "0.50"
"""Confidence in a word that holds; in one that waits for approval, has expired, or was said of another row of the item."""


def labels(con: DuckDBPyConnection) -> list[dict[str, str]]:
    """A label for each document and item that somebody judged, by the last judging word; one on the whole item first."""
    query = f"""
        select words.document_number, item_id, state, justification, note, decided_by,
            approval != 'wanted' and coalesce(expires_at > now(), true)
                and words.content_hash in ('', coalesce(items.content_hash, '')) as sure
        from lake.dispositions words left join lake.current_items items using (item_id)
        where approval != 'refused' and state in (from {listed(con, "judging", LABEL)})
        qualify row_number() over (
            partition by words.document_number, item_id
            order by coalesce(obligation, '') = '' desc, decided_at desc, disposition_id desc
        ) = 1
        order by words.document_number, item_id"""
    found = []
    for row in fetched(con, query):
        why = " ".join(f"{row['justification'] or ''} {row['note'] or ''}".split()) or row["state"]
        values = (row["document_number"], row["item_id"], LABEL[row["state"]], f"{row['decided_by']}: {why}")
        found.append(dict(zip(COLUMNS, (*values, SURE if row["sure"] else UNSURE), strict=True)))
    return found


def export(settings: Settings, file: Path) -> None:
    """Writes the labels as a CSV and prints how many there are of each."""
    lake = lake_of(settings)
    prepare(lake)
    with open_warehouse(lake, read_only=True) as warehouse:
        rows = labels(warehouse.con)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: shown(value) for name, value in row.items()} for row in rows)
    counts = {name: sum(row["label"] == name for row in rows) for name in ("affected", "review", "not")}
    emit([{"file": str(file), "labels": len(rows)} | counts])
