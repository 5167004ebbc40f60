"""The firms that a determination tells of: whom it ties to the case, and whom it sets apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.calendar_days import days_in
from extract.document import Stage
from models.binding_words import leanings
from models.enumerations import enumerations
from models.expressions import phrasing
from models.firm_columns import stands_alone
from models.other_names import other_names, tokens
from models.party_lists import STAGES, is_firm, split_names
from models.seats import country_code
from models.sentences import sentences
from models.told_firms import NEAR, WORDS, told_firms
from models.told_short_names import by_short_names, distinctive
from models.told_ties import (
    belongs,
    called_together,
    counted_together,
    has_conditions,
    headings,
    in_lists,
    is_excepted,
    is_marked,
    is_outside,
    is_presented,
    party_count,
    stands_first,
)
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from extract.document import Document
    from models.sentences import Sentence
    from models.told_firms import Mention, ToldFirm

_SAYS, _PARTIES = phrasing("told_of"), phrasing("parties")
_FIRM, _RUN, _NAME = _PARTIES["firm"], _PARTIES["row_of_names"], _PARTIES["name"]
_FORBIDDEN = _PARTIES.each("forbidden_by_name")
_DEFINES, _NOT, _ASKS, _REGION = _SAYS["defines"], _SAYS["negated"], _SAYS["asks"], _SAYS["region"]
_ARE_BOUND, _BOUND_HERE = _SAYS["are_bound"], _SAYS["bound_here"]
_OF_STRANGER = re.compile(
    r"\b(?:Trusted|Third[- ]Party|Independent|Approved)(?: \w+)? (?:Provider|Auditor|Monitor|Assessor|Reviewer|Custodian)s?\b"
)
_OBJECT, _ANSWERS, _PRONOUN = _SAYS["object"], _SAYS["answers"], _SAYS["pronoun"]
_REMOVAL, _ELSEWHERE, _ROLL = _SAYS["removal"], _SAYS["elsewhere"], _SAYS["roll"]
_RELEASED = _SAYS["released"]
_DENIED_BEFORE, _DENIED, _SHORT_DENIED = _SAYS["denied_before"], _SAYS["denied"], _SAYS["short_denied"]
_DENIES_IT, _DENIES_LAST, _DENIES_ALL = _SAYS["denies_it"], _SAYS["denies_last"], _SAYS["denies_all"]
_FORBIDS_GOODS, _GOODS_OF = _SAYS["forbids_goods"], _SAYS["goods_of"]
_NO_SUCH_GOODS, _SUCH_AS = _SAYS["no_such_goods"], _SAYS["such_as"]
_NEITHER, _NEITHER_IS = _SAYS["neither"], _SAYS["neither_is"]
_FOLLOWING, _BEFORE, _ANNEX = _SAYS["following"], _SAYS["those_before"], _SAYS["annex"]
_APART = re.compile(r"; (?:and )?|, and (?=(?:the )?[A-Z])")
_IT_OPENS = re.compile(r"(?:(?:On|In) [^.;]{3,30}, )?it\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r" \([^()]*\)")
LEADING = 2  # words that tell a family of firms
COUNTED, ENTERED, TIED, UNTIED, OUTSIDE, DENIED = -3.0, -2.5, -2.0, 0.2, 1.0, 2.0
"""The logit of models.binding_words above which a firm is bound that the text counts twice among the parties, enters among
them, ties to the case, leaves open, gives a role that no party has, or sets apart. Chosen for recall, as a missed party weighs
more than one too many: with words learnt from other rounds, 3,207 of the 3,208 parties of eighteen rounds are found, 38 are too
many; 3,205 and 30 with the second and third at -2 and -1.2.
"""


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
    where the parties are presented, ownership, service, or a seat with an adversary. What the words around a firm have
    told elsewhere (models.binding_words) overrules the latter two where it is clear.
    """
    corrects = document.stage is Stage.CORRECTION and "determination" in document.title.casefold()
    if document.stage not in STAGES and not corrects:
        return ToldOf()
    said = sentences(document)
    told = told_firms(document, said)
    titled = list(titled)
    aliases = tuple(other_names(one.text for one in said))
    defined = _defined(document, said, told, aliases)
    parties = {essence(name) for name in titled} | {key for key, _, _ in defined}
    named: dict[int, tuple[bool, int]] = {}  # of which firm, not settled to be bound, a sentence speaks first
    for key, firm in told.items():
        for mention in firm.mentions if key not in parties else ():
            place = _is_object(mention), mention.at  # "the answer of A named B": B is spoken of
            named[mention.number] = min(place, named.get(mention.number, place))
    family = {word for name in titled for word in distinctive(name)[:LEADING]}
    denied = _denied(document, said, set(named))
    strangers = tuple(essence(found["short"]) for one in said for found in _SHORT_DENIED.finditer(one.text))
    called = called_together(said)
    denied.every -= called
    listed = in_lists(document, said)
    spoken_of = by_short_names(said, told, aliases)
    removals = {one.section for one in said if _REMOVAL.search(one.section)}
    bound = [(name, at) for _, name, at in defined]
    apart: dict[str, bool] = {}  # whether the text sets it apart
    lean = leanings(told, document, said, aliases)
    for key, firm in told.items():
        short = tuple(f" {alias}" for name, alias in aliases if essence(name) == key)  # "C. Release of Northgate"
        removed = any(firm.name in heading or heading.endswith(short) for heading in removals)
        denies = removed or key.startswith(strangers) or _is_denied(firm, document, denied, named, listed | called)
        akin = is_firm(firm.name) and family.intersection(distinctive(firm.name)[:1])
        related = akin or key in spoken_of or belongs(firm, document, called, listed)
        released = any(_RELEASED.match(after) for mention in firm.mentions for _, after in mention.around)
        entered = any(
            mention.number in called
            or (_ROLL.match(mention.sentence.heading) and is_presented(mention, document, firm.name))
            for mention in firm.mentions
        )
        bar = DENIED if denies else ENTERED if entered else TIED if related else UNTIED
        bar = max(bar, OUTSIDE) if is_outside(firm) and not (akin or entered) else bar
        if key in parties or (lean[key] > bar and not released):
            bound.append((firm.name, firm.mentions[0].sentence.passage))
        else:
            apart[key] = bool(denies or released)
    for key in _counted_in(said, len({essence(name) for name, _ in bound}), apart, lean):
        bound.append((told[key].name, told[key].mentions[0].sentence.passage))
        del apart[key]
    return ToldOf(tuple(bound), frozenset(apart))


