"""What further authors of cases, designations and consultations wrote: respondents, denials, what is not in view for now."""

from __future__ import annotations

from extract.document import Document, Stage
from extract.inventory import Item
from models.classes import classes_of_phrase, profile
from models.decision import Fit
from models.fit import ScopeClasses
from models.marks import marks
from models.names import compare
from models.parties import named_parties
from models.scope import Relation, Scope, ScopeItem, read_scope

CASE = "Initial Determination: Networked Payment Terminals"


def names(document) -> list[str]:
    """The parties in the document's order."""
    return [party.name for party in named_parties(document)]


def left_out(document) -> list[str]:
    """The classes that a document leaves out."""
    return [item.text for item in read_scope(document).exclusions]


def test_respondents_are_named_together_or_one_after_the_other(written):
    """In one bracket, as a firm and its distributor, as the principal respondent, as those served."""
    together = """Quay Payment (Hong Kong) Limited, of Kowloon, and its subsidiary Reefline Terminals, LLC, a Delaware
    company (together, the Respondents), supply terminals."""
    called = """"Tianheng" in this document means Beijing Tianheng Cloud Co., Ltd., Tianheng Cloud (Singapore) Pte. Ltd., and any
    other affiliate."""
    known = """"Tianheng" refers in this document to Beijing Tianheng Cloud Co., Ltd. and every affiliate. The affiliates known to
    the Department are Tianheng (Hong Kong) Holdings Limited and Tianheng Devices Inc."""
    principal = "The principal respondent is Suzhou Tingyun Lift Co., Ltd., a company of Jiangsu."
    served = """This determination was served on Payam Software Company, of Isfahan, Iran, and on its marketing arm,
    Payam Digital FZ-LLC, of Dubai."""
    for text, expected in (
        (together, ["Quay Payment (Hong Kong) Limited", "Reefline Terminals, LLC"]),
        (known, ["Beijing Tianheng Cloud Co., Ltd.", "Tianheng (Hong Kong) Holdings Limited", "Tianheng Devices Inc."]),
        (called, ["Beijing Tianheng Cloud Co., Ltd.", "Tianheng Cloud (Singapore) Pte. Ltd."]),
        (principal, ["Suzhou Tingyun Lift Co., Ltd."]),
        (served, ["Payam Software Company", "Payam Digital FZ-LLC"]),
    ):
        assert names(written(CASE, text, Stage.INITIAL_DETERMINATION)) == expected, text
    withdrawal = written(
        "Withdrawal of Initial Determination: Case No. ICTS-2031-003, Nanjing Ruilan Robotics Co., Ltd.",
        "# SUMMARY\n\nThe Department withdraws the Initial Determination concerning Nanjing Ruilan Robotics Co., Ltd. (Ruilan) "
        "and its American distributor, Ruilan Warehouse Inc. The case is closed.",
        Stage.WITHDRAWAL,
    )
    assert names(withdrawal) == ["Nanjing Ruilan Robotics Co., Ltd.", "Ruilan Warehouse Inc."]


def test_those_of_whom_a_paragraph_says_that_they_are_bound_are_parties(written):
    """ "Both are respondents", "addressed to all three", "is a respondent too"; told of and not bound are none."""
    title = "Final Determination: Case No. ICTS-2031-012, Ningde Haiyan Meters Co., Ltd."
    opening = """The Department has reviewed meters of Ningde Haiyan Meters Co., Ltd., and its affiliates ("Haiyan").

    """
    both = """Two companies sell them. Haiyan Energy (Hong Kong) Limited holds the contracts. Haiyan Grid USA, Inc., of Ohio,
    repairs them. Both are wholly owned and are respondents in this case."""
    three = """Haiyan is owned by Haiyan Energy (Hong Kong) Limited, which Haiyan Investment Group Co., Ltd., of Fuzhou, owns.
    The determination is addressed to all three."""
    too = """Its shares are held by Grupo Marea Azul ("Grupo Marea"). Grupo Marea, as the parent company, is a respondent too.
    Oakmere Utilities Inc. buys the meters."""
    term = """Sales run through Haiyan Trade B.V., a company in Delft. The Department includes both companies in the term
    "Haiyan" and the prohibitions run against each of them."""
    applies = """This determination applies to Ningde Haiyan Meters Co., Ltd., to its parent company, Haiyan Holding, C.A.,
    and to their affiliates."""
    takes_in = """Its subsidiary Brightmeter Systems, Inc. and Haiyan Cloud (Shanghai) Co., Ltd. run it. In this document
    the name "Haiyan" takes in these three companies and every other affiliate."""
    include = """References to "Haiyan" are to it with each affiliate, and include by name Starmeter Panel FZ-LLC, of Dubai."""
    three_more = """It is directed equally to its parent, Haiyan Office Group Co., Ltd., and to Reefline Systems Corporation, a
    company of Ohio. The obligations stated below bind these three."""
    by_name = """The Department has made two of them respondents: Haiyan Min River Studio, which is the workshop, and
    Songxi Export Corporation, which receives the proceeds. Oakmere Utilities Inc. is a customer."""
    told = "Oakmere Utilities Inc. and Reefline Power, LLC buy the meters. Both are customers and are no parties to the case."
    first = "Ningde Haiyan Meters Co., Ltd."
    for text, expected in (
        (both, [first, "Haiyan Energy (Hong Kong) Limited", "Haiyan Grid USA, Inc."]),
        (three, [first, "Haiyan Energy (Hong Kong) Limited", "Haiyan Investment Group Co., Ltd."]),
        (too, [first, "Grupo Marea Azul"]),
        (term, [first, "Haiyan Trade B.V."]),
        (applies, [first, "Haiyan Holding, C.A."]),
        (takes_in, [first, "Brightmeter Systems, Inc.", "Haiyan Cloud (Shanghai) Co., Ltd."]),
        (include, [first, "Starmeter Panel FZ-LLC"]),
        (three_more, [first, "Haiyan Office Group Co., Ltd.", "Reefline Systems Corporation"]),
        (by_name, [first, "Haiyan Min River Studio", "Songxi Export Corporation"]),
        (told, [first]),
    ):
        assert names(written(title, opening + text, Stage.FINAL_DETERMINATION)) == expected, text


