"""Scopes of the facsimiles that lie beside the checkout, against what a perfect reader extracts."""

from __future__ import annotations

import json

import pytest

from extract.reader import read
from models.scope import Relation, read_scope
from models.triage import triage_document
from models.typography import essence

pytestmark = pytest.mark.shared
NUMBERS = [
    "2019-27596",
    "2024-01580",
    "2024-04382",
    "2024-13532",
    "2024-21903",
    "2024-28335",
    "2024-30209",
    "2025-00542",
    "2025-00592",
]


@pytest.fixture(params=NUMBERS)
def rule(request, shared):
    """Document, scope and expectation of one facsimile."""
    source = shared / f"data/rules/{request.param}.xml"
    document = read(source.read_bytes(), source.name).documents[0]
    return document, read_scope(document), json.loads(source.with_suffix(".expected.json").read_text("utf-8"))


def test_parties_adversaries_and_terms_are_complete_and_no_more(rule):
    """Named parties, adversaries and defined terms are exactly the expected ones."""
    _, scope, expected = rule
    assert {essence(party.name) for party in scope.named_parties} == {
        essence(name) for name in expected["named_parties"]
    }
    assert {essence(term.term) for term in scope.defined_terms} == {essence(term) for term in expected["defined_terms"]}
    if "adversaries" in expected:
        assert list(scope.adversaries) == expected["adversaries"]


def test_phases_are_those_expected(rule):
    """Every expected day or model year is found, and no other."""
    _, scope, expected = rule
    assert {phase.when for phase in scope.phases} == {phase["when"] for phase in expected.get("phases", [])}


def test_relevance_is_icts(rule):
    """Each of them belongs to the programme."""
    document, _, _ = rule
    assert triage_document(document).relevance == "icts"


def test_what_is_asked_of_the_supplier(rule):
    """Party for the determination, provider for the cloud, nexus for classes, nothing for procedure."""
    document, scope, _ = rule
    party, provider = Relation.PARTY, Relation.US_PROVIDER
    asked = {"2024-13532": party, "2024-01580": provider}
    asked |= dict.fromkeys(["2019-27596", "2024-28335", "2025-00542"], Relation.NONE)
    assert scope.relation is asked.get(document.document_number, Relation.ADVERSARY_NEXUS)


def test_quotes_stand_in_the_passages_they_name(rule):
    """The words of a quote are words of its passage, typography apart."""
    document, scope, _ = rule
    for piece in (*scope.covered, *scope.exclusions, *scope.prohibitions, *scope.phases, *scope.defined_terms):
        assert essence(piece.quote.split(" … ")[-1]) in essence(document.passages[piece.passage].text)
