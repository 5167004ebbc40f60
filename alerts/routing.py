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


def recipient_of(key: str, address: str, name: str) -> Recipient:
    """Whoever was told under this key, at the address of that message."""
    kind, _, known = key.partition(":")
    email = email_address(address) or email_address(known)
    return Recipient(RecipientKind(kind), slack_address(address), email, shown(name))


def by_recipient(
    hits: Iterable[Hit], directory: Directory, channels: frozenset[Channel] = EVERY_CHANNEL
) -> dict[Recipient, tuple[Hit, ...]]:
    """The hits of each recipient, each hit once and with the recipient of its own item.

    Rows that give a person's e-mail and rows that give only the same person's Slack id meet in one reader, provided no
    row says otherwise. An e-mail address beside several Slack ids is reached by e-mail alone. Order does not matter.
    """
    routed = [(hit, recipient(hit[1], directory, channels)) for hit in sorted(hits, key=lambda hit: hit[1].item_id)]
    known = _Known(
        {(told.slack, told.email.casefold()): told for _, told in routed if told.kind is RecipientKind.OWNER}
    )
    readers: dict[str, Recipient] = {}
    grouped: dict[str, list[Hit]] = {}
    for hit, told in routed:
        reader = known.reader(told) if told.kind is RecipientKind.OWNER else told
        readers.setdefault(reader.key, reader)
        grouped.setdefault(reader.key, []).append(hit)
    return {readers[key]: tuple(mine) for key, mine in grouped.items()}


class _Known:
    """What all rows together say of their owners: which Slack id goes with which e-mail address (in lower case)."""

    def __init__(self, owners: Mapping[tuple[str, str], Recipient]) -> None:
        self._slack: dict[str, set[str]] = {}
        self._email: dict[str, set[str]] = {}
        self._spelled = {email: owner.email for (_, email), owner in owners.items()}
        for slack, email in owners:
            if slack and email:
                self._slack.setdefault(email, set()).add(slack)
                self._email.setdefault(slack, set()).add(email)

    def reader(self, owner: Recipient) -> Recipient:
        """The owner with the address that other rows add, and without one on which they disagree."""
        email = owner.email.casefold()
        beside = self._email.get(owner.slack, set())
        if not email and len(beside) == 1 and self._slack[next(iter(beside))] == {owner.slack}:
            email = next(iter(beside))
        if not email:
            return owner
        slack = self._slack.get(email, set())
        return replace(owner, email=self._spelled[email], slack=next(iter(slack)) if len(slack) == 1 else "")
