"""What a day that lies ahead is where the document acts and no other table knows it: it begins, ends, or is kept apart.

A document that decides, delays or amends seldom gives a day to come that is not one of its own. The patterns are those of
deadline_rules.py: the day in question stands as ◆ and every other day as ◇.
"""

from __future__ import annotations

from extract.background_rules import TAKEN_OUT, day_rules
from extract.document import DateKind

_GATHERING = r"\b(?:hearings?|meetings?|conference|workshop|webinar|session)\b"
_SUBMITS = (
    r"\b(?:respon(?:ds?|ses?|ding)|comment\w*|submi\w+|repl(?:y|ies)|answers?|petitions?|requests?|objections?|appl(?:y|"
    r"ications?) for|register)\b"
)
AHEAD = [
    # What gives way, was only wished for, or belongs to somebody else's paper.
    *TAKEN_OUT,
    *day_rules(
        None,
        r"\bwords? \W{0,2}◆(?!\W* (?:is|are) (?:put|added|inserted|substituted))",
        r"◆\W* \| \W*◇",  # beside what it is now
        r"\bprinted (?:date|day) is ◆|\bprinted (?:as|with) ◆|\b(?:was|were) printed (?:as|with|to read)\b[^◇;]*◆",
        r"\bdate of ◆,? was\b|◆,? (?:the (?:day|date) )?(?:originally|first|previously|formerly) (?:set|fixed|printed|given)\b",
        r"\b(?:was|were|had been)\b(?:(?! (?:and|but)\b)[^◆◇;.]){0,80}◆",
        r"\b(?:determination|order|notice|rule) (?:forbade|barred|prohibited|banned|ordered|required|told|allowed|permitted)\b"
        r"[^◇;]*◆",
        r"\bwould have\b(?:(?!, (?:is|are|will)\b)[^◇;]){0,160}◆|"
        r"\b(?:it|order|determination|Department|Secretary) (?:also |further )?(?:ordered|provided|required|"
        r"directed) that\b[^◇;]*◆",
        r"\bcannot\b[^◆◇;]{0,100}\bby ◆|◆,? is instead\b|\b(?:could have|as published,? (?:the|that|this|it|paragraph|section)\b|"
        r"(?<!final )as proposed|proposed rule|originally|the original(?! (?:part|firm|compan|respond|person))|"
        r"formerly)\b[^◇;]{0,160}◆",
        r"(?<!is )(?<!are )\b(?:suggested|asked|requested|urged|argued|offered|contended|petitioned|wished|sought|"
        r"thought)\b[^;]{0,200}◆",
        r"\b(?:beyond|(?<!or )before|prior to|between) ◆|\b(?:vacates?|withdraws?|replaces?) the (?:date|"
        r"day) (?:of )?\W?◆|\b(?:that|who|which) on ◆,? (?:is|are|has|have|holds?|owns?)\b",
        r"\b(?:contracts?|leases?|warrant(?:y|ies)|patents?|certificates?|registrations?)\b[^◆◇;]{0,60}"
        r"\b(?:of|dated|signed|concluded|expires?|ends?|runs?)\b[^◆◇;]{0,30}◆",
        r"\b(?:dated|signed|published|issued|served|sold|bought|acquired|installed|received|made)(?: on)? ◆",
    ),
    *day_rules(DateKind.HEARING, rf"{_GATHERING}[^;◆◇]{{0,120}}◆", rf"◆[^;.◆◇]{{0,60}}{_GATHERING}"),
    *day_rules(DateKind.OTHER, rf"{_SUBMITS}[^;◆◇]{{0,120}}\b(?:by|before|until|(?:no|not) later than|on) ◆"),
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:until|through|expir\w+|ends?|ending|runs? out|laps\w+|ceas\w+|last day|sunsets?)\b[^◆◇;]{0,60}◆",
        r"◆,? (?:is|as) the last day\b",
        r"\b(?:laps\w+|ends?|expires?|ceases?)\b[^◆◇]{0,80}\b(?:earlier|later) of\b[^◆◇;]{0,240} (?:and|or) ◆",
    ),
    *day_rules(
        DateKind.COMPLIANCE,
        r"\b(?:from|since|beginning|begins?|starting|starts?|as of|effective|with effect|on and after|on or after|after|"
        r"appl(?:y|ies)|takes? "
        r"(?:effect|hold)|binds?|commenc\w+)\b[^◆◇;]{0,60}◆",
        r"\b(?:must|shall|is to|are to|has to|have to|to be|due|filed?)\b[^◆◇;]{0,120}\b(?:by|on|(?:no|not) later than) ◆",
        r"\b(?:is|are|becomes?|remains?|stays?|now|(?:moved|changed|put off|postponed|advanced) to|in its place|"
        r"(?<!should )read)\b[^◆◇;]{0,20}◆|\b(?:dates?|days?|words?) \W?◆\W* (?:is|are) (?:put|added|inserted|set|substituted)\b",
        r"◆,? (?:from|on|after) which\b|◆,? and (?:from then on|thereafter|after that|afterwards)\b",
        r"\bdates?, ◆,? was (?:\w+ )?printed\b",
        r"◇\W* \| \W*◆",  # beside what it was
        r"^(?:\W*\(\w{1,4}\) )?(?:At|On)\b[^◆◇]{0,60}◆(?:\W*$|,[^;]*\b(?:prohibited|may not|shall not|ends?|stops?)\b)",
        r"\b(?:begins?|appl(?:y|ies)|takes? effect)\b[^◆◇;]{0,240}, on ◆",
        r"\bday by which\b[^◆◇;]{0,120}, ◆|◆[^.;◆◇]{0,60}\b(?:is|are|remains?) (?:unchanged|not (?:changed|moved|"
        r"touched|affected))\b",
        r"^[^◇]*(?:^|\| )◆(?: \([^|]{0,60}\))?(?= \||[.\s\"”]*$)[^◇]*$",
        r"^(?:\W*\(\w{1,4}\) )?(?:First|Second|Third|Fourth|Final|Last) (?:Date|Day|Phase|Stage|Step)\b[^◆◇]{0,60}◆",
        r"\breplac\w+\b[^◆◇;]{0,60}\b(?:with|by) \W?◆|\b(?:comes|falls) on ◆|\bso (?:does|do|is|are) the (?:day|"
        r"date)s?\b[^◇;]{0,160}◆",
        r"^[^◆◇;]{0,160}: ◆\W*$|\b(?:day|date)\b[^◆◇;.]{0,40}: ◆",  # a row, a term: "Cessation Day: ◆"
        r"\b(?:by|(?:no|not) later than) ◆",
    ),
]
