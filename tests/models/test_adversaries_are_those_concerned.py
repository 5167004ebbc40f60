"""Which of the foreign adversaries a document concerns, where it names more of them."""

from __future__ import annotations

from extract.document import Stage
from models.scope import read_scope

LIST = """The foreign adversaries are the People's Republic of China, the Republic of Cuba, the Islamic Republic of Iran, the
Democratic People's Republic of Korea, the Russian Federation, and the Maduro Regime."""


def test_a_document_may_focus_on_two_of_the_list(written):
    """The whole list is not meant where the document says on whom alone it focuses."""
    text = f"BIS asks about equipment of persons owned by a foreign adversary.\n\n{LIST}\n\n"
    narrowed = written(
        "Data Centers", f"{text}In this notice, BIS focuses on China and Iran only.", Stage.ANPRM, "PRORULE"
    )
    assert read_scope(narrowed).adversaries == ("CN", "IR")
    whole = written("Data Centers", text, Stage.ANPRM, "PRORULE")
    assert read_scope(whole).adversaries == ("CN", "CU", "IR", "KP", "RU", "VE")


def test_offices_and_markets_are_no_jurisdiction(written):
    """A party answers to the country of its law and seat, not to those where it has offices or customers."""
    document = written(
        "Final Determination: Case No. ICTS-2026-011, Shahin Network Co.",
        """This concerns Shahin Network Co. ("Shahin"), organized in Tehran, Iran. Shahin has offices in Germany and China.
        Shahin sells its modems in China and Russia.""",
        Stage.FINAL_DETERMINATION,
    )
    assert read_scope(document).adversaries == ("IR",)


def test_to_whom_a_party_answers_is_told_beside_it(written):
    """Once, where the country of the others is told in every paragraph."""
    document = written(
        "Final Determination: Case No. ICTS-2026-012, Foshan Kama Aviation Co., Ltd.",
        """Foshan Kama Aviation Co., Ltd. ("Kama") is organized in China. Its laws are those of China. Its parent is in China.

        It is subject to the jurisdiction of China. The Izhevsk company is subject to that of the Russian Federation.

        The institute in Pyongyang is an organ of North Korea.""",
        Stage.FINAL_DETERMINATION,
    )
    assert read_scope(document).adversaries == ("CN", "KP", "RU")
    declared = written(
        "Final Determination: Case No. ICTS-2026-013, Foshan Kama Aviation Co., Ltd.",
        """Foshan Kama Aviation Co., Ltd. is organized in China, under the laws of China, and has its seat in China.

        Its engineers answer to North Korea, its agents to Russia. Each of the three is a foreign adversary under § 791.4.""",
        Stage.FINAL_DETERMINATION,
    )
    assert read_scope(declared).adversaries == ("CN", "KP", "RU")


def test_a_document_without_a_scope_of_its_own_has_that_of_the_rule_it_speaks_of(written):
    """An extension or withdrawal says of the proposal whom it would reach; another country that it mentions is not meant."""
    text = """The proposed rule would prohibit certain transactions in camera equipment of persons subject to the People's
    Republic of China. An association with members in Russia asked for more time."""
    extension = written("Cameras; Extension of Comment Period", text, Stage.COMMENT_PERIOD_EXTENSION, "PRORULE")
    assert read_scope(extension).adversaries == ("CN",)
    asked = "The advance notice asked about inverters and their portals from the People's Republic of China."
    withdrawal = written("Inverters; Withdrawal", asked, Stage.WITHDRAWAL, "PRORULE")
    assert read_scope(withdrawal).adversaries == ("CN",)


def test_a_finding_on_an_adversary_names_it(written):
    """Where an order says "such an adversary" of a country, and names no other."""
    order = written(
        "Protecting Data",
        "Some belong to foreign adversaries. The Secretary has found that China is, among others, such an adversary.",
        Stage.EXECUTIVE_ORDER,
        "PRESDOCU",
    )
    assert read_scope(order).adversaries == ("CN",)


def test_a_consultation_concerns_those_whence_the_things_come(written):
    """Where nothing speaks of a nexus to one country: what is assembled in it, or depends on parts from it."""
    text = """Cameras of firms of a foreign adversary can be misused. Much of the equipment is assembled in, or depends on parts
    from, the People's Republic of China. Customers in Russia complained."""
    for stage, expected in ((Stage.REQUEST_FOR_INFORMATION, ("CN",)), (Stage.GUIDANCE, ())):
        assert read_scope(written("Request for Information on Cameras", text, stage)).adversaries == expected, stage
