"""The rulemakings: where each stands and what comes next, and the timeline of one with what its steps moved."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models.fingerprint import moved_matter
from models.scope import read_scope
from models.succession import Why, next_dates, state
from warehouse.documents import current_documents
from warehouse.relation import fetched
from warehouse.standings import moved_by_amendment, printings, standing_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from pipeline.settings import Settings

    Row = dict[str, Any]


class UnknownRulemaking(Exception):
    """No rulemaking has this key, and no document of one this number."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no rulemaking's key and no document's number; icts-watch rulemaking lists them")
        self.name = name


def overview(con: DuckDBPyConnection, relevances: tuple[str, ...], today: dt.date) -> Iterator[Row]:
    """Every rulemaking with its state, the newest first.

    rulemaking, state, stage, document_number, title, day, next_dates[{kind, date, quote}], documents, affected, to_review.
    """
    gone = standing_of(con)
    steps = _steps(con)
    known = current_documents(con, relevances=relevances, passages=False)
    families: dict[str, list[Document]] = defaultdict(list)
    for one in known:
        number = one.document.document_number
        if number in steps and (number not in gone or gone[number].why is not Why.RETELLS):
            families[steps[number]["rulemaking"]].append(one.document)
    found = []
    for family, documents in families.items():
        where, speaking = state(documents, gone, today)
        mine = [steps[one.document_number] for one in documents]
        found.append(
            {
                "rulemaking": family,
                "state": where.value,
                "stage": speaking.stage.value,
                "document_number": speaking.document_number,
                "title": speaking.title,
                "day": max((row["day"] for row in mine if row["day"]), default=None),
                "next_dates": [_fact(fact) for fact in next_dates(speaking, today)],
                "documents": len(documents),
                "affected": sum(row["affected"] for row in mine),
                "to_review": sum(row["to_review"] for row in mine),
            }
        )
    yield from sorted(found, key=lambda row: (str(row["day"] or ""), row["rulemaking"]), reverse=True)


def timeline(con: DuckDBPyConnection, relevances: tuple[str, ...], name: str, today: dt.date) -> Row:
    """One rulemaking by its key or by a document's number: its state as in the overview, and `steps` in order of time.

    A step: day, document_number, stage, title, citation, sources[], retold_by[], gave_way_to, why, dates (as they hold),
    printed_dates (as the document prints them), moved[{by, field, before, after}]: what a later printing of the document
    moved in it, or the document in another one. Raises UnknownRulemaking.
    """
    steps = _steps(con)
    families = {row["rulemaking"] for row in steps.values()}
    query = "select rulemaking from lake.rulemakings where document_number = ?"
    found = [name] if name in families else [family for (family,) in con.execute(query, [name]).fetchall()]
    rows = [row for row in overview(con, relevances, today) if row["rulemaking"] in found]
    if not rows:
        raise UnknownRulemaking(name)
    mine = [row for row in steps.values() if row["rulemaking"] == rows[0]["rulemaking"]]
    return {**rows[0], "steps": [_step(con, row) for row in mine]}


def _steps(con: DuckDBPyConnection) -> dict[str, Row]:
    rows = fetched(con, "from lake.rulemaking_timeline order by rulemaking, step")
    return {row["document_number"]: row for row in rows}


def _step(con: DuckDBPyConnection, row: Row) -> Row:
    number = row["document_number"]
    versions = printings(con, number)
    names = (
        "step",
        "day",
        "document_number",
        "stage",
        "title",
        "citation",
        "url",
        "sources",
        "retold_by",
        "gave_way_to",
    )
    return {name: row[name] for name in names} | {
        "why": row["gave_way_why"],
        "dates": [
            {key: fact[key] for key in ("kind", "date", "quote", "computed")} for fact in json.loads(row["dates"])
        ],
        "printed_dates": [_fact(fact) for fact in versions[-1].dates],
        "moved": [*_moved_by_printings(versions), *_moved_by(con, row)],
        "affected": row["affected"],
        "to_review": row["to_review"],
    }


