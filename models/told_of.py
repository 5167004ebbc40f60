"""The firms that a determination tells of: whom it ties to the case, and whom it sets apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.document import Stage
from models.adversaries import countries, towns
from models.enumerations import enumerations
from models.expressions import phrasing
from models.firm_columns import columns, firm_at, mostly_firms, stands_alone
from models.other_names import other_names
from models.party_lists import STAGES, is_firm, split_names
from models.seats import country_code
from models.sentences import sentences
from models.told_firms import NEAR, told_firms
from models.told_short_names import by_short_names, distinctive
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.document import Document
    from models.sentences import Sentence
    from models.told_firms import Mention, ToldFirm

_SAYS, _PARTIES = phrasing("told_of"), phrasing("parties")
_FIRM, _RUN, _NAME = _PARTIES["firm"], _PARTIES["row_of_names"], _PARTIES["name"]
_ENTERPRISE, _ASKS = _SAYS["enterprise"], _SAYS["asks"]
_DEFINES, _TOGETHER, _NOT = _SAYS["defines"], _SAYS["together"], _SAYS["negated"]
_EXCEPTED, _REGION = _SAYS["excepted"], _SAYS["region"]
_OPENS, _OBJECT, _ANSWERS = _SAYS["opens"], _SAYS["object"], _SAYS["answers"]
_PRONOUN, _ARE_BOUND, _BOUND_HERE = _SAYS["pronoun"], _SAYS["are_bound"], _SAYS["bound_here"]
_REMOVAL = _SAYS["removal"]
_ELSEWHERE, _OTHERS_SPEAK = _SAYS["elsewhere"], _SAYS["others_speak"]
_PRESENTED, _ROLL, _ROLE_HEADING = _SAYS["presented"], _SAYS["roll"], _SAYS["role_heading"]
_DENIED_BEFORE, _DENIED, _SHORT_DENIED = _SAYS["denied_before"], _SAYS["denied"], _SAYS["short_denied"]
_DENIES_IT, _DENIES_LAST, _DENIES_ALL = _SAYS["denies_it"], _SAYS["denies_last"], _SAYS["denies_all"]
_FOLLOWING, _BEFORE, _ANNEX, _MARKED = _SAYS["following"], _SAYS["those_before"], _SAYS["annex"], _SAYS["marked"]
_OUTSIDER, _IS_OUTSIDER, _USES = _SAYS["outsider"], _SAYS["is_outsider"], _SAYS["uses"]
_OF_STRANGERS = _SAYS["of_strangers"]
_ORDERED, _FORBIDDEN, _TIED = _SAYS["ordered"], _SAYS["forbidden"], _SAYS["tied"]
_RUSSIAN, _LISTED_ELSEWHERE = _SAYS["russian"], _SAYS["listed_elsewhere"]
_ENTRY = re.compile(r"(?: \([^()]*\))?(?:[,;.]|$)")  # what follows the firm in a list, where in prose a verb would
_APART = re.compile(r"; (?:and )?|, and (?=(?:the )?[A-Z])")
_IT_OPENS = re.compile(r"(?:(?:On|In) [^.;]{3,30}, )?it\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r" \([^()]*\)")
_QUOTED_ENTRY = re.compile(r'"\(?\w{1,4}[.)] ')
SEAT = 60  # characters behind a firm that tell its seat
LEADING = 2  # words that tell a family of firms
WORDS = 2  # of a name without a legal form, at least


@dataclass(slots=True)
class _Denied:
    """The numbers of the sentences whose firms, or whose first firm, the text sets apart."""

    every: set[int] = field(default_factory=set)
    first: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ToldOf:
    """The firms of a determination: those it binds, each with its passage, and the essence of the other names."""

    bound: tuple[tuple[str, int], ...] = ()
    apart: frozenset[str] = frozenset()

    def leaves_out(self, name: str) -> bool:
        """Whether the text tells of a firm and does not bind it."""
        return essence(name.removeprefix("the ")) in self.apart


def told_of(document: Document, titled: Iterable[str]) -> ToldOf:
    """The firms of a determination that the text ties to the case, less whom it sets apart; nothing for other documents.

    What binds, in this order: a sentence that says whom a party's short name or the order means; the title (`titled`);
    unless the text denies it, the leading word of a titled name; unless the firm has a role that no party has, a place
    where the parties are presented, ownership, service, or a seat with an adversary.
    """
    corrects = document.stage is Stage.CORRECTION and "determination" in document.title.casefold()
    if document.stage not in STAGES and not corrects:
        return ToldOf()
    said = sentences(document)
    told = told_firms(document, said)
    titled = list(titled)
    defined = _defined(document, said, told)
    parties = {essence(name) for name in titled} | {key for key, _, _ in defined}
    named: dict[int, tuple[bool, int]] = {}  # of which firm, not settled to be bound, a sentence speaks first
    for key, firm in told.items():
        for mention in firm.mentions if key not in parties else ():
            place = _is_object(mention), mention.at  # "the answer of A named B": B is spoken of
            named[mention.number] = min(place, named.get(mention.number, place))
    family = {word for name in titled for word in distinctive(name)[:LEADING]}
    denied = _denied(document, said, set(named))
    strangers = tuple(essence(found["short"]) for one in said for found in _SHORT_DENIED.finditer(one.text))
    called = _called_together(said)
    denied.every -= called
    listed = _in_lists(document, said)
    spoken_of = by_short_names(said, told)
    bound = [(name, at) for _, name, at in defined]
    apart: set[str] = set()
    for key, firm in told.items():
        denies = key.startswith(strangers) or _is_denied(firm, document, denied, named, listed | called)
        akin = is_firm(firm.name) and family.intersection(distinctive(firm.name)[:1])
        related = akin or key in spoken_of or _belongs(firm, document, called, listed)
        if key in parties or (related and not denies):
            bound.append((firm.name, firm.mentions[0].sentence.passage))
        else:
            apart.add(key)
    return ToldOf(tuple(bound), frozenset(apart))


def _defined(document: Document, said: tuple[Sentence, ...], told: dict[str, ToldFirm]) -> list[tuple[str, str, int]]:
    """(key, name, passage) of the firms that a sentence, or a list it opens, says the short name or the order means."""
    cues = {number: cue.end() for number, one in enumerate(said) if (cue := _defining(one.text))}
    mentions = [mention for firm in told.values() for mention in firm.mentions]
    # Of several in a sentence the one that stands first.
    first = {one.number: one for one in sorted(mentions, key=lambda one: one.at, reverse=True)}
    lists = {one.passage for row in enumerations(document) if _DEFINES.search(row.intro) for one in row.members}
    short = {essence(alias): essence(name) for name, alias in other_names(one.text for one in said)}
    found = [
        (key, firm.name, mention.sentence.passage)
        for key, firm in told.items()
        for mention in firm.mentions
        if not _is_excepted(mention)
        if (mention.number in cues and mention.at >= cues[mention.number])
        or (mention.sentence.passage in lists and _opens(mention))
        or any(_ARE_BOUND.match(after) for _, after in mention.around)
        or (mention is first[mention.number] and _BOUND_HERE.search(mention.sentence.text))
    ]
    for number, end in cues.items():  # "...; the Example Information Center; and ...": beside firms, one without a form
        text = said[number].text
        row = _RUN.match(text, end)
        parts = [*_APART.split(text[end:].removesuffix(".")), *(split_names(row[0]) if row else ())]
        called = [key for part in parts if (key := short.get(essence(part), "")) in told]
        found += [(key, told[key].name, said[number].passage) for key in called]  # "Mitigating Party means Castellan"
        if any(_FIRM.match(part) for part in parts):
            names = (part.removeprefix("the ") for part in parts)
            free = (
                name
                for name in names
                if len(name.split()) >= WORDS
                and _NAME.fullmatch(name)
                and not (country_code(name) or _REGION.search(name))
            )
            found += [(essence(name), name, said[number].passage) for name in free if not _FIRM.match(name)]
    return list({one[0]: one for one in reversed(found)}.values())[::-1]


def _defining(text: str) -> re.Match[str] | None:
    """The words of a sentence that define whom a name or the order means, unless it denies that."""
    cue = _DEFINES.search(text)
    if cue is None or _NOT.search(text[: cue.start()] + text[cue.end() :]) or _ASKS.search(text[: cue.start()]):
        return None
    return cue


def _denied(document: Document, said: tuple[Sentence, ...], naming: set[int]) -> _Denied:
    """Whom the text sets apart: "It is not a party", "Neither is bound", "The record mentions other firms"."""
    denied = _Denied()
    within: dict[int, list[int]] = {}
    for number, sentence in enumerate(said):
        within.setdefault(sentence.passage, []).append(number)
    after: dict[str, int] = {}  # from which sentence on all of a section are set apart, and up to which all its entries
    before: dict[str, int] = {}
    annexes: set[str] = set()
    for number, sentence in enumerate(said):
        # "two makers (A and B, neither of which is a respondent)" says it of those within.
        text = _IN_BRACKETS.sub("", sentence.text)
        it, last, them = _DENIES_IT.search(text), _DENIES_LAST.search(text), _DENIES_ALL.search(text)
        here = [at for at in within[sentence.passage] if at in naming] if it or last or them else []
        # A sentence on "the foundation" says nothing of the firm before it.
        if (it or last) and (number in naming or _PRONOUN.search(text)):
            # "Example Oy. The shares ... It is no longer owned by": of the firm that heads the paragraph.
            headed = [at for at in here if stands_alone(said[at].text)]
            # "On May 1 it was sold to Example, Inc.": of the firm before that sentence.
            until = number - 1 if _IT_OPENS.match(text) else number
            nearest = headed[:1] or [at for at in here if at <= until][-1:]
            denied.first |= set(nearest) if it else set()
            denied.every |= set(nearest) if last else set()
        if them is None:
            continue
        if annex := _ANNEX.search(text):
            annexes.add(annex[0])
        elif here:
            denied.every |= set(here)
        elif _FOLLOWING.search(them[0]) or text.endswith(":"):
            after.setdefault(sentence.section, number)
        elif _BEFORE.search(them[0]):
            before[sentence.section] = number
    for number, one in enumerate(said):
        entry = number < before.get(one.section, 0) and _is_marked(document, one)
        told_so = any(annex in _headings(one, document) for annex in annexes)
        if number > after.get(one.section, len(said)) or entry or told_so:
            denied.every.add(number)
    return denied


def _called_together(said: tuple[Sentence, ...]) -> set[int]:
    """The numbers of the sentences whose firms a later one calls the parties: "These five are the respondents"."""
    until = {one.section: at for at, one in enumerate(said) if _TOGETHER.search(one.text) and not _NOT.search(one.text)}
    return {at for at, one in enumerate(said) if at < until.get(one.section, 0)}


def _in_lists(document: Document, said: tuple[Sentence, ...]) -> set[int]:
    """The numbers of the sentences that open the members of a list of firms, unless it is one of customers and the like."""
    found: set[int] = set()
    first = {one.passage: number for number, one in reversed(list(enumerate(said)))}
    for row in (*enumerations(document), *columns(document)):
        opening = [
            one.passage for one in row.members if (firm := firm_at(one.text)) and _ENTRY.match(one.text, firm.end())
        ]
        if len(opening) > 1 and mostly_firms(row) and not _OF_STRANGERS.search(row.before):
            found |= {first[passage] for passage in opening if passage in first}
    return found


def _is_marked(document: Document, sentence: Sentence) -> bool:
    return _MARKED.match(document.passages[sentence.passage].text) is not None


def _is_denied(
    firm: ToldFirm, document: Document, denied: _Denied, named: dict[int, tuple[bool, int]], settled: set[int]
) -> bool:
    within = [
        mention
        for mention in firm.mentions
        if (mention.number in denied.every and not any(_ANSWERS.match(after) for _, after in mention.around))
        or _ELSEWHERE.search(f"{_headings(mention.sentence, document)} {_run_in(mention.sentence, document)}")
    ]
    # An entry among those to whom the order is addressed weighs more than what a whole paragraph or list is told to be.
    entered = any(
        mention not in within
        and (mention.number in settled or _ROLL.match(mention.sentence.heading))
        and _is_presented(mention, document, firm.name)
        for mention in firm.mentions
    )
    if not entered and (len(within) == len(firm.mentions) or not all(map(_is_object, within))):
        return True
    if any(firm.name in one.sentence.section and _REMOVAL.search(one.sentence.section) for one in firm.mentions):
        return True
    return any(
        (
            mention.number in denied.first
            and mention.at == named[mention.number][1]
            and not any(_ANSWERS.match(after) for _, after in mention.around)
        )
        or any(_DENIED_BEFORE.search(before) for before, _ in mention.around)
        or (not _is_object(mention) and any(_DENIED.match(after) for _, after in mention.around))
        for mention in firm.mentions
    )


def _is_object(mention: Mention) -> bool:
    """Whether something is told of somebody else with regard to the firm: "a lender of Example AO"."""
    return _OBJECT.search(mention.sentence.text[max(0, mention.at - NEAR) : mention.at]) is not None


def _is_excepted(mention: Mention) -> bool:
    return _EXCEPTED.search(mention.sentence.text[max(0, mention.at - NEAR) : mention.at]) is not None


def _opens(mention: Mention) -> bool:
    return any(_OPENS.fullmatch(before) for before, _ in mention.around)


def _belongs(firm: ToldFirm, document: Document, called: set[int], listed: set[int]) -> bool:
    """Whether a firm is tied to the case: presented among its parties, or by ownership, service, or its seat."""
    around = [pair for mention in firm.mentions for pair in mention.around]
    if any(_is_outside(*pair) for pair in around):
        return False
    if any(mention.number in called or _is_presented(mention, document, firm.name) for mention in firm.mentions):
        return True
    if any(_FORBIDDEN.match(after) for _, after in around):
        return True
    if any(_USES.match(after) for _, after in around):
        return False
    return any(mention.number in listed or _ties(mention, firm.name) for mention in firm.mentions)


def _is_outside(before: str, after: str) -> bool:
    """Whether the words around a firm give it a role that no party has."""
    return bool(_OUTSIDER.search(before) or _IS_OUTSIDER.match(after))


def _is_presented(mention: Mention, document: Document, name: str) -> bool:
    sentence = mention.sentence
    roll = _ROLL.match(sentence.heading)
    promised = roll and (_is_marked(document, sentence) or "respondent" in roll[0].casefold())
    if _OTHERS_SPEAK.search(sentence.section) or any(
        _is_outside(*one) or (not promised and _USES.match(one[1])) for one in mention.around
    ):
        return False
    stands = _PRESENTED.search(f"{sentence.section} {_headings(sentence, document)}")
    if _ROLE_HEADING.match(sentence.heading) and _comes_first(mention, document):
        return True
    opens = (
        (is_firm(name) or _ENTERPRISE.fullmatch(name)) and _opens(mention) and (stands or _is_entry(sentence, document))
    )
    return bool(opens or (name in sentence.section and _PRESENTED.search(sentence.section)))


def _comes_first(mention: Mention, document: Document) -> bool:
    """Whether a firm is the first that the paragraph under a heading names."""
    sentence = mention.sentence
    at, text = sentence.passage, document.passages[sentence.passage].text
    first = _FIRM.search(text)
    opens = at == 0 or document.passages[at - 1].section != sentence.section
    return opens and first is not None and text.find(sentence.text) + mention.at <= first.end()


def _ties(mention: Mention, name: str) -> bool:
    elsewhere, tied = _speaks_of_ties(mention.sentence.text)
    if elsewhere or _OTHERS_SPEAK.search(mention.sentence.section) or _is_excepted(mention):
        return False
    return tied or any(_is_abroad(f"{name} {after[:SEAT]}") or _ORDERED.match(after) for _, after in mention.around)


def _is_abroad(words: str) -> bool:
    """Whether a firm's name or the words behind it tell a seat with an adversary."""
    return bool(_RUSSIAN.search(words) or countries(words) or towns(words))


