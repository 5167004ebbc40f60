"""The outbox's desk: what waits or could not be delivered and why, and another round for what a person has mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from alerts.outside_text import cut
from pipeline import stages
from pipeline.commands.console import bad_input, emit, output, say
from warehouse.lake import open_warehouse, write
from warehouse.outbox import dead_letters, revive, unsent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

RESEND = "icts-watch deliveries resend"


def show(settings: Settings, *, as_json: bool) -> None:
    """Prints what is not sent: dead letters first, each with its last error and how to send it again."""
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        rows = unsent(warehouse.con)
    if as_json:
        emit(row | {"resend": f"{RESEND} {row['delivery_id']}" if row["status"] == "dead" else ""} for row in rows)
        return
    table = Table(title="What is not sent", title_justify="left")
    for heading in ("id", "status", "what", "to", "attempts", "last error"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        what = " ".join(filter(None, (row["kind"], row["document_number"])))
        to = f"{row['channel']} {row['address']}"
        cells = (row["delivery_id"], row["status"], what, to, str(row["attempts"]), row["last_error"] or "")
        table.add_row(*(Text(cut(cell, 300)) for cell in cells))
    output.print(table)
    dead = sum(row["status"] == "dead" for row in rows)
    say(
        f"{dead} dead, {len(rows) - dead} waiting"
        + (f". Mend the cause, then: {RESEND} ID or --all-dead" if dead else "")
    )


def resend(settings: Settings, ids: Sequence[str], *, all_dead: bool) -> None:
    """Gives dead letters another round of attempts; the next `tell` sends them, each once. Prints which.

    None is revived where one of the ids is no dead letter's.
    """

    def work(con: DuckDBPyConnection) -> tuple[list[str], list[str]]:
        dead = [row["delivery_id"] for row in dead_letters(con)]
        missing = sorted(set(ids) - set(dead))
        return revive(con, dead if all_dead else ids, stages.now()) if not missing else [], missing

    revived, missing = write(stages.lake_of(settings), "deliveries", "resend", work)
    if missing:
        bad_input(f"deliveries resend: no dead letter has the id {', '.join(cut(one, 80) for one in missing)}")
    emit([{"revived": revived}])
    say(f"{len(revived)} to be sent again: icts-watch tell sends them now, icts-watch up within ten minutes")
