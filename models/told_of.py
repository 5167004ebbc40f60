"""The firms that a determination tells of: it binds them all but those that it sets apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.names import Role, analysed, roles
from models.other_names import bare_name
from models.party_lists import STAGES, is_firm, split_names
from models.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.sentences import Sentence

_SAYS, _PARTIES = phrasing("told_of"), phrasing("parties")
_FIRM, _RUN, _NO_FIRM = _PARTIES["firm"], _PARTIES["run_of_names"], _SAYS["no_firm"]
_ENTERPRISE = _SAYS["enterprise"]
_ELSEWHERE, _PRESENTED, _TIED = _SAYS["elsewhere"], _SAYS["presented"], _SAYS["tied"]
_DENIED_BEFORE, _DENIED, _DENIES_IT = _SAYS["denied_before"], _SAYS["denied"], _SAYS["denies_it"]
_SHORT_DENIED, _DENIES_THEM, _FOLLOWING, _ANNEX = _SAYS["short_denied"], _SAYS["denies_them"], _SAYS["following"], _SAYS["annex"]
_ALL, _TOGETHER, _ABROAD = _SAYS["all"], _SAYS["together"], _SAYS["abroad"]
_OUTSIDER, _IS_OUTSIDER = _SAYS["outsider"], _SAYS["is_outsider"]
_OPENS = re.compile(r"(?:\W*\(?\w{1,4}[.)]\s|\W*\d+(?:\.\d+)*\s|[•\W])?\W*(?:\w+ \| )?(?:The |the )?(?:[A-Za-z]+ ){0,2}")
"""What may stand before a firm that opens a sentence, a paragraph or a row."""
NEAR = 160  # characters before and after a firm that say what it is
SEAT = 60  # characters behind a firm that tell its seat


@dataclass(slots=True)
class _Mention:
    """Where a firm is named: the sentence with its number, and the words around the firm (or the row it stands in)."""

    sentence: Sentence
    number: int
    around: list[tuple[str, str]]


@dataclass(slots=True)
class _Told:
    name: str
    mentions: list[_Mention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ToldOf:
    """The firms of a determination: those it binds, each with its passage, and the names of those that it sets apart."""

    bound: tuple[tuple[str, int], ...] = ()
    apart: frozenset[str] = frozenset()

    def leaves_out(self, name: str) -> bool:
        """Whether the text says of a firm that it is not bound, or what else it is."""
        return bare_name(name).casefold().removeprefix("the ") in self.apart


def told_of(document: Document, titled: Iterable[str]) -> ToldOf:
    """Every firm with a legal form in a determination, less whom the text sets apart; nothing for other documents.

    A determination seldom names a firm that it does not act on. Where it does, it says so, or says what that firm is instead:
    counsel, a customer, a distributor of its own, a competitor, the subject of another case. The name of a party (`titled`),
    a tie to one, or a place where the parties are presented weighs more than its trade.
    """
    if document.stage not in STAGES:
        return ToldOf()
    said = sentences(document)
    told = _told(said)
    titled = list(titled)
    parties = {bare_name(name).casefold() for name in titled}
    family = {word for name in titled for word in _distinctive(name)[:1]}
    denied = _denied(document, said, {mention.number for firm in told.values() for mention in firm.mentions})
    called = _called_together(said)
    bound: list[tuple[str, int]] = []
    apart: set[str] = set()
    strangers = tuple(found["short"].casefold() for one in said for found in _SHORT_DENIED.finditer(one.text))
    for key, firm in told.items():
        if key not in parties and (key.startswith(strangers) or _is_denied(firm, document, denied)):
            apart.add(key)
        elif key in parties or family.intersection(_distinctive(firm.name)) or _belongs(firm, document, called):
            bound.append((firm.name, firm.mentions[0].sentence.passage))
    return ToldOf(tuple(bound), frozenset(apart))


def _told(said: tuple[Sentence, ...]) -> dict[str, _Told]:
    told: dict[str, _Told] = {}
    for number, sentence in enumerate(said):
        text = sentence.text
        rows = [row.span() for row in _RUN.finditer(text)]
        for name, (start, end) in _names(text):
            # Of several in a row the words before the first tell of each; but "in Switzerland, Example AG" is no row.
            first, last = next((row for row in rows if row[0] <= start < row[1]), (start, end))
            around = [(text[:at][-NEAR:], text[to:][:NEAR]) for at in {start, first} for to in {end, last}]
            one = told.setdefault(bare_name(name).casefold(), _Told(name))
            one.mentions.append(_Mention(sentence, number, around))
    return told


def _names(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names in a sentence with their places: firms by their legal forms, and enterprises that go by another word."""
    firms = list(_FIRM.finditer(text))
    for firm in firms:
        yield from ((name, firm.span()) for name in split_names(firm[0]) if is_firm(name) and not _NO_FIRM.search(name))
    for other in _ENTERPRISE.finditer(text):
        if not any(firm.start() < other.end() and other.start() < firm.end() for firm in firms):
            yield other[0], other.span()


