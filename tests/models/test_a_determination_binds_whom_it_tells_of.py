"""A determination seldom names a firm that it does not act on; where it does, it says so or says what that firm is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.document import Stage
from models.parties import named_parties
from models.scope import read_scope

TITLE = "Final Determination: Case No. ICTS-2027-001, Zhejiang Lanqiao Metering Co., Ltd."
OPENING = """The Department of Commerce has reviewed transactions in the networked meters of Zhejiang Lanqiao Metering Co., Ltd.
    ("Lanqiao"), of Hangzhou, China."""

BOUND = [
    # A tie of ownership, however it runs, and a seat with an adversary.
    ("All shares of Meterhaus Vertrieb GmbH, of Graz, are held by it.", {"Meterhaus Vertrieb GmbH"}),
    ("The firmware comes from OOO Teplokontur, of Perm, which has no other buyer.", {"OOO Teplokontur"}),
    ("It has 80 percent of Brightline Readings Inc., of Ohio.", {"Brightline Readings Inc."}),
    # What the order prohibits, and from whom nobody may buy.
    ("The Secretary prohibits Brightline Readings Inc. from supplying meters.", {"Brightline Readings Inc."}),
    ("No U.S. person may acquire meters from Brightline Readings Inc.", {"Brightline Readings Inc."}),
    # By no more than their names, where no firm is called so.
    ("Transactions with Lanqiao, Brightline, and Songxi Meters are prohibited.", {"Brightline", "Songxi Meters"}),
    ("This determination prohibits transactions with Brightline.", {"Brightline"}),
    # ... whatever else is told of it: what it wrote, from whom it rents, of whom it holds a little.
    (
        """On May 2, 2027, the Department received a letter from Brightline Readings Inc., which rents servers from others.

        No person may import any meter designed, manufactured, or supplied by Zhejiang Lanqiao Metering Co., Ltd. or
        Brightline Readings Inc.""",
        {"Brightline Readings Inc."},
    ),
    # The name of the family.
    ("Lanqiao Utility Services USA, LLC sells them.", {"Lanqiao Utility Services USA, LLC"}),
    # What a later sentence calls the firms.
    (
        """# II. The Sellers

        Meterhaus Vertrieb GmbH signs the contracts. Brightline Readings Inc. repairs the meters.

        These two are the respondents beside the maker.""",
        {"Meterhaus Vertrieb GmbH", "Brightline Readings Inc."},
    ),
    # Whom a name given to several means, and who is known to the office; the other names of one do not hide the next.
    (
        """The Meter Companies are Zhejiang Lanqiao Metering Co., Ltd., known as Blue Bridge and, abroad, as BBM, and
        Meterhaus Vertrieb GmbH, a joint venture of two cities.""",
        {"Meterhaus Vertrieb GmbH"},
    ),
    (
        "Those known to OICTS are Meterhaus Vertrieb GmbH; and, on the side of sales, Brightline Readings Inc., of Ohio.",
        {"Brightline Readings Inc.", "Meterhaus Vertrieb GmbH"},
    ),
    (
        """# B.1. Brightline Readings Inc.

        A company in Ohio, whose director lends his name. Throughout, "the Enterprises" means these two and all they own.""",
        {"Brightline Readings Inc."},
    ),
    (
        "# Who Is Bound?\n\nRahyab Pardaz Shargh (Private Joint Stock Company), Tehran, is bound.",
        {"Rahyab Pardaz Shargh (Private Joint Stock Company)"},
    ),
    # Where the parties are presented, and what the order says to a firm.
    ("# The Parties\n\n(2) Brightline Readings Inc., of Ohio, which repairs the meters.", {"Brightline Readings Inc."}),
    (
        "# V. Order\n\nBrightline Readings Inc. may not renew a license after June 1, 2028.",
        {"Brightline Readings Inc."},
    ),
    # The order's own definition takes in whom another paragraph seems to set apart, and a firm without a legal form.
    (
        """Brightline Readings Inc. is a dealer. It is not a party to the earlier case.

        "Lanqiao" means Zhejiang Lanqiao Metering Co., Ltd.; Brightline Readings Inc.; and the Songxi Meter Workshop.""",
        {"Brightline Readings Inc.", "Songxi Meter Workshop"},
    ),
    ('The "Mitigating Importer" is Brightline Readings Inc.', {"Brightline Readings Inc."}),
    (
        "In the United States it has used Brightline Readings LLC, an Ohio company without an office that it owns.",
        {"Brightline Readings LLC"},
    ),
    # A heading on the removal of its goods sets no firm apart.
    (
        """Its subsidiary Brightline Readings Inc. (Brightline) sells them.

        # Removal of Brightline Meters

        Meters of Brightline Readings Inc. must be taken down.""",
        {"Brightline Readings Inc."},
    ),
    # A list of firms, wherever it stands, and a paragraph that begins "In the matter of".
    (
        """# I. The Order

        (a) Zhejiang Lanqiao Metering Co., Ltd., Hangzhou;

        (b) Brightline Readings Inc., Ohio; and

        (c) Meterhaus Vertrieb GmbH, Graz.""",
        {"Brightline Readings Inc.", "Meterhaus Vertrieb GmbH"},
    ),
    (
        "In the matter of Zhejiang Lanqiao Metering Co., Ltd. and Brightline Readings Inc. (together, the Respondents).",
        {"Brightline Readings Inc."},
    ),
    (
        "Fern Metering Corp. and Brightline Readings Inc. are bound by the conditions in Part III.",
        {"Fern Metering Corp.", "Brightline Readings Inc."},
    ),
    # An enterprise that goes by another word, where it is tied to the case.
    (
        "It is owned by Empresa de Medidores del Caribe, a state enterprise of Cuba.",
        {"Empresa de Medidores del Caribe"},
    ),
    # A short name that the order means, a firm as a heading, and whom the order forbids something though it rents.
    (
        """Brightline Readings Inc., a corporation of Ohio ("Brightline"), bought the stock.

        # Definitions

        Mitigating Party means Brightline.""",
        {"Brightline Readings Inc."},
    ),
    (
        """# Who Is Bound?

        ## OOO Teplokontur

        The company that runs the machine rooms.""",
        {"OOO Teplokontur"},
    ),
    (
        "The servers that Sayac Veri A.S., of Izmir, rents are abroad. It and Sayac Veri A.S. shall not sell meters.",
        {"Sayac Veri A.S."},
    ),
    # Entries in capitals, with a number and a colon, and with forms of other countries.
    (
        """# Annex: Persons Named

        No. 1: BRIGHTLINE READINGS CORPORATION, Ohio.

        No. 2: Meterhaus Sp. z o.o., Lodz, Poland.""",
        {"BRIGHTLINE READINGS CORPORATION", "Meterhaus Sp. z o.o."},
    ),
    (
        "The following may not supply meters here: Brightline Readings Inc. and Meterhaus S.L.",
        {"Brightline Readings Inc.", "Meterhaus S.L."},
    ),
]


@pytest.mark.parametrize(("text", "others"), BOUND)
def test_a_firm_that_the_text_ties_to_the_case_is_a_party(written, text, others):
    """Each is found beside the firm of the title, and nobody else is."""
    document = written(TITLE, f"{OPENING}\n\n{text}", Stage.FINAL_DETERMINATION)
    assert {party.name for party in named_parties(document)} == {"Zhejiang Lanqiao Metering Co., Ltd.", *others}


APART = [
    "Oakmere Water Utilities Inc. is a customer in Ohio that lent the Department two meters.",
    "It answered through counsel, Alder Pruett LLP.",
    "The meters are sold by three independent dealers, Oakmere Supply Inc., Birch Tools LLC, and Fern Metering Corp.",
    "Lanqiao compared its meters with those of other makers, including Kestrel Meters AB and Vantage Flow Oy.",
    "# The Makers\n\nThe Department proposes nothing against two firms. Oakmere Supply Inc. sold meters until 2026.",
    "# Parties\n\nOakmere Supply Inc. buys meters from it and asked whether it would be treated as a respondent.",
    "A Designated Company may not sell meters. No Designated Company may lease them.",
    # Denied of one, of the last, of all before and of all that follow.
    "Fund Nine Capital LP holds 9 percent of the shares. It is not a respondent.",
    "Oakmere Supply Inc. and Birch Tools LLC resold meters owned by others. They were not served and are not parties.",
    "Oakmere Supply Inc. bought some meters. Birch Tools LLC controls the shop. Neither is a party.",
    "The record names other firms. Oakmere Supply Inc. owns a shop. Birch Tools LLC, of Tehran, leases a room to it.",
    """# III. Others

    None of the following is bound by name:

    (1) Oakmere Supply Inc., which is owned by a citizen of China; and

    (2) Birch Tools LLC, an affiliate of the former.""",
    # Under a heading that says so, and in an annex of which the text says so.
    "# Persons Who Are Not Parties\n\nOakmere Supply Inc., of Ohio, is owned by its staff.",
    """The companies in Annex B are customers; none of them is a respondent.

    # Annex B

    1. Oakmere Supply Inc., Ohio.

    2. Birch Tools LLC, Utah.""",
    # Taken off, sold, the subject of another case or list.
    """"Lanqiao" means Zhejiang Lanqiao Metering Co., Ltd. and every affiliate of it, other than Oakmere Supply Inc.""",
    "One operator, Oakmere Water Partners, L.P., owns a test bench. All its shares passed to Birch Tools LLC, of Utah.",
    "Oakmere Supply Inc. was bound as a subsidiary. It was sold in 2026. Its name is struck from the list.",
    "Oakmere Supply Inc., which was a subsidiary, is released from the determination.",
    "Its subsidiary in Ohio was sold in May 2027 to Oakmere Supply Inc., a buyer without a tie to China.",
    "In June 2024 it prohibited certain transactions in the software of Kaspersky Lab, Inc. (89 FR 52434).",
    "Cameras of Hangzhou Seeing Eye Company stand on the Covered List of another agency.",
    "Oakmere Supply Inc., of Ohio, was named in 2027 as an affiliate. The firm was sold, and it is no longer bound.",
    "Oakmere Supply Inc. was a subsidiary. BIS verified the sale and removes Oakmere Supply Inc. from the list of parties.",
    "Nor does it propose any action against the stores, against Oakmere Supply Inc., or against the banks.",
    "In 2027 it sold all of its shares to Oakmere Holdings plc, which is owned by a trust.",
    "A majority of its shares belongs to Oakmere Supply Inc. The measures proposed are not directed to it.",
    "The largest owner is a unit of Oakmere Supply Corporation, of Shanghai. The Department does not make that company a party.",
    """# II. The Parties

    Two others came to notice and are not among them. Oakmere Supply Inc. and Birch Tools LLC are owned by its founders.""",
    "# Release of One Affiliate\n\nBirch Tools LLC, of Utah, bought all shares of a maker of cases.",
    """# Scope

    *§ 3. Persons not bound.* Oakmere Supply Inc. and Birch Tools LLC, of Havana, carry the traffic.""",
    "OICTS was also asked to bind Oakmere Supply Inc., a unit of the same group.",
    # Other names of the party.
    "# The Company\n\nIt also uses the names Lanqiao Metering JSC and Blue Bridge Group.",
    "# The Company\n\nIn English it has styled itself Blue Bridge Meters LLC, BB Metering Ltd., and BridgeFlow.",
    "# The Company\n\nIt had until 2026 the name Lanqiao and had the name Blue Bridge Meters LLC before.",
    "# The Company\n\nInvoices also call it BridgeFlow, Blue Bridge Meters LLC, and BBM.",
    "# What It Leaves Alone\n\n(c) Oakmere Supply Inc., of Tulsa. It is a victim, and no directive is addressed to it.",
    "# The Company\n\nIts other names in trade are BridgeFlow and Blue Bridge Meters LLC.",
    "# The Company\n\nIts Persian name in Latin letters is Sherkat-e Pol-e Abi.",
    "# The Company\n\nIt appears in registers as Lanqiao, and its former English name was Blue Bridge Meters LLC.",
    "# The Company\n\nIt makes meters and was formerly the Lanqiao Radio Instruments Plant, of Hangzhou.",
    "# The Company\n\nIt is sometimes called BBM or Blue Bridge Industries.",
    "# The Parties\n\nOakmere Properties, L.P., owns the hall. Birch AG is a customer. Neither is a Provider, nor bound.",
    "# The Company\n\nIt is known as BBM, and an earlier name, Blue Bridge Meters LLC, is still found on plates.",
    "# The Company\n\nIt has dealt with customers as BridgeFlow and as Blue Bridge Meters LLC; neither is separate.",
    "# The Parties\n\nOakmere Supply Inc., of Tulsa, sold its meters. OICTS does not propose to include it.",
    "# The Parties\n\nOakmere Supply Inc., the landlord of the workshop, asked what it may do with the benches.",
    """# I. The Parties

    A third was Oakmere Supply Inc. (Oakmere), of Ohio, a maker that it had bought.

    # C. Release of Oakmere

    In 2028 all stock of Oakmere was sold.""",
    "# The Company\n\nIn documents in Russian it is AO Severlink Telekom.",
    "# The Company\n\nLanqiao (LQM; in some papers Blue Bridge Meters LLC or Lan Qiao) makes them.",
    "# The Parties\n\n5. Oakmere Supply Inc., of Tulsa, fits meters. OICTS proposes no measure against it.",
    "# The Parties\n\nOakmere Supply Inc. and a cooperative in Texas were heard as witnesses.",
    "# The Company\n\nIt has called itself BridgeFlow, Blue Bridge Meters LLC, and BB Metering Ltd.; these are one.",
    "# The Company\n\nUntil 2026 it was called Hangzhou Lanqiao Radio Factory.",
    "# The Company\n\nThe maker (in English, Blue Bridge Meters LLC) has its seat there.",
    "# The Company\n\nLanqiao (Hangzhou; in Persian, Blue Bridge Meters LLC) writes the firmware.",
    # Respondents of an earlier stage, and roles that no party has.
    "Neither Oakmere Security Products, Inc. nor Birch Video LLC is a respondent.",
    "Neither Oakmere Security Products, Inc. nor Birch Video LLC is owned or controlled by Lanqiao.",
    """"Trusted Provider" means Oakmere Cloud Services, Inc., or a successor to which the Department does not object.""",
    "The Hangzhou Birch Assets Investment Company Limited holds 10 percent of its shares.",
    """Two other respondents of the Initial Determination, Birch Tools AO and Birch Tools Inc., concluded a mitigation agreement
    on April 2, 2027, and are not subject to this Final Determination.""",
    "Birch Tools Ltd., of Tehran, which was served as well, showed that it was wound up, and the case is dismissed as to it.",
    "The review followed a submission of Oakmere Meters, Inc. (Oakmere), which alleged that Lanqiao sold below cost.",
    "The meters are assembled by Birch Precision Vietnam Co., Ltd. under contract with Lanqiao.",
    "The processor comes from Beijing Birch Semiconductor Co., Ltd., which also supplies Western makers.",
    "Readings are stored on servers that Lanqiao rents from Oakmere Data Centers, LP in Nevada and from Birch Ltd. in Hangzhou.",
    "Lanqiao is financed by loans of China Birch Bank Corporation.",
    "The Department learned of the transactions from Oakmere Threat Research LLC, which published a report.",
    "Lanqiao holds 12 percent of Suzhou Birch Optical Co., Ltd., a listed company that makes lenses.",
    # What the text calls several, wherever it goes on to do so.
    "# The Parties\n\nThe maker and its affiliates are the Lanqiao Meter Group.\n\nLanqiao Meter Group: none named.",
    "OICTS notes that a third company, Lanqiao Batteries Inc., shares a word of its name with the maker by chance.",
]


@pytest.mark.parametrize("text", APART)
def test_a_firm_that_the_text_sets_apart_is_no_party(written, text):
    """Customers, counsel, competitors, sellers of their own, and all whom the text denies to be bound."""
    document = written(TITLE, f"{OPENING}\n\n{text}", Stage.FINAL_DETERMINATION)
    assert [party.name for party in named_parties(document)] == ["Zhejiang Lanqiao Metering Co., Ltd."]


def test_another_name_of_a_party_is_no_second_party(written):
    """What stands behind "formerly" or "also known as" is the same firm; a product in the title is none."""
    text = """# Parties

    1. OOO Teplokontur (formerly OOO Perm-Schetchik; also known as Heat Circuit LLC), of Perm, which is owned by the maker."""
    document = written(TITLE, f"{OPENING}\n\n{text}", Stage.FINAL_DETERMINATION)
    assert [party.name for party in named_parties(document)] == [
        "Zhejiang Lanqiao Metering Co., Ltd.",
        "OOO Teplokontur",
    ]
    app = written(
        "Final Determination: Case No. ICTS-2027-004, Kaveh Messenger and Related Services",
        "Kaveh Messenger is an application for text and voice. It is published by Kaveh Software Company, of Tehran, Iran.",
        Stage.FINAL_DETERMINATION,
    )
    assert [party.name for party in named_parties(app)] == ["Kaveh Software Company"]
    styled = """# Parties

    OOO Teplokontur, of Perm, trades in English as Heat Circuit LLC and in older catalogs as Perm Meter Works."""
    document = written(TITLE, f"{OPENING}\n\n{styled}", Stage.FINAL_DETERMINATION)
    assert [party.name for party in named_parties(document)] == [
        "Zhejiang Lanqiao Metering Co., Ltd.",
        "OOO Teplokontur",
    ]


def test_a_place_is_no_other_name_of_a_firm(written):
    """ "Korea", "Republic of China" and the like are places, and do not hide the country that the text names."""
    text = """Korea Songbaek Trading Corporation is an enterprise of the Democratic People's Republic of Korea (North Korea), at
    Pyongyang. Korea is divided. Korea has two governments. Korea exports software."""
    document = written(
        "Final Determination: Case No. ICTS-2027-005, Korea Songbaek Trading Corporation",
        text,
        Stage.FINAL_DETERMINATION,
    )
    scope = read_scope(document)
    assert scope.named_parties[0].aliases == ()
    assert scope.adversaries == ("KP",)


def test_a_determination_rests_on_the_adversary_that_it_says(written):
    """The seats of the parties matter less than the sentence on which adversary the case rests."""
    text = """Songbaek Software Co., Ltd., of Dandong, China, and OOO Primorye Kod, of Vladivostok, Russia, are fronts. The
    determination rests on North Korea, and on no other foreign adversary."""
    document = written("Final Determination: Case No. ICTS-2027-006", text, Stage.FINAL_DETERMINATION)
    assert read_scope(document).adversaries == ("KP",)


@pytest.mark.parametrize(
    "form",
    ["sp. z o.o.", "UG (haftungsbeschränkt)", "a.s.", "d.d.", "AS", "ASA", "Nyrt.", "E.I.R.L.", "K/S", "ehf.", "ChAO"],
)
def test_firms_of_many_countries_are_seen_by_their_legal_forms(written, form):
    """Each is a seller that the maker owns."""
    document = written(
        TITLE, f"{OPENING}\n\nThe meters are sold by Songhwa Labs {form}, which it owns.", Stage.FINAL_DETERMINATION
    )
    assert any(party.name.startswith("Songhwa Labs") for party in named_parties(document))


@pytest.mark.parametrize(
    "name",
    [
        'Limited Liability Company "Teplokontur"',
        'LLC "Teplokontur"',
        'Public Joint Stock Company "Teplo Kontur"',
        '"Teplokontur" JSC',
        "Federal State Unitary Enterprise NII Teplokontur",
        "Federal State Autonomous Institution Military Technopolis Era",
        "Obshchestvo S Ogranichennoi Otvetstvennostyu TEPLOKONTUR",
        "Aktsionernoe Obshchestvo Teplokontur",
    ],
)
def test_russian_firms_are_seen_by_forms_in_words_and_before_quoted_names(written, name):
    """As BIS prints them; no legal form is a party by itself."""
    text = f"{OPENING}\n\nThe respondents are Lanqiao and {name}."
    document = written(TITLE, text, Stage.FINAL_DETERMINATION)
    assert [party.name for party in named_parties(document)] == ["Zhejiang Lanqiao Metering Co., Ltd.", name]


def tabled(written, title: str, columns: tuple[str, ...], *rows: str):
    """A determination with a table under a heading."""
    document = written(TITLE, f"{OPENING}\n\n# {title}\n\n" + "\n\n".join(rows), Stage.FINAL_DETERMINATION)
    passages = tuple(
        replace(passage, columns=columns) if passage.section == title else passage for passage in document.passages
    )
    return replace(document, passages=passages)


@pytest.mark.parametrize(
    ("title", "columns", "rows"),
    [
        (
            "Annex B: Affiliates Not Covered by This Determination",
            ("Name", "Seat"),
            ("Birch Devices Co., Ltd. | Hefei",),
        ),
        (
            "Annex B: Persons That Submitted Comments",
            ("Name", "Kind"),
            ("Birch Networks, Inc. | Maker", "Oak LLC | Carrier"),
        ),
        (
            "Annex B: Covered Models",
            ("Model", "Chipset supplier"),
            ("XR-2 | Birch Ltd.", "XR-4 | Beijing Oak Co., Ltd."),
        ),
    ],
)
def test_a_table_of_others_names_no_party(written, title, columns, rows):
    """Whom it leaves out, who wrote, and whose parts are built in."""
    names = [party.name for party in named_parties(tabled(written, title, columns, *rows))]
    assert names == ["Zhejiang Lanqiao Metering Co., Ltd."]


def test_other_names_stand_in_columns_and_below(written):
    """In the table's column for them, whatever their script, and one to a paragraph under "the following two aliases:"."""
    rows = (
        "Zhejiang Lanqiao Metering Co., Ltd. | 浙江蓝桥计量有限公司; LQM | Hangzhou",
        "Birch Systems Inc. | None | Ohio",
    )
    document = tabled(
        written, "Annex A: Entities Subject to This Determination", ("Name", "Also known as", "Seat"), *rows
    )
    first, second = named_parties(document)
    assert {"浙江蓝桥计量有限公司", "LQM"} <= set(first.aliases)
    assert (second.name, second.aliases) == ("Birch Systems Inc.", ())
    text = """# Annex A: Entities Subject to This Determination

    (1) Birch Systems Inc., f.k.a., the following two aliases:

    —Oak-Link USA Corporation; and

    —BSI.

    (2) Birch Precision Co., Ltd., Dongguan."""
    names = {
        party.name: party.aliases
        for party in named_parties(written(TITLE, f"{OPENING}\n\n{text}", Stage.FINAL_DETERMINATION))
    }
    assert names["Birch Systems Inc."] == ("Oak-Link USA Corporation", "BSI")
    assert "Oak-Link USA Corporation" not in names
    assert "Birch Precision Co., Ltd" in {name.rstrip(".") for name in names}


