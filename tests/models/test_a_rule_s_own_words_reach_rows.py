"""A rule's own phrases in rows, documents of two clauses, goods that hold a party's part, and what limits an exclusion."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.document import Document, Stage
from extract.inventory import Item
from extract.suppliers import SupplierFact
from models.classes import profile
from models.clauses import clauses
from models.decision import Fit
from models.fit import ScopeClasses
from models.impact import Level
from models.matching import Matcher
from models.nexus import State
from models.register import Register
from models.rule_words import RuleWords, phrases_of
from models.scope import DefinedTerm, NamedParty, Relation, Scope, ScopeItem, read_scope
from models.standing import RelationJudge

REGISTER = Register(
    [
        SupplierFact("Longma Modules", country="CN", source="a list", as_of="2026-01-02"),
        SupplierFact("Xinghe Radio", alias="Xinghe", country="CN", source="a list", as_of="2026-01-02"),
        SupplierFact("Nordfjell Meters", country="NO", source="a register", as_of="2026-01-02"),
    ]
)
MODULES = (
    "cellular modules produced by any other entity owned by, controlled by, or subject to the jurisdiction of the PRC"
)
HOSTS = "host equipment into which a cellular module of Longma has been built"
LIST = Scope(
    relation=Relation.PARTY,
    named_parties=(NamedParty("Longma Modules", ("Longma",), affiliates=True, quote="Longma Modules", passage=0),),
    adversaries=("CN",),
    defined_terms=(DefinedTerm("Cellular module", (), "Cellular module means a component for 4G or LTE", 0),),
    covered=(ScopeItem("Cellular module", "", MODULES, 0), ScopeItem("host equipment", "", HOSTS, 0)),
)


def pieces(*texts: str) -> tuple[ScopeItem, ...]:
    """Pieces of a scope with these texts."""
    return tuple(ScopeItem(text, "", text, 0) for text in texts)


def row(name: str, category: str = "", description: str = "", vendor: str = "", kind: str = "hardware") -> Item:
    """A row of an inventory."""
    return Item("A-1", name, vendor, kind=kind, category=category, description=description)


def fit(item: Item, covered: tuple[ScopeItem, ...], *excluded: ScopeItem, title: str = "A rule") -> Fit:
    """The item's fit to a rule that covers and leaves out these."""
    document = Document("2099-1", "RULE", Stage.FINAL_RULE, title)
    scope = Scope(relation=Relation.ADVERSARY_NEXUS, covered=covered, exclusions=excluded)
    return ScopeClasses(document, scope).fit(item).fit


def test_a_phrase_that_the_lexicon_does_not_know_is_found_in_a_row() -> None:
    """The rule's noun in name or category; not what the thing is for, and not an accessory of it."""
    covered = pieces("data loggers", "building automation systems")
    assert fit(row("PV data logger 4G", "data logger"), covered) is Fit.DIRECT
    assert fit(row("BX-2", "building automation"), covered) is Fit.DIRECT
    assert fit(row("Cable for data logger"), covered) is not Fit.DIRECT
    assert fit(row("Data logger bracket"), covered) is not Fit.DIRECT


def test_an_excluded_phrase_says_more_than_a_wide_class() -> None:
    """A patch cord is left out by name, though its class is covered; a router of the same shelf stays."""
    left_out = pieces("home routers")[0]
    assert fit(row("Home router 3", "home router"), pieces("routers"), left_out) is Fit.EXCLUDED
    assert fit(row("Core 9", "router"), pieces("routers"), left_out) is Fit.DIRECT
    assert fit(row("LED wall", "video wall"), pieces("cameras"), pieces("video walls")[0]) is Fit.EXCLUDED


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("network or digital video recorder", {("network", "video", "recorder"), ("digital", "video", "recorder")}),
        ("data center infrastructure management (DCIM) software", {("dcim",)}),
        ("interfaces to them", set()),
        ("other equipment", set()),
    ],
)
def test_a_phrase_is_taken_apart_into_what_rows_may_say(text: str, phrases: set[tuple[str, ...]]) -> None:
    """Members of a list share their head, acronyms stand for it, and empty words say nothing."""
    assert phrases <= set(phrases_of(text))
    assert phrases or not phrases_of(text)


def test_software_is_no_equipment() -> None:
    """A phrase that says "software" is not found in hardware, nor one that says "equipment" in software."""
    words = RuleWords(pieces("fare collection software"))
    assert words.said(row("Fare collection server", "fare collection")) is None
    assert words.said(row("Fare collection", "fare collection", kind="software")) is not None


def test_a_list_that_also_reaches_other_firms_is_two_clauses() -> None:
    """Another firm's module is affected by the second clause, another firm's router by none."""
    first, second = clauses(LIST)
    assert (first.relation, second.relation) == (Relation.PARTY, Relation.ADVERSARY_NEXUS)
    document = Document("2099-1", "NOTICE", Stage.NOTICE, "Additions to the list")
    items = [
        row("XR-7", "cellular module", vendor="Xinghe Radio"),
        row("LM-1", "cellular module", vendor="Longma Modules"),
        row("Home router", "router", vendor="Xinghe Radio"),
    ]
    levels = [one.level for one in Matcher(document, LIST, REGISTER, dt.date(2026, 1, 2), embed=None).impacts(items)]
    assert levels == [Level.AFFECTED, Level.AFFECTED, Level.NONE]