@lru_cache(maxsize=4_096)  # a sentence may name a thousand firms
def _speaks_of_ties(text: str) -> tuple[bool, bool]:
    """Whether a sentence is on another list or on what somebody asked, and whether it ties its firms to others."""
    elsewhere = _LISTED_ELSEWHERE.search(text) or _ASKS.search(text)
    return bool(elsewhere), _TIED.search(_FIRM.sub("", text)) is not None


def _is_entry(sentence: Sentence, document: Document) -> bool:
    """Whether a paragraph is but a firm with its address: above all headings, as orders open, or quoted by an amendment."""
    text = document.passages[sentence.passage].text
    if quoted := _QUOTED_ENTRY.match(text):
        return stands_alone(text[quoted.end() :].rstrip('"'))
    return not sentence.section and (stands_alone(text) or text.endswith((";", "; and")))


def _run_in(sentence: Sentence, document: Document) -> str:
    """The heading with which a sentence's paragraph opens, in italics: "§ 3. Persons not bound."."""
    passage = document.passages[sentence.passage]
    first = passage.emphasized[0] if passage.emphasized else ""
    return first if first.endswith(".") and passage.text.startswith(first) else ""


def _headings(sentence: Sentence, document: Document) -> str:
    """What stands right above a sentence: its heading and the title of its table."""
    return f"{sentence.heading} {document.passages[sentence.passage].table}"
