"""What a person says of some findings, from whichever channel: checked, kept, and passed on, in one commit."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.disposition import FINAL, NEXT_STAGE, WANTED, Justification, State
from models.impact import Timing
from pipeline.answers import answering
from pipeline.answers.deciders import in_compliance, may_decide, named, person
from pipeline.commands.offline import today
from warehouse.dispositions import Disposition, load_dispositions, settle_approvals, want_approval
from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

    Row = dict[str, Any]

BINDING = frozenset({Timing.IN_FORCE, Timing.FROM_A_DATE})
LONGEST = dt.timedelta(days=730)

FINDINGS = """
    select decisions.*, impacts.timing, impacts.level, impacts.obligations
    from lake.decisions_on_impacts decisions join lake.impacts impacts using (impact_id)"""


class Unusable(ValueError):
    """A word that says nothing usable: the field, and what is wrong with it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Said:
    """A word as a person gave it. The same `key` means the same word, however often it arrives.

    `ids` are the words' own ids by item, where they come with some.
    """

    state: State
    by: str
    channel: str
    key: str
    justification: str = ""
    note: str = ""
    until: str = ""
    assignee: str = ""
    obligation: str = ""
    expires_on: dt.date | None = None
    at: dt.datetime | None = None
    ids: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """Item ids by what became of a word: kept, left out since the person may not decide on them, waiting for approval.

    `new` are the kept ones on which it was not known before, `waiting_ids` the ids of the words that wait.
    """

    kept: tuple[str, ...] = ()
    not_allowed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    waiting_ids: tuple[str, ...] = ()


def check(said: Said) -> None:
    """Raises Unusable where a word lacks what its state needs, or carries what says nothing."""
    if not named(said.by):
        raise Unusable("by", f"{said.by!r} is neither an e-mail address nor a Slack id")
    if said.state is State.NOT_AFFECTED and said.justification not in list(Justification):
        raise Unusable("justification", f"{said.justification!r} is none of: {', '.join(Justification)}")
    if said.justification == Justification.OTHER and not said.note.strip():
        raise Unusable("note", "another reason needs a note that says which")
    if said.state is not State.NOT_AFFECTED and said.justification:
        raise Unusable("justification", f"only goes with {State.NOT_AFFECTED.value!r}")
    if said.state is State.ASSIGNED and not named(said.assignee):
        raise Unusable("assignee", f"{said.assignee!r} is neither an e-mail address nor a Slack id")
    if said.state is State.SNOOZED and said.until != NEXT_STAGE:
        day = _day(said.until)
        if not today() < day <= today() + LONGEST:
            raise Unusable("until", f"{said.until!r} is neither {NEXT_STAGE!r} nor a day after today, within two years")
    if said.expires_on and said.expires_on <= today() and said.at is None:
        raise Unusable("expires", f"{said.expires_on} has passed")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


def findings(con: DuckDBPyConnection, name: str) -> list[Row]:
    """The open findings of a document, or of the rulemaking with this key or that this document belongs to; one an item."""
    query = f"""{FINDINGS} where rulemaking = $name
        or rulemaking in (select rulemaking from lake.current_documents where document_number = $name)"""
    return _one_each(fetched(con, query, {"name": name}), name)


def findings_told(con: DuckDBPyConnection, impact_ids: Iterable[str]) -> list[Row]:
    """The open findings on the items of these impacts in their rulemakings: what has taken the place of an impact counts."""
    wanted = listed(con, "answered_impacts", impact_ids)
    query = f"""{FINDINGS} where (decisions.rulemaking, decisions.item_id) in (
            select coalesce(rulemakings.rulemaking, 'document ' || told.document_number), told.item_id
            from lake.impacts told left join lake.rulemakings rulemakings using (document_number)
            where told.impact_id in (from {wanted})
        )"""
    return _one_each(fetched(con, query), "")


def duties(row: Row) -> list[str]:
    """What a finding obliges to."""
    return [duty["what"] for duty in json.loads(row["obligations"] or "[]")]


