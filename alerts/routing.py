"""Whom to tell of an item: its owner, else its business unit, else the compliance group (the unowned queue)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from alerts.outside_text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extract.inventory import Item
    from models.impact import Impact


class Channel(StrEnum):
    """The ways in which words reach people."""

    SLACK = "slack"
    EMAIL = "email"


class RecipientKind(StrEnum):
    """In what role somebody is told."""

    OWNER = "owner"
    UNIT = "unit"
    COMPLIANCE = "compliance"


EVERY_CHANNEL = frozenset(Channel)
SLACK_ADDRESS = re.compile(r"[CDGUW][A-Z0-9]{2,20}|#[^\W_][\w-]{0,79}")
"""A Slack id (channel, direct message, group, user) or a channel's name; @names are no longer addresses in Slack."""
EMAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*@([A-Za-z0-9-]+\.)*[A-Za-z0-9-]+"
)
MAX_EMAIL = 254


def slack_address(text: str) -> str:
    """The text if Slack can deliver to it, else blank."""
    return text if SLACK_ADDRESS.fullmatch(text) else ""


def email_address(text: str) -> str:
    """The text if it is a bare e-mail address in ASCII, else blank: nothing else may get into a header."""
    return text if len(text) <= MAX_EMAIL and EMAIL_ADDRESS.fullmatch(text) else ""


TOLD_AS = {
    RecipientKind.OWNER: "You are told as the owner in the inventory.",
    RecipientKind.UNIT: "You are told for your unit: these assets name no owner who can be reached.",
    RecipientKind.COMPLIANCE: "Unowned queue: no owner or unit of these assets can be reached. Please assign one.",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell; an address is blank where there is none. Two with one `key` are the same reader."""

    kind: RecipientKind
    slack: str = ""
    email: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """Role and address, stable from run to run."""
        return f"{self.kind}:{self.email.casefold() or self.slack}"

    @property
    def told_as(self) -> str:
        """Why it is they who are told, in a sentence."""
        return TOLD_AS[self.kind]

    @property
    def reachable(self) -> bool:
        """Some channel leads there."""
        return bool(self.slack or self.email)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a unit or the compliance group is reached; blank where it is not."""

    slack: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """The addresses that no inventory row has: of compliance, and of business units by name in any case."""

    compliance: Address = Address()
    units: Mapping[str, Address] = field(default_factory=dict)

    def unit(self, name: str) -> Address:
        """The address of a unit, blank where it is unknown."""
        return {unit.casefold(): address for unit, address in self.units.items()}.get(name.casefold(), Address())


Hit = tuple["Impact", "Item"]
"""An impact with the item it is about."""


def recipient(item: Item, directory: Directory, channels: frozenset[Channel] = EVERY_CHANNEL) -> Recipient:
    """Whom to tell of the item, among those whom one of `channels` reaches.

    An address that nothing can be delivered to counts as none. Compliance is the last resort and returned even where it
    has no address either; see `Recipient.reachable`.
    """
    rungs = (
        (RecipientKind.OWNER, Address(item.owner_slack, item.owner_email), item.owner or item.owner_email),
        (
            RecipientKind.UNIT,
            directory.unit(item.business_unit) if item.business_unit else Address(),
            item.business_unit,
        ),
        (RecipientKind.COMPLIANCE, directory.compliance, "Compliance"),
    )
    found = [_recipient(kind, address, name, channels) for kind, address, name in rungs]
    return next((one for one in found if one.reachable), found[-1])


def _recipient(kind: RecipientKind, address: Address, name: str, channels: frozenset[Channel]) -> Recipient:
    return Recipient(
        kind,
        slack_address(address.slack) if Channel.SLACK in channels else "",
        email_address(address.email) if Channel.EMAIL in channels else "",
        shown(name),
    )


def by_recipient(
    hits: Iterable[Hit], directory: Directory, channels: frozenset[Channel] = EVERY_CHANNEL
) -> dict[Recipient, tuple[Hit, ...]]:
    """The hits of each recipient, each hit once and with the recipient of its own item.

    Rows that give a person's e-mail and rows that give only the same person's Slack id meet in one recipient, provided
    the id stands beside one e-mail address only; the order of the rows does not matter.
    """
    routed = [(hit, recipient(hit[1], directory, channels)) for hit in sorted(hits, key=lambda hit: hit[1].item_id)]
    emails: dict[str, set[str]] = {}
    for _, told in routed:
        if told.kind is RecipientKind.OWNER and told.slack and told.email:
            emails.setdefault(told.slack, set()).add(told.email)
    readers: dict[str, Recipient] = {}
    grouped: dict[str, list[Hit]] = {}
    for hit, told in routed:
        known = emails.get(told.slack, set())
        if told.kind is RecipientKind.OWNER and not told.email and len(known) == 1:
            told = replace(told, email=next(iter(known)))  # noqa: PLW2901 - the same person, with the address from another row
        first = readers.get(told.key, told)
        readers[told.key] = replace(first, slack=first.slack or told.slack)
        grouped.setdefault(told.key, []).append(hit)
    return {readers[key]: tuple(mine) for key, mine in grouped.items()}
