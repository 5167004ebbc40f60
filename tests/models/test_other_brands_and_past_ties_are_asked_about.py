"""Relabelled goods, makers nobody knows, and ties of the past: a question to a person, neither silence nor a finding."""

from __future__ import annotations

from extract.inventory import Item
from extract.suppliers import GENERAL_KNOWLEDGE, SupplierFact
from models.nexus import State, judge
from models.register import REPORTED, Register
from models.scope import NamedParty, Relation, Scope, ScopeItem
from models.standing import RelationJudge

CHINA = frozenset({"CN"})
REGISTER = Register(
    [
        SupplierFact("Hikvision", country="CN", source="a list", as_of="2026-01-02"),
        SupplierFact("Alpenkamera", country="CH", source="a register", as_of="2026-01-02"),
        SupplierFact("Alpenkamera", relation="relabels hardware of Hikvision", source="a test", as_of="2026-01-02"),
        SupplierFact("Nordlicht Drive", country="US", source=GENERAL_KNOWLEDGE, as_of="2026-01-02"),
        SupplierFact("Nordlicht Drive", country="CN", relation=REPORTED, source=GENERAL_KNOWLEDGE, as_of="2026-01-02"),
    ]
)
PARTY = NamedParty("Hikvision", (), affiliates=True, quote="Hikvision and its affiliates", passage=0)
OTHER_BRANDS = ScopeItem("camera", "", "a camera that Hikvision makes, whatever the brand", 0)


def row(name: str, vendor: str = "", kind: str = "hardware") -> Item:
    """A row of an inventory."""
    return Item("A-1", name, vendor, kind=kind)


def state(item: Item, *covered: ScopeItem) -> State:
    """How the item stands to the named party."""
    scope = Scope(relation=Relation.PARTY, named_parties=(PARTY,), covered=covered)
    return RelationJudge(scope, REGISTER).judge(item).state


def test_a_relabel_speaks_of_what_its_maker_is_known_for() -> None:
    """A brand that sells a camera maker's cameras is asked about its cameras and recorders, not about its routers."""
    assert judge(row("IP camera", "Alpenkamera"), REGISTER, CHINA).state is State.LEAD
    assert judge(row("NVR", "Alpenkamera"), REGISTER, CHINA).state is State.LEAD
    assert judge(row("Router", "Alpenkamera"), REGISTER, CHINA).state is State.CLEARED
    assert judge(row("Viewer", "Alpenkamera", kind="software"), REGISTER, CHINA).state is State.CLEARED
    assert state(row("IP camera", "Alpenkamera")) is State.LEAD
    assert state(row("Router", "Alpenkamera")) is State.CLEARED


def test_a_tie_of_the_past_is_a_lead_and_said_so() -> None:
    """The seat alone would clear; a reported tie has to be looked into first."""
    found = judge(row("Driving software", "Nordlicht Drive", kind="software"), REGISTER, CHINA)
    assert found.state is State.LEAD
    assert "reported to have ties to CN" in found.reason


def test_a_maker_nobody_knows_is_asked_about_where_the_document_reaches_other_brands() -> None:
    """Goods without a known maker may be the party's; without such words in the document they are no sign of it."""
    assert state(row("IP camera", "Noname"), OTHER_BRANDS) is State.UNKNOWN
    assert state(row("IP camera", "Noname")) is State.CLEARED
    assert state(row("Viewer", "Noname", kind="software"), OTHER_BRANDS) is State.CLEARED
    assert state(row("IP camera", "Nordlicht Drive"), OTHER_BRANDS) is State.CLEARED


def test_of_listed_products_others_of_the_developer_are_not_meant() -> None:
    """The product in any edition is; what goes on with other words, shares its mark or is sold by another is a question."""
    listed = ("WeChat", "WeChat Reading Room", "WPS Office")
    tencent = NamedParty("Tencent Holdings Limited", (), True, "a quote", 0, products=listed)
    judge_of = RelationJudge(Scope(relation=Relation.PARTY, named_parties=(tencent,)), REGISTER)

    def stands(name: str, vendor: str = "") -> State:
        return judge_of.judge(row(name, vendor, kind="software")).state

    assert stands("WeChat") is State.FINDING
    assert stands("wechat for Windows", "Tencent Holdings") is State.FINDING
    assert stands("wpsoffice") is State.FINDING
    assert stands("WeChat Reading") is State.LEAD
    assert stands("WeChat Reading Room") is State.FINDING
    assert stands("WPS PDF", "Tencent Holdings") is State.LEAD
    assert stands("WeChat", "Nordlicht Drive") is State.LEAD
    assert stands("QQ Music", "Tencent Holdings") is State.CLEARED
    assert stands("Visitor counter WPS") is State.CLEARED
