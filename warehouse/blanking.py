"""Blanking: a person who has left is named no longer, and the record still verifies.

Rows of the past are rewritten with a token in the person's place and vouched for anew; payloads of the record that name the
person are emptied, which the entry of kind "blanking" says of them. What lies in older snapshots is another matter: see
docs/operations.md.
"""

from __future__ import annotations

import html
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from warehouse import record
from warehouse.relation import Row, column_types, fetched, staged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection


class Place(NamedTuple):
    """Columns of a table that may name a person: its key, which rows are of the past, and how they are vouched for."""

    table: str
    key: str
    past: str
    columns: str
    vouched: str = ""  # SQL for the key under which the record knows a row; blank where it does not


PLACES = (
    Place("items", "item_id valid_from", "valid_to < $before", "owner owner_email owner_slack extra", "batch"),
    Place(
        "deliveries", "delivery_id", "status != 'pending' and coalesce(sent_at, enqueued_at) < $before",
        "recipient address payload last_error receipt", "delivery_id",
    ),
    Place("dispositions", "disposition_id", "decided_at < $before", "note decided_by assignee approved_by", "disposition_id"),
    Place("scopes", "scope_id", "created_at < $before", "amended_by note", "scope_id"),
    Place("runs", "run_id", "finished_at < $before", "counts error"),
)  # fmt: skip

STILL = {
    "still owner of items in the inventory": ("current_items", "true", "owner owner_email owner_slack"),
    "still to be sent a message": ("deliveries", "status = 'pending'", "recipient address"),
    "still assigned to": ("decisions_on_impacts", "true", "assignee"),
}
"""Why a person cannot be blanked yet (in which rows of which table): the pipeline would not know any more whom it told."""


class StillNeeded(Exception):
    """The pipeline still speaks to this person; carries why."""

    def __init__(self, why: Iterable[str]) -> None:
        self.why = tuple(why)
        super().__init__("; ".join(self.why))


class RecordBroken(Exception):
    """The record does not verify: rows vouched for anew would hide that."""


@dataclass(frozen=True, slots=True)
class Blanking:
    """What was blanked: rows by table, payloads, by which token; and where the person is named still, by table."""

    token: str
    rows: Mapping[str, int]
    payloads: int
    left: Mapping[str, int] = field(default_factory=dict)


def blank(con: DuckDBPyConnection, person: Sequence[str], before: dt.datetime, at: dt.datetime) -> Blanking:
    """Blanks every spelling of a person in rows and payloads older than `before`; in the caller's transaction.

    Raises StillNeeded or RecordBroken, with nothing changed.
    """
    names = _pattern(person)
    why = [
        words
        for words, (table, which, columns) in STILL.items()
        if _naming(con, table, which, columns.split(), person, names)
    ]
    if why:
        raise StillNeeded(why)
    if record.verify(con).broken:
        raise RecordBroken
    token = f"blanked-{secrets.token_hex(4)}"
    rows = {place.table: _blank_rows(con, place, person, names, token, before, at) for place in PLACES}
    told = _naming(con, "record", "recorded_at < $before", ["payload"], person, names, ["seq"], before=before)
    seqs = sorted(int(row["seq"]) for row in told)
    if seqs:
        # The salt goes with it: with it, a payload could be guessed and held against its hash.
        con.execute("update lake.record set payload = null, salt = null where list_contains(?::bigint[], seq)", [seqs])
    if seqs or any(rows.values()):
        record.append(con, "blanking", "", [], {"blanked": seqs, "rows": rows, "before": before.isoformat()}, at)
    return Blanking(token, rows, len(seqs), _left(con, person, names))


def _blank_rows(
    con: DuckDBPyConnection, place: Place, person: Sequence[str], names: re.Pattern[str], token: str,
    before: dt.datetime, at: dt.datetime,
) -> int:  # fmt: skip
    keys, columns = place.key.split(), place.columns.split()
    vouched = {"batch": "concat(inventory, '@', epoch_us(valid_from))", "": "null"}.get(place.vouched, place.vouched)
    found = _naming(
        con, place.table, place.past, columns, person, names, [*keys, f"{vouched} as vouched"], before=before
    )
    changed = [row | {column: _blanked(row[column], names, token) for column in columns} for row in found]
    if not changed:
        return 0
    _rewrite(con, place.table, keys, columns, changed)
    if place.vouched:
        of_record = sorted({str(row["vouched"]) for row in changed})
        record.append(con, "blanking", place.table, of_record, {"count": len(changed)}, at)
    return len(changed)


