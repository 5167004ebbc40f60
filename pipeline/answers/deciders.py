"""Who may decide on what: an owner on own items, a unit's people on items without one, compliance on all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alerts.routing import RecipientKind, email_address, recipient, slack_address
from pipeline.kept_rows import items_of
from pipeline.messages.telling import directory
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from extract.inventory import Item
    from pipeline.settings import Settings

Person = frozenset[str]
"""Everything one person is known by: e-mail addresses in lower case, Slack ids."""


def named(text: str) -> str:
    """A person's name as it is compared: an e-mail address in lower case, a Slack id as it is; blank where it is neither."""
    text = text.strip()
    return email_address(text).casefold() or (slack_address(text) if text[:1] in {"U", "W"} else "")


def compliance(settings: Settings) -> list[Person]:
    """The people of the compliance group."""
    people = (frozenset(filter(None, map(named, entry.split("=")))) for entry in settings.compliance)
    return [person for person in people if person]


def person(con: DuckDBPyConnection, settings: Settings, name: str) -> Person:
    """Whoever goes by this name, with the other names that the settings or, without contradiction, the inventory give."""
    known = {named(name)} - {""}
    for other in compliance(settings):
        known |= other if known & other else set()
    beside: dict[str, set[str]] = defaultdict(set)
    query = (
        "select distinct owner_slack, owner_email from lake.current_items where owner_slack != '' and owner_email != ''"
    )
    for slack, email in con.execute(query).fetchall():
        beside[named(slack)].add(named(email))
        beside[named(email)].add(named(slack))
    for one in tuple(known):
        partners = beside[one]
        if len(partners) == 1 and all(beside[partner] == {one} for partner in partners):
            known |= partners - {""}
    return frozenset(known)


def in_compliance(settings: Settings, who: Person) -> bool:
    """Whether the person belongs to the compliance group."""
    return any(who & other for other in compliance(settings))


def may_decide(
    con: DuckDBPyConnection, settings: Settings, who: Person, rulemaking: str, item_ids: Iterable[str]
) -> set[str]:
    """Those of the items on which the person may decide: all for compliance, else own ones and those handed over."""
    wanted = set(item_ids)
    if in_compliance(settings, who):
        return wanted
    rows = fetched(con, "select item_id, assignee from lake.decisions_on_impacts where rulemaking = ?", [rulemaking])
    handed = {row["item_id"] for row in rows if row["assignee"] and named(row["assignee"]) in who}
    items = items_of(con, wanted)
    return {one for one in wanted if one in items and (one in handed or _own(settings, who, items[one]))}


def _own(settings: Settings, who: Person, item: Item) -> bool:
    owners = {named(item.owner_slack), named(item.owner_email)} - {""}
    if owners or recipient(item, directory(settings)).kind is not RecipientKind.UNIT:
        return bool(owners & who)
    unit = {name.casefold(): known for name, known in settings.units.items()}.get(item.business_unit.casefold(), {})
    people = [*unit.get("people", "").split(","), unit.get("email", ""), unit.get("slack", "")]
    return bool({named(one) for one in people} & who)
