"""What could stand in for an asset: of the company's own inventory, and vendors without a tie, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.adversaries import COUNTRIES
from models.classes import lexicon, profile, within
from models.nexus import State, judge
from models.register import Register
from warehouse.items import current_items
from warehouse.relation import fetched
from warehouse.supplier_facts import current_supplier_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from extract.inventory import Item

MOST = 20


@dataclass(frozen=True, slots=True)
class Alternative:
    """A thing of ours (or a vendor: no id) of the same class whose maker is known to sit outside the adversaries."""

    item_id: str
    name: str
    vendor: str
    kind_of_thing: str
    evidence: str
    owner: str = ""
    business_unit: str = ""


class NoSuchItem(LookupError):
    """No current item has this id."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f"no asset of the inventory is called {item_id!r}")
        self.item_id = item_id


def alternatives(con: DuckDBPyConnection, item_id: str) -> list[Alternative]:
    """Items of ours first, then vendors that the lexicon knows for the class; none that any document touches now.

    The class is the most telling one of the row; a maker of whom nothing is known is no alternative. Raises NoSuchItem.
    """
    items = current_items(con)
    wanted = next((item for item in items if item.item_id == item_id), None)
    if wanted is None:
        raise NoSuchItem(item_id)
    keys = _classes(wanted)
    if not keys:
        return []
    register = Register(current_supplier_facts(con))
    exposed = {row["item_id"] for row in fetched(con, "select item_id from exposed_items")}
    own = [item for item in items if item.item_id not in exposed and item.item_id != item_id and keys & _classes(item)]
    found = [_of_item(item, keys, register) for item in own]
    vendors = _vendors(keys, register, {one.vendor.casefold() for one in found if one})
    return [one for one in found if one][:MOST] + vendors[:MOST]


def _classes(item: Item) -> frozenset[str]:
    """The telling classes that the row names; catch-alls and wider classes put no two things side by side."""
    hits = profile(item)
    telling = {key for key, hit in hits.items() if hit.field != "kind" and not lexicon()[key].broad}
    wider = {above for key in telling for above in within(key) if above != key}
    return frozenset(telling - wider)


def _of_item(item: Item, keys: frozenset[str], register: Register) -> Alternative | None:
    found = judge(item, register, frozenset(COUNTRIES))
    if found.state is not State.CLEARED:
        return None
    kind = min(keys & _classes(item)).replace("_", " ")
    return Alternative(
        item.item_id, item.name, item.vendor, kind, found.reason, item.owner or item.owner_email, item.business_unit
    )


def _vendors(keys: Iterable[str], register: Register, named: set[str]) -> list[Alternative]:
    from extract.inventory import Item

    found = []
    for key in sorted(keys):
        for maker in lexicon()[key].makers:
            known = judge(Item("", "", vendor=maker), register, frozenset(COUNTRIES))
            if known.state is State.CLEARED and maker.casefold() not in named:
                named.add(maker.casefold())
                spelt = register.spelling(register.firm(maker)) or maker
                found.append(Alternative("", "", spelt, key.replace("_", " "), known.reason))
    return found
