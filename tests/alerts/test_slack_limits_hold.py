"""Whatever a document and an inventory hold, every Slack message keeps every limit, and the totals stay exact."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.block_kit import MAX_BLOCKS, MAX_CHARACTERS, size
from alerts.impact_alert import Event, compose
from alerts.routing import Recipient, RecipientKind
from alerts.slack_blocks import slack_messages
from extract.inventory import Item
from models.impact import Impact, ItemEvidence, Level, Obligation, RuleEvidence, Timing
from tests.alerts.samples import KASPERSKY, OWNER, alerts
from tests.servers.slack_limits import check_message, texts_of

HOSTILE = st.sampled_from(
    ["<!channel> ", "<@U024BE7LH>", "&", '"', "\\", "*x* ", "\u202e", "\n> ", "word ", "\U0001f600", "<https://a.b|c>"]
)
LONG = st.builds(lambda piece, times: piece * times, HOSTILE, st.sampled_from([0, 1, 40, 400]))
URLS = st.sampled_from(
    ["", "https://www.federalregister.gov/d/2024-13532", "javascript:x", "https://a.example/" + "&" * 900]
)
OWN_LINK = re.compile(r"<https?://[^<>|]+\|[^<>]*>")


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(LONG, min_size=8, max_size=8), url=URLS, number=st.integers(1, 40), event=st.sampled_from(Event))
def test_hostile_and_huge_input(texts: list[str], url: str, number: int, event: Event) -> None:
    """Slack takes every message, none is over our own limits, and nothing in it is a mention or a foreign link."""
    title, name, why, quote, citation, identity, duty, change = texts
    document = replace(KASPERSKY, title=title, document_number=identity, citation=citation, url=url)
    items = [Item(f"{identity}{count}", name, vendor=name) for count in range(number)]
    hits = [
        (_impact(item, why, quote if count % 3 else f"{quote}{count}", citation, duty), item)
        for count, item in enumerate(items)
    ]
    reader = Recipient(RecipientKind.OWNER, "U024BE7LH", "", name)
    today = dt.date(2024, 7, 1)
    alert = compose(
        document, hits, reader, event, rulemaking=identity, today=today, changes=[change] * 9, full_list=change
    )
    for message in slack_messages(alert):
        check_message(message)
        assert size(message) <= MAX_CHARACTERS
        assert len(message["blocks"]) <= MAX_BLOCKS
        for text in [message["text"], *texts_of(message["blocks"])]:
            assert not re.search(r"[<>]", OWN_LINK.sub("", re.sub(r"^> ", "", text, flags=re.MULTILINE)))


def _impact(item: Item, why: str, quote: str, citation: str, duty: str) -> Impact:
    return Impact(
        KASPERSKY.document_number, item.item_id, Level.AFFECTED, Timing.IN_FORCE, 0.9, basis=why, reasons=(why,),
        rule_evidence=(RuleEvidence(citation, quote),), item_evidence=(ItemEvidence("vendor", item.vendor),) * 3,
        obligations=tuple(Obligation(f"{number}{duty}", duty, quote) for number in range(9)),
    )  # fmt: skip


@pytest.mark.parametrize("number", [1, 5, 6, 200, 5_000])
def test_every_item_is_told_or_counted(number: int) -> None:
    """Items shown in the channel and the thread, and those counted at its end, make up the total."""
    items = [Item(f"AST-{count:05}", f"Camera {count}") for count in range(number)]
    hits = [(_impact(item, "why", "quote", "1 FR 1", "duty"), item) for item in items]
    alert = compose(KASPERSKY, hits, OWNER, Event.NEW, rulemaking="r", today=dt.date(2024, 7, 1))
    messages = slack_messages(alert)
    words = "\n".join(text for message in messages for text in texts_of(message["blocks"]))
    shown = set(re.findall(r"AST-\d{5}", words))
    counted = re.search(r"^and ([\d,]+) more assets?\.", words, flags=re.MULTILINE)
    assert len(shown) + int(counted[1].replace(",", "") if counted else 0) == number
    assert f"{number:,} affected" in words
    assert len(messages) <= 5


def test_buttons_come_only_where_somebody_listens() -> None:
    """Without a listener there are no buttons that would lead nowhere."""
    alert = alerts()["2024-13532-new"]
    kinds = [
        [block["type"] for block in slack_messages(alert, answerable=listens)[0]["blocks"]] for listens in (True, False)
    ]
    assert ["actions" in found for found in kinds] == [True, False]


@pytest.mark.parametrize("mark", ['"', "\\", "&", "<", "\U0001f600", "a", "\u00e9 "])
def test_every_text_at_its_longest_at_once(mark: str) -> None:
    """There is room for every text at its full length in the most expensive characters, buttons and all."""
    text, url = mark * 1_000, "https://a.example/" + "&" * 110
    document = replace(KASPERSKY, title=text, document_number=text, citation=text, url=url)
    items = [Item(f"{text}{count}", text, vendor=text) for count in range(40)]
    hits = [(_impact(item, text, f"{count}{text}", text, text), item) for count, item in enumerate(items)]
    today = dt.date(2024, 7, 1)
    alert = compose(
        document, hits, OWNER, Event.CHANGED, rulemaking="r", today=today, changes=[text] * 9, full_list=text
    )
    for message in slack_messages(alert):
        check_message(message)
        assert size(message) <= MAX_CHARACTERS