def _counted_in(
    said: Iterable[Sentence], bound: int, apart: Mapping[str, bool], lean: Mapping[str, float]
) -> list[str]:
    """The firms nearest to the case, where the text counts more parties than were found: "the sales of all four".

    None in a text so short that its words tell of no firm more than of another.
    """
    count, times = party_count(said) if any(lean.values()) else (0, 0)
    bar = COUNTED if times > 1 else ENTERED
    near = sorted((key for key, denied in apart.items() if not denied and lean[key] > bar), key=lean.__getitem__)
    short = max(count - bound, 0)
    return near[-short:] if 0 < short <= len(near) else []


def _defined(
    document: Document, said: tuple[Sentence, ...], told: dict[str, ToldFirm], aliases: Iterable[tuple[str, str]]
) -> list[tuple[str, str, int]]:
    """(key, name, passage) of the firms that a sentence, or a list it opens, says the short name or the order means."""
    cues = {number: cue.end() for number, one in enumerate(said) if (cue := _defining(one.text))}
    mentions = [mention for firm in told.values() for mention in firm.mentions]
    # Of several in a sentence the one that stands first.
    first = {one.number: one for one in sorted(mentions, key=lambda one: one.at, reverse=True)}
    lists = {one.passage for row in enumerations(document) if _DEFINES.search(row.intro) for one in row.members}
    short = {essence(alias): essence(name) for name, alias in aliases}
    found = [
        (key, firm.name, mention.sentence.passage)
        for key, firm in told.items()
        for mention in firm.mentions
        if not (is_excepted(mention) or any(_SUCH_AS.search(before) for before, _ in mention.around))
        if (mention.number in cues and mention.at >= cues[mention.number])
        or (mention.sentence.passage in lists and stands_first(mention))
        or any(_ARE_BOUND.match(after) for _, after in mention.around)
        or _is_forbidden(mention)
        or (
            mention is first[mention.number]
            and _BOUND_HERE.search(mention.sentence.text)
            and not any(_DENIED.match(after) for _, after in mention.around)
        )
    ]
    by_number = counted_together(said, told)
    found += [
        (key, firm.name, firm.mentions[0].sentence.passage)
        for key, firm in told.items()
        if key in by_number or has_conditions(firm.name, said)
    ]
    for number, end in cues.items():  # "...; the Example Information Center; and ...": beside firms, one without a form
        text = _IN_BRACKETS.sub("", said[number].text[end:])
        row = _RUN.match(text)
        parts = [*_APART.split(text.removesuffix(".")), *(split_names(row[0]) if row else ())]
        called = [key for part in parts if (key := short.get(essence(part), "")) in told]
        found += [(key, told[key].name, said[number].passage) for key in called]  # "Mitigating Party means Castellan"
        if any(_FIRM.match(part) for part in parts):
            names = (part.removeprefix("the ") for part in parts)
            free = (
                name
                for name in names
                if len(name.split()) >= WORDS
                and _NAME.fullmatch(name)
                and not (_FIRM.match(name) or _REGION.search(name) or country_code(name) or days_in(f"{name}, 2000"))
            )
            found += [(essence(name), name, said[number].passage) for name in free]
    found += _forbidden_by_name(said, told, set(short))
    return list({one[0]: one for one in reversed(found)}.values())[::-1]