def _rewrite(con: DuckDBPyConnection, table: str, keys: list[str], columns: list[str], rows: list[Row]) -> None:
    """Sets the columns of these rows to their new values."""
    own = [{name: row[name] for name in (*keys, *columns)} for row in rows]
    decoded = {name for name, kind in column_types(con, table).items() if kind == "JSON"}
    source = staged(
        con, table, [{name: _value(value, is_json=name in decoded) for name, value in row.items()} for row in own]
    )
    values = ", ".join(f"{column} = new.{column}" for column in columns)
    same = " and ".join(f"old.{key} = new.{key}" for key in keys)
    con.execute(f"update lake.{table} old set {values} from {source} new where {same}")


def _value(value: Any, *, is_json: bool) -> Any:
    return json.loads(value) if is_json and isinstance(value, str) else value


def _pattern(person: Sequence[str]) -> re.Pattern[str]:
    """Each spelling as a word of its own, with any white space within, as it stands and as HTML writes it."""
    spellings = {form for one in person for form in (one.strip(), html.escape(one.strip()))}
    either = "|".join(r"\s+".join(map(re.escape, one.split())) for one in sorted(spellings, key=len, reverse=True))
    return re.compile(rf"(?<![\w.+-])(?:{either})(?![\w@-]|\.\w)", re.IGNORECASE)


def _blanked(value: Any, names: re.Pattern[str], token: str) -> Any:
    """The value with the token in the person's place; of JSON, in each of its texts, so that it stays JSON."""
    if not isinstance(value, str):
        return value
    if value[:1] in {"{", "["}:
        try:
            told = json.loads(value)
        except ValueError:
            return names.sub(token, value)
        walked = _walked(told, names, token)
        return value if walked == told else json.dumps(walked, ensure_ascii=False)
    return names.sub(token, value)


def _walked(value: Any, names: re.Pattern[str], token: str) -> Any:
    if isinstance(value, str):
        return names.sub(token, value)
    if isinstance(value, list):
        return [_walked(one, names, token) for one in value]
    if isinstance(value, dict):
        return {names.sub(token, name): _walked(one, names, token) for name, one in value.items()}
    return value


def _naming(
    con: DuckDBPyConnection, table: str, which: str, columns: Sequence[str], person: Sequence[str], names: re.Pattern[str],
    beside: Sequence[str] = (), **bound: Any,
) -> list[Row]:  # fmt: skip
    """The rows of a table that name the person in one of these columns, with what is asked for beside them."""
    words = {one.split()[-1] for one in person if one.split()}
    forms = sorted({form.casefold() for word in words for form in (word, html.escape(word))})
    held = " or ".join(f"contains(lower({column}::varchar), form)" for column in columns)
    found = fetched(
        con,
        f"select {', '.join([*columns, *beside])} from lake.{table} where {which} "
        f"and exists (select 1 from (select unnest($forms::varchar[]) as form) where {held})",
        {"forms": forms, **bound},
    )
    return [row for row in found if any(_blanked(row[column], names, "") != row[column] for column in columns)]


def _left(con: DuckDBPyConnection, person: Sequence[str], names: re.Pattern[str]) -> dict[str, int]:
    """In how many rows of which tables the person is named still: newer ones, and what cannot be changed."""
    tables = con.execute("select table_name from duckdb_tables() where database_name = 'lake' order by 1").fetchall()
    found = {}
    for (table,) in tables:
        texts = [name for name, kind in column_types(con, table).items() if kind in {"VARCHAR", "JSON"}]
        if count := len(_naming(con, table, "true", texts, person, names)) if texts else 0:
            found[table] = count
    by_hand = "select decode(metadata) as said from lake.publications where source = 'hand'"
    said = sum(names.search(str(row["said"])) is not None for row in fetched(con, by_hand))
    return found | ({"publications": found.get("publications", 0) + said} if said else {})


def blank_authors(con: DuckDBPyConnection, person: Sequence[str], before: dt.datetime, token: str) -> int:
    """Blanks the person as author of older commits, which the catalog keeps beside the tables; how many there were.

    In a commit of its own: it goes to another database than the tables.
    """
    commits = "__ducklake_metadata_lake.ducklake_snapshot_changes"
    rows = fetched(
        con,
        f"select snapshot_id, author, commit_message from {commits} join __ducklake_metadata_lake.ducklake_snapshot "
        "using (snapshot_id) where snapshot_time::timestamptz < ?",
        [before],
    )
    names = _pattern(person)
    named = 0
    for row in rows:
        new = [_blanked(row[column], names, token) for column in ("author", "commit_message")]
        if new != [row["author"], row["commit_message"]]:
            named += 1
            update = f"update {commits} set author = ?, commit_message = ? where snapshot_id = ?"
            con.execute(update, [*new, row["snapshot_id"]])
    return named
