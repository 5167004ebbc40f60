"""The supplier register's facts from a CSV file: who stands behind a vendor's name, with source and date."""

from __future__ import annotations

from dataclasses import dataclass, fields

from extract.tables import RowProblem, UnreadableFile, table

GENERAL_KNOWLEDGE = "general knowledge"
"""The source of a fact that somebody simply knows: enough to clear an item, not enough to accuse a supplier."""


@dataclass(frozen=True, slots=True)
class SupplierFact:
    """One fact about one firm; `country` is ISO 3166 alpha-2 (several joined by ";"), `as_of` ISO or blank."""

    name: str
    alias: str = ""
    country: str = ""
    parent: str = ""
    relation: str = ""
    list: str = ""
    source: str = ""
    as_of: str = ""

    @property
    def general(self) -> bool:
        """Only general knowledge stands behind it."""
        return not self.source or self.source.casefold() == GENERAL_KNOWLEDGE


COLUMNS = tuple(column.name for column in fields(SupplierFact))


def parse_suppliers(content: bytes, file: str) -> tuple[tuple[SupplierFact, ...], tuple[RowProblem, ...]]:
    """The facts of a register CSV and the rows that hold none. Raises UnreadableFile where it has no name column."""
    header, rows = table(content, file)
    if "name" not in header:
        raise UnreadableFile(file, f"no column 'name'; found: {', '.join(header)}")
    facts: dict[SupplierFact, None] = {}
    problems: list[RowProblem] = []
    for number, cells in rows:
        values = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if column in COLUMNS}
        if not values.get("name"):
            problems.append(RowProblem(file, number, "name", "is empty", fatal=True, text=",".join(cells)))
            continue
        countries = [code.strip().upper() for code in values.get("country", "").split(";") if code.strip()]
        if wrong := [code for code in countries if len(code) != 2 or not code.isalpha()]:
            reason = f"{wrong[0]!r} is no ISO 3166 alpha-2 code"
            problems.append(RowProblem(file, number, "country", reason, fatal=True, text=",".join(cells)))
            continue
        facts[SupplierFact(**{**values, "country": ";".join(countries)})] = None
    return tuple(facts), tuple(problems)
