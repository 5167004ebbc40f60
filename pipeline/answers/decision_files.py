"""`icts-watch decisions import|export`: what people decided, as a CSV in and out; what was written can be read back."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from extract.tables import MissingColumn, RowProblem, table
from models.disposition import APPROVED, REFUSED, State
from pipeline.answers import deciding
from pipeline.commands.console import emit, problems
from pipeline.commands.offline import content
from pipeline.commands.spreadsheet_cells import meant, shown
from pipeline.inventories import set_aside
from pipeline.stages import lake_of, now
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

COLUMNS = (
    "document_number item_id obligation state justification note decided_by decided_at until assignee expires_on approval "
    "approved_by channel decision"
).split()
REQUIRED = ("document_number", "item_id", "state", "decided_by")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its place and text, whom it is about, what was said, and how its approval ended."""

    number: int
    text: str
    document: str
    item_id: str
    said: deciding.Said
    decision: str = ""
    approval: str = ""
    approved_by: str = ""


def export(settings: Settings, file: Path) -> None:
    """Writes every word as a row, oldest first, and prints how many; no cell is a formula to a spreadsheet."""
    lake = lake_of(settings)
    prepare(lake)
    query = """select * replace (decided_at at time zone 'UTC' as decided_at), disposition_id as decision,
        (expires_at at time zone 'UTC')::date as expires_on from lake.dispositions order by dispositions.decided_at, decision"""
    with open_warehouse(lake, read_only=True) as warehouse:
        rows = fetched(warehouse.con, query)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: shown(row[name]) for name in COLUMNS} for row in rows)
    emit([{"file": str(file), "decisions": len(rows)}])


def import_file(settings: Settings, file: Path) -> None:
    """Takes the rows that can be taken, in one commit; the others are set aside with the reason, named and counted."""
    lake = lake_of(settings)
    prepare(lake)
    lines, wrong = _lines(content(file), file.name)

    def keep(con: DuckDBPyConnection) -> tuple[dict[str, int], list[RowProblem]]:
        counts, refused = _keep(con, settings, file.name, lines)
        set_aside(con, "decisions", [(file, [*wrong, *refused])], now())
        return counts, refused

    counts, refused = write(lake, "decisions", f"import of {file.name}", keep)
    found = sorted([*wrong, *refused], key=lambda problem: problem.row)
    problems(found, file.name)
    emit([{"file": file.name} | counts | {"rows_set_aside": len(found)}])


def _lines(data: bytes, file: str) -> tuple[list[Line], list[RowProblem]]:
    """The rows of a file as words, and those that are none. Raises UnreadableFile where no row can be read."""
    header, rows = table(data, file)
    for column in REQUIRED:
        if column not in header:
            raise MissingColumn(file, column, header)
    lines: list[Line] = []
    wrong: list[RowProblem] = []
    for number, cells in rows:
        text = ",".join(cells)
        try:
            if len(cells) > len(header):
                raise deciding.Unusable("row", f"has {len(cells)} fields, the header {len(header)}")  # noqa: TRY301
            lines.append(_line(number, text, dict(zip(header, map(str.strip, map(meant, cells)), strict=False))))
        except deciding.Unusable as problem:
            wrong.append(RowProblem(file, number, problem.field, problem.reason, fatal=True, text=text))
    return lines, wrong


def _line(number: int, text: str, row: dict[str, str]) -> Line:
    for column in ("document_number", "item_id", "decided_by"):
        if not row.get(column):
            raise deciding.Unusable(column, "is empty")
    state = row.get("state", "").lower()
    if state not in list(State):
        raise deciding.Unusable("state", f"{state!r} is none of: {', '.join(State)}")
    words = {name: row.get(name, "") for name in ("justification", "note", "until", "assignee", "obligation")}
    told = repr((state, row["decided_by"], row.get("decided_at", ""), *words.values()))
    expires = _moment("expires_on", row.get("expires_on", ""))
    said = deciding.Said(
        State(state),
        row["decided_by"],
        "csv",
        f"csv:{hashlib.sha256(told.encode()).hexdigest()}",
        justification=words["justification"],
        note=words["note"],
        until=words["until"],
        assignee=words["assignee"],
        obligation=words["obligation"],
        expires_on=expires.date() if expires else None,
        at=_moment("decided_at", row.get("decided_at", "")),
    )
    if said.at and said.at > now():
        raise deciding.Unusable("decided_at", f"{row['decided_at']!r} lies ahead")
    deciding.check(said)
    approval = row.get("approval", "").lower()
    return Line(
        number,
        text,
        row["document_number"],
        row["item_id"],
        said,
        row.get("decision", ""),
        approval,
        row.get("approved_by", ""),
    )


def _moment(field: str, text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise deciding.Unusable(field, f"{text!r} is no date (2026-03-02, or with a time and its zone)") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _keep(
    con: DuckDBPyConnection, settings: Settings, file: str, lines: list[Line]
) -> tuple[dict[str, int], list[RowProblem]]:
    known = {one for (one,) in con.execute("select disposition_id from lake.dispositions").fetchall()}
    counts = {"rows": len(lines), "new": 0, "known": 0, "waiting_for_approval": 0}
    groups: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        if line.decision in known:
            counts["known"] += 1
        else:
            groups[line.document, line.said, line.approval, line.approved_by].append(line)
    refused: list[RowProblem] = []
    for (document, said, approval, approved_by), mine in groups.items():
        found = {row["item_id"]: row for row in deciding.findings(con, document)}
        asked = [found[line.item_id] for line in mine if line.item_id in found]
        ids = {line.item_id: line.decision for line in mine if line.decision}
        decided = deciding.decide(con, settings, replace(said, ids=ids), asked, now())
        counts["new"] += len(decided.new)
        counts["known"] += len(decided.kept) - len(decided.new)
        waiting = set(decided.waiting)
        if approval in {APPROVED, REFUSED} and waiting:
            done = deciding.approve(con, settings, approved_by, decided.waiting_ids, now(), yes=approval == APPROVED)
            waiting -= set(done.settled)
        counts["waiting_for_approval"] += len(waiting)
        refused += _refused(file, mine, set(found), set(decided.not_allowed))
    return counts, refused


def _refused(file: str, lines: list[Line], found: set[str], not_allowed: set[str]) -> Iterator[RowProblem]:
    for line in lines:
        if line.item_id not in found:
            reason = f"no open finding of {line.document} on {line.item_id!r}"
            yield RowProblem(file, line.number, "item_id", reason, fatal=True, text=line.text)
        elif line.item_id in not_allowed:
            reason = f"{line.said.by} may not decide on {line.item_id!r}"
            yield RowProblem(file, line.number, "decided_by", reason, fatal=True, text=line.text)
