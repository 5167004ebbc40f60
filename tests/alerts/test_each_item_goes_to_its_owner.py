"""Whom to tell: the owner in the row, else the unit, else compliance; and nobody gets another's item."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.impact_alert import Event, NothingToTell, compose
from alerts.routing import (
    EVERY_CHANNEL,
    Address,
    Channel,
    Directory,
    Recipient,
    RecipientKind,
    by_recipient,
    email_address,
    recipient,
    slack_address,
)
from extract.inventory import Item
from models.impact import Impact, Level, Timing
from tests.alerts.samples import KASPERSKY

COMPLIANCE = Address("C0COMPLY1", "compliance@example.com")
DIRECTORY = Directory(COMPLIANCE, {"Fleet": Address("#fleet", "fleet@example.com"), "Silent": Address()})


def _item(**row: str) -> Item:
    return Item("A-1", "asset", **row)


LADDER = [
    ({"owner": "Dana", "owner_slack": "U024BE7LH", "business_unit": "Fleet"}, RecipientKind.OWNER, "U024BE7LH", ""),
    ({"owner_email": "dana@example.com"}, RecipientKind.OWNER, "", "dana@example.com"),
    ({"owner": "Dana", "business_unit": "fleet"}, RecipientKind.UNIT, "#fleet", "fleet@example.com"),
    ({"owner_slack": "@dana", "business_unit": "FLEET"}, RecipientKind.UNIT, "#fleet", "fleet@example.com"),
    ({"owner_email": "dana@x.com\nBcc: all@x.com"}, RecipientKind.COMPLIANCE, "C0COMPLY1", "compliance@example.com"),
    ({"owner": "Dana", "business_unit": "Silent"}, RecipientKind.COMPLIANCE, "C0COMPLY1", "compliance@example.com"),
    ({}, RecipientKind.COMPLIANCE, "C0COMPLY1", "compliance@example.com"),
]


@pytest.mark.parametrize(("row", "kind", "slack", "email"), LADDER)
def test_the_ladder(row: dict[str, str], kind: RecipientKind, slack: str, email: str) -> None:
    """An address that nothing can be delivered to counts as none, and the next rung is asked."""
    told = recipient(_item(**row), DIRECTORY)
    assert (told.kind, told.slack, told.email) == (kind, slack, email)


def test_a_channel_that_is_not_configured_reaches_nobody() -> None:
    """An owner with a Slack id only is passed over where only e-mail goes out: else nobody would be told."""
    row = _item(owner="Dana", owner_slack="U024BE7LH", business_unit="Fleet")
    assert recipient(row, DIRECTORY, frozenset({Channel.EMAIL})).email == "fleet@example.com"
    assert recipient(row, DIRECTORY, frozenset({Channel.SLACK})).slack == "U024BE7LH"


def test_nobody_at_all_is_said_and_not_hidden() -> None:
    """Without any address the item still has a recipient, and it says that it cannot be reached."""
    assert not recipient(_item(), Directory()).reachable


@pytest.mark.parametrize(
    "text", ["a@b@c.com", "a b@c.com", "a@c.com,d@c.com", "<a@c.com>", "a@c.com\r\nX: y", "a@", "ä@c.com"]
)
def test_what_is_no_address(text: str) -> None:
    """Nothing but a bare address gets through to a header."""
    assert email_address(text) == ""
    assert slack_address(text) == ""


def test_one_person_in_two_kinds_of_rows_is_one_reader() -> None:
    """Rows with the e-mail, rows with the Slack id and rows with both meet, whatever their order."""
    rows = [
        Item("A-1", "a", owner="Dana", owner_slack="U024BE7LH"),
        Item("A-2", "b", owner="Dana", owner_slack="U024BE7LH", owner_email="Dana@example.com"),
        Item("A-3", "c", owner="Dana", owner_email="dana@example.com"),
    ]
    for order in itertools.permutations(rows):
        grouped = by_recipient([(_impact(row), row) for row in order], DIRECTORY)
        assert [len(hits) for hits in grouped.values()] == [3]
        assert {told.slack for told in grouped} == {"U024BE7LH"}


def test_two_owners_who_share_a_channel_stay_two() -> None:
    """A team's channel beside two e-mail addresses joins nobody with anybody."""
    rows = [
        Item("A-1", "a", owner_slack="#team", owner_email="ann@example.com"),
        Item("A-2", "b", owner_slack="#team", owner_email="bob@example.com"),
        Item("A-3", "c", owner_slack="#team"),
    ]
    grouped = by_recipient([(_impact(row), row) for row in rows], DIRECTORY)
    assert sorted((told.email, len(hits)) for told, hits in grouped.items()) == [
        ("", 1),
        ("ann@example.com", 1),
        ("bob@example.com", 1),
    ]


def _impact(item: Item, level: Level = Level.AFFECTED) -> Impact:
    return Impact(KASPERSKY.document_number, item.item_id, level, Timing.IN_FORCE, 0.9, "party", ("why",))


PEOPLE = ["", "U0AAAAAAA", "U0BBBBBBB", "#team", "@nobody"]
ADDRESSES = ["", "ann@example.com", "Bob@example.com", "bob@example.com", "no address"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sampled_from(ADDRESSES), st.sampled_from(["", "Fleet", "fleet", "Silent"]),
        st.sampled_from(Level),
    ),
    max_size=25,
)  # fmt: skip


@given(rows=ROWS, channels=st.sampled_from([EVERY_CHANNEL, *(frozenset({channel}) for channel in Channel)]))
def test_each_item_in_a_message_belongs_to_its_recipient(
    rows: list[tuple[str, str, str, Level]], channels: frozenset[Channel]
) -> None:
    """Every item is told exactly once, and to whom its row, its unit or the unowned queue says."""
    items = [
        Item(f"A-{number:03}", "asset", owner="x", owner_slack=slack, owner_email=email, business_unit=unit)
        for number, (slack, email, unit, _) in enumerate(rows)
    ]
    levels = {item.item_id: level for item, (*_, level) in zip(items, rows, strict=True)}
    hits = [(_impact(item, levels[item.item_id]), item) for item in items]
    told: list[str] = []
    for reader, mine in by_recipient(hits, DIRECTORY, channels).items():
        assert all(_belongs(item, reader, channels) for _, item in mine)
        told += _told(reader, mine)
    assert sorted(told) == sorted(identity for identity, level in levels.items() if level is not Level.NONE)


def _told(reader: Recipient, mine: tuple[tuple[Impact, Item], ...]) -> list[str]:
    """The ids in the reader's message; no message where every impact is of level none."""
    facts = {"rulemaking": "r", "today": dt.date(2024, 7, 1)}
    if all(impact.level is Level.NONE for impact, _ in mine):
        with pytest.raises(NothingToTell):
            compose(KASPERSKY, mine, reader, Event.NEW, **facts)
        return []
    alert = compose(KASPERSKY, mine, reader, Event.NEW, **facts)
    ids = [line.item_id for group in alert.groups for line in group.lines]
    assert alert.total == len(ids)
    return ids


def _belongs(item: Item, reader: Recipient, channels: frozenset[Channel]) -> bool:
    alone = recipient(item, DIRECTORY, channels)
    slack, email = (alone.slack, reader.slack), (alone.email.casefold(), reader.email.casefold())
    strangers = [pair for pair in (slack, email) if all(pair) and pair[0] != pair[1]]
    shared = [pair for pair in (slack, email) if all(pair) and pair[0] == pair[1]]
    return alone.kind is reader.kind and not strangers and (bool(shared) or not reader.reachable)
