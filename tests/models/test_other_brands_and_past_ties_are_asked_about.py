"""Relabelled goods, makers nobody knows, and ties of the past: a question to a person, neither silence nor a finding."""

from __future__ import annotations

from extract.inventory import Item
from extract.suppliers import GENERAL_KNOWLEDGE, SupplierFact
from models.nexus import State, judge
from models.register import Register
from models.relations import REPORTED
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


def facts(*more: SupplierFact) -> Register:
    """The register with more facts, all of them with a source."""
    return Register([*REGISTER.facts, *more])


def test_goods_made_by_another_firm_are_a_lead_however_that_is_said() -> None:
    """Sold as such, made under licence, or only one line of a firm's goods: then of that line alone."""
    register = facts(
        SupplierFact(
            "Heimlicht", country="NL", relation="sells devices made on the platform of Hikvision", source="a test"
        ),
        SupplierFact(
            "Rundfunk (mobile telephones)",
            country="NL",
            parent="Hikvision",
            relation="made under licence by",
            source="a",
        ),
        SupplierFact("Rundfunk", country="NL", source="a register"),
        SupplierFact(
            "Bluebird", country="US", parent="design houses in the PRC", relation="reported to be made by", source="b"
        ),
    )
    assert judge(row("IP camera", "Heimlicht"), register, CHINA).state is State.LEAD
    assert (
        judge(row("Mobile phone S3", "Rundfunk"), facts(*register.facts), CHINA).state is State.CLEARED
    )  # no telephone maker
    assert judge(row("Telephone IP camera", "Rundfunk"), register, CHINA).state is State.LEAD
    assert judge(row("IP camera", "Rundfunk"), register, CHINA).state is State.CLEARED
    assert judge(row("Phone", "Bluebird"), register, CHINA).state is State.LEAD
    judge_of = RelationJudge(Scope(relation=Relation.PARTY, named_parties=(PARTY,)), register)
    assert judge_of.judge(row("Telephone IP camera", "Rundfunk")).state is State.LEAD
    assert judge_of.judge(row("IP camera", "Rundfunk")).state is State.CLEARED


def test_the_line_of_goods_may_stand_behind_their_maker() -> None:
    """ "Sells hardware made by X (D100 domes)" speaks of that line and of no other goods of the seller."""
    told = "sells hardware made by Hikvision (D100 domes)"
    register = facts(SupplierFact("Domkamera", country="DE", source="a"), SupplierFact("Domkamera", relation=told))
    assert judge(row("D100 IP camera", "Domkamera"), register, CHINA).state is State.LEAD
    assert judge(row("K7 IP camera", "Domkamera"), register, CHINA).state is State.CLEARED
    some = facts(
        SupplierFact("Domkamera", country="DE"), SupplierFact("Domkamera", relation=f"{told[:32]} (some lines)")
    )
    assert judge(row("K7 IP camera", "Domkamera"), some, CHINA).state is State.LEAD
    licensed = "cameras of 2017 to 2020 made and sold under licence by Hikvision (some regions by others)"
    register = facts(SupplierFact("Altmarke", country="CA", source="a"), SupplierFact("Altmarke", relation=licensed))
    assert judge(row("IP camera", "Altmarke"), register, CHINA).state is State.LEAD


def test_software_built_in_speaks_of_what_its_maker_is_known_for() -> None:
    """An anti-virus suite with an engine of another maker is a question, the firm's calendar is not."""
    register = facts(
        SupplierFact("Kaspersky Lab", country="RU", source="a list"),
        SupplierFact("Torwache", country="US", source="a register"),
        SupplierFact("Torwache", relation="integrates software of Kaspersky Lab", source="a test"),
    )
    russia = frozenset({"RU"})
    assert judge(row("Antivirus suite", "Torwache", kind="software"), register, russia).state is State.LEAD
    assert judge(row("Calendar", "Torwache", kind="software"), register, russia).state is State.CLEARED
    assert judge(row("Router", "Torwache"), register, russia).state is State.CLEARED


def test_a_namesake_stands_for_itself() -> None:
    """A firm that only bears the name of a listed one: its product is told by the name's first word, and is not the other's."""
    register = facts(
        SupplierFact("Hikvision", country="CN", source="a list"),
        SupplierFact("Hikvision Bakery", "Hikvision Ovenbook", "US", relation="namesake of Hikvision", source="a test"),
    )
    namesake, own = row("Ovenbook Pro", "Hikvision", "software"), row("Viewer Pro", "Hikvision", "software")
    assert judge(namesake, register, CHINA).state is State.CLEARED
    assert judge(own, register, CHINA).state is State.FINDING
    party = RelationJudge(Scope(relation=Relation.PARTY, named_parties=(PARTY,)), register)
    assert party.judge(namesake).state is State.CLEARED
    assert party.judge(own).state is State.FINDING


def test_a_number_alone_names_no_maker_and_a_hyphen_ends_a_name() -> None:
    """ "360 Web Manager" is not of 360; "Eatery Club-food delivery" is of Eatery Club."""
    register = facts(
        SupplierFact("360", country="CN", source="a list"), SupplierFact("Eatery Club", country="CN", source="a list")
    )
    assert judge(row("360 Web Manager", "360 Web Manager", "software"), register, CHINA).state is State.UNKNOWN
    assert judge(row("360 Web Manager", "", "software"), register, CHINA).state is State.UNKNOWN
    assert judge(row("360", "", "software"), register, CHINA).state is State.FINDING
    assert judge(row("Eatery Club-food delivery", "", "software"), register, CHINA).state is State.FINDING


def test_ownership_in_part_and_reports_in_free_words_are_leads() -> None:
    """Neither a finding nor, where the words name an adversary, a clearance by the seat."""
    register = facts(
        SupplierFact("Halbinsel", country="US", parent="Hikvision", relation="partly owned by", source="a register"),
        SupplierFact("Ganz", country="US", parent="Hikvision", relation="owned by", source="a register"),
        SupplierFact("Geruecht", country="CH", relation="reported, not established: ties to China", source="a paper"),
        SupplierFact("Ruhig", country="CH", relation="reported, not established: ties to a bank", source="a paper"),
    )
    stands = {name: judge(row("Camera", name), register, CHINA).state for name in ("Halbinsel", "Ganz", "Geruecht")}
    assert stands == {"Halbinsel": State.LEAD, "Ganz": State.FINDING, "Geruecht": State.LEAD}
    judge_of = RelationJudge(Scope(relation=Relation.PARTY, named_parties=(PARTY,)), register)
    assert judge_of.judge(row("Camera", "Halbinsel")).state is State.LEAD
    assert judge_of.judge(row("Camera", "Ganz")).state is State.FINDING
