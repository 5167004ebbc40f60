"""Items as inventories really hold them, and rules that say little: a sensible answer, a reason, no crash, in bounded time."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.document import Document, Passage, Stage
from extract.inventory import Item
from models.impact import Impact, Level
from models.matching import Matcher
from models.register import Register, starting_facts
from models.scope import NamedParty, Relation, Scope, ScopeItem, read_scope

TODAY = dt.date(2026, 11, 23)
REGISTER = Register(starting_facts())
WORDS = (
    "Cellular modems and satellite navigation receivers of persons owned by the People's Republic of China are covered."
)
DOCUMENT = Document(
    document_number="2026-00001",
    type="RULE",
    stage=Stage.FINAL_RULE,
    title="Securing the Information and Communications Technology and Services Supply Chain",
    citation="91 FR 100",
    passages=(Passage("Scope", "(a)", 100, WORDS),),
)
MODEMS = ScopeItem("cellular modems", "", WORDS, 0)
SCOPES = (
    Scope(relation=Relation.ADVERSARY_NEXUS, adversaries=("CN", "RU"), covered=(MODEMS,)),
    Scope(relation=Relation.PARTY, named_parties=(NamedParty("Kaspersky Lab", ("Kaspersky",), True, WORDS, 0),)),
    Scope(relation=Relation.US_PROVIDER, covered=(MODEMS,)),
    Scope(relation=Relation.FOREIGN_PRODUCED, covered=(MODEMS,)),
    Scope(),
)


def answers(items: list[Item], scope: Scope, document: Document = DOCUMENT) -> list[Impact]:
    """The impacts on these items, by the lexicon alone; each has its reasons and a probability that is not saturated."""
    found = list(Matcher(document, scope, REGISTER, TODAY, embed=None).impacts(items))
    assert [impact.item_id for impact in found] == [item.item_id for item in items]
    for impact in found:
        assert all(reason.strip() for reason in impact.reasons)
        assert 0 < impact.probability < 1
        assert all(evidence.quote and "FR 100" in evidence.citation for evidence in impact.rule_evidence)
    return found


text = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.builds(Item, st.just("A-1"), text, vendor=text, supplier=text, description=text, kind=text, category=text,
                 country_of_origin=text, vendor_country=text, cpe=text, purl=text, part_number=text))  # fmt: skip
def test_any_text_in_any_field_is_answered(item: Item) -> None:
    """Scripts, marks and control characters in every field, under every relation a document may ask for."""
    for scope in SCOPES:
        answers([item], scope)


@pytest.mark.parametrize(
    "item",
    [
        Item("A-1", "modem"),
        Item("A-1", "4G modem, surplus"),
        Item("A-1", "Сотовый модем Москва", vendor="НПП Навигатор"),
        Item("A-1", "蜂窝调制解调器 5G", vendor="华为技术有限公司"),
        Item("A-1", "مودم خلوي", vendor="شركة"),
        Item("A-1", "Módem celular", description="Módem LTE para camiones, comprado en Monterrey"),
        Item("A-1", "Hуawei rоuter"),  # Cyrillic letters that look Latin
        Item("A-1", "-", vendor="GmbH"),
    ],
    ids=str,
)
def test_a_row_with_little_or_foreign_words_is_never_called_affected_without_a_supplier(item: Item) -> None:
    """Unknown is not no and not yes: what nobody knows the maker of is at most for review."""
    (found,) = answers([item], SCOPES[0])
    assert found.level is not Level.AFFECTED or "Huawei" in " ".join(found.reasons)


def test_a_named_thing_of_nobody_is_for_review() -> None:
    """A name is enough to see the class; who makes it has to be found out."""
    (found,) = answers([Item("A-1", "LTE cellular modem")], SCOPES[0])
    assert found.level is Level.REVIEW
    assert "not known" in " ".join(found.reasons)


@pytest.mark.parametrize("field", ["name", "vendor", "supplier", "description", "category", "country_of_origin", "cpe"])
@pytest.mark.parametrize("piece", ["cellular modem ", "based in ", "made by ", "a", "(", "ö-", "1,", "株式会社 "])
def test_ten_thousand_characters_take_no_longer_than_they_must(field: str, piece: str) -> None:
    """No field makes a reader run away."""
    item = Item(**{"item_id": "A-1", "name": "thing", field: (piece * 10_000)[:10_000]})
    began = time.process_time()
    for scope in SCOPES:
        answers([item], scope)
    assert time.process_time() - began < 10


def test_a_rule_without_definitions_is_read_and_answered() -> None:
    """Nothing defined, nothing listed, no text at all: the scope is empty, and every item has its reason."""
    for passages in ((), (Passage("", "", 100, "The Department will hold a meeting."),), DOCUMENT.passages):
        bare = Document(
            document_number="2026-00002",
            type="RULE",
            stage=Stage.FINAL_RULE,
            title="Notice",
            citation="91 FR 100",
            passages=passages,
        )
        answers([Item("A-1", "LTE cellular modem", vendor="Huawei"), Item("A-2", "chair")], read_scope(bare), bare)
