"""Where a rulemaking or case stands with a document, told from its ACTION, title, type and text by a table of rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Stage
from extract.identifiers import plain_dashes

if TYPE_CHECKING:
    from extract.printed import Printed


LONGEST_ACTION, LONGEST_TITLE = 200, 1_000  # characters
OPENING = 12  # paragraphs


class Rule(NamedTuple):
    """One line of the table: for documents of these types whose words match, unless they also match `unless`."""

    stage: Stage
    types: tuple[str, ...]
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _rule(stage: Stage, types: str, words: str, unless: str | None = None) -> Rule:
    return Rule(stage, tuple(types.split()), re.compile(words), re.compile(unless) if unless else None)


_ANY = "RULE PRORULE NOTICE"
# Read against the ACTION line in lower case; the first line that matches decides. What a document does to another
# (corrects, withdraws, extends) comes before what the other one was: "Final rule; correction" is a correction.
_BY_ACTION = (
    _rule(
        Stage.CORRECTION,
        _ANY,
        r"\bcorrect(?:ion|ions|ing|ed|s)\b",
        # A new deadline weighs more than what else it puts right.
        r"\b(?:addition|revision|removal|amendment)s?\b[^;]*\band\b[^;]*\bcorrect|"
        r"request for comments? on (?:a )?correct|corrections? offic|(?:exten|re-?open)\w*\b.*\bcomment.*\bcorrect",
    ),
    _rule(
        Stage.WITHDRAWAL,
        _ANY,
        r"^(?:notice of |notification of )?(?:partial )?(?:withdraw(?:al|n)|rescission|revocation|vacatur)\.?$"
        r"|^(?:notice of )?termination of (?:the |an? )?(?:initial |final )determination\.?$"
        r"|^(?:notice of |notification of )?(?:partial )?withdraw(?:al|n)\b|[;,:]\s*(?:notice of |"
        r"partial )*withdraw(?:al|n)\b"
        r"|\bterminat(?:ion|ing) of (?:the )?(?:proposed )?rule-?making|rule-?making\b.*;\s*termination\b"
        r"|^(?:notice of )?(?:rescission|revocation) of (?:the |an? )?(?:\w+ ){0,2}"
        r"(?:orders?|rules?|determinations?|directives?|identifications?(?: of prohibited transactions)?)\.?$"
        r"|withdraw(?:al|ing|n)\b.*\b(?:rule|rulemaking|advance notice|anprm|nprm|guidance|determination)",
        r"withdrawal of (?:an? |the |new |its )*(?:approval|application|land|public land|nda|anda|petition|"
        r"finding of no)"
        r"|(?:antidumping|countervailing|duty|exclusion) orders?"
        r"|proposed withdrawal|land withdrawal|withdrawal (?:application|extension)",
    ),
    _rule(Stage.WITHDRAWAL, "NOTICE", r"[;,:]\s*(?:rescission|vacatur|revocation)(?: in part)?\.?$"),
    _rule(
        Stage.COMMENT_PERIOD_REOPENING,
        _ANY,
        r"re-?open(?:ing|s|ed)?\b.*\b(?:comments?|record|docket)|comment period.*\bre-?open|^.*;\s*re-?opening",
        r"^supplement",
    ),
    _rule(
        Stage.COMMENT_PERIOD_EXTENSION,
        _ANY,
        r"exten(?:sion|d|ds|ded|ding)\b.*\bcomment|comment\w*(?:[\s-]+(?:period|deadline|due|"
        r"date))*[\s-]+(?:extension|extended)"
        r"|exten(?:sion|ding)\b.*\b(?:deadline|time|period) (?:for|to)\b.*\b(?:submi|respon|repl)",
        r"extension(?: without change| with change)? of (?:an? )?(?:a currently|currently|existing|approved|"
        r"previously|the "
        r"information|information)",
    ),
    _rule(
        Stage.DELAY_OF_EFFECTIVE_DATE,
        "RULE NOTICE",
        r"\bchange of (?:the )?effective dates?\.?$|"
        r"(?:delay|postpone|defer|exten|stay|suspen)\w*\b.*\b(?:effective|effectiveness|compliance|applicability|"
        r"implementation)"
        r"|(?:effective|compliance|applicability) dates?\b.*\b(?:delay|postpone|defer|exten|stay|suspen)"
        r"|[;,]\s*(?:administrative |temporary |partial )*(?:stay|postponement|delay|suspension)\b",
        r"exten\w+ of (?:the )?effective period|\blift\w* of (?:the )?stay\b|\bstay (?:is )?lifted\b",
    ),
    _rule(
        Stage.ANPRM,
        "PRORULE NOTICE RULE",
        r"advanced? notice of (?:proposed|intent to)|\banprm?\b|advanced? notice.*rule-?making",
    ),
    _rule(
        Stage.SUPPLEMENTAL_NPRM,
        "PRORULE",
        r"supplement(?:al|ary|ing)\b.*\bpropos|\bsnprm?\b|propos\w+ rule.*\bsupplement|further notice of proposed|"
        r"re-?proposal|reproposed",
    ),
    _rule(Stage.FINAL_RULE, "RULE", r"(?:affirm|confirm|adopt|finali[sz])\w*\b.*\binterim\b.*\brule"),
    _rule(
        Stage.INTERIM_FINAL_RULE,
        "RULE",
        r"\binterim[\s-]+(?:final|rule|temporary|regulations?)\b|\binterim\b.*\brule|temporary interim",
    ),
    _rule(
        Stage.NPRM,
        "PRORULE",
        r"propos\w*\b.*\b(?:rule|regulation|amendment|rulemaking|action|order|standard|priorit|requirement|"
        r"interpretation|guidance|"
        r"definition|determination|listing|exclusion|exemption|approval|policy|delay|extension|stay|repeal|"
        r"rescission)|\bnprm?\b"
        r"|^proposed\b|notice of rulemaking",
        r"negotiated|intent to (?:establish|negotiate)|\bpetitions? for\b|^(?:notice|notification|announcement) of "
        r"(?:public |an? )*(?:hearing|meeting|webinar|availability)",
    ),
    _rule(
        Stage.REQUEST_FOR_INFORMATION,
        _ANY,
        r"requests? for (?:public )?(?:information|input)|\brfi\b|notice of inquiry|call for information",
    ),
    _rule(
        Stage.FINAL_RULE,
        "RULE",
        r"\bfinal\b.*\b(?:rule|regulation|action|order|amendment|interpretation|priorit|approval)|direct final",
    ),
    _rule(
        Stage.GUIDANCE,
        _ANY,
        r"\bguidances?\b|policy statement|statements? of (?:agency |enforcement )?policy|interpreti?ve rule|"
        r"interpretations?\b|"
        r"advisory opinion|frequently asked|compliance guide",
        r"request for guidance",
    ),
    _rule(
        Stage.FINAL_RULE,
        "RULE",
        r"temporary rule|^rules?\b|amendment|regulation|\brule[;.]",
        r"^(?:notice|notification|announcement) of (?!final|temporary|interim)",
    ),
)
# Read against the title where ACTION tells nothing.
_BY_TITLE = (
    _rule(Stage.ANPRM, "PRORULE NOTICE", r"advanced? notice of proposed rulemaking"),
    _rule(Stage.CORRECTION, _ANY, r"[;:—]\s*(?:technical )?corrections?\.?$"),
    _rule(Stage.COMMENT_PERIOD_REOPENING, _ANY, r"re-?opening of (?:the )?(?:public )?comment period"),
    _rule(
        Stage.COMMENT_PERIOD_EXTENSION,
        _ANY,
        r"extension of (?:the )?(?:public )?comment period|comment period extension",
    ),
    _rule(
        Stage.DELAY_OF_EFFECTIVE_DATE,
        "RULE NOTICE",
        r"(?:delay|postponement|stay) of effective(?:ness| dates?)|(?:extension|postponement|delay) of compliance dates?"
        r"|(?:^|[;:—]\s*)(?:stay|suspension) of (?:the |an )?(?:final determination|effectiveness|prohibition order)",
    ),
    _rule(
        Stage.WITHDRAWAL,
        _ANY,
        r"[;:—]\s*(?:withdrawal|rescission|revocation)\.?$|withdrawal of (?:the )?(?:proposed|advance|notice of proposed)"
        r"|(?:withdrawal|rescission|revocation|vacatur) of (?:the |an )?"
        r"(?:initial determination|final determination|general authori[sz]ation|prohibition order|identification of prohibited)",
    ),
    _rule(Stage.REQUEST_FOR_INFORMATION, "PRORULE NOTICE", r"requests? for information\b"),
    # What it asks about is no collection, draft or petition of somebody, which ACTION calls so, too.
    _rule(
        Stage.REQUEST_FOR_INFORMATION,
        "NOTICE",
        r"^(?:notice of )?requests? for (?:public )?comments? (?:on|regarding|concerning)\b",
        r"\b(?:collections?|paperwork|draft|propos\w*|petitions?|applications?|guidance|plans?|standards?|list|report)\b",
    ),
    _rule(
        Stage.GUIDANCE,
        "RULE NOTICE",
        r"\bguidances?\b.*\bavailability|availability.*\bguidances?\b|guidance for industry|"
        r"\bguidance (?:bulletin|circular)",
    ),
)
# What only moves or cancels a hearing is no proposal, whatever ACTION calls it besides.
_MOVES_HEARING = re.compile(
    r"[;:—]\s*(?:notice of )?(?:change|cancel|re-?schedul|postpone)\w*\b.{0,40}\b(?:hearings?|meetings?)\.?$"
)
_BY_TYPE = {"RULE": Stage.FINAL_RULE, "PRORULE": Stage.NPRM, "NOTICE": Stage.NOTICE, "PRESDOCU": Stage.NOTICE}
# A rule or proposal whose ACTION is only a notice of something (a meeting, a deviation) decides nothing.
_MERE_NOTICE = re.compile(
    r"^(?:notice|notification|announcement|meetings?|public (?:hearing|meeting)|petitions?|denial|receipt|intent)\b"
)
_ASKS_ONLY = re.compile(r"(?:notice and )?requests? for (?:public )?comments?\.?")
_INQUIRES = re.compile(r"\b(?:this|commission's|agency's|bureau's|in (?:the|a)) notice of inquiry\b")
_TELLS_STAGE = re.compile(r"notice of (?:proposed )?rule")

# Determinations and authorizations of the ICTS program; an antidumping "final determination" is an ordinary notice.
_CASE_TITLES = (
    (
        Stage.INITIAL_DETERMINATION,
        re.compile(r"\binitial determinations?\b|\bdetermination under 15 cfr (?:part )?791\.105\b"),
    ),
    (
        Stage.FINAL_DETERMINATION,
        re.compile(
            r"\bfinal determinations?\b|\bdetermination under 15 cfr (?:part )?791\.109\b|"
            r"^identification of prohibited transactions\.?$"
        ),
    ),
    (Stage.GENERAL_AUTHORIZATION, re.compile(r"\bgeneral authori[sz]ations?\b")),
)
_DECIDES = re.compile(
    r"(?:notice of )?(?:(?:amended|modified) )?(?:initial|final) determination\b|identification of prohibited transactions"
)
_GRANTS = re.compile(r"^(?:notice of )?(?:the |an? )?general authori[sz]ation")
# "BIS publishes the text of a Final Determination": where neither title nor ACTION says so.
_PUBLISHES = re.compile(
    r"(?:\b(?:(?:publish|announc|giv|issu|mak|contain|record|stat)e?s|sets (?:out|forth)) (?:notice of )?"
    r"(?:the (?:\w+ )?text of )?|"
    r"\b(?:it|this(?: (?:order|document|notice))?) (?:is|constitutes) )(?:an?|the|its|this)? ?"
    r"(?P<case>(?:initial|final) determination)\b|\bhas reached (?:an?|the|its) (?P<reached>(?:initial|final) determination)\b|"
    r"\bthis (?P<itself>(?:initial|final) determination)\b"
)
# "Determination and Order", "Determination To Prohibit ...": whether it is final its section says, or what it names first.
_DETERMINES = re.compile(
    r"\bdetermination and (?:final )?order\b|\border and determination\b|^(?:notice of )?(?:the |a )?determination\b"
)
# An order by which a case ends, under the name that other orders of BIS bear.
_ORDERS = re.compile(
    r"^(?:notice of )?order prohibiting\b|^final order\b|[;:] final order\.?\s*$|^notice of prohibited icts transactions\b"
)
_NAMES_CASE = re.compile(r"\b(?:initial|final) determination\b")
_UNDER = {Stage.FINAL_DETERMINATION: "791.109", Stage.INITIAL_DETERMINATION: "791.105"}
# What is done to a determination or authorization, which the tables tell.
_CHANGED = re.compile(
    r"\b(?:correct|withdraw|rescind|rescission|revo[ck]|extension|extend|delay|postpone|vacat(?:ur|ed)|"
    r"terminat\w+ of (?:the |an? )?(?:initial |final )?determination|"
    r"(?:stay|suspension) of|notice of court decision)"
)
# An amended determination stays one, whatever else its title says: "Amendment of Final Determination; Extension of ...".
_AMENDED = re.compile(r"\bamend\w*\b.{0,40}\bdetermination|\bdetermination\b.{0,60}[;:,—] amend")
_ICTS_TITLE = re.compile(
    r"\bICTS-\d{4}|\bICTS\b|information and communications technology and services|connected vehicles?\b", re.IGNORECASE
)
_CASE_NUMBER = re.compile(r"\bICTS-\d{4}-\d+")
_ICTS_TEXT = re.compile(
    r"\b15 CFR (?:part )?(?:7|791)(?:\.\d+|\b(?!\.?\d))|(?:Executive Order|E\.O\.) 13873|\bICTS Transaction|\bOICTS\b|"
    r"Office of Information and Communications Technology and Services",
    re.IGNORECASE,
)


def stage(printed: Printed, number: str) -> Stage:
    """The stage of one document; `number` because C1- and R1- numbers mark corrections."""
    title, action = _plain(printed.title)[:LONGEST_TITLE], _plain(printed.action or "")
    if len(action) > LONGEST_ACTION:  # a paragraph that slipped into ACTION tells by its first sentence
        action = action.split(". ")[0][:LONGEST_TITLE]
    if printed.type == "PRESDOCU":
        return _presidential(printed, title)
    if re.match(r"[CR]\d-", number):
        return Stage.CORRECTION
    if printed.type in {"PRORULE", "NOTICE"} and _MOVES_HEARING.search(title):
        return Stage.NOTICE
    if title.startswith(("frequently asked questions", "faqs")):
        return Stage.GUIDANCE
    return (
        _icts_case(printed, title, action)
        or _first(_BY_ACTION, action, printed.type)
        or _first(_BY_TITLE, title, printed.type)
        or _undecided(printed.type, action, _plain(" ".join(passage.text for passage in printed.passages[:OPENING])))
    )


def is_of_programme(printed: Printed) -> bool:
    """Whether a document is one of the ICTS programme by its title or its opening paragraphs."""
    opening = " ".join([printed.action or "", *(passage.text for passage in printed.passages[:OPENING])])
    return bool(_ICTS_TITLE.search(plain_dashes(printed.title)) or _ICTS_TEXT.search(f"{printed.title} {opening}"))


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).replace("’", "'")


def _first(rules: tuple[Rule, ...], words: str, document_type: str) -> Stage | None:
    for rule in rules:
        excepted = rule.unless is not None and rule.unless.search(words)
        if document_type in rule.types and rule.words.search(words) and not excepted:
            return rule.stage
    return None


def _undecided(document_type: str, action: str, opening: str) -> Stage:
    if document_type == "PRORULE" and _ASKS_ONLY.fullmatch(action) and _INQUIRES.search(opening):
        return Stage.REQUEST_FOR_INFORMATION
    if _MERE_NOTICE.match(action) and not _TELLS_STAGE.search(action):
        return Stage.NOTICE
    return _BY_TYPE[document_type]


def _presidential(printed: Printed, title: str) -> Stage:
    if re.search(r"continuation of (?:the )?national emergenc", title):
        return Stage.CONTINUATION_OF_EMERGENCY
    is_order = printed.form in {"EXECORD", "Executive Order"} or re.match(r"executive order\b", title)
    return Stage.EXECUTIVE_ORDER if is_order else Stage.NOTICE


def _icts_case(printed: Printed, title: str, action: str) -> Stage | None:
    if printed.type != "NOTICE" and not (printed.type == "RULE" and _DECIDES.match(action)):
        return None
    # "General Authorization No. 1 Under the Final Determination ..."
    grants = _GRANTS.search(title) or _GRANTS.search(action)
    for case, words in reversed(_CASE_TITLES) if grants else _CASE_TITLES:
        if words.search(title) or words.search(action):
            changed = _CHANGED.search(f"{title} {action}") and not _AMENDED.search(f"{title} {action}")
            return case if not changed and is_of_programme(printed) else None
    return _published_case(printed, f"{title} {action}")


def _published_case(printed: Printed, words: str) -> Stage | None:
    """The determination that a plain notice on one of the programme's cases says, where it opens, that it publishes."""
    opening = _plain(" ".join(passage.text for passage in printed.passages[:OPENING]))
    of_a_case = _CASE_NUMBER.search(" ".join([printed.title, *printed.dockets]))
    orders = _ORDERS.search(words)
    of_programme = of_a_case or (("determination" in words or orders) and is_of_programme(printed))
    if printed.type != "NOTICE" or not of_programme or _CHANGED.search(words):
        return None
    if found := _PUBLISHES.search(opening):
        return Stage(found["case"] or found["reached"] or found["itself"])
    if not (orders or _DETERMINES.search(words)):
        return None
    headings = _plain(" ".join(passage.section for passage in printed.passages[:OPENING]))
    named = _NAMES_CASE.search(headings) or (None if orders else _NAMES_CASE.search(opening))
    if orders and named is None:
        return Stage.FINAL_DETERMINATION
    under = (case for case, section in _UNDER.items() if section in opening)
    return next(under, Stage(named[0]) if named else None)
