"""`icts-watch decide|snooze|assign|approve`: a person's word from the terminal."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from models.disposition import JUDGEMENTS, State
from pipeline.answers import deciding
from pipeline.commands.console import bad_input, emit, say
from pipeline.stages import lake_of, now
from warehouse.lake import write
from warehouse.migrate import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from pipeline.answers.deciding import Approved, Decided, Said
    from pipeline.settings import Settings

    Row = dict[str, Any]

CHANNEL = "terminal"


def new_key() -> str:
    """The key of a word that is given now: each command is a word of its own."""
    return f"{CHANNEL}:{uuid.uuid4().hex}"


def state_of(text: str) -> State:
    """The judgement a person named, written "not affected" or "not-affected"."""
    judgements = [state.value for state in JUDGEMENTS]
    wanted = text.strip().lower().replace("-", " ").replace("_", " ")
    if wanted not in judgements:
        bad_input(f"decide: {text!r} is none of: {', '.join(judgements)}")
    return State(wanted)


def keep(settings: Settings, said: Said, name: str, item_ids: Sequence[str]) -> None:
    """Keeps a word on these items of a document or rulemaking (none named: all the person may decide on); prints counts."""
    lake = lake_of(settings)
    prepare(lake)

    def work(con: DuckDBPyConnection) -> Decided:
        rows = deciding.findings(con, name)
        return deciding.decide(con, settings, said, _chosen(rows, name, item_ids, said.obligation), now())

    try:
        decided = write(lake, said.by, f"decides {said.state}", work)
    except deciding.Unusable as wrong:
        bad_input(f"{said.state}: {wrong}")
    if item_ids and decided.not_allowed:
        say(f"icts-watch: {said.by} may not decide on: {', '.join(decided.not_allowed)}")
    if not decided.kept:
        bad_input(f"{said.by} may decide on none of these items: owners on their own, compliance on all (settings)")
    counts = {"items": len(decided.kept), "waiting_for_approval": len(decided.waiting)}
    emit([{"state": said.state, "document": name} | counts | {"not_allowed": len(decided.not_allowed)}])


def _chosen(rows: list[Row], name: str, item_ids: Sequence[str], obligation: str) -> list[Row]:
    if not rows:
        bad_input(f"no open finding of a document or rulemaking {name!r}")
    known = {row["item_id"] for row in rows}
    if unknown := [one for one in item_ids if one not in known]:
        bad_input(f"{name}: no open finding on {', '.join(map(repr, unknown))}")
    chosen = [row for row in rows if row["item_id"] in item_ids] if item_ids else rows
    if obligation:
        duties = {duty for row in chosen for duty in deciding.duties(row)}
        if obligation not in duties:
            bad_input(f"{name}: no obligation {obligation!r}; there is: {'; '.join(sorted(duties)) or 'none'}")
        chosen = [row for row in chosen if obligation in deciding.duties(row)]
    return chosen


def approve(settings: Settings, name: str, by: str, item_ids: Sequence[str], *, yes: bool) -> None:
    """Approves or refuses the words that wait on these items of a document or rulemaking (none named: all); prints counts."""
    lake = lake_of(settings)
    prepare(lake)

    def work(con: DuckDBPyConnection) -> Approved:
        waiting = deciding.waiting_words(con, name)
        chosen = [row["disposition_id"] for row in waiting if not item_ids or row["item_id"] in item_ids]
        if not chosen:
            bad_input(f"approve: nothing of {name!r} waits for a second person")
        return deciding.approve(con, settings, by, chosen, now(), yes=yes)

    done = write(lake, by, "approves" if yes else "refuses", work)
    if done.not_allowed:
        say(f"icts-watch: {done.why}: {', '.join(done.not_allowed)}")
    if not done.settled:
        bad_input(f"approve: {by} may settle none of them: {done.why}")
    emit([{"approval": "approved" if yes else "refused", "document": name, "items": len(done.settled)}])
