"""The register and the nexus: facts decide, general knowledge only clears or asks, unknown stays unknown."""

from __future__ import annotations

import time

import pytest

from extract.inventory import Item
from extract.suppliers import GENERAL_KNOWLEDGE, SupplierFact
from models.nexus import State, judge
from models.register import Register, starting_facts
from models.relations import REPORTED

PRC_AND_RUSSIA = frozenset({"CN", "RU"})
LIST = "Invented list of 2 March 2024"


def fact(name: str, country: str = "", **more: str) -> SupplierFact:
    """A sourced fact."""
    return SupplierFact(**{"name": name, "country": country, "source": LIST, "as_of": "2024-03-02", **more})


def item(vendor: str = "", **more: str) -> Item:
    """An asset of a vendor."""
    return Item(**{"item_id": "A-1", "name": "a thing", "vendor": vendor, **more})


def state(asset: Item, *facts: SupplierFact) -> State:
    """What the register of these facts says of the asset."""
    return judge(asset, Register(facts), PRC_AND_RUSSIA).state


def test_a_sourced_seat_in_an_adversary_is_a_finding() -> None:
    """A fact with a source is enough to say so, and it is quoted with source and date."""
    nexus = judge(item("Kunpeng Radio"), Register([fact("Kunpeng Radio Co., Ltd.", "CN")]), PRC_AND_RUSSIA)
    assert nexus.state is State.FINDING
    assert LIST in nexus.reason
    assert "2024-03-02" in nexus.reason


def test_general_knowledge_of_an_adversarys_seat_is_only_a_lead() -> None:
    """Nobody is accused on what somebody simply knows."""
    known = fact("Kunpeng Radio", "CN", source=GENERAL_KNOWLEDGE)
    assert state(item("Kunpeng Radio"), known) is State.LEAD


def test_general_knowledge_of_another_seat_clears() -> None:
    """Knowing that a maker is Swiss keeps an alert from being raised."""
    known = fact("Alpenfunk", "CH", source=GENERAL_KNOWLEDGE)
    assert state(item("Alpenfunk AG"), known) is State.CLEARED


def test_an_address_on_a_watch_list_accuses_but_never_clears() -> None:
    """A sanctions list gives a Russian bank's company its address in Cyprus: that is no seat to rest on."""
    listed = fact("Volgatron Holdings", "CY", list=LIST)
    assert state(item("Volgatron Holdings"), listed) is State.UNKNOWN
    assert state(item("Volgatron Holdings"), fact("Volgatron Holdings", "RU", list=LIST)) is State.FINDING
    seated = fact("Volgatron Holdings", "CY", source=GENERAL_KNOWLEDGE)
    assert state(item("Volgatron Holdings"), listed, seated) is State.CLEARED


def test_an_unknown_vendor_is_unknown_and_not_cleared() -> None:
    """Unknown is not no."""
    assert state(item("Nobody Ever Heard"), fact("Kunpeng Radio", "CN")) is State.UNKNOWN
    assert state(item(""), fact("Kunpeng Radio", "CN")) is State.UNKNOWN


def test_hong_kong_and_macau_count_with_china() -> None:
    """15 CFR 791.4 takes them in."""
    assert state(item("Victoria Peak Optics"), fact("Victoria Peak Optics", "HK")) is State.FINDING
    assert state(item("Taipa Optics"), fact("Taipa Optics", "MO")) is State.FINDING


def test_owners_are_walked_and_named() -> None:
    """A maker seated elsewhere is owned from an adversary through the firms on the way."""
    facts = [
        fact("Nordlicht Motors", "SE", parent="Dragon Holding", relation="owned by"),
        fact("Dragon Holding", "LU", parent="Yangtze Group", relation="owned by"),
        fact("Yangtze Group", "CN"),
    ]
    nexus = judge(item("Nordlicht Motors"), Register(facts), PRC_AND_RUSSIA)
    assert nexus.state is State.FINDING
    assert "Nordlicht Motors → Dragon Holding → Yangtze Group owned from CN" in nexus.reason


@pytest.mark.parametrize("parent", ["Own Child", "Second Child"])
def test_cycles_of_ownership_end(parent: str) -> None:
    """A parent that is its own child, or a ring of owners, is walked once."""
    facts = [
        fact("Own Child", "FR", parent=parent, relation="owned by"),
        fact("Second Child", parent="Own Child", relation="owned by"),
    ]
    assert state(item("Own Child"), *facts) is State.CLEARED


