"""What stands around the firms of a determination was learnt from others; it decides where ties and denials leave doubt."""

from __future__ import annotations

import pytest

from extract.document import Stage
from extract.learnt_words import table
from models.binding_words import binding_words, leanings
from models.other_names import other_names
from models.parties import named_parties
from models.sentences import sentences
from models.told_firms import told_firms
from models.told_of import told_of

TITLE = "Final Determination: Case No. ICTS-2044-003, Networked Scales"
TEXT = """# Parties

    "Kunlong" means Wuhan Kunlong Scales Co., Ltd., of Wuhan, and its subsidiary Kunlong Weighing GmbH, of Trier.

    Larkspur Grocers, Inc., of Ohio, commented on January 4, 2044 that it uses 90 scales. Kunlong answered."""


@pytest.fixture
def told(written):
    """The firms of the text, the document, its sentences, and the other names that they give firms."""
    document = written(TITLE, TEXT, Stage.FINAL_DETERMINATION)
    said = sentences(document)
    return told_firms(document, said), document, said, tuple(other_names(one.text for one in said))


def test_words_are_told_with_their_places(told):
    """The firm itself is @, another #, a day %, a number 0; the first of a sentence is written small."""
    maker, unit, grocer = binding_words(*told).values()
    assert {"before:means", "behind:, of Wuhan", "sentence:its subsidiary", "heading:parties", "form:Ltd"} <= maker
    assert {"short:4", "behind short:answered", 'behind short:" means'} <= maker
    assert {"before:of Wuhan ,", "before:its subsidiary", "called by:first word", "form:GmbH", "place:1"} <= unit
    assert {"behind:commented", "sentence:on %", "sentence:% that", "sentence:0 scales"} <= grocer


def test_whom_a_text_defines_leans_more_than_who_comments(told, monkeypatch):
    """As the weights that come with the code have it; four sentences would be too few for them."""
    assert set(leanings(*told).values()) == {0.0}
    monkeypatch.setattr("models.binding_words.FEW", 1)
    maker, unit, grocer = leanings(*told).values()
    assert min(maker, unit) > 1
    assert grocer < -1
    assert len(table("models", "binding_words").words) > 1000


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        (
            "# A. Those to Whom the Determination Applies\n\nIn Trier: Kunlong Weighing GmbH, whose clerk the maker pays.",
            -2.6,
            -2.4,
        ),
        ("Its subsidiary Kunlong Weighing GmbH, of Trier, writes the code.", -2.1, -1.9),
        ("Kunlong Weighing GmbH, of Trier, writes the code.", 0.1, 0.3),
        ("Kunlong Weighing GmbH, of Trier, is not bound.", 1.9, 2.1),
    ],
)
def test_the_more_ties_the_text_tells_the_less_the_words_need_to_say(monkeypatch, written, text, below, above):
    """A tie, nothing, a denial: each has its own measure."""
    document = written(TITLE, text, Stage.FINAL_DETERMINATION)
    found = []
    for lean in (below, above):
        monkeypatch.setattr("models.told_of.leanings", lambda told, *_, lean=lean: dict.fromkeys(told, lean))
        found.append([party.name for party in named_parties(document)])
    assert found == [[], ["Kunlong Weighing GmbH"]]