def test_what_holds_a_part_of_the_party_is_reached_where_the_document_says_so() -> None:
    """The row tells whose module is inside; where it tells only that there is one, its maker has to be found out."""
    judge = RelationJudge(LIST, REGISTER).judge
    assert judge(row("Meter 4", "meter", "contains Longma modem", "Nordfjell Meters")).state is State.FINDING
    assert judge(row("Tracker 2", "tracker", "4G tracker", "Nordfjell Meters")).state is State.UNKNOWN
    assert judge(row("Tracker 2", "tracker", "4G, Xinghe module", "Nordfjell Meters")).state is State.CLEARED


def test_a_qualified_exclusion_leaves_the_class_in(written) -> None:
    """What a list, or other makers, take out is not the class itself."""
    document = written(
        "Securing the Information and Communications Technology and Services Supply Chain: Gate Readers",
        """
# § 1 Definitions

*Gate reader* means a device that reads badges.

# § 2 Exclusions

Gate readers on the list of the General Services Administration are not covered.

This rule shall not be construed to cover document scanners or cash drawers.
        """,
        Stage.FINAL_RULE,
        "RULE",
    )
    scope = read_scope(document)
    assert "Gate reader" in {piece.text for piece in scope.covered}
    assert {"document scanners", "cash drawers"} <= {piece.text for piece in scope.exclusions}


def test_a_thing_that_has_what_it_must_lack_is_not_left_out() -> None:
    """Readers without a camera are out; one with a camera is not."""
    left_out = pieces("Access control hardware without a camera")[0]
    covered = pieces("surveillance cameras")
    assert fit(row("Door station", "intercom", "outdoor station with camera"), covered, left_out) is not Fit.EXCLUDED
    assert fit(row("Card reader", "access control", "reads badges"), covered, left_out) is Fit.EXCLUDED


def test_emphasized_terms_may_be_defined_by_what_they_are(written) -> None:
    """ "*Covered readers* are badge and palm readers ..." defines them."""
    document = written("A notice", "*Covered readers* are badge readers and palm readers for doors.")
    assert [term.term for term in read_scope(document).defined_terms] == ["Covered readers"]


def test_goods_for_homes_are_apart_from_goods_of_a_professional_grade() -> None:
    """The sentence limits routers to enterprise grade, the exclusion names those of homes."""
    graded = ScopeItem("routers", "", "Switches, routers, and firewalls of enterprise or carrier grade", 0)
    homes = ScopeItem("home routers", "", "Consumer-grade products: home routers and mesh systems", 0)
    assert fit(row("AX5400 Wi-Fi 6 router", "wireless router"), (graded,), homes) is Fit.EXCLUDED


def test_one_adjective_serves_two_nouns() -> None:
    """A battery or energy management system is no battery; the switches beside smart plugs are smart."""
    systems = pieces("battery or energy management system")
    assert fit(row("Flight battery", "battery"), systems) is not Fit.DIRECT
    plugs = (ScopeItem("switches", "", "smart plugs and switches", 0),)
    assert fit(row("Switch 24 ports", "network switch"), plugs) is Fit.OTHER


def test_a_shelf_of_many_things_is_no_class() -> None:
    """What only the shelf calls network equipment is covered in a certain use; many ports make a switch of it."""
    covered = pieces("network equipment")
    assert fit(row("ZX-1", "network/IT device type"), covered) is Fit.CONDITIONAL
    assert "network_switch" in profile(row("ZX-2", "network/IT device type", "1U; interfaces: 48x 1000base-t"))


def test_software_that_runs_on_no_device_of_a_person_is_no_application() -> None:
    """A library is another class; server software that only its shelf calls an application is a question."""
    covered = pieces("connected software applications")
    assert fit(row("jsonkit", "open-source component", kind="software"), covered) is Fit.OTHER
    assert fit(row("Fleetbox BIOS", "NVD CPE dictionary application", kind="software"), covered) is Fit.CONDITIONAL
    assert fit(row("Chatty", "mobile app", kind="software"), covered) is Fit.DIRECT


def test_the_field_of_use_is_the_title_s() -> None:
    """Servers and storage are no matter of the cloud alone, though storage is also rented there."""
    title = "Securing the Information and Communications Technology and Services Supply Chain: Servers and Storage"
    assert fit(row("Rack server 2U"), pieces("servers", "storage"), title=title) is Fit.DIRECT


def test_names_in_camel_case_are_read_whole_too() -> None:
    """ "PowerEdge" is one word of the trade."""
    assert "server" in profile(row("Dell PowerEdge R730"))
