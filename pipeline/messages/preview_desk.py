"""What would be sent now, as files to look at: nothing is sent, and nothing is written to the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.envelope import mime
from alerts.mail import Mail
from alerts.preview import preview_index, preview_mail, preview_slack
from pipeline import stages
from pipeline.commands.console import bad_input, emit, say
from pipeline.commands.offline import today
from pipeline.messages.digests import digest_delivery, digests
from pipeline.messages.sending import mail_sender
from pipeline.messages.telling import enqueue_alerts
from warehouse.lake import open_warehouse
from warehouse.outbox import outbox

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings
    from warehouse.outbox import Delivery


def preview(settings: Settings, kind: str, reader: str, folder: Path | None, *, told: bool = False) -> None:
    """Writes the messages of a kind (slack, mail or digest), of one reader if named, and prints where each lies.

    `told` adds the alerts that were sent already, as they were. The reader is part of a recipient's key or address.
    """
    out = folder or settings.home / "previews" / "now"
    at = stages.now()
    with open_warehouse(stages.lake_of(settings)) as warehouse, warehouse.one_moment() as con:
        found = list(_digests(con, settings, at) if kind == "digest" else _alerts(con, settings, at, told=told))
    if kind != "digest":
        part = "messages" if kind == "slack" else "mail"
        found = [one for one in found if part in one.payload]
    chosen = [one for one in found if reader.casefold() in f"{one.recipient} {one.address}".casefold()]
    if reader and found and not chosen:
        bad_input(f"preview {kind}: nothing for {reader}; there is something for {_names(found)}")
    emit(_written(settings, out, one, at) for one in chosen)
    if chosen:
        say(f"{len(chosen)} to look at, nothing was sent: {preview_index(out)}")
    else:
        say("Nothing is to be sent." + ("" if told or kind == "digest" else " --told shows what was."))


def _alerts(con: DuckDBPyConnection, settings: Settings, at: dt.datetime, *, told: bool) -> Iterator[Delivery]:
    """What waits in the outbox, and what the next `tell` would add to it: composed in a transaction that is taken back."""
    enqueue_alerts(con, settings, None, today(), at)
    yield from (one for one in outbox(con, sent=told) if one.kind != "weekly digest")


def _digests(con: DuckDBPyConnection, settings: Settings, at: dt.datetime) -> Iterator[Delivery]:
    for digest, week in digests(con, settings, at):
        yield digest_delivery(digest, settings, week)


def _names(found: Iterable[Delivery]) -> str:
    names = sorted({one.recipient for one in found})
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _written(settings: Settings, folder: Path, one: Delivery, at: dt.datetime) -> dict[str, Any]:
    if "messages" in one.payload:
        page = preview_slack(folder, one.delivery_id, one.address, one.payload["messages"])
    else:
        mail = Mail(**one.payload["mail"])
        message = mime(mail, one.delivery_id, mail_sender(settings), one.address, date=at, name=one.payload["name"])
        page = preview_mail(folder, one.delivery_id, message)
    return {"delivery": one.delivery_id, "kind": one.kind, "to": one.address, "file": str(page)}
