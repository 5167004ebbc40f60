"""Which page, letter or press release only retells a document, and which speaks for itself."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.document import Document, Passage, Stage
from models.retelling import Origin, Told, retellings
from models.rulemaking import rulemakings

DAY = dt.date(2099, 1, 10)


def document(number: str, text: str = "", **fields: object) -> Document:
    """A final rule, or what the fields say."""
    known = {"type": "RULE", "stage": Stage.FINAL_RULE, "title": "ICTS", "passages": (Passage("", 1, None, text),)}
    return Document(document_number=number, **{**known, **fields})  # type: ignore[arg-type]


RULE = Told(
    document(
        "2099-20001",
        publication_date=DAY,
        citation="164 FR 1234",
        rins=("0694-ZZ01",),
        regulations_dot_gov_docket="BIS-2098-0005",
        agency_dockets=("981224-0001",),
        url="https://www.federalregister.gov/documents/2099/01/10/2099-20001/icts",
    ),
    Origin.PUBLISHED,
)
PROPOSAL = Told(
    document(
        "2098-10001", stage=Stage.NPRM, publication_date=dt.date(2098, 6, 1), rins=("0694-ZZ01",), citation="163 FR 900"
    ),
    Origin.PUBLISHED,
)


def page(
    text: str = "", *links: str, day: dt.date | None = DAY, origin: Origin = Origin.PAGE, **fields: object
) -> Told:
    """A page of the bureau, of a notice's stage."""
    return Told(document("a-page", text, **{"stage": Stage.NOTICE, "type": "NOTICE", **fields}), origin, day, links)


@pytest.mark.parametrize(
    ("text", "link", "because"),
    [
        ("", "https://www.federalregister.gov/documents/2099/01/10/2099-20001/icts", "links to it"),
        ("", "https://www.federalregister.gov/d/2099-20001", "links to it"),
        ("", "https://public-inspection.federalregister.gov/2099-20001.pdf", "links to it"),
        ("", "https://www.federalregister.gov/citation/164-FR-1234", "cites it"),
        ("The rule is FR Doc. 2099–20001.", "", "names its number"),
        ("It was published at 164 FR 1234.", "", "cites it"),
        ("Its RIN is 0694–ZZ01.", "", "has its RIN"),
        ("", "https://www.regulations.gov/docket/BIS-2098-0005", "has its docket"),
    ],
)
def test_a_page_that_names_a_document_retells_it(text: str, link: str, because: str) -> None:
    """By link, number, FR citation, RIN or docket, close to its day."""
    found = retellings([page(text, *filter(None, [link])), PROPOSAL, RULE])["a-page"]
    assert (found.retells, found.because) == ("2099-20001", because)


@pytest.mark.parametrize(
    "told",
    [
        page("Docket No. 981224-0001 is the agency's."),
        page(title="ICTS", text="The same title is no sign."),
        page("It was published at 164 FR 1234.", day=dt.date(2099, 9, 1)),
        page("Its RIN is 0694-ZZ01.", day=None),
        page("Issued under the rule at 164 FR 1234.", stage=Stage.GENERAL_AUTHORIZATION),
    ],
    ids=["agency docket", "title", "months away", "a RIN without a day", "another stage"],
)
def test_what_merely_mentions_or_resembles_a_document_speaks_for_itself(told: Told) -> None:
    """Never by agency docket or title, not months later, and never an action of another stage."""
    assert retellings([told, RULE]) == {}


def test_a_letter_is_known_by_stage_party_and_day() -> None:
    """A determination's page without any number, three days before the document; another firm's is another action."""
    stage = {"stage": Stage.FINAL_DETERMINATION, "type": "NOTICE"}
    official = Told(
        document("2099-3", publication_date=DAY, **stage), Origin.PUBLISHED, None, (), ("Veltrona Systems, Inc.",)
    )
    letter = document("letter", **stage)
    days = dt.timedelta(days=3)
    same = Told(letter, Origin.PAGE, DAY - days, (), ("Veltrona Systems",))
    assert retellings([same, official])["letter"].retells == "2099-3"
    for other in (
        Told(letter, Origin.PAGE, DAY - 20 * days, (), ("Veltrona Systems",)),
        Told(letter, Origin.PAGE, DAY - days, (), ("Orlanta Quimby",)),
        Told(letter, Origin.PAGE, DAY - days, ("https://www.federalregister.gov/d/2099-3",), ("Orlanta Quimby",)),
    ):
        assert retellings([other, official]) == {}


def test_one_authorization_is_not_taken_for_another() -> None:
    """Their numbers keep them apart although the second links the first."""
    stage = {"stage": Stage.GENERAL_AUTHORIZATION, "type": "NOTICE"}
    first = Told(
        document("2099-4", title="General Authorization No. 1", publication_date=DAY, **stage), Origin.PUBLISHED
    )
    second = page(
        "See FR Doc. 2099-4.", "https://www.federalregister.gov/d/2099-4", title="General Authorization No. 2", **stage
    )
    assert retellings([second, first]) == {}


def test_a_press_release_about_a_page_retells_what_the_page_retells() -> None:
    """Published before page before press release, to the end of the line."""
    letter = page("FR Doc. 2099-20001", url="https://www.bis.gov/letter")
    release = Told(document("release", stage=Stage.NOTICE), Origin.PRESS_RELEASE, DAY, ("https://www.bis.gov/letter",))
    found = retellings([release, letter, RULE])
    assert {number: one.retells for number, one in found.items()} == {"a-page": "2099-20001", "release": "2099-20001"}
    assert retellings([release, letter])["release"].retells == "a-page"
    families = rulemakings(
        [release.document, letter.document, RULE.document], {n: one.retells for n, one in found.items()}
    )
    assert set(families.values()) == {"RIN 0694-ZZ01"}


def test_a_press_release_that_announces_a_determination_retells_it() -> None:
    """By what it says has been issued, the party that it names, and the day; of another firm or month it does not."""
    title = "Final Determination: Case No. ICTS-2098-001, Quellwerk AO"
    case = Told(
        document("2099-20009", stage=Stage.FINAL_DETERMINATION, type="NOTICE", title=title, publication_date=DAY),
        Origin.PUBLISHED,
        parties=("Quellwerk AO", "Quellwerk"),
    )
    text = "Today the bureau announced a Final Determination prohibiting {} from selling meters."
    told = [page(text.format("Quellwerk AO"), origin=Origin.PRESS_RELEASE)]
    assert retellings([case, *told])["a-page"].retells == "2099-20009"
    for other in (
        page(text.format("Meterhaus AG"), origin=Origin.PRESS_RELEASE),
        page(text.format("Quellwerk AO"), origin=Origin.PRESS_RELEASE, day=DAY + dt.timedelta(days=40)),
        page("Quellwerk AO sells meters.", origin=Origin.PRESS_RELEASE),
    ):
        assert retellings([case, other]) == {}
