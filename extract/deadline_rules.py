"""The table by which a printed day is told: what the words around it say it governs.

Each rule is a pattern over the sentence in which the day in question stands as ◆ and every other day as ◇. Rules are
tried in order and the first that matches decides; a rule of kind None marks a day that governs nothing (a past event,
the date of another document, a deadline that was replaced).
"""

from __future__ import annotations

import re

from extract.background_rules import BACKGROUND, MOVED, REPLACED, day_rules
from extract.document import DateKind


def _gap(length: int) -> str:
    """Words between a cue and its day that hold neither another day nor another cue."""
    return (
        r"(?:(?!\b(?:effective|takes? effect|comments?\b(?! period)|compl(?:y|iance)|expir|applicab|hearings? |"
        r"published|"
        rf"due\b))[^◆◇]){{0,{length}}}"
    )


_BY = r"(?:by|before|within|than|until|till|through|thru|postmarked|close[sd]?|closing|ends?|ending|due|deadline)"
_COMMENTS = r"(?<!to )(?<!oral )(?<!and )\b(?:reply )?comments?\b"
_TO_DAY = r"\b(?:to|until|till|through)\b[^◆◇]{0,40}◆"
COMMENTS_CLOSE = [
    *day_rules(
        None,
        r"\bcomments?\b[^◆◇]{0,60}\b(?:from|between) ◆,? (?:to|through|until|and)\b",
        r"\bcomment (?:period|dates?)\b[^◆◇]{0,20}◆ ?(?:[-–—]|to|through) ?◇",
        r"\b(?:comment\w*|re-?open\w*)\b[^◆◇]{0,80}\b(?:beginning|starting|commencing|opens?|opening)(?: on)? ◆[^◆]*◇",
    ),
    *day_rules(
        DateKind.COMMENTS_CLOSE,
        rf"\bcomments?\b[^◆◇]{{0,60}}\b(?:from|between) ◇,? {_TO_DAY}",
        rf"\bcomment\w*\b[^◆◇]*\b(?:more|additional) (?:time|days|weeks)\b[^◆◇]*{_TO_DAY}",
        r"\blast day (?:for|to|on which)\b[^◆◇]{0,30}\bcomment\w*\b[^◆◇]{0,40}◆|◆,? is the last day\b[^◆◇]{0,30}\bcomment",
        rf"\b(?:comment\w*|closing date|deadline|response) ?(?:period|deadline|date)?\b[^◆]*\b(?:{MOVED}|"
        rf"re-?open\w*|now)\b[^◆]*?"
        rf"\b(?:to|until|till|through|thru|by|on|for|is)\b(?:(?!\b(?:effective|from)\b)[^◆◇]){{0,60}}◆",
        r"\b(?:submissions?|information|statements?) (?:from|of|by) the public\b[^◆◇;]{0,80}◆",
        r"\bviews?\b[^◆◇;]{0,60}\b(?:received|sent|submitted|filed)\b[^◆◇;]{0,60}◆",
        r"\bcomments (?:reaching|arriving|that (?:reach|arrive))\b[^◆◇]{0,60}◆",
        rf"(?:{_COMMENTS}|\band comments?\b)(?:(?!\b(?:effective|hearings? will|meetings? will|"
        rf"takes? effect)\b|;[^;◆]*\b(?:hearings?|meetings?|notices? of)\b)[^◆])*?\b{_BY}\b\W*"
        rf"(?:(?!\beffective\b)[^◆◇]){{0,70}}◆",
        r"\bcomment(?:ing)? (?:period|deadline|due|closing|close|dates?)\b(?:(?!\beffective\b)[^◆])*◆",
        r"\b(?:to|may|can) comment\b[^◆◇]{0,40}\b(?:until|by|through|before)\b[^◆◇]{0,30}◆",
        r"\bclosing (?:period|date|time) for (?:their|its) (?:receipt|submission)\b[^◆◇]{0,30}◆",
        r"\b(?:closing date|deadline|due date)s?\b[^◆◇]{0,60}\bcomments?\b[^◆◇]{0,60}◆",
        r"\bconsider\b[^◆◇]{0,80}\bcomments?\b[^◆◇]{0,80}◆",
        r"\bconsideration\b[^◆◇]{0,40}\bcomments?\b[^◆◇,]{0,60}\b(?:by|before|within|until|later than|through)\b[^◆◇]{0,20}◆",
        r"◆:[^◆◇.;]{0,160}\bcomments?\b[^◆◇.;]{0,60}\b(?:by|on|before) (?:this|that) (?:date|day)\b",
    ),
]
# In a document that moves a comment period the deadline is that of comments.
MOVED_CLOSE = day_rules(
    DateKind.COMMENTS_CLOSE,
    r"\b(?:new|revised|later|extended) (?:closing date|deadline|due date|date)\b[^◆◇]{0,30}◆",
    r"\b(?:deadline|closing date|period|they|it|which)\b[^◆]*\b(?:now|will|is|are|to)\b[^◆◇]{0,60}◆",
    r"\bhas until\b[^◆◇]{0,20}◆",
)
# What a correction says outside DATES: the day that was meant, and a comment period that it leaves as it is.
_TO_READ = r"\b(?:(?:corrected|revised|amended|changed) to read|should (?:have )?read)\b[^◆]{0,120}◆"
_OF_THE_RULE = r"(?:§|\bparagraph|\bcomplian|\btable \d)"
CORRECTED = [
    *day_rules(
        DateKind.COMMENTS_CLOSE,
        rf"\bcomments?\b.*{_TO_READ}|{_TO_READ}.*\bcomments?\b",
        r"\bcomment (?:period|deadline),? (?:which|that) (?:still )?(?:closes|ends|runs (?:until|through)|remains open (?:until|"
        r"through))(?: on)? ◆",
        r"\bcomment (?:period|deadline)s?\b[^◆◇.;]{0,60}\b(?:remains?|stays?|continues? to be)\b[^◆◇]{0,40}◆",
        r"\bcomments (?:remain|are still) due\b[^◆◇]{0,20}◆",
    ),
    *day_rules(DateKind.EXPIRATION, rf"\bexpir\w+\b.*{_TO_READ}"),
    *day_rules(
        DateKind.EFFECTIVE,
        rf"\beffective\b.*{_TO_READ}",
        r"\b(?:add|insert)(?:ing|ed)?\b[^◆◇]{0,40}[“\"]effective\b[^◆◇”\"]{0,40}◆",
    ),
    *day_rules(
        DateKind.HEARING,
        rf"\b(?:hearing|meeting)\b.*{_TO_READ}",
        r"\b(?:hearing|meeting|conference)\b[^◆◇;]{0,60}◆,? (?:will take place|takes place|will be held|is held|goes ahead)\b",
    ),
    *day_rules(
        DateKind.COMPLIANCE,
        rf"{_OF_THE_RULE}.*{_TO_READ}",
        r"\b(?:correct|right|intended|proper) (?:compliance )?(?:date|day)\b[^◆◇;]{0,60}\b(?:is|was to be|should be)(?: on)? ◆",
        r"\b(?:date|day) (?:that|which)?[^◆◇;,]{0,60}\b(?:cleared|intended|adopted|meant|approved|decided(?: on)?)\b"
        r"(?:[^◆◇;,]{0,20}|,[^◆◇;,]{0,90},)"
        r" (?:is|was) ◆",
    ),
]
# "In the DATES section, “◇” should read “◆”": what DATES of such a document give first.
_IN_DATES = rf"\bDATES\b.*{_TO_READ}"
CORRECTED_IN_DATES = {
    kind: day_rules(kind, _IN_DATES)
    for kind in (DateKind.EFFECTIVE, DateKind.COMMENTS_CLOSE, DateKind.HEARING, DateKind.COMPLIANCE, DateKind.OTHER)
}
# What a delay says of the days that it leaves as they are.
STILL = [
    *day_rules(
        DateKind.COMPLIANCE,
        r"\b(?:must|have to|has to) still comply\b[^◆]{0,80}\b(?:as of|by|from|on|beginning) ◆",
        r"\bcompliance (?:date|deadline)s?\b[^◆◇.;]{0,80}\b(?:remains?|is not (?:changed|moved|delayed))\b[^◆◇]{0,20}◆",
        r"\b(?:that|this|the compliance) (?:day|date)\b[^◆◇.;]{0,20}\b(?:is|are) (?:also |likewise )?(?:postponed|moved|delayed|"
        r"deferred|extended)\b[^◆◇.;]{0,80}\bto ◆",
        r"\b(?:prohibition|dut(?:y|ies)|requirement)s?\b[^◆◇;]{0,60}\b(?:begins?|starts?|appl(?:y|ies)|binds?)\b[^◆◇;]{0,60}"
        r"\b(?:without the delay|as before|as published)\b[^◆◇;]{0,20}\b(?:on|from) ◆",
        r"\b(?:keeps?|retains?)\b[^◆◇.;]{0,20}\bcompliance (?:date|deadline)s?\b[^◆◇.;]{0,80}◆",
        r"\b(?:declaration|report|certification|notification)s?\b[^◆◇;]{0,120}\b(?:is|are) now due(?: on| by)? ◆",
        r"\b(?:prohibition|duty|requirement)s?\b[^◇;]{0,120}◆,? and (?:that|this) (?:date|day) (?:does not (?:move|change)|"
        r"is not (?:changed|moved|delayed)|stays|remains)\b",
    ),
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:exemption|waiver|exception|authori[sz]ation)s?\b[^◆◇;]{0,160}\b(?:expires?|ends?|lapses?)(?: on)? ◆",
    ),
]
# What a rule that designates somebody in the same breath says in its text alone.
COMMENTS_ARE_DUE = day_rules(
    DateKind.COMMENTS_CLOSE, r"^Comments\b[^◆◇;]{0,80}\b(?:is|are) due (?:on or before|by|on|no later than) ◆"
)
BY_THEN = day_rules(DateKind.COMMENTS_CLOSE, r"\b(?:later than|on or before|until|through|by)\b[^◆◇]{0,30}◆")
# In a document that moves a day, the new one stands after such a word: "scheduled to close on ◇, is extended to ◆".
OTHER_PERIOD = re.compile(r"\b(?:reply|rebuttal|cross-)", re.IGNORECASE)
MOVES = re.compile(rf"\b(?:{MOVED}|re-?open\w*|instead|now|further)\b", re.IGNORECASE)
# Where the document invites comment at all, these words mean it too.
RESPONSES_CLOSE = day_rules(
    DateKind.COMMENTS_CLOSE,
    rf"\b(?:submissions?|responses?|respond|information|data|views|feedback|input|replies|answers?|submit|"
    rf"replied|write|heard)\b[^◆◇]*\b{_BY}\b[^◆◇]{{0,70}}◆",
)
OTHER_DEADLINES = day_rules(
    DateKind.OTHER,
    r"\b(?:incorporat\w+ by reference|approved by the director)\b[^◆]*◆",
    r"\b(?:applications?|applicants?|nominations?|requests? (?!for comments?)|petitions?|objections?|statements?|"
    r"regist(?:er|ration|rants?)|proposals? must|"
    r"notices? of (?:intent|appearance)|protests?|motions?|interven\w+|abstracts?|presentations?|to speak|"
    r"letters? of intent|"
    r"hearing is requested|meeting is requested|"
    rf"appeals?|draft agenda|accommodations?)\b(?:(?!\b(?:written|public) comments\b|\beffective\b)[^◆◇])*\b(?:{_BY}|"
    rf"is|are|date)\b[^◆◇]{{0,60}}◆",
)
# From when a text can be had, and from when a delay holds.
STATED_SINCE = day_rules(
    DateKind.OTHER,
    r"\b(?:is|are|was|were|been|be) available (?:since|from|as of|beginning|on) ◆",
    rf"\bas of ◆, the [\w -]{{1,30}} dates?\b[^.]*\b{MOVED}",
)
# "The effective date is delayed from ◇ to ◆".
DELAYS = [
    *day_rules(
        DateKind.COMPLIANCE,
        r"\bcompliance\b[^◆;]*\bis not required until ◆",
        r"\bdate of ◆, on which\b[^◆◇;]*\b(?:begins?|binds?|starts?)\b",
    ),
    *day_rules(DateKind.EXPIRATION, rf"\bexpir(?:ation|y) (?:date|day)s?\b[^◆;]*\b{MOVED}\b[^◆;]*?{_TO_DAY}"),
    *day_rules(
        DateKind.EXPIRATION,
        r"^\W*effective (?:on )?◇,(?:(?!\beffective\b)[^◆◇])*\bstayed\b[^◆◇]*\b(?:until|through)\b[^◆◇]{0,20}◆",
    ),
    *day_rules(
        DateKind.COMPLIANCE, rf"\bdates? by which\b[^◆.;]*\b(?:must|shall)\b[^◆.;]*\b{MOVED}\b[^◆.;]*?{_TO_DAY}"
    ),
    *day_rules(DateKind.COMPLIANCE, rf"\bcompliance (?:date|deadline)s?\b[^◆.;]*\b{MOVED}\b[^◆.;]*?{_TO_DAY}"),
    *day_rules(
        DateKind.EFFECTIVE,
        rf"\beffective(?:ness)?\b[^◆]*\b{MOVED}\b[^◆]*?{_TO_DAY}",
        rf"\b{MOVED}\b[^◆◇]*\beffective(?:ness)?\b[^◆]*{_TO_DAY}",
        rf"\b{MOVED} (?:until|to) ◆,? the effective(?:ness| dates?)\b",
        r"\beffective date\b[^◆]*\b(?:is|will be|remains|becomes|as)(?: now| still| instead)?(?: on)? ◆|\bnow (?:takes? effect|"
        r"(?:be )?effective)\b[^◆◇]{0,20}◆",
        r"\bas of ◆,[^.]*\bwithdrawn\b",
        r"\bwithdrawn(?:\b[^◆◇]{0,20}\b(?:as of|effective|on)\b[^◆◇]{0,15})? ?◆",
    ),
    *day_rules(
        DateKind.COMPLIANCE,
        rf"\bcompliance\b[^◆]*\b{MOVED}\b[^◆]*?{_TO_DAY}",
        rf"\b{MOVED}\b[^◆◇]*\bcompliance\b[^◆]*{_TO_DAY}",
    ),
]
_AUTHORITY = (
    r"\b(?:stay|suspension|exclusions?|exemptions?|licen[sc]es?|waivers?|authori[sz]ations?|orders?|program|moratorium|"
    r"closures?)\b"
)
EXPIRATION = day_rules(
    DateKind.EXPIRATION,
    r"\b(?:wind-?down|grace|transition|phase-in) periods?\b[^◆◇]{0,100}\b(?:ends?|runs?|lasts?)\b[^◆◇]{0,20}◆",
    rf"{_AUTHORITY}[^◆◇]{{0,60}}\bends?\b[^◆◇]{{0,30}}◆|{_AUTHORITY}[^◆]*\bextend\w*\b[^◆]*?{_TO_DAY}",
    r"\b(?:effective|in effect|valid|in force|enforced)\b[^◆]*◇[^◆◇]{0,60}?(?:\b(?:to|until|through|till|thru|"
    r"ending)\b|-|–)[^◆◇]{0,30}◆",
    r"\b(?:effective|in effect|valid|in force)\b[^◆◇;.]{0,60}?\b(?:until|through|thru|up to)\b[^◆◇]{0,50}◆",
    r"\bceases? to (?:apply|be (?:effective|valid|in force|in effect)|have effect)\b[^◆◇]{0,40}◆",
    r"\b(?:expires?|expiring|expiration(?: dates?)?|terminat(?:es?|ing|ion)|sunsets?|lapses?)\b" + _gap(60) + "◆",
)
EFFECTIVE = day_rules(
    DateKind.EFFECTIVE,
    r"\beffective(?:ness|ly)?\b" + _gap(140) + "◆",
    r"\bcorrected (?:as of|effective)(?: on)? ◆",
    r"\b(?:in (?:force|effect)|valid) (?:from|as of|since)\b[^◆◇]{0,20}◆",
    r"\b(?:tak(?:e|es|ing)|took|go(?:es)?|went|enter(?:s|ed)?|comes?|came|put|placed)(?: into| in)? (?:effect|force)\b"
    + _gap(80)
    + "◆",
)
COMPLIANCE = [
    *day_rules(
        DateKind.COMPLIANCE,
        r"\bcompliance\b[^◆;]{0,160}◇,? and with [^◆◇;]{0,100}\b(?:as of|by|from|on|beginning) ◆",
        r"\bmust comply\b[^◆]{0,120}◇,? and [^◆◇;]{0,60}\b(?:beginning|from|by|as of)(?: on)? ◆",
        r"\bcompl(?:y|iance|ying)\b" + _gap(160) + "◆",
        r"◆,?[^◆◇.;]{0,40}\bto (?:comply|come into compliance)\b",
        r"◆,?[^◆◇.;]{0,60}\bcompliance\b[^◆◇.;]{0,80}\b(?:required|mandatory|begins?)",
        r"\b(?:is|are|be|becomes?) (?:\w+ )?(?:prohibited|barred|banned|forbidden)\b[^◆◇]{0,80}"
        r"\b(?:as of|from|after|on|beginning|starting|effective)\b[^◆◇]{0,45}◆",
        r"\b(?:must|shall) (?:have )?(?:begun? to )?(?:remov|identif|ceas|stop|replac|discontinu|disabl|disconnect|begin)\w*\b"
        r"[^◆◇;]{0,100}\b(?:by|before|no later than|not later than) ◆",
        r"\b(?:prohibit(?:s|ed|ions?)?|restrictions?|bans?|dut(?:y|ies)|obligations?)\b[^◆◇.;]{0,80}\b(?:appl(?:y|ies)|"
        r"begins?|starts?|binds?|takes? effect|(?:is|are|becomes?) effective)\b(?:[^◆◇.]|"
        r"(?<=\b[ap])\.m\.){0,160}(?<!on or after )(?<!on and after )◆",
    ),
]
APPLICABILITY = [
    *day_rules(
        DateKind.APPLICABILITY,
        r"\bappl(?:y|ies|icable|icability)\b" + _gap(120) + "◆",
        r"\b(?:initiated|pending|completed|occurr\w*|entered into|transactions?|events?|conducted)\b[^◆◇]{0,120}"
        r"\b(?:on or after|on and after|after|as of)\b[^◆◇]{0,15}◆",
        r"\b(?:awarded|issued|entered|filed|received|made|placed|manufactured|imported|furnished|ordered|signed)\b[^◆◇.;]{0,40}"
        r"\bon (?:or|and) after\b[^◆◇]{0,10}◆",
    ),
]
_GATHERING = (
    r"(?:hearing|meeting|workshop|webinar|briefing|conference|roundtable|symposium|forum|teleconference|conference call|"
    r"sessions?|council|"
    r"committee|board|panel|task force|commission)s?"
)
HEARING = [
    *day_rules(
        DateKind.HEARING,
        rf"\b{_GATHERING}\b[^◆]{{0,200}}?\b(?:held|hold|meets?|convene[ds]?|take place|begin(?:ning)?|start(?:s|"
        rf"ing)?|scheduled|occur|on|is|are|be|from)\b[^◆]{{0,120}}◆",
        r"\b(?:will|to) (?:meet|convene|hold)\b[^◆]{0,120}◆",
        r"^\W*(?:meeting |hearing )?(?:dates?|times?)(?! of (?!the\b|meetings?|hearings?)| (?:on|by|from|after) (?:which|when)\b)"
        r"(?: (?:and|&) (?:times?|dates?|locations?|places?))*:?\W[^◆]*◆",
    ),
]
GATHERINGS = day_rules(
    DateKind.HEARING,
    rf"\b{_GATHERING}\b[^◆◇]{{0,120}}\b(?:will be held|will convene|will meet|(?:will take|takes) place|(?:is|"
    rf"are) scheduled|to be held)\b"
    rf"[^◆◇]{{0,80}}◆|\bwill (?:hold|give)\b[^◆◇]{{0,60}}\b{_GATHERING}\b[^◆◇]{{0,80}}◆",
)
# "It applies to new contracts from ◆, the date on which it is effective".
_OWN_EFFECT = day_rules(
    DateKind.EFFECTIVE,
    r"◆,? (?:(?:which is )?the (?:date|day) )?(?:on|from) which (?:date |day )?(?:it|this [\w ]{3,30}|the [\w ]{3,30}) "
    r"(?:is|becomes|takes) effect",
    r"^(?:this|the) (?:[\w-]+ ){0,2}(?:determination|order|authorization|rule) takes effect, and\b[^◆◇;]{0,120}◆",
)
# Without a DATES section the text itself has to say that this very document takes effect, expires, or closes comments.
STATED_IN_TEXT = [
    *day_rules(
        DateKind.EFFECTIVE,
        r"\b(?:as of|effective(?: on)?|on) ◆,? [^◆;]{0,160}\bis (?:hereby )?(?:rescinded|withdrawn|revoked)\b",
        r"\b(?:rescinds?|withdraws?|revokes?)\b[^◆;]{0,160}\b(?:effective|as of)(?: on| as of)? ◆",
        r"\bis (?:hereby )?(?:rescinded|withdrawn|revoked),? (?:effective|as of|from|on)(?: on)? ◆",
        r"\b(?:rescission|withdrawal|revocation) (?:takes effect|is effective|becomes effective)(?: on)? ◆",
    ),
    *_OWN_EFFECT,
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:remains?|continues?|stays?|(?:is|be)) (?:valid|effective|in effect|in force) (?:until|through)\b[^◆◇]{0,40}◆",
        r"\bemergency\b[^◆◇]{0,60}\b(?:come to an end|end|lapse|terminate)\b[^◆◇]{0,20}◆",
        r"\bcontinu\w+ for (?:1|one) year,? (?:through|until) ◆",
    ),
    *day_rules(
        DateKind.EFFECTIVE,
        r"\b(?:this|these|the) (?:[\w-]+ ){0,3}?(?:rules?|orders?|notices?|determinations?|actions?|authorizations?|"
        r"amendments?|modifications?|"
        r"changes|list|provisions|proclamation|revisions?|instrument|decision)\b[^◆◇]{0,40}\b(?:is|are|becomes?|will be|"
        r"will become|"
        r"shall be|shall become|"
        r"takes?|shall take|will take|has)\b(?! no\b)[^◆◇]{0,30}\b(?:effective|effect|force)\b" + _gap(70) + "◆",
        r"^(?:this|these|the) (?:[\w-]+ ){0,3}?(?:determination|order|authorization|action|amendment|change)s?"
        r"(?: in [\w ]{1,20})? (?:is|are) made\b"
        r"[^;◆]{0,160}\band (?:they |it )?(?:(?:is|are|becomes?) effective|takes? effect)" + _gap(70) + "◆",
    ),
    *day_rules(
        DateKind.EXPIRATION,
        r"\b(?:this|the) (?:[\w-]+ ){0,3}?(?:authorization|licen[sc]e|exemption|waiver|order|rule|section|"
        r"determination|permit|"
        r"exclusion|authority|emergency)\b[^◆◇]{0,60}\b(?:expires?|terminates?|expire|(?:is|remains?|"
        r"will be) (?:valid|effective|"
        r"in effect|in force) (?:until|through)|sunsets?)\b[^◆◇]{0,40}◆",
    ),
    *day_rules(
        DateKind.OTHER,
        r"\b(?:continu|remain)\w*\b[^◆◇]{0,60}\b(?:beyond|past)\b[^◆◇]{0,20}◆",
        r"\bcontinu\w+ for (?:1|one) year,? from ◆",
        r"\bdeadline\b[^◆◇]{0,80}◆|◆,? as the deadline",
    ),
    *GATHERINGS,
]

