"""The optional front matter of a text given by hand: known fields between two lines of three dashes.

It looks like YAML but is read line by line, because titles hold colons: `key: value`, `key: [a, b]`, or `key:` followed
by lines `- item`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

from extract import identifiers
from extract.document import DatedFact, DateKind, Document, Stage
from extract.printed import DOCUMENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from extract.printed import Printed

Fields = dict[str, str | list[str]]

_BLOCK = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)$")
_ABSENT = {"", "null", "none", "~"}


def split(text: str) -> tuple[Fields, str]:
    """The fields of the front matter, and the text after it; no fields where there is none."""
    block = _BLOCK.match(text)
    if not block:
        return {}, text
    fields: Fields = {}
    key = ""
    for line in block[1].splitlines():
        if line.strip().startswith("- ") and key:
            items = fields[key]
            fields[key] = [*(items if isinstance(items, list) else []), _bare(line.strip()[2:])]
        elif found := _LINE.match(line):
            key, value = found[1].lower().replace("-", "_"), found[2].strip()
            listed = value.startswith("[") and value.endswith("]")
            fields[key] = [_bare(item) for item in value[1:-1].split(",") if item.strip()] if listed else _bare(value)
    return fields, text[block.end() :]


def _bare(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def fill(printed: Printed, fields: Fields) -> None:
    """Give the printed document the fields by which its stage and dates are told; `overridden` reports bad values."""
    for key in ("type", "title", "action", "publication_date"):
        value = fields.get(key, "")
        if value and str(value).lower() not in _ABSENT:
            with contextlib.suppress(ValueError):
                setattr(printed, key, _READERS[key](value))


def overridden(document: Document, fields: Fields) -> Document:
    """The document with what its front matter states in place of what was read; bad fields become problems."""
    changes: dict[str, object] = {}
    problems = list(document.problems)
    dates = list(document.dates)
    for key, value in fields.items():
        if isinstance(value, str) and value.lower() in _ABSENT:
            continue
        try:
            if key in _DATES:
                _state(dates, _DATES[key], dt.date.fromisoformat(str(value)), key)
            elif key in _READERS:
                changes[key] = _READERS[key](value)
            else:
                problems.append(f"front matter: unknown field {key}")
        except ValueError as error:
            problems.append(f"front matter: {key} is {value!r}: {error}")
    if "document_number" in changes:
        problems = [problem for problem in problems if not problem.startswith("no Federal Register document number")]
    return dataclasses.replace(document, dates=tuple(dates), problems=tuple(problems), **changes)  # type: ignore[arg-type]


_DATES = {"comments_close_on": DateKind.COMMENTS_CLOSE, "effective_on": DateKind.EFFECTIVE}


def _state(dates: list[DatedFact], kind: DateKind, day: dt.date, key: str) -> None:
    """Put a stated day first of its kind."""
    same = next((fact for fact in dates if (fact.kind, fact.date) == (kind, day)), None)
    if same:
        dates.remove(same)
    dates.insert(0, same or DatedFact(kind, day, f"{key}: {day} (front matter)"))


def _one(value: str | list[str]) -> str:
    if isinstance(value, list):
        raise ValueError("a list where one value is expected")  # noqa: TRY004  bad content, not a bad call
    return value


def _many(value: str | list[str]) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else tuple(part.strip() for part in value.split(";"))


def _type(value: str | list[str]) -> str:
    if (name := _one(value).upper()) not in DOCUMENT_TYPES:
        raise ValueError(f"not one of {', '.join(DOCUMENT_TYPES)}")
    return name


_READERS: dict[str, Callable[[str | list[str]], object]] = {
    "document_number": lambda value: identifiers.plain_dashes(_one(value)),
    "type": _type,
    "stage": lambda value: Stage(_one(value)),
    "title": _one,
    "action": _one,
    "abstract": _one,
    "agencies": _many,
    "publication_date": lambda value: dt.date.fromisoformat(_one(value)),
    "citation": _one,
    "start_page": lambda value: int(_one(value)),
    "rins": lambda value: identifiers.rins(_many(value)),
    "agency_dockets": lambda value: identifiers.agency_dockets(_many(value)),
    "regulations_dot_gov_docket": _one,
    "cfr_references": lambda value: identifiers.cfr_references(_many(value)),
    "corrects": _one,
    "extends": _one,
    "delays": _one,
    "withdraws": _one,
    "continues": _one,
    "url": _one,
}