def test_a_mitigation_agreement_names_both_sides_and_a_seat_is_none(written):
    """The title gives them; "located in Havana, and its affiliates" names no firm of Havana."""
    agreement = written(
        "Notice of Mitigation Agreement: Suzhou Tingyun Lift Co., Ltd. and Oakmere Lifts, LLC",
        "The Department has made an agreement about lifts.",
        Stage.NOTICE,
    )
    assert names(agreement) == ["Suzhou Tingyun Lift Co., Ltd.", "Oakmere Lifts, LLC"]
    seated = written(
        "Case No. ICTS-2031-022, Marea Datos S.A.; General Authorization for Letters",
        "BIS issues this with respect to Marea Datos S.A., a company located in Havana, and its affiliates.",
        Stage.GENERAL_AUTHORIZATION,
    )
    assert names(seated) == ["Marea Datos S.A."]


def test_parties_may_be_numbered_under_their_heading(written):
    """Each opens its paragraph, told at length; the customer named later is none."""
    document = written(
        "Initial Determination in Case No. ICTS-2031-009: Image Archives",
        """# II. Parties

        The Initial Determination has been served on the following:

        (1) Rahban Systems FZE, an establishment of Sharjah, which sells the archive;

        (2) Negar Rahban Company, of Isfahan, which writes its software; and

        (3) Medisafe Exchange GmbH, of Graz, which resells it.

        # III. The Service

        Oakmere Imaging Inc. uses it.""",
        Stage.INITIAL_DETERMINATION,
    )
    assert names(document) == ["Rahban Systems FZE", "Negar Rahban Company", "Medisafe Exchange GmbH"]


def test_an_authorization_lists_its_suppliers(written):
    """Each opens its entry; what it supplies follows."""
    document = written(
        "ICTS General Authorization No. 5: Maintenance of Telemetry",
        """(b) The authorization applies to transactions with the following suppliers and with no others:

        (1) Wuhan Tianqiao Metering Co., Ltd., for flow meters with a radio module; and

        (2) NPO Volna-Sensor, for level transmitters.""",
        Stage.GENERAL_AUTHORIZATION,
    )
    assert names(document) == ["Wuhan Tianqiao Metering Co., Ltd.", "NPO Volna-Sensor"]


def test_an_authorization_under_a_determination_names_its_firm_in_the_summary(written):
    """The title tells of the goods alone; an authorization under a rule names nobody."""
    text = """# SUMMARY

    The Department authorizes carriers to exchange data with software supplied by Haiyan Servicios S.A., a company of Ruritania.

    # Background

    {} prohibits transactions with it and its affiliates."""
    title = "General Authorization No. 6 Under 15 CFR Part 791: Departure Control Software"
    for under, expected in (("The Final Determination", ["Haiyan Servicios S.A."]), ("The rule", [])):
        assert names(written(title, text.format(under), Stage.GENERAL_AUTHORIZATION)) == expected, under


def test_a_correction_names_the_firm_that_it_restores(written):
    """The entry that it prints anew, and no firm of its background."""
    document = written(
        "Final Determination in the Matter of Certain Gateways; Correction",
        """The list was printed by Oakmere Press LLC without its last entry.

        "7. Tingyun Escalator Data Co., Ltd., Nantong, Jiangsu."
        """,
        Stage.CORRECTION,
    )
    assert names(document) == ["Tingyun Escalator Data Co., Ltd."]