@pytest.mark.parametrize(
    ("behind", "aliases"),
    [
        (
            "(also known as LanCloud, Blue Data, and BlueDrive) (Lanyun)",
            {"LanCloud", "Blue Data", "BlueDrive", "Lanyun"},
        ),
        ('(also known as "LanCloud," "Blue Data," and "BlueDrive")', {"LanCloud", "Blue Data", "BlueDrive"}),
        ("(a/k/a LanCloud; Blue Data)", {"LanCloud", "Blue Data"}),
        ("trades as LanCloud, Blue Data, and BlueDrive.", {"LanCloud", "Blue Data", "BlueDrive"}),
        ('("Lanyun" or the "Company")', {"Lanyun"}),
        ("(合肥蓝云数据有限公司) (Lanyun)", {"合肥蓝云数据有限公司", "Lanyun"}),
    ],
)
def test_all_other_names_in_a_row_are_read(written, behind, aliases):
    """And what the text calls anybody, "the Company", is no name of a firm."""
    text = f"The Department has reviewed transactions with one firm.\n\nHefei Lanyun Data Co., Ltd. {behind}"
    document = written("Final Determination: Hefei Lanyun Data Co., Ltd.", text, Stage.FINAL_DETERMINATION)
    (party,) = named_parties(document)
    assert set(party.aliases) == aliases