def _moved_by_printings(versions: list[Document]) -> Iterator[Row]:
    """What each printing of a document said otherwise than the one before it."""
    for before, after in pairwise(versions):
        for one in moved_matter(before, read_scope(before), after, read_scope(after)):
            yield {"document_number": after.document_number, **asdict(one)}


def _moved_by(con: DuckDBPyConnection, row: Row) -> Iterator[Row]:
    """What a correction, an extension or a delay moved in the document it is read as a part of."""
    if row["gave_way_why"] == Why.AMENDS:
        for one in moved_by_amendment(con, row["document_number"], row["gave_way_to"]):
            yield {"document_number": row["gave_way_to"], **asdict(one)}


def _fact(fact: Any) -> Row:
    return {"kind": fact.kind.value, "date": fact.date.isoformat(), "quote": fact.quote, "computed": fact.computed}


def tell_of(settings: Settings, name: str | None, *, as_json: bool) -> None:
    """The command: every rulemaking, or one; a table, or JSON lines. An unknown name leaves with status 2."""
    from pipeline.commands import console
    from pipeline.commands.offline import today
    from pipeline.reading import ACTED
    from pipeline.stages import lake_of
    from warehouse.lake import open_warehouse

    with open_warehouse(lake_of(settings), read_only=True) as warehouse:
        if name is None:
            rows = list(overview(warehouse.con, ACTED, today()))
        else:
            try:
                rows = [timeline(warehouse.con, ACTED, name, today())]
            except UnknownRulemaking as unknown:
                console.bad_input(str(unknown))
    if as_json:
        console.emit(rows)
    elif name is None:
        show(rows)
    else:
        show_one(rows[0])


def show(rows: list[Row]) -> None:
    """The overview as a table."""
    from rich.markup import escape
    from rich.table import Table

    from pipeline.commands.console import output

    table = Table(title="Rulemakings", title_justify="left")
    for heading in ("rulemaking", "state", "stage", "document", "next date", "affected", "to review"):
        table.add_column(heading, justify="right" if heading in {"affected", "to review"} else "left")
    for row in rows:
        nearest = row["next_dates"][0] if row["next_dates"] else None
        table.add_row(
            escape(row["rulemaking"]),
            row["state"],
            row["stage"],
            escape(f"{row['document_number']}  {row['title'][:60]}"),
            f"{nearest['date']} {nearest['kind']}" if nearest else "-",
            str(row["affected"]),
            str(row["to_review"]),
        )
    output.print(table)


def show_one(row: Row) -> None:
    """A timeline as a table, with what moved below each step."""
    from rich.markup import escape
    from rich.table import Table

    from pipeline.commands.console import output

    table = Table(title=escape(f"{row['rulemaking']}: {row['state']} ({row['document_number']})"), title_justify="left")
    for heading in ("day", "document", "stage", "told by", "dates as they stand", "what moved, what became of it"):
        table.add_column(heading)
    for step in row["steps"]:
        became = f"{_BECAME[step['why']]} {step['gave_way_to']}" if step["why"] else ""
        moved = [
            f"{one['field']} of {one['document_number']}: {_short(one['before'])} → {_short(one['after'])}"
            for one in step["moved"]
        ]
        dates = [f"{fact['date']} {fact['kind']}{' (computed)' if fact['computed'] else ''}" for fact in step["dates"]]
        table.add_row(
            str(step["day"] or "-"),
            escape(f"{step['document_number']}\n{step['citation'] or ''}".strip()),
            step["stage"],
            escape("\n".join([*step["sources"], *step["retold_by"]])),
            "\n".join(dates) or "-",
            escape("\n".join(filter(None, [*moved, became]))) or "-",
        )
    output.print(table)


_BECAME = {
    Why.AMENDS.value: "read as a part of",
    Why.SUPERSEDED.value: "superseded by",
    Why.WITHDRAWN.value: "withdrawn by",
}


def _short(text: str, width: int = 80) -> str:
    return (text if len(text) <= width else text[: width - 1].rstrip() + "…") or "nothing"
