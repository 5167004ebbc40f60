"""Days that govern nothing: what the words around a printed day say it belongs to, if not to this document.

The patterns are those of deadline_rules.py: the day in question stands as ◆ and every other day as ◇.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from extract.document import DateKind


class DayRule(NamedTuple):
    """What a day governs where the marked sentence matches."""

    kind: DateKind | None
    words: re.Pattern[str]


def day_rules(kind: DateKind | None, *patterns: str) -> list[DayRule]:
    """One rule of this kind for each pattern; case does not count."""
    return [DayRule(kind, re.compile(pattern, re.IGNORECASE)) for pattern in patterns]


MOVED = (
    r"(?:(?:delay|postpon|defer|extend|extension|prolong|lengthen|stayed|suspend|reschedul|chang|revis|mov|advanc|push)\w*|"
    r"correct(?!ions?\b)\w*)"
)

BACKGROUND = [
    # What a correction or an amendment does away with: "before ◆” are corrected to read", "Paragraph V.D allowed ... until ◆".
    *day_rules(
        None,
        r"◆[^“”\"]{0,80}[”\"] (?:is|are) (?:corrected|revised|amended) to read\b",
        r"^(?:Paragraph|Section|The (?:order|rule|determination|authorization))\b[^◆◇]{0,30}\b(?:allowed|permitted|required)\b"
        r"(?! to\b)[^◆◇]*\b(?:until|through|by) ◆",
    ),
    # What the document that is being changed had set.
    *day_rules(
        None,
        r"\b(?:was|were) to (?:(?!now\b)[\w,]+ ){1,8}?(?:on|from|as of|by|until) ◆",
        r"\bset ◆,? as the (?:day|date) (?:on|from) which\b[^◆◇;]{0,60}\bwould\b",
        r"\btakes the place of ◆|◆, which [^◆◇;]{3,60}\bhad (?:set|fixed|given|named)\b",
        r"\bwhich the (?:rule|order|determination|notice) (?:had )?(?:called for|required|asked for|set|fixed)\b[^◆◇;]{0,20}◆",
        r"\b(?:wrote|said|stated|answered|replied) that (?:it|they|he|she) (?:could|would|can) not\b[^◆◇;]*\bby ◆",
        r"(?:\bsection|\bparagraph|§+) [\w.()]+, as (?:published|printed|issued|promulgated),[^◆◇;]*◆",
        r"\b(?:determination|rule|order|report|notice)\b[^◆◇;]{0,60}\bprovided that\b[^◆◇;]{0,160}\bwould\b[^◆◇;]{0,60}◆",
        r"^(?:\W*[\w.]{1,5} )?The [\w ]{3,30} provided that\b[^◆◇;]{0,160}\bwould\b[^◆◇;]{0,60}◆",
        r"\b(?:original|former|earlier|previous|old) (?:text|version|wording)\b[^◆◇;]{0,60}\b(?:named|gave|set|had|stated)\b"
        r"[^◆◇;]{0,20}◆|\bformerly (?:named|gave|set|stated)\b[^◆◇;]{0,20}◆",
        r"\b(?:row|paragraph|section)\b(?: (?!appl|are\b|is\b)[\w.()]+){0,4}? (?:prohibited|allowed|required|"
        r"permitted|provided|set|"
        r"fixed)\b[^◆◇;]*◆",
    ),
    # What was wrong, and what an earlier rule did.
    *day_rules(
        None,
        r"\b(?:date|day|deadline)\b[^◆◇]{0,20}◆,? (?:is|was) (?:wrong|incorrect|mistaken|erroneous|in error|a misprint)\b",
        r"\b(?:incorrectly|erroneously|mistakenly|wrongly|inadvertently)\b[^◆◇;]{0,80}◆",
        r"\b(?:interim|published|issued)\b[^◆;]{0,160}\bbecame effective\b[^◆◇;]{0,10}◆",
        r"\bremov(?:e|ing)\b[^◆◇“\"]{0,20}[“\"][^”\"◆◇]{0,60}◆|◆\W{0,3}should (?:have )?read\b",
    ),
    *day_rules(None, r"\b(?:last )?(?:updated|reviewed|modified|issued|dated|posted|released):? (?:on )?◆"),
    # Another document's date: "(84 FR 65316, ◆)", "◆ (89 FR 15066)", "published in the Federal Register on ◆".
    *day_rules(None, r"\d FR [\d,–-]+\)?[\s,;:(]*(?:on )?◆", r"◆\s*[,;]?\s*\(?(?:at )?\d+ FR \d"),
    *day_rules(
        None,
        r"\b(?:published(?!, on ◆)|issued|appear(?:ed|s|ing)|announced|dated|signed|promulgated|"
        r"enacted|released|proposed|"
        r"finali[sz]ed|"
        r"opened|began)\b(?: (?!by\b|before\b|after\b|until\b|than\b|due\b|close|effective\b|must\b|withdrawn\b|"
        r"beginning\b|starting\b|binds?\b|"
        r"through\b|expires?\b|ends?\b|lapses?\b|applies\b|takes\b|begins?\b|remains?\b|delayed\b|postponed\b|deferred\b|"
        r"moved\b|extended\b)[\w.,'’()/-]+){0,9}?,?"
        r"(?: (?:on|of|in|dated))? ◆",
        r"(?<!actual )\b(?:order|proclamation|act|rules?|notices?|proposal|memorandum|documents?|"
        r"determination|register|letter|"
        r"agreement|"
        r"directive|anprm|nprm)s?(?: \([^)]*\))?(?: (?:No\. ?)?\d[\d-]*)? (?:of|dated) ◆",
        r"\bpublished:? ◆|(?<!upon )(?<!on )\bpublication\b[^◆◇,;]{0,60}\bon ◆",
    ),
    *day_rules(None, r"(?<!model )\b(?:days?|weeks?|months?|years?) (?:after|before|from|prior to|following|of) ◆"),
    # What was replaced: "from ◆ to", "which was to close on ◆", "the original deadline of ◆".
    *day_rules(
        None,
        rf"\b(?:{MOVED}|re-?open\w*)\b[^◆]*\bfrom ◆,?(?: \([^)]*\))?,? (?:to|until|through)\b",
        rf"\bfrom ◆,? (?:to|until|through)\b[^.]*\b{MOVED}",
        rf"\b{MOVED}\b[^◆]*\b(?:deadline|date|period)\b[^◆◇]{{0,40}}, ◆,? (?:to|until|through)\b[^◆◇]{{0,20}}◇",
        r"\b(?:was|were|had been|would have)\b(?: (?:\w+ly|\w+ed|set|due|to|been|have|the))*? ?"
        r"(?:clos(?:e|ed|ing)|end(?:ed|ing)?|expired?|due|required|effective|t[ao]ken? effect|run|set|scheduled|"
        r"open(?:ed)?)\b(?:(?!, (?:is|will)\b)[^◆◇]){0,40}◆",
        r"\b(?:was|were) (?:\w+ly )?to (?:be|have been|become effective|take effect|apply|close|end|begin|start|"
        r"commence|expire|bind)(?: on| from|,)? ◆",
        r"(?<!must have )(?<!shall have )(?<!to have )\b(?:closed(?! (?:meetings?|sessions?|portions?|hearings?|"
        r"conference)\b)|ended|expired|lapsed|ran)\b"
        r"(?: [\w.]+){0,5}? ◆",
        rf"\b{MOVED}\b[^◆]*\bto ◇,? from ◆",
        r"\b(?:would|will|was|were|is) otherwise\b(?: [\w-]+){0,4}? (?:on |by )?◆",
        r"\b(?:original|previous|former|initial(?! (?:comment|determination|decision|designation))|"
        r"old|earlier|prior|existing)(?:ly)?(?: [\w-]+){0,3} "
        r"(?:deadlines?|dates?|periods?|scheduled|due|set|announced|established|closing)\b(?:(?!\bnow\b)[^◆◇]){0,40}◆",
        r"\b(?:previous|former|earlier|old) one\b[^◆◇]{0,10}◆|\b(?:and|but) not (?:on |by |until )?◆",
        r"\b(?:dates?|deadlines?|day|hearing|meeting)\b[^◆◇]{0,60}\bwas (?:on )?◆",
        r"\bdue to (?:clos|end|expire|lapse|take effect|become effective)\w*(?: on)? ◆",
        r"◆,? the (?:day|date) (?:set|fixed) (?:in|by the) (?!this\b)",
        r"\bas (?:published|printed)\b (?:has|gives|reads|says|had|gave|read) \W?◆|"
        r"^Under [^,◆◇]{3,30} as published, [^◆◇.;]{0,80}◆",
        r"◆; that (?:day|date) is (?:now )?(?:replaced|superseded|moved|no longer)\b",
        r"◆,? when\b[^◆◇.;]{0,80}\b(?:was|were) to \w+",
        rf"\b(?:originally|previously|initially|formerly),? ◆|\b(?:deadline|date) of ◆[^.]*\b{MOVED}",
        r"\binstead of (?:on )?◆|\brather than (?:on )?◆|\bin place of ◆",
    ),
    *day_rules(
        None,
        r"(?<!be )\b(?:transferred|established|created|amended(?! (?:final|initial|determination|order))|transmitted|"
        r"decided|requested|stated|found|granted|denied|"
        r"declared|delayed|met|filed|submitted|received|approved|"
        r"served|notified|replied|answered)(?: (?!"
        r"by\b|before\b|until\b|than\b|close\b|terminates?\b|expires?\b|ends?\b|lapses?\b|applies\b|takes\b|begins\b|"
        r"becomes?\b|remains?\b|will\b)[\w'’]+){0,4}?"
        r" (?:on|in) ◆",
        r"\bwere (?:requested|due|accepted|received|invited)\b[^◆◇]{0,40}◆",
        r"\byears? (?:ended|ending|beginning|starting|that began)(?: on)? ◆|\bperiod of (?:review|investigation|"
        r"support)\b[^◆]*◆",
        r"\bbetween ◆ and ◇|\bbetween ◇ and ◆",
        r"\b(?:since|as amended(?: on| by| through)?|as in effect on|as revised) ◆",
    ),
]

# What only repeats in words the day that stands next: "thirty days after it is published, on ◆".
APPOSED = re.compile(
    r"\b(?:on )?(?:the )?(?:\w+ )?(?:days?|months?)(?: after)?(?: the)?(?: date of)?(?: (?:it|this [\w ]{1,20}|"
    r"the [\w ]{1,20}))?"
    r"(?: (?:is|of))? (?:published|publication)[^◆◇,;]{0,40}, (?:that is,? |which is )?(?:on )?(?=◆)",
    re.IGNORECASE,
)

# In such a document, the day that was.
REPLACED = day_rules(
    None,
    r"\bthat (?:would|will|is (?:set|due|scheduled) to) (?:clos|end|expir)\w*\b[^◆◇]{0,20}◆",
    r"\bwhich was ◆|, not ◆|\bran from ◆|\bran from ◇,? (?:to|until|through) ◆|\bopens? again from ◆",
)

# What the text itself takes out: "remove the words “◆”", "“◆” is corrected to read".
TAKEN_OUT = day_rules(
    None,
    r"\b(?:remov(?:e|ing)|strik(?:e|ing)|delet(?:e|ing))(?: the)?(?: (?:words?|dates?))? \W{0,2}◆",
    r"◆\W{0,3}(?:is|are) (?:struck|removed|deleted|replaced|(?:corrected|revised|amended|changed) to read)\b",
    r"\b(?:remov(?:e|ing)|strik(?:e|ing)|delet(?:e|ing))\b[^◆◇“\"]{0,20}[“\"][^”\"◆◇]{0,60}◆|◆\W{0,3}should (?:have )?read\b",
)

# What the law and other agencies do, where they are what a clause speaks of, in a document of the programme.
_LAW = r"section \d+\w* of the [^◆◇;,]{0,40}(?:National Defense Authorization Act|NDAA)"
OF_OTHERS = day_rules(
    None,
    r"\blicense requirements?\b[^◆;]{0,60}\b(?:takes?|took|becomes?|became)\b[^◆◇;]{0,20}\beffect\w*[^◆◇;]{0,20}◆",
    r"(?:^|; )(?:the )?(?:FCC|Federal Communications Commission|FAR Council)(?:'s)? [^◆;,]{0,80}"
    r"\b(?:takes?|took|becomes?|became|prohibits?|prohibited)\b[^◆◇;]{0,60}◆",
    r"(?:^|; )Under section \d+\b[^;◆]{0,100}, (?:the )?Department of [A-Z]\w+ (?:is|are|may|must)\b[^;◆]{0,100}◆",
    rf"\b(?:beginning|starting|from|as of)(?: on)? ◆,? (?:the )?{_LAW}|(?:^|; )(?:the )?{_LAW}[^◆;,]{{0,100}}◆",
)
