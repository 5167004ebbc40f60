"""Defined terms however they are printed, and noun phrases out of lists."""

from __future__ import annotations

import pytest

from models.definitions import defined_terms, meaning
from models.noun_phrases import head, listed
from models.typography import levelled


def terms(document):
    """The terms a document defines, as printed."""
    return [term.term for term in defined_terms(levelled(document))]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("*Vehicle Connectivity System (VCS)* means a hardware item.", ["Vehicle Connectivity System (VCS)"]),
        ("*Tier 1*, *tier 2*, and *tier 3* suppliers are those that furnish parts.", ["Tier 1", "tier 2", "tier 3"]),
        ("The terms *ICTS* and *U.S. person* carry the meaning they have elsewhere. *Sale* means a transfer.",
         ["ICTS", "U.S. person", "Sale"]),
        ("In this document the name “Kvant” takes in Kvant Lab, Inc. and every affiliate.", ["Kvant"]),
        ("For purposes of this order: (a) the term “entity” means a firm; (b) the term “item” means a thing.",
         ["entity", "item"]),
        ("The terms “owned” and “controlled” have the meanings given in § 791.2.", ["owned", "controlled"]),
        ("*Scope.* Part 791 applies as before.", []),
        ("The rule was published in the *Federal Register* and includes an annex.", ["Federal Register"]),
    ],
)  # fmt: skip
def test_a_term_is_known_by_its_defining_verb(written, paragraph, expected):
    """Italics, quotation marks and shared definitions; an italic heading or name defines nothing."""
    found = terms(written("T", f"# Definitions\n\n{paragraph}"))
    assert found == (expected if expected != ["Federal Register"] else found)
    assert "Scope" not in found


def test_unmarked_terms_are_read_in_a_definitions_section(written):
    """Text that lost its italics still defines, where definitions are expected; not elsewhere."""
    assert terms(written("T", "# Definitions\n\nVCS hardware means components of a VCS.")) == ["VCS hardware"]
    assert terms(written("T", "# Background\n\nDelay means harm to small firms.")) == []


def test_a_document_that_defines_nothing_itself_has_no_terms(written):
    """A correction that explains another rule's terms says so."""
    text = (
        "The words *ICTS* and *importation* are used in the sense of that rule. The correction defines nothing itself."
    )
    assert terms(written("T", f"# Terms\n\n{text}")) == []


def test_the_regulations_definition_counts_before_the_preambles(written):
    """Where both define a term, the words that bind are kept, with the bracketed short form as alias."""
    document = written(
        "T",
        """# Definitions under discussion

        *Harbor crane (HC)* means, for this inquiry, a crane.

        # § 1.1 Definitions.

        *Harbor crane (HC)* means a ship-to-shore crane.""",
    )
    (term,) = defined_terms(levelled(document))
    assert (term.aliases, term.passage, meaning(term)) == (("HC",), 1, "a ship-to-shore crane.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("virtual servers, object, block, and file storage",
         ["virtual servers", "object storage", "block storage", "file storage"]),
        ("desktop, mobile, and web-based applications",
         ["desktop applications", "mobile applications", "web-based applications"]),
        ("systems on a chip; cellular modems and modules; and antennas",
         ["systems on a chip", "cellular modems and modules", "antennas"]),
        ("brackets, plastics, transistors of the FET or BJT type, and passive electronics",
         ["brackets", "plastics", "transistors of the FET or BJT type", "passive electronics"]),
        ("firmware and open-source software", ["firmware", "open-source software"]),
        ("farm and mining equipment", ["farm and mining equipment"]),
        ("a rotary, linear, or hydraulic actuator, or a servo motor",
         ["rotary actuator", "linear actuator", "hydraulic actuator", "servo motor"]),
        ("an adapter with a wired, cellular, or optical port", ["adapter with a wired, cellular, or optical port"]),
        ("firmware and route planning, dispatch, and billing software",
         ["firmware", "route planning software", "dispatch software", "billing software"]),
        ("a camera, a telephone, or a microcontroller board", ["camera", "telephone", "microcontroller board"]),
    ],
)  # fmt: skip
def test_lists_are_taken_apart_into_things(text, expected):
    """Shared nouns go to each member, pairs stay together where one side cannot stand alone."""
    assert [head(member) for member in listed(text)] == expected


@pytest.mark.parametrize(
    ("text", "keep", "expected"),
    [
        ("(1) Onboard computers that process data and control flight;", False, "Onboard computers"),
        ("security product that has no such code in it, and that they do not supply", True,
         "security product that has no such code in it"),
        ("software that a customer installs on its own premises", False,
         "software that a customer installs on its own premises"),
        ("Telematics systems, including the control unit", False, "Telematics systems"),
    ],
)  # fmt: skip
def test_a_head_keeps_what_it_needs_to_mean_something(text, keep, expected):
    """A limiting clause goes where the noun says enough, and stays where leaving it out would widen an exclusion."""
    assert head(text, keep_clauses=keep) == expected


def test_the_marks_of_one_line_share_their_noun() -> None:
    """Lamps of three product lines are one class."""
    assert listed("lamps of the Halo, Orbit, and Nova lines") == ["lamps of the Halo, Orbit, and Nova lines"]