# What people are asked to do by a day, where it is neither comment nor compliance.
ASKED_BY = day_rules(
    DateKind.OTHER,
    r"\b(?:should|must|please|may|plans? to|wish(?:es)? to)\b[^◆◇]*\b(?:by|before|until|no later than|"
    r"not later than)\b[^◆◇]{0,40}◆",
    r"\bby ◆,[^◆◇.;]{0,80}\b(?:may|should|must)\b (?:submit|file|respond|request|reply|appeal)",
    r"(?:^|, )(?:submit|send|e-?mail|register|contact|call|notify)\b[^◆◇;]*\b(?:by|before|no later than|not later than)\b"
    r"[^◆◇]{0,40}◆",
)

# What is due by a day, and no comment.
DUE = day_rules(DateKind.OTHER, r"\b(?:is|are|be) (?:first |now )?due\b[^◆◇]*◆")
# What has to be done or reported by a day, and is no comment either.
DONE_BY = day_rules(
    DateKind.COMPLIANCE,
    r"\bmust (?:complete|finish) (?:the |their |its |all )?(?:removal|replacement|withdrawal)\b[^◆◇.;]{0,60}\bby ◆",
    r"\b(?:reports?|declarations?|certifications?|inventor(?:y|ies)|notifications?|registrations?)\b"
    r"(?:[^◆◇.;]|\.(?=\d)){0,60}\b(?:is|are|be) (?:first |now )?due\b[^◆◇]*◆",
    r"\b(?:must|shall) (?:be|have been|have) (?!received|submitted|filed|postmarked|sent|made|registered|mailed|delivered|"
    r"posted|requested)\w+\b[^◆◇;]{0,60}\b(?:by|before|(?:no|not) later than) ◆",
)
# "The rule takes effect on ◆, the day on which comments are due": a day of two kinds.
ALSO = day_rules(
    DateKind.COMMENTS_CLOSE,
    r"◆(?!,? and\b)[^.;◆◇]{0,60}\bcomments?\b[^.;◆◇]{0,40}\b(?:due|clos|end)"
    r"|◆[^.;◆◇]{0,30}\b(?:last|closing|final) day (?:for|to|of) comment",
)

