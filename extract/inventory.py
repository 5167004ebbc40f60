"""The company's inventory as items: every row accounted for, as an item or as a named problem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from extract.tables import MAX_FIELD, MissingColumn, RowProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


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
class Inventory:
    """The items of one file, and what was wrong with the rest.

    `form` is whose export it is; `understood` gives each column that fills a field of ours; `unknown_columns` are kept
    with each item; `passed_over` counts records that are no assets, by what they are.
    """

    items: tuple[Item, ...]
    problems: tuple[RowProblem, ...]
    unknown_columns: tuple[str, ...]
    form: str = "our own columns"
    understood: tuple[tuple[str, str], ...] = ()
    passed_over: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of whatever export under our field names and its own others; `text` is what quarantine keeps of it."""

    number: int
    values: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """How somebody's table becomes ours.

    It is recognised when it has all columns of one of the `signatures`. `columns` maps theirs to ours; where two fill
    one field, the first that has something does. `identity` are columns that tell rows apart, the best first: an
    export without a key gets ids from them. `completed` fills what follows from other columns.
    """

    name: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    identity: tuple[tuple[str, ...], ...]
    prefix: str
    completed: Callable[[dict[str, str]], dict[str, str]]

    def matches(self, header: Iterable[str]) -> bool:
        """Whether a table with this header is one of these."""
        return any(signature <= set(header) for signature in self.signatures)


OURS = {
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


Fill = Callable[[Mapping[str, str]], Mapping[str, str]]
"""What completes a row from elsewhere, such as its owner from a directory."""


def own_table(header: list[str], rows: Iterable[tuple[int, list[str]]], file: str, fill: Fill | None) -> Inventory:
    """A table with our columns, or others' names for them. Raises MissingColumn where it has no id or no name.

    A later row with an id already seen, and a row without id or name, is fatal to that row alone.
    """
    columns = {name: OURS.get(name, name) for name in header}
    for required in ("item_id", "name"):
        if required not in columns.values():
            raise MissingColumn(file, required, header)
    return collected(file, _rows(header, rows, columns), fill, columns=columns)


def exported_table(
    form: Form, header: list[str], rows: Iterable[tuple[int, list[str]]], file: str, fill: Fill | None
) -> Inventory:
    """A table that is somebody's export: its columns mapped, ids made where it has none."""
    columns = {name: form.columns.get(name, name) for name in header}
    found = (Row(row.number, form.completed(dict(row.values)), row.text) for row in _rows(header, rows, columns))
    return collected(file, identified(found, form.identity, form.prefix), fill, form=form.name, columns=columns)


def _rows(header: list[str], rows: Iterable[tuple[int, list[str]]], columns: Mapping[str, str]) -> Iterator[Row]:
    """Rows under our names; a cell beyond the header is kept under "", which is fatal to its row."""
    for number, cells in rows:
        values: dict[str, str] = {}
        for position, cell in enumerate(cells):
            name = header[position] if position < len(header) else ""
            ours = columns.get(name, name)
            if values.get(ours):  # a second column for one field stays under its own name
                ours = name
            values[ours] = values.get(ours) or cell.strip()
        if len(cells) > len(header):
            values[""] = f"has {len(cells)} fields, the header {len(header)}"
        yield Row(number, values, ",".join(cells))


def identified(rows: Iterable[Row], identity: Sequence[tuple[str, ...]], prefix: str) -> Iterator[Row]:
    """Rows with an id: their own, else their key, else a hash over what tells them apart; a repeat is numbered."""
    times: dict[str, int] = {}
    for row in rows:
        found = row.values.get("item_id") or _key(row.values, identity, prefix)
        times[found] = times.get(found, 0) + 1
        if found and times[found] > 1:
            found = f"{found}#{times[found]}"
        yield Row(row.number, {**row.values, "item_id": found}, row.text)


def _key(values: Mapping[str, str], identity: Sequence[tuple[str, ...]], prefix: str) -> str:
    for names in identity:
        said = [values.get(name, "") for name in names]
        if len(names) == 1 and said[0]:
            return said[0]
        if len(names) > 1 and any(said):
            return f"{prefix}-{hashlib.sha256(chr(31).join(said).encode()).hexdigest()[:12]}"
    return ""


def collected(
    file: str,
    rows: Iterable[Row],
    fill: Fill | None,
    *,
    form: str = "our own columns",
    columns: Mapping[str, str] | None = None,
    passed_over: Iterable[tuple[str, int]] = (),
) -> Inventory:
    """The inventory that rows make, each an item or a problem with its number."""
    seen: dict[str, int] = {}
    items: list[Item] = []
    problems: list[RowProblem] = []
    for given in rows:
        if problem := _fatal(file, given, seen):
            problems.append(problem)
            continue
        row = Row(given.number, fill(given.values), given.text) if fill else given
        seen[row.values["item_id"]] = row.number
        problems += _doubts(file, row)
        items.append(_item(row.values))
    known = columns or {}
    return Inventory(
        tuple(items),
        tuple(problems),
        tuple(name for name, ours in known.items() if name and ours not in COLUMNS),
        form,
        tuple((name, ours) for name, ours in known.items() if ours in COLUMNS),
        tuple(passed_over),
    )


def _fatal(file: str, row: Row, seen: Mapping[str, int]) -> RowProblem | None:
    if too_many := row.values.get(""):
        return RowProblem(file, row.number, "row", too_many, fatal=True, text=row.text)
    for column in ("item_id", "name"):
        if not row.values.get(column):
            return RowProblem(file, row.number, column, "is empty", fatal=True, text=row.text)
    if earlier := seen.get(row.values["item_id"]):
        reason = f"{row.values['item_id']!r} stands in row {earlier} already; that row is kept"
        return RowProblem(file, row.number, "item_id", reason, fatal=True, text=row.text)
    return None


def _doubts(file: str, row: Row) -> Iterator[RowProblem]:
    """What a person should mend, although the row is taken."""
    values = row.values
    address = values.get("owner_email", "")
    if values.get("owner") and not address and not values.get("owner_slack"):
        yield RowProblem(file, row.number, "owner_email", f"owner {values['owner']!r} has no address", fatal=False)
    if address and not is_address(address):
        yield RowProblem(file, row.number, "owner_email", f"{address[:80]!r} is no address", fatal=False)
    for column, value in values.items():
        if len(value) > MAX_FIELD:
            reason = f"has {len(value)} characters, cut to {MAX_FIELD}"
            yield RowProblem(file, row.number, column, reason, fatal=False)


def is_address(text: str) -> bool:
    """Whether a text can be one e-mail address, and nothing that would end a header."""
    return text.count("@") == 1 and not any(mark in text for mark in "\r\n ,;<>")


def _item(values: Mapping[str, str]) -> Item:
    known = {column: value[:MAX_FIELD] for column, value in values.items() if column in COLUMNS}
    extra = tuple((column, value[:MAX_FIELD]) for column, value in values.items() if column not in COLUMNS and value)
    return Item(**known, extra=extra)