def test_an_agency_s_short_name_is_no_party(written):
    """ "Questions may be addressed to BIS": only firms are addressed by a determination."""
    document = written(
        "Final Determination: Case No. ICTS-2031-006, Quanfu Marine Co., Ltd.",
        "The Department, through the Bureau of Industry and Security (BIS), has ended its review of Quanfu Marine Co., Ltd. "
        "Questions may be addressed to BIS in writing.",
        Stage.FINAL_DETERMINATION,
    )
    assert names(document) == ["Quanfu Marine Co., Ltd."]


def test_a_rule_lists_designated_firms_with_their_affiliates(written):
    """Several to an entry, one without a legal form among them; the opening takes in the affiliates of each."""
    document = written(
        "Securing the Information and Communications Technology and Services Supply Chain: Applications of Designated Firms",
        """# § 791.501 Designated firms

        (a) The following are designated firms, together with their subsidiaries and with affiliates under common control:

        (1) Bohai Search, Inc.;

        (2) Jinshan Office Corporation Limited and Beijing Jinshan Cloud Software, Inc.;

        (3) Kuaida Technology; and

        (4) IPJSC Rekord.""",
        Stage.FINAL_RULE,
        "RULE",
    )
    parties = named_parties(document)
    assert [party.name for party in parties] == [
        "Bohai Search, Inc.",
        "Jinshan Office Corporation Limited",
        "Beijing Jinshan Cloud Software, Inc.",
        "Kuaida Technology",
        "IPJSC Rekord",
    ]
    assert all(party.affiliates for party in parties)
    assert compare("IPJSC Rekord", "Rekord").score > compare("Vektor Rekord", "Rekord").score


def test_what_is_not_in_view_for_now_is_left_out(written):
    """Words of time within the verb, "not in view", "does not consider"."""
    listed = written(
        "T",
        "BIS does not at present intend to include: (1) power supplies and fans; (2) notebook computers; and (3) routers.",
        Stage.ANPRM,
    )
    assert left_out(listed) == ["power supplies and fans", "notebook computers", "routers"]
    assert read_scope(listed).covered == ()
    considered = written(
        "T", "BIS does not at this time consider: passive equipment; and surveillance cameras.", Stage.ANPRM
    )
    assert left_out(considered)[:2] == ["passive equipment", "surveillance cameras"]
    assert "modem" in left_out(written("T", "Access gear for a home, such as a modem, is not in view.", Stage.ANPRM))


def test_what_is_reached_only_under_a_condition_is_a_question(written):
    """ "Only if it is supplied for", "if the module is imported for": the class is open, not covered and not left out."""
    for text in (
        "The final rule reaches a cellular module only if it is supplied for integration into a tracker.",
        "Paragraph (a) of this section applies to a cellular module if the module is imported for a tracker.",
    ):
        scope = read_scope(written("T", text, Stage.FINAL_RULE, "RULE"))
        assert ([item.text for item in scope.doubtful], scope.covered, scope.exclusions) == (
            ["cellular module"],
            (),
            (),
        ), text


def test_what_another_rule_leaves_out_is_told_as_background(written):
    """There "it" is that rule; under a heading of its own the same words leave something out."""
    text = "The rule of 2025 concerns cars. It does not reach diagnostic dongles."
    assert left_out(written("T", f"# I. Background\n\n{text}")) == []
    assert left_out(written("T", f"# III. Scope\n\n{text}")) == ["diagnostic dongles"]
    past = "Trucks, buses, and delivery robots were thus not dealt with."
    assert left_out(written("T", f"# I. Background\n\n{past}")) == []


def test_a_clause_within_a_sentence_leaves_nothing_open(written):
    """ "A mirror has no customer whose identity could be verified, and is not covered" is left out, and no question."""
    text = """A public library mirror, from which anyone may load files without an account, has no customer whose identity
    could be verified, and is not covered."""
    assert read_scope(written("T", f"# Scope\n\n{text}", Stage.NPRM, "PRORULE")).doubtful == ()


def test_whom_an_earlier_measure_does_not_reach_is_no_class(written):
    """ "They do not reach a private enterprise that operates a switch" leaves no switches out."""
    document = written(
        "T", "Those measures look to carriers. They do not reach a private enterprise that operates a switch."
    )
    assert left_out(document) == []