def _is_forbidden(mention: Mention) -> bool:
    """Whether a prohibition names a firm as whose goods nobody may deal in, whatever else is told of it."""
    text = mention.sentence.text
    forbids = _FORBIDS_GOODS.search(text) and not _NO_SUCH_GOODS.search(text)
    return bool(forbids and _GOODS_OF.search(text[: mention.at]))


def _forbidden_by_name(
    said: Iterable[Sentence], told: Mapping[str, ToldFirm], aliases: Collection[str]
) -> Iterator[tuple[str, str, int]]:
    """(key, name, passage) of those without a legal form with which transactions are prohibited, and which no firm is called."""
    firms = [tokens(firm.name) for firm in told.values()]
    quoted = "\n".join(one.text for one in said if '"' in one.text)
    hits = [
        (hit, one)
        for one in said
        if not _NOT.search(one.text)
        for each in _FORBIDDEN
        for hit in each.finditer(one.text)
    ]
    for hit, one in hits:
        for name in split_names(hit["names"]):
            known = essence(name) in aliases or f'"{name}' in quoted or any(tokens(name) <= firm for firm in firms)
            if not (known or is_firm(name) or _REGION.search(name) or country_code(name)):
                yield essence(name), name, one.passage


def _defining(text: str) -> re.Match[str] | None:
    """The words of a sentence that define whom a name or the order means, unless it denies that."""
    cue = _DEFINES.search(text)
    if cue is not None and _OF_STRANGER.search(text[: cue.end()]):
        return None
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
        entry = number < before.get(one.section, 0) and is_marked(document, one)
        told_so = any(annex in headings(one, document) for annex in annexes)
        if number > after.get(one.section, len(said)) or entry or told_so:
            denied.every.add(number)
    return denied


def _is_denied(
    firm: ToldFirm, document: Document, denied: _Denied, named: dict[int, tuple[bool, int]], settled: set[int]
) -> bool:
    within = [
        mention
        for mention in firm.mentions
        if (mention.number in denied.every and not any(_ANSWERS.match(after) for _, after in mention.around))
        or _ELSEWHERE.search(f"{headings(mention.sentence, document)} {_run_in(mention.sentence, document)}")
    ]
    # An entry among those to whom the order is addressed weighs more than what a whole paragraph or list is told to be.
    entered = any(
        mention not in within
        and (mention.number in settled or _ROLL.match(mention.sentence.heading))
        and is_presented(mention, document, firm.name)
        for mention in firm.mentions
    )
    if not entered and (len(within) == len(firm.mentions) or not all(map(_is_object, within))):
        return True
    return any(
        (
            mention.number in denied.first
            and mention.at == named[mention.number][1]
            and not any(_ANSWERS.match(after) for _, after in mention.around)
        )
        or any(_DENIED_BEFORE.search(before) for before, _ in mention.around)
        or any(_NEITHER.search(before) and _NEITHER_IS.match(after) for before, after in mention.around)
        or (not _is_object(mention) and any(_DENIED.match(after) for _, after in mention.around))
        for mention in firm.mentions
    )


def _is_object(mention: Mention) -> bool:
    """Whether something is told of somebody else with regard to the firm: "a lender of Example AO"."""
    return _OBJECT.search(mention.sentence.text[max(0, mention.at - NEAR) : mention.at]) is not None


def _run_in(sentence: Sentence, document: Document) -> str:
    """The heading with which a sentence's paragraph opens, in italics: "§ 3. Persons not bound."."""
    passage = document.passages[sentence.passage]
    first = passage.emphasized[0] if passage.emphasized else ""
    return first if first.endswith(".") and passage.text.startswith(first) else ""