def _denied(document: Document, said: tuple[Sentence, ...], naming: set[int]) -> set[int]:
    """The numbers of the sentences whose firms the text sets apart: "Neither is a party", "It does not reach the following"."""
    denied: set[int] = set()
    for number, sentence in enumerate(said):
        here = [at for at, other in enumerate(said) if other.passage == sentence.passage]
        if _DENIES_IT.search(sentence.text):
            denied |= {number} if number in naming else {number - 1} & set(here)
        if not (them := _DENIES_THEM.search(sentence.text)):
            continue
        section = [at for at, other in enumerate(said) if other.section == sentence.section]
        before, after = [at for at in here if at <= number], [at for at in here if at >= number]
        if annex := _ANNEX.search(sentence.text):
            denied |= {at for at, other in enumerate(said) if annex[0] in _heading(other, document)}
        elif _FOLLOWING.search(them[0]):
            denied |= set(after) if naming & set(after) else {at for at in section if at > number}
        elif naming & set(before):
            denied |= set(before) if _ALL.search(them[0]) else {max(naming & set(before))}
        else:
            listed = {at for at in section if at < number and _is_listed(document, said[at])}
            denied |= listed or {at for at in section if at > number}
    return denied


def _called_together(said: tuple[Sentence, ...]) -> set[int]:
    """The numbers of the sentences whose firms a later one calls the parties: "These five are the respondents"."""
    called: set[int] = set()
    for number, sentence in enumerate(said):
        if _TOGETHER.search(sentence.text):
            called |= {at for at, other in enumerate(said[:number]) if other.section == sentence.section}
    return called


def _is_listed(document: Document, sentence: Sentence) -> bool:
    return _SAYS["listed"].match(document.passages[sentence.passage].text) is not None


def _is_denied(firm: _Told, document: Document, denied: set[int]) -> bool:
    return any(
        mention.number in denied
        or _ELSEWHERE.search(_heading(mention.sentence, document))
        or any(_DENIED_BEFORE.search(before) or _DENIED.match(after) for before, after in mention.around)
        for mention in firm.mentions
    )


def _belongs(firm: _Told, document: Document, called: set[int]) -> bool:
    """Whether a firm is tied to the case: presented among its parties, or by ownership, service, or the words of the act."""
    around = [pair for mention in firm.mentions for pair in mention.around]
    if any(_OUTSIDER.search(before) or _IS_OUTSIDER.match(after) for before, after in around):
        return False
    if any(_ABROAD.search(f"{firm.name} {after[:SEAT]}") for _, after in around):
        return True
    return any(
        mention.number in called
        or (is_firm(firm.name) and _PRESENTED.search(_heading(mention.sentence, document)) and any(_OPENS.fullmatch(b) for b, _ in mention.around))
        or _TIED.search(_FIRM.sub("", mention.sentence.text))
        for mention in firm.mentions
    )


def _distinctive(name: str) -> list[str]:
    """The words, in order, that tell a firm from others: no place, no word of the trade, no legal form."""
    found = {part.comparable for parsed in analysed(name) for part, role in roles(parsed).items() if role is Role.DISTINCTIVE}
    return [word for word in re.findall(r"\w+", bare_name(name).casefold()) if word in found]


def _heading(sentence: Sentence, document: Document) -> str:
    return f"{_leaf(sentence)} {document.passages[sentence.passage].table}"


def _leaf(sentence: Sentence) -> str:
    return sentence.section.rsplit(" > ", 1)[-1]
