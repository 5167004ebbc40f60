"""The table by which a day is told from or by which the text itself binds: prohibitions, duties, and what ends."""

from __future__ import annotations

from extract.background_rules import day_rules
from extract.document import DateKind

_FORBIDDEN = (
    r"\b(?:may not|must not|shall not|may no longer|will no longer be (?:allowed|permitted)|can no longer|could no longer|"
    r"could not|would not be (?:allowed|permitted) to|(?:is|are|be|become|becomes) (?:\w+ )?"
    r"(?:prohibited|barred|banned|forbidden)|"
    r"none of (?:the|these|those) [\w ]{3,40} (?:may|shall|can)|neither [^◆◇;]{3,200}? nor [^◆◇;]{3,200}? (?:may|shall|can)|"
    r"no (?:person|one|company|firm)|no (?:[\w.-]+ ){1,18}?(?:may|shall|can|could|would be (?:allowed|permitted)))\b"
)
_FROM = (
    r"\b(?:as of|beginning(?: on)?|starting(?: on)?|effective|commencing(?: on)?|on and after|on or after|after|from)\b"
    r"[^◆◇]{0,70}◆"
)
_BEGINS = (
    r"\b(?:begins?|starts?|takes? (?:effect|hold)|apply|applies|binds?|commences?|come into (?:force|effect)|"
    r"(?:is|are|be(?:come)?) effective)\b"
)
_RELIEF = (
    r"(?:the|this|that(?! (?:the|an?)\b)|these|an?) (?:[\w-]+ ){0,3}?(?:waivers?|exemptions?|exceptions?|(?:general |"
    r"specific |temporary )?"
    r"(?:authori[sz]ations?|licen[sc]es?)|moratorium|grace period|safe harbor|transition period|forbearance|"
    r"allowance|permission|accommodation|dispensation)"
)
_RESPONDS = (
    r"(?:respond|comment|submi|fil(?:e|ing)|repl(?:y|ie)|request|appl(?:y|ied)|regist|writ|object|"
    r"petition|answer|sen[dt]|nominat)"
)
# Days from which people may not do something, in any part of a document.
FORBIDDING = [
    *day_rules(
        DateKind.OTHER,
        r"\b(?:designed|developed|completed|(?:was|were) complete|supplied|written|created|devised)\b"
        r"(?:(?!\b(?:must|shall)\b)[^◆◇]){0,90}\b(?:before|"
        r"prior to)\b[^◆◇]{0,15}◆",
        r"\bmay\b(?! not\b| no\b)[^◆]*\b(?:installed|acquired|purchased|bought|imported|delivered|manufactured|"
        r"made)\b[^◆◇]{0,60}"
        r"\b(?:before|prior to)\b[^◆◇]{0,15}◆",
        r"\b(?:installed|acquired|purchased|bought|imported|delivered|manufactured|made)\b[^◆◇;]{0,40}\b(?:before|"
        r"prior to) ◆,? "
        r"(?:may|can|could|might)\b(?! not\b| no\b)",
    ),
    # What may go on until a day, and what is barred until one.
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:delay|stay|suspension|moratorium|(?:non-?)?enforcement)\b[^◆◇;]{0,60}\b(?:is|are) (?:further |hereby )?"
        r"(?:extended|delayed|suspended)\b[^◆◇]{0,20}\b(?:until|through|to)\b ◆",
        r"\bfrom the date of (?:this|the) \w+,? (?:until|through) ◆",
        r"\b(?:waivers?|exemptions?|exceptions?|authori[sz]ations?|licen[sc]es?)\b[^◆◇;]{0,120}\b(?:may|shall|can|"
        r"will|must) not "
        r"(?:extend|run|last|continue|be extended) (?:beyond|past|after) ◆",
        r"\bno (?:such |other )?(?:waiver|exemption|exception|authori[sz]ation|licen[sc]e)\b[^◆◇;]{0,80} (?:beyond|past) ◆",
        r"\bremains? (?:\w+ ){1,5}until ◆,? under (?:the|a) (?:waiver|exemption|exception|authori[sz]ation|licen[sc]e)\b",
        r"\b(?:continued|further) (?:use|operation|sale|support|supply)\b[^◆◇;]{0,60}\b(?:until|through) ◆",
        r"\b(?:power|authority|permission)\b[^◆◇;.]{0,60}\b(?:ends|expires|lapses)\b[^◆◇]{0,20}◆",
        r"\bwaive[sd]?\b[^◆◇;]{0,40} (?:through|until) ◆",
        r"\bwaiver\b[^◆◇;]{0,160}\bmay\b[^◆◇;]{0,120}\b(?:through|until) ◆",
        r"\b(?:will|shall) now (?:expire|end|lapse|terminate)(?: on)? ◆",
        r"\b(?:until|through) ◆,? (?:only|but (?:not|no) (?:longer|later|after))\b",
        r"^(?:\([\w-]{1,5}\) )*(?:until|through) (?:the end of )?◆,[^◆◇;]{0,80}\b(?:(?:does|do|will|shall) not "
        r"(?:prevent|apply|bar|prohibit|forbid|reach)|(?:is|are) not (?:regarded|treated|considered|deemed|subject|covered))\b",
        r"\bceases? to (?:apply|be (?:effective|valid|in force|in effect)|have effect)\b[^◆◇]{0,40}◆",
        r"\b(?:are|is|remains?|be) (?:permitted|allowed|authori[sz]ed)\b[^◆◇;]{0,60}\b(?:until|through)(?: at least)?"
        r"(?: [\d:]+ [ap]\.?m\.?[^◆◇;,]{0,40})? ◆",
        r"\b(?:effective(?! dates?)|in effect|in force|valid|authori[sz]ed|permitted|allowed|appl(?:y|ies))\b[^◆◇;]{0,40}"
        r"\b(?:from|on|beginning) ◇,? "
        r"(?:and )?(?:until|through) ◆",
        rf"\bmay(?: still| however| nevertheless)? (?!not\b|no\b|only\b|(?:be )?{_RESPONDS})"
        r"(?:(?!\bnot\b)[^◆◇;]){0,100}\b(?:until|through) ◆",
    ),
    *day_rules(
        DateKind.COMPLIANCE,
        _FROM + r"(?:(?!\bpublished\b)[^◇]){0,240}?" + _FORBIDDEN,
        r"^(?:[A-Z]\w+(?: \w+){0,3}\. )?(?:\([\w-]{1,5}\) )*(?:beginning|starting|from|as of)(?: on)? ◆, [^◇]{0,800}\b(?:is|"
        r"are) (?:hereby )?prohibited\b",
        r"\b(?:may not|must not|shall not|could not be (?:sold|imported|offered|supplied|installed|used)|"
        r"no (?:[\w.]+ ){0,2}person)\b[^◆◇]{0,160}\b(?:after|from|as of|"
        r"beginning)\b[^◆◇]{0,15}◆",
        r"(?:\b(?:as of|beginning|starting|effective)\b[^◆◇]{0,70}|^(?:\([\w-]{1,5}\) )*(?:on (?:and|or) after|from) "
        r"(?:\d[^◆◇:;]{0,8}(?::\d\d)?[^◆◇:;]{0,50} on )?)◆"
        r"(?:,?:$|,?:? (?:any|the) (?:\w+ )?(?:provision|use|service|transaction|sale|supply)\b)",
        r"\bwould (?:have|need|be required) to comply\b[^◆◇.;]{0,80}\b(?:by|from|as of)\b[^◆◇]{0,15}◆",
        r"\b(?:prohibitions?|requirements?|dut(?:y|ies)|units?|hardware|software|vehicles?)\b[^◆◇.;]{0,80}"
        r"\bwould (?:apply|bind|begin|be covered)\b[^◆◇.;]{0,160}"
        r"\b(?:from|as of|beginning|starting)\b[^◆◇]{0,15}◆",
        r"\b(?:rule|proposal|determination|order|section|BIS|Department|Bureau|Commission|we)\b[^◆◇;]{0,60}\b(?:would|will) "
        r"(?:prohibit|ban|bar|forbid)\b[^◆◇;]{0,100}\b(?:as of|from|beginning|starting|after|effective)(?: on)? ◆",
        r"\bcompliance\b(?:[^◆◇.;]|(?<=\d)\.(?=\d)){0,100}\b(?:is|would be|will be) required (?:from|by|as of|on|beginning)\b"
        r"[^◆◇]{0,10}◆",
        r"\b(?:have|has) until ◆,? to comply\b",
        r"\bwill apply (?:the|this|that) (?:bar|ban|prohibition|restriction|rule)\b[^◆◇;]{0,80}"
        r"\b(?:on and after|on or after|from|as of)\b[^◆◇]{0,10}◆",
        r"\bwill (?:insert|include)\b[^◆◇;]{0,30}\bclauses?\b[^◆◇;]{0,100}\b(?:on and after|on or after|from)\b[^◆◇]{0,10}◆",
        r"\bno (?:[\w-]+ ){1,4}may\b[^◆◇;]{1,100} (?:on or after|on and after|after|from) ◆",
        r"\bon ◆,? must by that (?:day|date)\b",
        r"\bwould (?:file|submit|make|send)\b[^◆◇;]{0,20}\b(?:declarations?|reports?|certifications?)\b[^◆◇;]{0,80}\bby ◆",
        r"\b(?:on|from|as of) ◆,? it (?:becomes|is|will be) unlawful\b",
        r"\b(?:is|are|be) required,? (?:beginning|starting|from|as of|effective)(?: on)? ◆,? to\b",
        r"\bestablish\w* ◆,? as the (?:[\w-]+ ){0,2}(?:compliance|effective) date\b",
        r"\btreats? ◆,? as the first day\b",
        r"^(?:Stage|Phase|Step|Tier) \w{1,5}(?:, | ?[:.(—-]+ ?)◆",
        r"\b(?:clauses?|provisions?)\b[^◆◇;]{0,60}\bin (?:solicitations|contracts)\b[^◆◇;]{0,40}\bon (?:or|and) after ◆",
        r"\bmust\b[^◆◇;]{0,200}\bfor \w+\b[^◆◇;]{0,30}\b(?:filed|submitted|made|received|signed|issued) on (?:or|and) after ◆",
        r"\b(?:DoD|Department|Commission|agenc(?:y|ies)) (?:will|may) not (?:enter|renew|extend|award|buy|procure)\b[^◆◇;]{0,120}"
        r"\bon (?:or|and) after ◆",
        r"\b(?:rule|bar|prohibition|ban|restriction)\b[^◆◇;.]{0,100}\bwill be applied\b[^◆◇;.]{0,40}\bfrom ◆",
        r"\b(?:beginning|starting|from|as of|on (?:and|or) after)(?: on)? ◆,? the (?:Commission|Bureau|Department|Office)\b"
        r"[^◆◇.;]{0,20}\bwill (?:not|no longer) (?:grant|authorize|accept|issue|approve)\b",
        r"\b(?:is|are|be) (?:prohibited|barred|banned|forbidden) from ◇;[^◆.]{0,240}\bfrom ◆",
        r"\b(?:is|are) removed and \W?◆\W? (?:is|are) added\b",
        r"◇\W{0,3}(?:is|are) (?:struck|removed|deleted)\b[^◆◇]{0,40}\band \W?◆\W{0,3}(?:is|are) (?:put|inserted|added|"
        r"substituted)\b",
        r"\bmust\b[^◆◇;]{0,140}\b(?:reports?|certifications?|declarations?)\b[^◆◇;]{0,20}\bdue(?: by| on)? ◆",
        r"\b(?:prohibitions?|bans?)\b[^◆◇.;]{0,60} (?:is|are|will be|would be) in (?:force|effect)\b[^◆◇]{0,20}◆",
        rf"\b(?:prohibit(?:s|ed|ions?)?|restrictions?|bans?)\b[^◆◇]{{0,220}}{_BEGINS}[^◆◇]{{0,90}}◆",
        rf"◆,? [^◆◇.;]{{0,80}}\b(?:prohibitions?|restrictions?|bans?)\b[^◆◇.;]{{0,80}}{_BEGINS}",
        r"\b(?:is|are|be|becomes?) (?:prohibited|barred|banned|forbidden)\b(?:[^◆◇]{0,40}\b(?:as of|from|after|on) ◇, and)?"
        r"[^◆◇]{0,60}\b(?:as of|from|after|on|beginning|starting|effective)\b[^◆◇]{0,15}◆",
    ),
    # "All agencies shall: 2. By ◆, submit ...": a list of duties gives its own days.
    *day_rules(
        DateKind.COMPLIANCE,
        r"\b(?:must|shall|required to)\b[^◆◇.;]{0,80}: (?:\(\w{1,4}\) |\d{1,2}\. )?(?:by|before|no later than|"
        r"not later than) ◆,",
    ),
    # A savings clause: what is under way may be finished until then. A relief from duties, and the day it ends.
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:en route|aboard|may (?:proceed|complete|be completed)|w(?:ind|ound|inding)[- ]down)\b[^◆]*"
        r"\b(?:by|before|no later than|until)\b[^◆◇]{0,30}◆",
        rf"\b(?:until|through) ◆,? {_RELIEF}\b[^◆◇]{{0,160}}\b(?:appl\w+|remains?|continues?|permits?|allows?|covers?|stands?|"
        r"is in (?:force|effect))\b",
        rf"\b{_RELIEF}\b[^◆◇]{{0,160}}\b(?:appl(?:y|ies)|remains?|continues?|runs?|lasts?|stands?|is (?:valid|granted|extended|"
        r"in (?:force|effect)))\b[^◆◇]{0,60}\b(?:until|through)\b ◆",
        rf"\b{_RELIEF}\b[^◆◇]{{0,160}}\b(?:effective|valid|in (?:effect|force)) (?:until|through) ◆",
        r"\bauthori[sz]ation no\. \d+\b[^◆;]{0,120}\b(?:ends|expires|lapses|(?:will|shall) (?:end|expire|lapse))\b[^◆◇]{0,15}◆",
        rf"(?<!that )\b{_RELIEF}\b[^◆◇]{{0,160}}\b(?:expires|ends|lapses|ceases|terminates|"
        r"(?:will|shall|would) (?:expire|end|lapse|cease|terminate))\b"
        r"(?:[^◆◇]{0,30}\b(?:on|at|after)\b[^◆◇]{0,30}| )◆",
        r"^it runs (?:through|until) ◆",
        r"\border (?:lapses|expires|ends|terminates)\b[^◆◇]{0,20}◆",
    ),
    *day_rules(
        DateKind.APPLICABILITY,
        r"\b(?:are|is) (?:authori[sz]ed|permitted|allowed) (?:from|beginning(?: on)?) ◆,? (?:and )?(?:until|through) ◇",
        r"\b(?:initiated|pending)\b[^◆◇]{0,60}\b(?:completed|pending)\b[^◆◇]{0,60}\b(?:on or after|on and after|"
        r"after|as of)\b[^◆◇]{0,15}◆",
    ),
]
_PROVISION = (
    r"(?:(?:as (?:to|for|regards)|for|with (?:respect|regard) to) [^◆◇;]{2,120}, )?"
    r"(?:§+ ?|(?:sub)?(?:sections?|paragraphs?|parts?)|(?:the )?(?:items?|entries|provisions?|rules?|measures?)\b|"
    r"th(?:is|ese) |"
    r"(?:it|they)\b|(?:the )?(?:prohibitions?|requirements?|dut(?:y|ies)|obligations?|restrictions?))"
)
# "to software", but not "to taxable years", whose own beginning is meant.
_TO_WHOM = (
    r"(?:,? (?:to|for|with respect to|in (?:the case|respect) of|as (?:to|regards)) "
    r"(?:(?!\b(?:years?|months?|periods?|transactions?|returns?|plans?)\b)[^◆◇;]){2,80}?,?)?"
)
_FROM_DAY = r"(?: at \d[^◆◇;]{3,50}?)?(?: only)? (?:from|on|as of|beginning(?: on)?|starting(?: on)?)(?: and after)? "
# And where the text itself binds (regulations, determinations, orders), days from or by which anything is due.
BINDING = [
    *day_rules(
        DateKind.EFFECTIVE,
        r"^(?:\d+[a-z]?\. )?Effective ◆, (?:in )?(?:§|part|subpart|section|amend|revis|add|remov|further)",
    ),
    *FORBIDDING,
    *day_rules(
        None,
        r"\b(?:contracts?|leases?|patents?|certificates?|registrations?|terms? of office)\b[^◆◇;]{0,60}"
        r"\b(?:expires?|ends?|terminates?)\b[^◆◇]{0,30}◆",
    ),
    *day_rules(
        DateKind.COMPLIANCE,
        _FROM + r"(?:(?!\bpublished\b)[^◇]){0,240}?\b(?:must|shall(?! not\b)|will no longer|(?:is|are) required)\b",
        rf"^(?:\([\w-]{{1,5}}\) )*{_PROVISION}\b[^◆◇]{{0,160}}\b(?:appl(?:y|ies)|begins?|binds?|commences?|takes? effect|"
        rf"(?:is|are|becomes?) (?:applicable|binding|mandatory|effective)){_TO_WHOM}{_FROM_DAY}◆",
        rf"^(?:\([\w-]{{1,5}}\) )*{_PROVISION}\b[^◆◇]{{0,160}}\b(?:appl(?:y|ies)|begins?|binds?){_TO_WHOM}{_FROM_DAY}◇,? "
        rf"(?:and|but|or){_TO_WHOM}{_FROM_DAY}◆",
        rf"^(?:\([\w-]{{1,5}}\) )*{_PROVISION}\b[^◆◇]{{0,160}}\b(?:appl(?:y|ies)|binds?)\b[^◆.]{{0,300}}\bfrom ◆",
        rf"^(?:\([\w-]{{1,5}}\) )*{_PROVISION}\b[^◆◇;]{{0,80}}\btakes? hold(?: at [^◆◇;]{{3,40}}?)?(?: on)? ◆",
        rf"\b(?:prohibit(?:s|ed|ions?)?|restrictions?|bans?|dut(?:y|ies)|obligations?|"
        rf"requirements?)\b[^◆]{{0,220}}{_BEGINS}[^◆]{{0,140}}◆",
        # The member of a list that such words open.
        rf"{_FORBIDDEN}[^◆◇]{{0,300}}: \(\w{{1,4}}\) [^◆◇;]{{0,200}}\b(?:on or after|from|beginning|as of|after)(?: on)? ◆",
        r"\b(?:import(?:ed|s|ing|ation)?|sold|sale|sell|manufactur\w+|delivered|purchased|installed|procured|"
        r"acquired)\b[^◆◇]{0,60}"
        r"\b(?:before|prior to|until|through|on or after|after)\b[^◆◇]{0,15}◆",
        r"\b(?:have|has) until ◆,? to\b",
        r"^(?:\([\w-]{1,5}\) )*(?:from|as of|beginning|starting)(?: on)? ◆, [^◆◇;]{0,60}\b(?:appl(?:y|ies)|binds?)\b",
        r"\b(?:from|as of|beginning|starting) ◆,? (?:and )?(?:onwards?|forward|on|thereafter), [^◆◇;]{0,100}"
        r"\b(?:appl(?:y|ies)|binds?)\b",
    ),
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:expires?|terminates?|lapses?|(?:is|remains?|stays?) (?:valid|in force|in effect) (?:until|"
        r"through))\b[^◆◇]{0,30}◆",
        r"\b(?:wind-?down|grace|transition) (?:period|time)\b[^◆◇]{0,40}\b(?:runs?|lasts?|ends?|continues?)\b[^◆◇]{0,20}◆",
        r"\b(?:may|permitted|allowed)\b[^◆◇]{0,80}\b(?:continue|use|used|sell|sold|import|imported|provide|"
        r"provided)\b[^◆◇]{0,60}"
        r"\b(?:until|through)\b[^◆◇]{0,15}◆|\buntil ◆,[^◆◇]{0,160}\bmay\b",
    ),
]
# When the agency itself means to act, and a party to answer it.
AGENCY_BY = day_rules(
    DateKind.OTHER,
    r"\b(?:expects?|intends?|plans?|aims?|hopes?|will(?: seek| try)?) to (?:issue|publish|decide|make|reach|complete|have)\b"
    r"[^◆◇;]{0,140}"
    r"\b(?:by|before|(?:no|not) later than) ◆",
    r"\b(?:responses?|repl(?:y|ies)|answers?) (?:is|are)\b[^◆◇;]{0,20}\bdue\b[^◆◇;]{0,10}◆",
)
MUST_BY = day_rules(
    DateKind.COMPLIANCE,
    r"\bno \w+ (?:is|are) required before ◆",
    # A condition in a list: "so long as the company (c) files its first report by ◆".
    r"^\W*\(\w{1,4}\) (?:(?:has|have) \w+ed|files|delivers|submits|replaces|procures|transfers|engages|appoints|provides|"
    r"removes|completes|certifies|reports|sends|moves)\b[^◆◇;]{0,200}\b(?:by|(?:no|not) later than) ◆",
    r"^(?:\d+(?:\.\d+)*\.? )?(?:It|They) (?:files?|delivers?|submits?|sends?|reports?|certif(?:y|ies))\b[^◆◇;]{0,60}"
    r"\b(?:by|on or before|(?:no|not) later than) ◆",
    r"\b(?:is|are) directed\b[^◆◇;]{0,20}\bto\b[^◆;]{0,240}\bby ◆",
    r"\bif (?:it|they)\b[^;◆◇]{0,80}\b(?:delivers?|files?|submits?|furnish(?:es)?|provides?)\b[^;◆◇]{0,60}"
    r"\b(?:by|(?:no|not) later than) ◆",
    r"\b(?:reports?|declarations?|certifications?|notifications?|plans?|disclosures?)\b[^◆◇;]{0,60}\bdue\b[^◆◇;]{0,40}◆",
    r"\b(?:must|shall|required to|has to|have to)\b[^◆◇]{0,140}\b(?:by|before|no later than|not later than|"
    r"until)\b[^◆◇]{0,45}◆",
    r"\b(?:by|before|not? later than) ◆,(?:\b(?:U\.S|Inc|Ltd|Co|Corp|S\.A|B\.V)\.|[^◆.;]){0,120}\b(?:must|shall|"
    r"has to|have to)\b",
    r"\b(?:provided that|so long as) (?:it|they|the \w+)\b[^◆◇]{0,200}\b(?:by|before|(?:no|not) later than) ◆",
)
# "Within thirty days after publication, X shall cease", in a case.
WITHIN = day_rules(
    DateKind.COMPLIANCE,
    r"\b(?:must|shall|(?:is|are) (?:required|directed) to|has to|have to)\b[^◆◇;]{0,140}\bwithin ◆",
    r"\bwithin ◆,?(?:\b(?:U\.S|Inc|Ltd|Co|Corp|S\.A|B\.V)\.|[^◆.;]){0,120}\b(?:must|shall|has to|have to)\b",
)
# What a party has bound itself to.
AGREED_BY = day_rules(
    DateKind.COMPLIANCE,
    r"\bagreement\b[^◆◇;]{0,80}\b(?:enters? into|takes?) (?:effect|force)\b[^◆◇]{0,20}◆",
    r"^\W*(?:[\w -]{1,60}\. )?(?:by|before|(?:no|not) later than) ◆, (?:(?!\b(?:Department|Secretary|BIS|OICTS)\b)[^◆◇;]){3,80}"
    r"\bwill\b",
)
# What a presidential document orders officials to do binds no company.
OFFICIALS = day_rules(
    DateKind.OTHER,
    r"\b(?:Secretar(?:y|ies)|Attorney General|Administrator|Director|Representative|agenc(?:y|ies)|departments?|Council|"
    r"Assistants? to the President)\b[^.;]{0,200}\b(?:shall|must|will|is directed)\b",
)