def _one_each(rows: list[Row], document: str) -> list[Row]:
    """One finding an item: of the document named, else one that binds."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["document_number"] == document, row["timing"] in BINDING)):
        found[row["item_id"]] = row
    return [found[one] for one in sorted(found)]


def decide(con: DuckDBPyConnection, settings: Settings, said: Said, rows: Sequence[Row], at: dt.datetime) -> Decided:
    """Keeps a word on those of the findings on which its speaker may decide, and writes what others are to see of it.

    To be called in a transaction; the same word twice is kept once. Raises Unusable.
    """
    check(said)
    if not rows:
        return Decided()
    who = person(con, settings, said.by)
    allowed = may_decide(con, settings, who, rows[0]["rulemaking"], [row["item_id"] for row in rows])
    mine = [row for row in rows if row["item_id"] in allowed]
    words = [_word(settings, said, row, at) for row in mine]
    new = set(load_dispositions(con, words, at))
    fresh = [word for word in words if word.disposition_id in new]
    if fresh:
        answering.pass_on(con, settings, fresh, [row["impact_id"] for row in mine], at)
    return Decided(
        tuple(row["item_id"] for row in mine),
        tuple(row["item_id"] for row in rows if row["item_id"] not in allowed),
        tuple(word.item_id for word in words if word.approval == WANTED),
        tuple(word.item_id for word in fresh),
        tuple(word.disposition_id for word in words if word.approval == WANTED),
    )


def _word(settings: Settings, said: Said, row: Row, at: dt.datetime) -> Disposition:
    final = row["timing"] in BINDING
    wanted = settings.second_approver and said.state is State.NOT_AFFECTED and final
    expires = said.expires_on
    if expires is None and said.state is State.NOT_AFFECTED:
        expires = (said.at or at).date() + dt.timedelta(days=settings.not_affected_days)
    identity = f"{said.key}\x1f{row['rulemaking']}\x1f{row['item_id']}"
    return Disposition(
        disposition_id=said.ids.get(row["item_id"]) or hashlib.sha256(identity.encode()).hexdigest()[:32],
        document_number=row["document_number"],
        item_id=row["item_id"],
        state=said.state.value,
        decided_by=named(said.by),
        channel=said.channel,
        decided_at=said.at or at,
        obligation=said.obligation,
        justification=said.justification,
        note=said.note.strip(),
        assignee=named(said.assignee),
        until=said.until,
        expires_at=dt.datetime.combine(expires, dt.time(), dt.UTC) if expires else None,
        fingerprint=row["fingerprint"],
        content_hash=row["item_hash"] or "",
        approval=WANTED if wanted else FINAL,
        grounds=row["grounds"],
    )


def ask_again(con: DuckDBPyConnection, settings: Settings, at: dt.datetime) -> None:
    """Has a second person asked about what one said alone of a proposal that binds by now; until then it does not hold.

    To be called in the transaction that may have made something bind, before alerts are written.
    """
    if not settings.second_approver:
        return
    query = f"""select disposition_id from lake.decisions_on_impacts decisions join lake.impacts impacts using (impact_id)
        where state = '{State.NOT_AFFECTED.value}' and holds and approval = '{FINAL}'
            and timing in (from {listed(con, "binding_times", (timing.value for timing in BINDING))})"""
    alone = sorted({found for (found,) in con.execute(query).fetchall()})
    if words := want_approval(con, alone, at):
        answering.pass_on(con, settings, words, [], at)


@dataclass(frozen=True, slots=True)
class Approved:
    """Item ids by what became of the words that wait: settled now, and not, with the reason."""

    settled: tuple[str, ...]
    not_allowed: tuple[str, ...]
    why: str = ""


def approve(
    con: DuckDBPyConnection,
    settings: Settings,
    by: str,
    disposition_ids: Iterable[str],
    at: dt.datetime,
    *,
    yes: bool,
) -> Approved:
    """Approves or refuses words that wait, in a transaction: only somebody of compliance who did not give them."""
    query = f"""select disposition_id, item_id, decided_by, rulemaking from lake.placed_dispositions
        where approval = '{WANTED}' and disposition_id in (from {listed(con, "words_to_settle", disposition_ids)})"""
    rows = fetched(con, query)
    who = person(con, settings, by)
    if not in_compliance(settings, who):
        why = "only the compliance group approves (the setting `compliance` names it)"
        return Approved((), tuple(row["item_id"] for row in rows), why)
    others = [row for row in rows if not person(con, settings, row["decided_by"]) & who]
    done = settle_approvals(con, [row["disposition_id"] for row in others], named(by), at, approve=yes)
    own = tuple(row["item_id"] for row in rows if row not in others)
    if done:
        answering.show_again(con, settings, done, at)
    settled = tuple(row["item_id"] for row in others)
    return Approved(settled, own, "a second person approves, not the one who decided" if own else "")


def waiting_words(con: DuckDBPyConnection, name: str) -> list[Row]:
    """The words that wait for a second person, in the rulemaking with this key or of this document."""
    return fetched(
        con,
        f"""from lake.placed_dispositions where approval = '{WANTED}' and (rulemaking = $name
            or rulemaking in (select rulemaking from lake.current_documents where document_number = $name))
        order by item_id, decided_at""",
        {"name": name},
    )
