"""What ails a register is said, and nothing of it crashes an assessment; the one that comes with the product is well."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.inventory import Item
from extract.suppliers import GENERAL_KNOWLEDGE, SupplierFact
from models.nexus import State, judge
from models.register import DEPTH, Register, letters, starting_facts
from models.register_health import ailments

CN = frozenset({"CN"})


def fact(name: str, country: str = "", parent: str = "", **more: str) -> SupplierFact:
    """A sourced fact."""
    known = {"country": country, "parent": parent, "relation": "owned by" if parent else "", "source": "a register"}
    return SupplierFact(name, **{**known, "as_of": "2026-01-02", **more})


def said(*facts: SupplierFact) -> list[str]:
    """What ails the register of these facts."""
    return [str(ailment) for ailment in ailments(Register(facts))]


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ([fact("Ouroboros", "SE", "Ouroboros AB")], "Ouroboros: is its own parent"),
        ([fact("Hen", "SE", "Egg"), fact("Egg", "SE", "Hen")], "Hen: owns itself over 1 other firm(s), beginning with 'Egg'"),
        ([fact("GmbH", "DE")], "GmbH: the name 'GmbH' names no firm: a legal form or a placeholder alone"),
        ([fact("Acme", "DE", alias="Co., Ltd.")],
         "Acme: the alias 'Co., Ltd.' names no firm: a legal form or a placeholder alone"),
        ([fact("Two Faces", "SE"), fact("Two Faces", "CN")],
         "Two Faces: its seat is contradictory: CN (a register); SE (a register)"),
        ([fact("Kunpeng", "CN", alias="Sunrise"), fact("Alpenfunk", "CN", alias="Sunrise")],
         "Kunpeng: is taken for one firm with 'Alpenfunk', through the name 'Sunrise'"),
        ([fact("Acme", "DE", as_of="")], "Acme: has no date"),
        ([fact("Acme", "DE", source="")], "Acme: has no source"),
        ([fact(f"Firm {chr(65 + n) * 5}", "SE", f"Firm {chr(66 + n) * 5}") for n in range(DEPTH + 3)],
         f"Firm AAAAA: has owners more than {DEPTH} steps up, which nobody follows"),
    ],
)  # fmt: skip
def test_each_ailment_is_named(facts: list[SupplierFact], wanted: str) -> None:
    """The firm and what is wrong with it; every item of such a firm still gets an answer."""
    assert wanted in said(*facts)
    for each in facts:
        assert judge(Item("A-1", "a thing", vendor=each.name), Register(facts), CN).state in State


def test_a_healthy_register_has_nothing_to_say() -> None:
    """Owners, places that count together, and two names of one firm are no ailment."""
    assert said(fact("Nordlicht", "SE", "Dragon"), fact("Dragon", "HK"), fact("Dragon", "CN")) == []


def test_legal_forms_and_placeholders_lead_to_nobody() -> None:
    """A fact named by a legal form alone does not become the maker of every vendor written so."""
    register = Register([fact("GmbH", "CN"), fact("Acme", "CN", alias="-"), fact("Ltd.", "CN")])
    for vendor in ("GmbH", "Ltd.", "-", "unknown", "", "Co., Ltd."):
        assert register.resolve(vendor) == ()


def test_every_fact_that_comes_with_us_has_a_source_and_a_day() -> None:
    """A day that a calendar has, not after the release; a listed firm rests on its list, never on general knowledge."""
    for each in starting_facts():
        assert each.source, each
        assert dt.date.fromisoformat(each.as_of) <= dt.date(2027, 12, 31), each
        assert not (each.list and each.source == GENERAL_KNOWLEDGE), each


def test_the_register_that_comes_with_us_is_well() -> None:
    """No circle, no nameless firm, no seat in two countries; only spellings that join two rows of one firm."""
    found = [one for one in ailments(Register(starting_facts())) if not one.what.startswith("is taken for one firm")]
    assert found == []


@pytest.mark.parametrize(
    ("asset", "country"),
    [
        (Item("1", "Signal booster 900 MHz"), ""),
        (Item("2", "Port replicator"), ""),
        (Item("3", "Protocol gateway X1"), ""),
        (Item("4", "Hive SLT3 thermostat", vendor="Hive"), "GB"),
        (Item("5", "Active Vision SX-1200", vendor="Active"), ""),
        (Item("6", "Aruba 2930F", vendor="Aruba"), "US"),
        (Item("7", "TikTok", vendor="TikTok"), "CN"),
        (Item("8", "Talos IP Camera H264", vendor="Talos"), ""),
    ],
)
def test_everyday_words_and_shared_brands_do_not_lead_to_the_wrong_firm(asset: Item, country: str) -> None:
    """A booster is not made by a messenger, a thermostat by no software foundation; a subsidiary is not its parent."""
    nexus = judge(asset, Register(starting_facts()), frozenset({"CN", "RU"}))
    assert (nexus.countries[:1] or ("",))[0] == country, nexus


def test_letters_drop_legal_forms_only() -> None:
    """A name of filler words keeps its letters; one of legal forms has none."""
    assert letters("Acme GmbH") == letters("ACME")
    assert letters("GmbH & Co. KG") == ""
