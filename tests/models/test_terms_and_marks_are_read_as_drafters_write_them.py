"""Definitions by "is", under run-in headings, by reference and by examples; the marks of a party; what runs on devices."""

from __future__ import annotations

import pytest

from extract.document import Stage
from extract.inventory import Item
from models.definitions import defined_terms
from models.fit import ScopeClasses
from models.nexus import State
from models.register import Register
from models.scope import NamedParty, Relation, Scope, read_scope
from models.standing import RelationJudge


@pytest.mark.parametrize(
    ("paragraph", "term"),
    [
        ("(1) the *Kvarn Platform* is the cloud services that Kvarn operates; and", "Kvarn Platform"),
        ("*Covered kiosk.* A device with a screen that takes orders. Menu boards and pillars are examples.", "Covered kiosk"),
        ("As used in the determination, a gate reader is a component that holds a radio.", "gate reader"),
    ],
)  # fmt: skip
def test_a_term_is_defined_in_more_ways_than_means(written, paragraph, term) -> None:
    """By "is" after italics, by a run-in heading, by "as used in"."""
    assert term in [found.term for found in read_scope(written("T", f"# III. Terms\n\n{paragraph}")).defined_terms]


def test_examples_and_paragraphs_of_a_definition_are_covered(written) -> None:
    """Examples after the definition, those within its list, and the definitions that it is made of."""
    text = """
        # § 1.1 Definitions.

        (a) *Covered gate equipment* means equipment described in paragraph (b).

        (b) *Gate control hardware* means a device that:

        (1) Opens or locks a gate, such as a turnstile controller; or

        (2) Reads a badge, such as a badge reader.

        # § 1.2 Prohibited sales.

        No person may sell covered gate equipment that a firm of an adversary made."""
    found = {piece.text for piece in read_scope(written("Gates", text, Stage.FINAL_RULE, "RULE")).covered}
    assert {"Gate control hardware", "turnstile controller", "badge reader"} <= found


def test_marks_that_a_determination_names_are_leads(written) -> None:
    """Goods under a mark may hold what the party makes; a mark of which something is denied is none."""
    text = """
        # I. Findings

        Kvarn Systems, Inc. makes radio modules. The following marks are used on such goods: Skarv, Lomvi, and Teist.
        Nothing here applies to the brands Alke and Lunde."""
    title = "Final Determination: Case No. ICTS-2098-001, Kvarn Systems, Inc."
    (party,) = read_scope(written(title, text, Stage.FINAL_DETERMINATION)).named_parties
    assert party.marks == ("Skarv", "Lomvi", "Teist")
    judge = RelationJudge(Scope(relation=Relation.PARTY, named_parties=(party,)), Register([]))
    assert judge.judge(Item("A-1", "Skarv plug", "Skarv", kind="hardware")).state is State.LEAD
    assert judge.judge(Item("A-2", "Skarvik plug", "Skarvik", kind="hardware")).state is State.CLEARED
    assert NamedParty("X", (), affiliates=False, quote="", passage=0).marks == ()


def test_a_field_of_use_holds_only_where_every_covered_term_has_one(written) -> None:
    """A rule on cameras and their cloud service reaches cameras in any use."""
    text = """
        # Definitions

        "Video surveillance equipment" means an IP camera or a network video recorder.

        "Surveillance cloud service" means a hosted service that stores video.

        # Prohibition

        No person may sell video surveillance equipment or a surveillance cloud service of a firm of China."""
    document = written("Video Surveillance Equipment and Services", text, Stage.NPRM, "PRORULE")
    assert ScopeClasses(document, read_scope(document)).use == ""


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("U.S. person means a citizen, or an entity formed under the law of a State.", ["U.S. person"]),
        ("U.S. cloud provider means a U.S. person that offers any cloud product.", ["U.S. cloud provider"]),
        (
            "The terms ICTS, ICTS Transaction, U.S. person, and foreign adversary carry the meaning they have in part 791.",
            ["ICTS", "ICTS Transaction", "U.S. person", "foreign adversary"],
        ),
        (
            "The words drone and unmanned aerial vehicle are used for the same thing.",
            ["drone", "unmanned aerial vehicle"],
        ),
    ],
)
def test_terms_are_read_where_no_italics_show_them(written, text: str, terms: list[str]) -> None:
    """As govinfo's text and pages without emphasis print them."""
    document = written("Cloud Products", f"# § 1.1 Definitions.\n\n{text}", Stage.FINAL_RULE, "RULE")
    assert [term.term for term in defined_terms(document)] == terms
