"""`icts-watch scope`: what a document covers, shown with its passages, and amended by a reviewer with name and reason."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from models.doubts import firms_not_taken
from models.scope import Scope
from models.scope_places import PIECES, Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extract.document import Document
    from warehouse.scopes import KeptScope

PLAIN = ("relation", "adversaries", "bound")
NAMES = ("text", "name", "term")
"""Whichever of these a piece has says what it is; a phase has its day instead."""

ABOUT = ("document_number", "title", "citation", "amended_by", "amended_at", "note", "earlier_version", "not_taken")
"""What `show` prints beside the scope; an amendment may leave it as it is or out."""


class BadAmendment(ValueError):
    """An amendment that cannot be taken: the field, and what is wrong with it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def shown(document: Document, kept: KeptScope | None, scope: Scope) -> dict[str, Any]:
    """A scope with each piece's citation, and who amended it when and why (blank: nobody)."""
    amended = bool(kept and kept.amended_by)
    row: dict[str, Any] = {
        "document_number": document.document_number,
        "title": document.title,
        "citation": document.citation,
        "amended_by": kept.amended_by if kept and amended else "",
        "amended_at": kept.created_at.isoformat() if kept and amended else "",
        "note": kept.note if kept and amended else "",
        "earlier_version": bool(kept and kept.earlier_version),
        "relation": scope.relation.value,
        "adversaries": list(scope.adversaries),
        "bound": list(scope.bound),
        "not_taken": [] if amended else list(firms_not_taken(document, scope)),
    }
    for field in PIECES:
        row[field] = [
            asdict(piece) | {"citation": document.cite(document.passages[piece.passage])}
            for piece in getattr(scope, field)
        ]
    return row


def readable(row: Mapping[str, Any]) -> Iterator[str]:
    """The same in lines for a person."""
    yield f"{row['document_number']}  {row['title']}"
    if row["amended_by"]:
        moved = " on an earlier version of the text" if row["earlier_version"] else ""
        yield f"amended by {row['amended_by']} at {row['amended_at']}{moved}: {row['note']}"
    yield f"relation asked for: {row['relation']}"
    yield f"adversaries: {', '.join(row['adversaries']) or 'none'}"
    yield f"who is bound: {', '.join(row['bound']) or 'not said'}"
    if row["not_taken"]:
        yield f"firms that it names and that were not taken as meant: {', '.join(row['not_taken'])}"
    for field in PIECES:
        if row[field]:
            yield f"{field.replace('_', ' ')}:"
        for piece in row[field]:
            words = next((piece[name] for name in NAMES if name in piece), "") or f"{piece['when']}: {piece['what']}"
            also = f" (also {', '.join(piece['aliases'])})" if piece.get("aliases") else ""
            also += ", with affiliates" if piece.get("affiliates") else ""
            under = f" [{piece['under']}]" if piece.get("under") else ""
            yield f"  {words}{also}{under}"
            yield f"      “{piece['quote']}” {piece['citation']}"


def parse_amendment(content: str, document: Document, present: Scope) -> Scope:
    """The scope that an edited `show --json` says; fields left out stay. Raises BadAmendment.

    A piece that is new or other than at present must quote words that stand in the document.
    """
    try:
        data = json.loads(content)
    except ValueError as wrong:
        raise BadAmendment("file", f"no JSON: {wrong}") from wrong
    if not isinstance(data, dict):
        raise BadAmendment("file", "no JSON object")
    if unknown := sorted(set(data) - {*ABOUT, *PLAIN, *PIECES}):
        raise BadAmendment(unknown[0], "is no field of a scope")
    if (said := data.get("document_number", document.document_number)) != document.document_number:
        raise BadAmendment("document_number", f"{said!r} is not {document.document_number}")
    known = {name: data[name] for name in PLAIN if name in data}
    for field in PIECES.keys() & data.keys():
        known[field] = _pieces(field, data[field], document, present)
    return _checked(asdict(present) | known)


def edited(
    document: Document, present: Scope, add: Mapping[str, Sequence[str]], drop: Mapping[str, Sequence[str]], quote: str
) -> Scope:
    """The scope with pieces added and dropped, by field; `quote` says where the added ones stand. Raises BadAmendment."""
    known = asdict(present)
    for field, texts in drop.items():
        key = "name" if field == "named_parties" else "text"
        for text in texts:
            left = [piece for piece in known[field] if piece[key].casefold() != text.casefold()]
            if len(left) == len(known[field]):
                there = "; ".join(piece[key] for piece in known[field]) or "nothing"
                raise BadAmendment(field, f"{text!r} is not there; there is: {there}")
            known[field] = left
    for field, texts in add.items():
        new: list[dict[str, Any]] = [
            {"name": text, "aliases": [], "affiliates": True, "quote": quote or text}
            if field == "named_parties"
            else {"text": text, "under": "", "quote": quote or text}
            for text in texts
        ]
        known[field] = [*known[field], *_pieces(field, new, document, present)]
    return _checked(known)


def _pieces(field: str, given: object, document: Document, present: Scope) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        raise BadAmendment(field, "is no list")
    names = {each.name for each in fields(PIECES[field])}
    held = [asdict(piece) | {"aliases": list(getattr(piece, "aliases", ()))} for piece in getattr(present, field)]
    places, found = Places(document), []
    for number, piece in enumerate(given):
        where = f"{field}[{number}]"
        if not isinstance(piece, dict):
            raise BadAmendment(where, "is no object")
        if unknown := sorted(set(piece) - names - {"citation"}):
            raise BadAmendment(f"{where}.{unknown[0]}", f"is none of {', '.join(sorted(names))}")
        bare = {name: value for name, value in piece.items() if name in names}
        if bare | {"aliases": bare.get("aliases", [])} not in held:
            quote, near = bare.get("quote"), bare.get("passage", 0)
            place = places.of(quote, near) if isinstance(quote, str) else None
            if place is None:
                raise BadAmendment(f"{where}.quote", f"{quote!r} stands nowhere in {document.document_number}")
            bare["passage"] = place
        found.append(bare)
    return found


def _checked(known: dict[str, Any]) -> Scope:
    from pydantic import TypeAdapter, ValidationError

    try:
        scope = TypeAdapter(Scope).validate_json(json.dumps(known))
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise BadAmendment(".".join(map(str, first["loc"])), first["msg"]) from wrong
    for code in scope.adversaries:
        if len(code) != 2 or not code.isascii() or not code.isupper():
            raise BadAmendment("adversaries", f"{code!r} is no ISO 3166 alpha-2 code")
    for number, phase in enumerate(scope.phases):
        if not _dated(phase.when):
            raise BadAmendment(f"phases.{number}.when", f"{phase.when!r} is no date (2027-03-17) and no model year")
    for field in PIECES.keys() - {"phases"}:
        for number, piece in enumerate(getattr(scope, field)):
            if not next(getattr(piece, name) for name in NAMES if hasattr(piece, name)).strip():
                raise BadAmendment(f"{field}.{number}", "is blank")
    return scope


def _dated(when: str) -> bool:
    try:
        dt.date.fromisoformat(when)
    except ValueError:
        return bool(re.fullmatch(r"model year (19|20)\d{2}", when))
    return len(when) == len("2027-03-17")
