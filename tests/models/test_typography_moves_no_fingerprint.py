"""The fingerprint holds under typographic edits and moves with a date, a definition or a party."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import DatedFact, DateKind, Document, Passage, Stage
from models.fingerprint import fingerprint, material_difference
from models.scope import read_scope
from models.typography import essence, plain

TEXT = """# SUMMARY

This rule prohibits imports of "harbor cranes" with a nexus to the PRC.

# § 1.1 Definitions.

*Harbor crane* means a ship-to-shore crane with cellular modems, antennas, and control software. It doesn't include
a hoist.

# § 1.2 Prohibition.

As of January 1, 2027, a port operator must not import a harbor crane supplied by a person owned by, controlled by,
or subject to the jurisdiction or direction of the PRC; spare parts are excluded, as §§ 1.3 and 1.4 (and no others) provide."""


@pytest.fixture
def rule(written):
    """A short rule with a definition, a prohibition, an exclusion, a phase and a date."""
    document = written("Harbor Cranes", TEXT, Stage.FINAL_RULE, "RULE")
    return replace(document, dates=(DatedFact(DateKind.EFFECTIVE, dt.date(2026, 12, 1), "effective December 1, 2026"),))


def edited(document: Document, change) -> Document:
    """The document with every paragraph, italic run and heading changed."""
    passages = tuple(
        replace(
            passage,
            text=change(passage.text),
            section=change(passage.section),
            emphasized=tuple(change(run) for run in passage.emphasized),
        )
        for passage in document.passages
    )
    return replace(document, passages=passages, title=change(document.title))


def marked(document: Document) -> str:
    """The document's fingerprint by its own scope."""
    return fingerprint(document, read_scope(document))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"', "“").replace("'", "’"),
        lambda text: text.replace("-", "‑"),
        lambda text: text.replace(" ", "\u00a0 "),
        lambda text: text.replace("software", "soft\u00adware"),
        lambda text: text.replace("crane.", "crane.¹"),
        lambda text: text.replace("hoist.", "hoist.\\12\\"),
        lambda text: text.replace("; ", ";  "),
        lambda text: text.replace("§§ ", "Sec. Sec. ").replace("§ ", "Sec. "),
        lambda text: text.replace("ff", "ﬀ").replace("fi", "ﬁ").replace("fl", "ﬂ"),
    ],
)
def test_typography_does_not_count(rule, change):
    """Quotes, dashes, spaces, soft hyphens, footnote marks and ligatures change nothing material."""
    other = edited(rule, change)
    assert marked(rule) == marked(other)
    assert material_difference(rule, read_scope(rule), other, read_scope(other)) == []


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("January 1, 2027", "January 1, 2028", "phases"),
        ("with cellular modems", "with satellite modems", "definitions"),
        ("spare parts are excluded", "spare motors are excluded", "exclusions"),
        ("must not import", "must not sell", "prohibitions"),
    ],
)
def test_a_changed_statement_is_shown(rule, old, new, field):
    """The difference names the field and shows both wordings."""
    other = edited(rule, lambda text: text.replace(old, new))
    assert marked(rule) != marked(other)
    differences = material_difference(rule, read_scope(rule), other, read_scope(other))
    shown = [difference for difference in differences if difference.field == field]
    assert any(old.split()[-1] in difference.before for difference in shown)
    assert any(new.split()[-1] in difference.after for difference in shown)


def test_a_new_deadline_is_material(rule):
    """A date of the document counts as much as its words."""
    other = replace(rule, dates=(replace(rule.dates[0], date=dt.date(2027, 1, 15)),))
    (difference,) = material_difference(rule, read_scope(rule), other, read_scope(other))
    assert (difference.field, difference.before[:10], difference.after[:10]) == ("dates", "2026-12-01", "2027-01-15")


def test_quotes_of_dates_and_order_of_paragraphs_do_not_count(rule):
    """How a date was worded, and where a paragraph stands, is no change of what is ruled."""
    other = replace(rule, dates=(replace(rule.dates[0], quote="takes effect on December 1, 2026"),))
    assert marked(rule) == marked(other)


def test_a_footnote_mark_behind_a_bracket_does_not_count():
    """A number glued to the end of a clause, as text without superscripts prints it."""
    assert plain("cranes (and hoists),12 which") == plain("cranes (and hoists), which")


def test_decimals_stay_apart_from_whole_numbers():
    """The point of 1.5 counts, that of a sentence does not."""
    assert essence("450 MHz.") == essence("450 MHz") == "450mhz"
    assert essence("1.5 percent") != essence("15 percent")


@given(st.text(alphabet="ab “”‘’'`\"—–-\u00ad\u00a0;,.", max_size=80))
def test_levelling_twice_is_levelling_once(text):
    """Quotes, dashes and spaces that have been levelled stay as they are."""
    assert plain(plain(text)) == plain(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=120), max_size=6))
def test_any_text_has_a_scope_and_a_fingerprint(paragraphs):
    """Whatever stands in a document, reading it ends without an error and says the same twice."""
    passages = tuple(Passage("§ 1 Definitions.", at, None, text, "regulation") for at, text in enumerate(paragraphs, 1))
    document = Document("2026-00002", "RULE", Stage.FINAL_RULE, "T", passages=passages)
    assert marked(document) == marked(document)