def test_what_is_denied_to_be_left_out_is_not_left_out(written):
    """A modem stick "is not a personal device" where personal devices are left out; what they are is left out, too."""
    text = """This determination does not cover personal devices. A personal device is a mobile handset, tablet, or earphone.
    A modem stick is not a personal device."""
    found = left_out(written("T", text))
    assert {"personal devices", "mobile handset", "tablet"} <= set(found)
    assert "modem stick" not in found


def test_a_consultation_asks_about_the_terms_of_its_summary(written):
    """A term that serves another's definition is asked about all the same where the summary names it."""
    terms = """# SUMMARY

    BIS seeks comment on transactions in servers and data center switches.

    # Definitions

    *Server* means a computer in a rack that serves other computers.

    *Data center switch* means a network switch that connects servers."""
    document = written("Advance notice", terms, Stage.ANPRM)
    assert [item.text for item in read_scope(document).covered if item.text == item.under] == [
        "Server",
        "Data center switch",
    ]


def fit(item: Item, covered: str, *excluded: str, relation: Relation = Relation.ADVERSARY_NEXUS) -> Fit:
    """The item's fit to a rule that covers and leaves out these."""
    pieces = tuple(ScopeItem(text, "", text, 0) for text in (covered, *excluded))
    scope = Scope(relation=relation, covered=pieces[:1], exclusions=pieces[1:])
    return ScopeClasses(Document("2099-1", "RULE", Stage.FINAL_RULE, "A rule"), scope).fit(item).fit


def test_a_whole_kind_is_left_out_and_where_software_runs_is_not() -> None:
    """ "Hardware, and the firmware in it" leaves every device out; "applications hosted on a server" no server."""
    sensor = Item("A-1", "Leak sensor", "Acme", kind="hardware")
    assert (
        fit(sensor, "software applications", "Hardware, and the firmware in it", relation=Relation.PARTY)
        is Fit.EXCLUDED
    )
    for some in ("software or devices that run at the premises of a customer", "software whose source is public"):
        assert fit(Item("A-3", "Chat", "Acme", kind="software"), "software applications", some) is Fit.DIRECT, some
    server = Item("A-2", "Rack server R-1", "Acme", kind="hardware")
    assert (
        fit(server, "servers", "applications that are hosted on a server without managing its hardware") is Fit.DIRECT
    )


def test_a_qualified_sensor_leaves_not_every_sensor_out() -> None:
    """The rule's own word "sensor" stands in the row, and what limits it does not."""
    lidar = Item("A-1", "Ruby 128", "Acme", kind="hardware", category="LiDAR sensor")
    assert fit(lidar, "LiDAR unit", "sensor whose only principle is radar or ultrasound") is Fit.DIRECT
    assert "ads" in classes_of_phrase("driving automation software")


def test_goods_of_whoever_is_not_meant_are_no_class() -> None:
    """ "Of an unaffiliated company", "persons other than a designated firm": whose they are leaves them out."""
    switch = Item("A-2", "Managed switch M-1", "Acme", kind="hardware")
    for text in (
        "Switches of an unaffiliated company",
        "switches of a firm that is not designated",
        "switches that persons other than a designated firm build",
    ):
        assert fit(switch, "network equipment", text, relation=Relation.PARTY) is Fit.DIRECT, text


def test_consumer_goods_of_a_covered_class_are_left_out_where_the_row_says_so() -> None:
    """Routers are covered, consumer routers are not: a home gateway is out, a router of no such word stays in."""
    for name, expected in (("Home gateway HG-8", Fit.EXCLUDED), ("Router R-2000", Fit.DIRECT)):
        assert fit(Item("A-1", name, "Acme", kind="hardware"), "routers", "consumer router") is expected, name


def test_a_television_is_told_from_the_shelf_of_telephones() -> None:
    """The name says more than a shelf that holds telephones, tablets and televisions."""
    shelf = "Android phone / tablet / TV"
    for name in ("Acme METZ 2K TV", "AcmeTV 40S9"):
        assert "television" in profile(Item("A-1", name, "Acme", kind="hardware", category=shelf)), name
    assert "television" not in profile(Item("A-2", "TV-IP110 camera", "Acme", kind="hardware", category="IP camera"))
    assert "passive" in classes_of_phrase("passive equipment")


def test_words_of_another_trade_name_no_class() -> None:
    """The universal serial bus is no bus, data of a vehicle is no vehicle."""
    assert classes_of_phrase("adapters for the universal serial bus") == ("network_adapter",)
    van = Item("A-1", "Delivery van", "Acme", kind="hardware", category="passenger vehicle")
    assert fit(van, "vehicle data") is not Fit.DIRECT


def test_a_day_is_no_mark() -> None:
    """ "Under the Acme mark after October 30, 2014"."""
    assert marks(["Telephones sold under the brands Acme, October 30 and 2014 are meant."], []) == ("Acme",)
