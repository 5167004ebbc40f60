"""Tables as files: CSV and XLSX, each as a header and numbered rows of text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FIELD = 100_000
"""Characters a field may hold; longer ones are cut, and the cut is reported."""
MAX_UNPACKED = 500_000_000
"""Bytes that an XLSX file may unpack to."""


class UnreadableFile(Exception):
    """The file is no table that can be read at all."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


class MissingColumn(UnreadableFile):
    """The table lacks a column without which a row is no asset."""

    def __init__(self, file: str, column: str, present: list[str]) -> None:
        super().__init__(
            file, f"no column {column!r} (an id and a name are required); found: {', '.join(present) or 'none'}"
        )
        self.column = column


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


def is_workbook(content: bytes) -> bool:
    """Whether a file is a packed one, as XLSX files are."""
    return content.startswith(b"PK\x03\x04")


def table(content: bytes, file: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """A CSV's or XLSX's header (lower case, underscores) and its rows with their numbers; text is UTF-8.

    Raises UnreadableFile.
    """
    if is_workbook(content):
        return _sheet(content, file)
    if b"\0" in content:
        raise UnreadableFile(file, "holds NUL bytes: not a text table")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile(file, f"is not UTF-8 text (byte {wrong.start})") from wrong
    csv.field_size_limit(10 * MAX_FIELD)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = _header(next(reader, []))
    except csv.Error as wrong:
        raise UnreadableFile(file, f"row 1 is no CSV: {wrong}") from wrong
    if not any(header):
        raise UnreadableFile(file, "is empty")
    return header, _rows(reader, file)


def _header(cells: list[str]) -> list[str]:
    return [name.strip().lower().replace(" ", "_") for name in cells]


def _sheet(content: bytes, file: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The first sheet that holds anything; formulas as the values they had when the file was saved."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise UnreadableFile(file, f"unpacks to more than {MAX_UNPACKED:,} bytes")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as wrong:
        raise UnreadableFile(file, f"is no XLSX workbook: {wrong}") from wrong
    for sheet in book.worksheets:
        rows = _sheet_rows(sheet)
        first = next(rows, None)
        if first is not None:
            return _header(first[1]), rows
    raise UnreadableFile(file, "is empty")


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = [_cell(value) for value in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield number, texts


def _cell(value: Any) -> str:
    """A cell as a CSV would have it: whole numbers without a point, days as ISO dates."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value).strip()


def _rows(reader: Iterator[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise UnreadableFile(file, f"row {number} is no CSV: {wrong}") from wrong
        if any(cell.strip() for cell in cells):
            yield number, cells
