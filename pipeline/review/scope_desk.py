"""`icts-watch scope` on the warehouse: show what a document covers, keep an amendment, or take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.commands.console import bad_input, emit, output, say
from pipeline.reading import ACTED
from pipeline.review import scoping
from pipeline.stages import lake_of, now
from warehouse.documents import current_documents
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.scopes import current_scopes, load_scope, revert_scope
from warehouse.standings import standing_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from extract.document import Document
    from models.scope import Scope
    from pipeline.settings import Settings
    from warehouse.scopes import KeptScope


class _Held(NamedTuple):
    document: Document
    fingerprint: str
    relevance: str
    kept: KeptScope | None


def show(settings: Settings, number: str, *, as_json: bool) -> None:
    """Prints what a document covers, for a person or as one JSON line that `amend` takes back."""
    held, scope = _held(settings, number)
    row = scoping.shown(held.document, held.kept, scope)
    if as_json:
        emit([row])
    else:
        for line in scoping.readable(row):
            output.print(line, markup=False, soft_wrap=True)


def amend(
    settings: Settings,
    number: str,
    file: Path | None,
    add: Mapping[str, Sequence[str]],
    drop: Mapping[str, Sequence[str]],
    quote: str,
    *,
    by: str,
    note: str,
) -> None:
    """Keeps an edited scope as a decision; the next assess meets every item with it. Bad input names file and field."""
    from pipeline.commands.offline import content

    held, scope = _held(settings, number)
    try:
        if file is not None:
            text = content(file).decode("utf-8-sig", "replace")
            scope = scoping.parse_amendment(text, held.document, scope)
        scope = scoping.edited(held.document, scope, add, drop, quote)
    except scoping.BadAmendment as wrong:
        bad_input(f"{file}: {wrong}" if file is not None else str(wrong))
    new = write(
        lake_of(settings),
        by,
        f"scope of {number} amended",
        lambda con: load_scope(con, number, held.fingerprint, scope, now(), amended_by=by, note=note),
    )
    emit([{"document_number": number, "amended_by": by, "note": note, "changed": new}])
    if held.relevance not in ACTED:
        say(f"icts-watch: {number} is read as {held.relevance}: no document of that kind meets the inventory")


def revert(settings: Settings, number: str, *, by: str, note: str) -> None:
    """Takes the amendment in force back, so that what was read from the text holds again."""
    _held(settings, number)
    gone = write(
        lake_of(settings),
        by,
        f"scope of {number} as read",
        lambda con: revert_scope(con, number, now(), reverted_by=by, note=note),
    )
    if not gone:
        bad_input(f"{number}: no amendment is in force")
    emit([{"document_number": number, "reverted_by": by, "note": note}])


def _held(settings: Settings, number: str) -> tuple[_Held, Scope]:
    """A document as it stands, and its scope."""
    lake = lake_of(settings)
    prepare(lake)
    with open_warehouse(lake, read_only=True) as warehouse:
        found = current_documents(warehouse.con, [number], passages=False)
        if not found:
            bad_input(f"no document {number!r} has been read")
        document, scope = standing_text(warehouse.con, number)
        kept = current_scopes(warehouse.con, [number]).get(number)
    return _Held(document, found[0].fingerprint, found[0].relevance, kept), scope
