"""Which side a sentence or a list puts a thing on, however it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.noun_phrases import member, named, of_act
from models.scope import read_scope
from models.sides import Side
from models.statements import statements
from models.typography import levelled

COVERED, LEFT_OUT, OPEN = Side.REACHED, Side.LEFT_OUT, Side.OPEN


def said(document):
    """What the sentences of a document put on which side, as pairs."""
    return [(statement.side, statement.text) for statement in statements(levelled(document), ())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Routers and switches would all be covered, new or used.", [(COVERED, "Routers and switches")]),
        ("The definition would encompass mesh nodes.", [(COVERED, "mesh nodes")]),
        ("BIS agrees and has removed door closers from the list.", [(LEFT_OUT, "door closers")]),
        ("Prepayment software is no longer covered.", [(LEFT_OUT, "Prepayment software")]),
        ("Billing systems are of no interest here.", [(LEFT_OUT, "Billing systems")]),
        ("The proposal leaves alone single-use supplies.", [(LEFT_OUT, "single-use supplies")]),
        ("Nothing in this rule reaches submeters.", [(LEFT_OUT, "submeters")]),
        ("It does not, however, include laboratory instruments.", [(LEFT_OUT, "laboratory instruments")]),
        ("Whether self-checkout kiosks belong here is an open question.", [(OPEN, "self-checkout kiosks")]),
        ("BIS has not decided whether to include image generators.", [(OPEN, "image generators")]),
        ("BIS seeks comment on whether buoys warrant inclusion.", [(OPEN, "buoys")]),
        ("Should motors and propellers be on the list?", [(OPEN, "motors and propellers")]),
        ("Spare tubes are covered only as part of a pump.", [(OPEN, "Spare tubes")]),
        ("A pump that holds a valve from abroad is not covered for that reason.", []),
        ("Hoses and valves that are built into a ship are subject to other rules, and are left out.",
         [(LEFT_OUT, "Hoses and valves that are built into a ship")]),
        ("The operator keeps its logs abroad, and the servers are beyond the reach of the rule.", []),
        ("Enterprise routers, whether or not sold with a support contract, are not covered.", [(LEFT_OUT, "Enterprise routers")]),
        ("Comments may be filed by mail.", []),
        ("Applicants must attest that their equipment is not covered.", []),
        ("Several commenters argued that the rule should exclude hinges.", []),
    ],
)  # fmt: skip
def test_a_sentence_puts_a_thing_on_its_side(written, text, expected):
    """Predicates before and after the thing, negations, questions; wishes of others and filings are no scope."""
    assert said(written("T", text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chatbots would be covered. So would browser extensions.", [(COVERED, "Chatbots"), (COVERED, "browser extensions")]),
        ("Search engines would fall outside the rule. The same goes for model weights.",
         [(LEFT_OUT, "Search engines"), (LEFT_OUT, "model weights")]),
        ("Forklifts are not covered. Yard trucks are.", [(LEFT_OUT, "Forklifts"), (COVERED, "Yard trucks")]),
        ("Maintenance portals are covered. Paper manuals are not.",
         [(COVERED, "Maintenance portals"), (LEFT_OUT, "Paper manuals")]),
        ("Batteries are left out. One of them could still contain a radio.", [(OPEN, "Batteries")]),
        ("Commenters asked whether servers are meant. They are not.", [(LEFT_OUT, "servers")]),
        ("Commenters asked whether servers are meant.", []),
    ],
)  # fmt: skip
def test_a_sentence_settles_or_goes_on_with_the_one_before(written, text, expected):
    """Ellipses take over the side, "They are not." answers a question, "could still contain" opens again."""
    assert said(written("T", text)) == expected


LAYOUTS = {
    "numbers": "The rule covers the following:\n\n(1) Routers;\n\n(2) Modems.",
    "bullets": "The rule covers the following:\n\n• Routers\n\n• Modems",
    "digits": "The rule covers the following:\n\n1. Routers;\n\n2. Modems.",
    "letters": "BIS thinks of two families:\n\na. Routers;\n\nb. Modems.",
    "no marks": "The rule covers the following:\n\nRouters;\n\nModems.",
    "semicolons": "Two groups are named: Routers; Modems.",
    "inline": "The rule reaches transactions with U.S. persons that involve (a) Routers; and (b) Modems.",
    "heading": "# Products Covered\n\n(1) Routers;\n\n(2) Modems.",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_is_read_in_any_layout(written, layout):
    """Numbered, bulleted, unmarked, within a sentence, or under a heading alone."""
    assert [item.text for item in read_scope(written("T", LAYOUTS[layout])).covered] == ["Routers", "Modems"]


@pytest.mark.parametrize(
    "opening",
    [
        "The following may continue:",
        "The prohibitions do not extend to the following:",
        "# Exceptions\n\nThese are the products:",
        "Outside the rule are:",
    ],
)
def test_a_list_is_left_out_by_its_opening_or_its_heading(written, opening):
    """Words of continuing and of exception, and a heading that says it where the opening does not."""
    scope = read_scope(written("T", f"{opening}\n\n(1) Routers; and\n\n(2) Modems."))
    assert ([item.text for item in scope.exclusions], scope.covered) == (["Routers", "Modems"], ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Communications systems, in particular transceivers and other transmitters and receivers, and video links;",
         ["Communications systems", "transceivers", "transmitters", "receivers", "video links"]),
        ("Payload cameras and other payload sensors, thermal units included; and",
         ["Payload cameras", "payload sensors", "thermal units"]),
        ("Data storage, on board, local, or in the cloud, for flight records;", ["Data storage"]),
        ("Import of control units for ambulances, fire engines, and police cars;",
         ["control units for ambulances, fire engines, and police cars"]),
        ("any router, including mesh nodes, designed, developed, manufactured, or supplied, in whole or in part, by Quill;",
         ["router", "mesh nodes"]),
        ("integration of its firmware into third-party products (e.g., white-labeled gateways).",
         ["integration of its firmware into third-party products", "white-labeled gateways"]),
        ("Operating software, including the firmware of aircraft and controllers;",
         ["Operating software", "firmware of aircraft and controllers"]),
    ],
)  # fmt: skip
def test_a_member_gives_each_class_it_names(text, expected):
    """Kinds after any word for example, no places or purposes for things, no makers in the class."""
    assert member(text) == expected


def test_running_text_gives_each_class_it_names():
    """Semicolons, shared nouns, a range, and a condition that is no class."""
    assert named("vehicles of every weight, from passenger cars to buses and trucks, if sold here") == [
        "vehicles of every weight",
        "passenger cars",
        "buses",
        "trucks",
    ]
    assert named("fixed and portable terminals; block and object storage, virtual networks, and accelerators") == [
        "fixed and portable terminals",
        "block storage",
        "object storage",
        "virtual networks",
        "accelerators",
    ]


@pytest.mark.parametrize(
    ("act", "thing"),
    [
        ("licensing its tunneling engine to makers of routers", "its tunneling engine"),
        ("acquire, import, or install a camera in the United States", "a camera"),
        ("hosting and computing services", "hosting and computing services"),
        ("Operating software", "Operating software"),
    ],
)
def test_an_act_is_told_from_the_thing_it_is_done_with(act, thing):
    """Verbs and recipients go; a noun that looks like a verb stays."""
    assert of_act(act) == thing


@pytest.mark.parametrize(
    "text",
    [
        "VCS hardware will not be considered to be supplied by persons owned by the PRC based solely on citizenship.",
        "The exception in paragraph (a) of this section does not apply to enterprise routers.",
        "This general authorization does not authorize transactions involving enterprise routers.",
        "Under the second alternative, the rule would not apply to enterprise routers.",
        "BIS considered excluding enterprise routers, but determined that they are covered.",
        "Excluding enterprise routers would leave networks exposed.",
        "The proposed definition did not include cable modems.",
        "The FCC's Covered List does not include enterprise routers.",
        "The prohibitions in section 889 do not apply to enterprise routers.",
    ],
)
def test_what_leaves_nothing_out_of_the_document_leaves_nothing_out(written, text):
    """Clarifications of nexus, limits of exemptions, alternatives, proposals, and other laws: no missed asset for their sake."""
    document = replace(written("T", f"# § 1.4 Exemptions.\n\n{text}"), agencies=("Commerce Department",))
    assert [side for side, _ in said(document) if side is LEFT_OUT] == []


def test_under_alternatives_nothing_is_said_of_scope(written):
    """What a rejected alternative would have done, by when, is neither excluded nor a phase."""
    text = """# VI. Significant Alternatives

    Alternative 3 leaves out enterprise routers. The prohibitions would begin on January 1, 2031."""
    scope = read_scope(written("Routers", text))
    assert (scope.exclusions, scope.phases) == ((), ())


@pytest.mark.parametrize(
    "opening",
    [
        "The following are excepted from the prohibitions of § 1.2:",
        "Nothing in § 1.2 prohibits:",
        "Section 1.2 shall not be construed to prohibit:",
        "Covered router means any device that joins two networks, other than:",
    ],
)
def test_a_list_of_exceptions_is_left_out_however_it_opens(written, opening):
    """And what is reserved is nothing."""
    text = f"# § 1.4 Exceptions.\n\n{opening}\n\n(1) Baby monitors;\n\n(2) [Reserved]; and\n\n(3) Satellite terminals."
    scope = read_scope(written("Routers", text))
    assert {item.text for item in scope.exclusions} == {"Baby monitors", "Satellite terminals"}
    assert {item.text for item in scope.covered}.isdisjoint({"Baby monitors", "Satellite terminals", "[Reserved]"})


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (
            "The prohibition in this section does not apply to toy drones, and this exemption does not extend to racing drones.",
            "toy drones",
        ),
        ("Unlike section 889 of the NDAA, this section does not apply to ground stations.", "ground stations"),
        ("Consistent with existing law, the rule does not apply to ground stations.", "ground stations"),
        ("The proposed rule had not addressed toy drones; the final rule does not apply to toy drones.", "toy drones"),
    ],
)
def test_another_law_beside_it_hides_no_exclusion(written, text, left_out):
    """Only the part that speaks of the other law, the exemption or the proposal is passed over."""
    document = replace(written("T", f"# § 1.4 Exemptions.\n\n{text}"), agencies=("Commerce Department",))
    assert [text for side, text in said(document) if side is LEFT_OUT] == [left_out]


def test_what_a_definition_excepts_is_left_out(written):
    """ "Except that a modem is not a covered gateway", within the sentence that defines it."""
    text = """# § 1.1 Definitions.

    *Covered gateway* means a device that joins two networks, except that a cable modem or a print server is not a
    covered gateway."""
    scope = read_scope(written("Gateways", text))
    assert {item.text for item in scope.exclusions} == {"cable modem", "print server"}
