"""After the register changed, what is not touched reads as before: re-assessing the touched items equals re-assessing all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.inventory import Item
from extract.suppliers import GENERAL_KNOWLEDGE, SupplierFact
from models.nexus import State, judge
from models.register import Register
from models.register_change import touched_items
from models.relations import REPORTED
from models.scope import NamedParty, Relation, Scope
from models.standing import RelationJudge

FIRMS = (
    "Kunpeng Radio", "Kunpeng Radio Technology Co., Ltd.", "Nordlicht Motors", "Dragon Holding", "Yangtze Group", "Acme",
    "ACME GmbH", "KRT", "Alpenfunk AG", "Alpenfunk", "Victoria Peak Optics", "华为技术", "Co., Ltd.", "-",
)  # fmt: skip
RELATIONS = ("", "owned by", "brand", REPORTED, "community project", "resells products of Dragon Holding",
             "relabels hardware of Kunpeng Radio", "integrates software of Acme")  # fmt: skip
names = st.sampled_from(FIRMS)
facts = st.builds(
    SupplierFact,
    name=names,
    alias=st.one_of(st.just(""), names),
    country=st.sampled_from(("", "CN", "US", "SE", "HK;CN")),
    parent=st.one_of(st.just(""), names),
    relation=st.sampled_from(RELATIONS),
    list=st.sampled_from(("", "Some list")),
    source=st.sampled_from((GENERAL_KNOWLEDGE, "a register")),
    as_of=st.just("2026-01-02"),
)
words = st.one_of(st.just(""), names, names.map(str.upper), names.map(lambda name: name + " Deutschland GmbH"))
items = st.builds(
    Item,
    item_id=st.uuids().map(str),
    name=st.builds("{} {}".format, st.one_of(st.just("switch"), names), st.sampled_from(("X-1", "camera", ""))),
    vendor=words,
    supplier=words,
    kind=st.sampled_from(("hardware", "software", "")),
    description=st.one_of(st.just(""), names.map("A device made by {} in a box".format)),
    cpe=st.one_of(st.just(""), st.just("cpe:2.3:a:acme:thing:*:*:*:*:*:*:*:*")),
    purl=st.one_of(st.just(""), st.just("pkg:npm/acme/thing@1")),
)
PARTY = NamedParty("Dragon Holding", ("Yangtze Group",), affiliates=True, quote="", passage=0)
SCOPES = (
    Scope(relation=Relation.PARTY, named_parties=(PARTY,)),
    Scope(relation=Relation.US_PROVIDER),
    Scope(relation=Relation.FOREIGN_PRODUCED),
    Scope(relation=Relation.ADVERSARY_NEXUS, adversaries=("CN", "RU")),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(facts, max_size=8), st.lists(facts, max_size=2), st.lists(facts, max_size=2), st.lists(items, max_size=8)
)
def test_incremental_equals_full(
    kept: list[SupplierFact], gone: list[SupplierFact], come: list[SupplierFact], inventory: list[Item]
) -> None:
    """Whatever facts come and go: an item that is not touched stands to every scope as before, to the letter."""
    before, after = Register([*kept, *gone]), Register([*come, *kept])
    touched = set(touched_items(inventory, before, after))
    for item in inventory:
        if item.item_id not in touched:
            for scope in SCOPES:
                assert RelationJudge(scope, before).judge(item) == RelationJudge(scope, after).judge(item)
            assert judge(item, before, frozenset({"CN"})) == judge(item, after, frozenset({"CN"}))


def test_a_namesake_reaches_the_product_that_bears_the_name() -> None:
    """A fact on a line of a vendor's goods touches the rows of that line, though the vendor's own facts are as before."""
    known = [SupplierFact("Dragon", country="CN", source="a list", as_of="2026-01-02")]
    learnt = SupplierFact("Dragon Bakery", "Dragon Ovenbook", "US", relation="namesake of Dragon", source="a test")
    inventory = [
        Item("line", "Ovenbook Pro", "Dragon"),
        Item("same", "Dragon Ovenbook", "Dragon"),
        Item("other", "Lamp", "Dragon"),
    ]
    before, after = Register(known), Register([*known, learnt])
    assert list(touched_items(inventory, before, after)) == ["line", "same"]
    stands = [judge(item, after, frozenset({"CN"})).state for item in inventory]
    assert stands == [State.CLEARED, State.CLEARED, State.FINDING]


def test_a_fact_reaches_the_firm_those_below_it_and_those_alike_and_nobody_else() -> None:
    """A new owner of a holding touches its makers, a vendor that is written alike, a name in a title; not the rest."""
    known = [
        SupplierFact(
            "Nordlicht Motors", "Nordlicht", "SE", "Dragon Holding", "owned by", "", "a register", "2026-01-02"
        ),
        SupplierFact("Alpenfunk AG", "", "CH", "", "", "", "a register", "2026-01-02"),
    ]
    learnt = SupplierFact("Dragon Holding", "", "CN", "", "", "", "a register", "2026-01-02")
    inventory = [
        Item("below", "Car", vendor="Nordlicht Motors AB"),
        Item("alike", "Car", vendor="Nordlicht Motors Deutschland"),
        Item("itself", "Car", supplier="Dragon Holding"),
        Item("named", "Nordlicht wagon"),
        Item("other", "Radio", vendor="Alpenfunk"),
        Item("nobody", "Radio"),
    ]
    touched = list(touched_items(inventory, Register(known), Register([*known, learnt])))
    assert touched == ["below", "alike", "itself", "named"]
    assert list(touched_items(inventory, Register(known), Register(known))) == []