def test_whom_a_text_removes_no_words_bring_back(monkeypatch, written):
    """ "... is removed" is said of whoever was presented before."""
    text = "# Parties\n\n(2) Kunlong Weighing GmbH, its subsidiary.\n\n# Changes\n\nKunlong Weighing GmbH is removed."
    document = written(TITLE, text, Stage.FINAL_DETERMINATION)
    monkeypatch.setattr("models.told_of.leanings", lambda told, *_: dict.fromkeys(told, 9.0))
    assert [party.name for party in named_parties(document)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # As many firms stand before the sentence, in its paragraph or in its section, as it counts.
        (
            """Wuhan Kunlong Scales Co., Ltd. sells through Larkspur Scales, Inc., of Ohio. The two are called Kunlong.

            Fern Grocers, Inc. answered.""",
            ["Wuhan Kunlong Scales Co., Ltd.", "Larkspur Scales, Inc."],
        ),
        (
            """# Parties

            Wuhan Kunlong Scales Co., Ltd. makes scales.

            Larkspur Scales, Inc., of Ohio, sells them. These two are the respondents.""",
            ["Wuhan Kunlong Scales Co., Ltd.", "Larkspur Scales, Inc."],
        ),
        # One more than it counts: whom it means is left to the words.
        ("Wuhan Kunlong Scales Co., Ltd., Fern AG, and Larkspur Scales, Inc. The two are called Kunlong.", []),
        (
            "# Order, Part II: Conditions for Larkspur Scales, Inc.\n\n4. Larkspur Scales, Inc. names an officer.",
            ["Larkspur Scales, Inc."],
        ),
        ("# No Conditions for Larkspur Scales, Inc.\n\nLarkspur Scales, Inc. answered.", []),
    ],
)
def test_whom_a_text_counts_or_puts_conditions_on_no_words_speak_free(monkeypatch, written, text, found):
    """ "These two are the respondents" and "Conditions for ..." are plain."""
    document = written("Final Determination: Case No. ICTS-2044-003, Networked Scales", text, Stage.FINAL_DETERMINATION)
    monkeypatch.setattr("models.told_of.leanings", lambda told, *_: dict.fromkeys(told, -9.0))
    assert [party.name for party in named_parties(document)] == found


@pytest.mark.parametrize(
    ("counts", "lean", "found"),
    [
        ("Sales of all three are barred.", -2.3, 3),
        ("Sales of all three are barred.", -2.7, 2),  # once, it may count something else
        ("Sales of all three are barred. Each of the three companies was served.", -2.7, 3),
        ("Sales of all three are barred. Each of the three companies was served.", -3.2, 2),
        ("Both are barred.", -2.5, 2),
    ],
)
def test_whom_the_count_of_the_parties_lacks_is_sought_among_those_left(monkeypatch, written, counts, lean, found):
    """The nearest to the case of those whom the text does not set apart."""
    text = f"""# Parties

    Wuhan Kunlong Scales Co., Ltd. owns Kunlong Weighing GmbH. Fern AG is not a party.

    # Others

    Larkspur Scales, Inc. repairs them. Aster Grocers, Inc. answered. {counts}"""
    document = written(TITLE, text, Stage.FINAL_DETERMINATION)
    leans = {"Larkspur Scales, Inc.": lean, "Aster Grocers, Inc.": -5.0, "Fern AG": 0.0}
    monkeypatch.setattr(
        "models.told_of.leanings", lambda told, *_: {key: leans.get(firm.name, 5.0) for key, firm in told.items()}
    )
    parties = [party.name for party in named_parties(document)]
    assert ("Larkspur Scales, Inc." in parties, len(parties)) == (found == 3, found)


def test_in_a_short_text_no_count_makes_a_firm_a_party(written):
    """All are as near to the case there, and the count may be of anything."""
    text = "Larkspur Scales, Inc., Aster Grocers, Inc., and Fern Foods LLC answered. All three companies buy scales."
    assert told_of(written(TITLE, text, Stage.FINAL_DETERMINATION), ()).bound == ()


def test_a_member_of_a_list_of_firms_is_one_though_it_lacks_a_legal_form(written):
    """It stands among them; so what is no firm there is told apart by its words alone."""
    text = """The persons to whom this determination is addressed are:

    (1) WUHAN KUNLONG SCALES CO., LTD., Wuhan, China.

    (2) REDBRIDGE CODE WORKS, a.k.a. RCW. Trier, Germany.

    (3) KUNLONG WEIGHING GMBH, Trier, Germany."""
    document = written(TITLE, text, Stage.FINAL_DETERMINATION)
    assert {firm.name for firm in told_firms(document, sentences(document)).values()} >= {"REDBRIDGE CODE WORKS"}
