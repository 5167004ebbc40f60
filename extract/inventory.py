"""The company's inventory from a CSV file: every row accounted for, as an item or as a named problem."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FIELD = 100_000
"""Characters a field may hold; longer ones are cut, and the cut is reported."""

SYNONYMS = {
    "asset_id": "item_id",
    "id": "item_id",
    "asset_name": "name",
    "manufacturer": "vendor",
    "maker": "vendor",
    "model_or_version": "model",
    "country_of_vendor": "vendor_country",
    "email": "owner_email",
    "department": "business_unit",
    "unit": "business_unit",
    "location": "site",
}
"""Other names under which inventories carry our columns."""


@dataclass(frozen=True, slots=True)
class Item:
    """One asset of the company; every field as the row has it, blank where it has nothing, unknown columns in `extra`."""

    item_id: str
    name: str
    vendor: str = ""
    model: str = ""
    version: str = ""
    kind: str = ""
    category: str = ""
    description: str = ""
    country_of_origin: str = ""
    vendor_country: str = ""
    supplier: str = ""
    owner: str = ""
    owner_email: str = ""
    owner_slack: str = ""
    business_unit: str = ""
    site: str = ""
    quantity: str = ""
    criticality: str = ""
    cpe: str = ""
    purl: str = ""
    part_number: str = ""
    extra: tuple[tuple[str, str], ...] = field(default=())


COLUMNS = tuple(column.name for column in fields(Item) if column.name != "extra")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row, or a field of it, that could not be taken as it stands; `fatal` ones are quarantined with their text."""

    file: str
    row: int
    column: str
    reason: str
    fatal: bool
    text: str = ""

    def __str__(self) -> str:
        """The message for a person: file, row and field."""
        return f"{self.file}, row {self.row}, {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """The items of one file, and what was wrong with the rest; `columns` are those nobody knows, kept with each item."""

    items: tuple[Item, ...]
    problems: tuple[RowProblem, ...]
    unknown_columns: tuple[str, ...]


class UnreadableInventory(Exception):
    """The file is no table that can be read at all."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


class MissingColumn(UnreadableInventory):
    """The table lacks a column without which a row is no asset."""

    def __init__(self, file: str, column: str, present: list[str]) -> None:
        super().__init__(
            file, f"no column {column!r} (an id and a name are required); found: {', '.join(present) or 'none'}"
        )
        self.column = column


def parse_inventory(content: bytes, file: str) -> Inventory:
    """The items of a CSV file. Raises UnreadableInventory or MissingColumn where no row can be read.

    A later row with an id already seen, and a row without id or name, is fatal to that row alone.
    """
    header, rows = table(content, file)
    columns = {position: SYNONYMS.get(name, name) for position, name in enumerate(header)}
    for required in ("item_id", "name"):
        if required not in columns.values():
            raise MissingColumn(file, required, header)
    seen: dict[str, int] = {}
    items: list[Item] = []
    problems: list[RowProblem] = []
    for number, cells in rows:
        values = {columns[position]: cell.strip() for position, cell in enumerate(cells) if position in columns}
        problem = _fatal(file, number, values, cells, len(header), seen)
        if problem:
            problems.append(problem)
            continue
        seen[values["item_id"]] = number
        problems += _doubts(file, number, values)
        items.append(_item(values))
    unknown = tuple(name for name in columns.values() if name not in COLUMNS)
    return Inventory(tuple(items), tuple(problems), unknown)


def table(content: bytes, file: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """A CSV's header (lower case, underscores) and its rows with their line numbers; UTF-8 with or without a mark."""
    if b"\0" in content:
        raise UnreadableInventory(file, "holds NUL bytes: not a text table")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableInventory(file, f"is not UTF-8 text (byte {wrong.start})") from wrong
    csv.field_size_limit(10 * MAX_FIELD)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
    except csv.Error as wrong:
        raise UnreadableInventory(file, f"row 1 is no CSV: {wrong}") from wrong
    if not any(header):
        raise UnreadableInventory(file, "is empty")
    return header, _rows(reader, file)


def _rows(reader: Iterator[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise UnreadableInventory(file, f"row {number} is no CSV: {wrong}") from wrong
        if any(cell.strip() for cell in cells):
            yield number, cells


def _fatal(
    file: str, number: int, values: dict[str, str], cells: list[str], width: int, seen: dict[str, int]
) -> RowProblem | None:
    text = ",".join(cells)
    if len(cells) > width:
        return RowProblem(file, number, "row", f"has {len(cells)} fields, the header {width}", fatal=True, text=text)
    for column in ("item_id", "name"):
        if not values.get(column):
            return RowProblem(file, number, column, "is empty", fatal=True, text=text)
    if earlier := seen.get(values["item_id"]):
        reason = f"{values['item_id']!r} stands in row {earlier} already; that row is kept"
        return RowProblem(file, number, "item_id", reason, fatal=True, text=text)
    return None


def _doubts(file: str, number: int, values: dict[str, str]) -> Iterator[RowProblem]:
    """What a person should mend, although the row is taken."""
    address = values.get("owner_email", "")
    if values.get("owner") and not address and not values.get("owner_slack"):
        yield RowProblem(file, number, "owner_email", f"owner {values['owner']!r} has no address", fatal=False)
    if address and (address.count("@") != 1 or any(mark in address for mark in "\r\n ,;<>")):
        yield RowProblem(file, number, "owner_email", f"{address[:80]!r} is no address", fatal=False)
    for column, value in values.items():
        if len(value) > MAX_FIELD:
            yield RowProblem(file, number, column, f"has {len(value)} characters, cut to {MAX_FIELD}", fatal=False)


def _item(values: dict[str, str]) -> Item:
    known = {column: value[:MAX_FIELD] for column, value in values.items() if column in COLUMNS}
    extra = tuple((column, value[:MAX_FIELD]) for column, value in values.items() if column not in COLUMNS and value)
    return Item(**known, extra=extra)