def test_contradicting_facts_lead_to_the_cautious_side() -> None:
    """Where one source says Sweden and another China, the adversary's seat is not lost: both are said, and it is for review."""
    for register in (
        Register([fact("Two Faces", "SE"), fact("Two Faces", "CN")]),
        Register([fact("Child", parent="Two Faces"), fact("Two Faces", "SE"), fact("Two Faces", "CN")]),
    ):
        nexus = judge(item("Child" if len(register.facts) > 2 else "Two Faces"), register, PRC_AND_RUSSIA)
        assert nexus.state is State.LEAD
        assert "CN (Invented list" in nexus.reason
        assert "but in SE (Invented list" in nexus.reason


def test_only_facts_of_one_standing_contradict_each_other() -> None:
    """General knowledge does not shake a source, Hong Kong does not contradict China, nor does a list's or another's address."""
    known = fact("Two Faces", "SE", source=GENERAL_KNOWLEDGE)
    assert state(item("Two Faces"), known, fact("Two Faces", "CN")) is State.FINDING
    assert state(item("Two Faces"), fact("Two Faces", "HK"), fact("Two Faces", "CN")) is State.FINDING
    assert state(item("Two Faces"), fact("Two Faces", "SE"), fact("Two Faces", "CN", list="Some list")) is State.FINDING
    assert state(item("Two Faces"), fact("Two Faces", "SE"), fact("Two Faces", "CN;SE")) is State.FINDING


def test_a_name_merely_alike_is_a_lead() -> None:
    """A vendor that only resembles a listed firm has to be looked at, not accused."""
    assert state(item("Kunpeng"), fact("Kunpeng Radio Technology Co., Ltd.", "CN")) is State.LEAD


def test_a_report_nobody_checked_is_a_lead() -> None:
    """A suspicion puts items to review until somebody verifies it."""
    assert state(item("Suspect Systems"), fact("Suspect Systems", "RU", relation=REPORTED)) is State.LEAD
    known = fact("Suspect Systems", "FR", source=GENERAL_KNOWLEDGE)
    assert state(item("Suspect Systems"), known, fact("Suspect Systems", "RU", relation=REPORTED)) is State.LEAD


def test_a_report_nobody_checked_clears_nobody() -> None:
    """That somebody heard of a seat in France is no reason to look away."""
    assert state(item("Suspect Systems"), fact("Suspect Systems", "FR", relation=REPORTED)) is State.UNKNOWN


def test_a_place_in_the_vendors_name_is_a_weak_sign() -> None:
    """It leads to review and never to a finding."""
    nexus = judge(item("Lantern Technology (Shenzhen) Co."), Register([]), PRC_AND_RUSSIA)
    assert nexus.state is State.LEAD
    assert "weak sign" in nexus.reason


def test_the_rows_own_words_clear_or_warn() -> None:
    """A description that states the maker's seat is used where the register knows nobody."""
    assert state(item("Quux", description="A French manufacturer of sensors.")) is State.CLEARED
    assert state(item("Quux", description="Founded in Shanghai, China, it makes sensors.")) is State.LEAD
    assert state(item("Quux", vendor_country="China")) is State.FINDING


def test_a_brand_at_the_start_of_the_name_names_the_maker() -> None:
    """A row without vendor is still known by its brand."""
    brand = fact("Kunpeng Radio", "CN", alias="WolfLink", relation="brand")
    assert state(item("", name="WolfLink X200 modem"), brand) is State.FINDING
    assert state(item("", name="Modem compatible with WolfLink"), brand) is State.UNKNOWN


def test_relabelled_hardware_is_a_lead_for_hardware_only() -> None:
    """A firm that relabels another's cameras is asked about cameras, not about its software."""
    facts = [fact("Fence Cam", "US", relation="relabels hardware of Kunpeng Radio"), fact("Kunpeng Radio", "CN")]
    assert state(item("Fence Cam", kind="hardware"), *facts) is State.LEAD
    assert state(item("Fence Cam", kind="software"), *facts) is State.CLEARED


def test_every_fact_that_comes_with_the_product_has_source_and_date() -> None:
    """A fact without either could not be defended."""
    facts = starting_facts()
    assert len(facts) > 5_000
    assert [f for f in facts if not f.source] == []
    assert [f for f in facts if f.general and not f.as_of] == []


def test_screening_a_large_inventory_takes_seconds() -> None:
    """Each distinct vendor is looked up once."""
    register = Register(starting_facts())
    began = time.perf_counter()
    for number in range(20_000):
        register.resolve(f"Vendor {number % 2_000} Systems")
    assert time.perf_counter() - began < 20