# "The rule is effective on, and comments must be submitted by, ◆".
ALSO_EFFECTIVE = day_rules(
    DateKind.EFFECTIVE, r"\b(?:effective(?: date)?(?: on| as of)?|takes? effect), and\b[^.;◆◇]{0,80},(?: on)? ◆"
)

# "All prohibitions are in effect as of ◆".
_IN_EFFECT = (
    r"\b(?:prohibitions?|restrictions?|bans?)\b[^◆◇.;]{0,60}\b(?:is|are|will be) in (?:effect|force) "
    r"(?:as of|from|on|beginning) ◆"
)
# "The compliance date for devices in service on the effective date is ◆".
COMPLIANCE_DATE = day_rules(
    DateKind.COMPLIANCE,
    _IN_EFFECT,
    r"\bdates? (?:on|from|by|after) which\b[^◆◇;]{0,100}\b(?:must|may not|prohibit\w*|cease|begins?|binds?)\b[^◆◇;]{0,40}◆",
    r"\bcompliance (?:date|deadline)s?\b[^◆◇.;]{0,120}\b(?:is|are|will be|would be|remains?|shall be)(?: now)?(?: on)? ◆",
)

_FIRST = [*STATED_SINCE, *BACKGROUND, *OTHER_DEADLINES[:1], *_OWN_EFFECT, *COMPLIANCE_DATE, *DELAYS, *COMMENTS_CLOSE]
_LAST = [*OTHER_DEADLINES[1:], *COMPLIANCE, *EXPIRATION, *EFFECTIVE, *APPLICABILITY]
# What a rule has people do by a day, beside its own effect.
_MUST_BY = day_rules(
    DateKind.COMPLIANCE,
    r"\b(?:must|shall|(?:is|are) required to)\b[^◆◇]{0,140}\b(?:by|before|no later than|not later than) ◆",
)
IN_DATES_SECTION = [*_FIRST, *DONE_BY, *_LAST, *ASKED_BY, *HEARING, *DUE]
IN_DATES_OF_RULE = [*_FIRST, *DONE_BY, *_LAST, *_MUST_BY, *ASKED_BY, *HEARING, *DUE]
IN_INVITATION = [*_FIRST, *_LAST, *RESPONSES_CLOSE, *ASKED_BY, *HEARING]
IN_EXTENSION = [*REPLACED, *GATHERINGS, *_FIRST, *MOVED_CLOSE, *_LAST, *RESPONSES_CLOSE, *BY_THEN, *ASKED_BY, *HEARING]
