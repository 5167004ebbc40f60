"""The firms that a determination tells of: it binds them all but those that it sets apart."""

from __future__ import annotations

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
_DENIES_THEM, _FOLLOWING, _ANNEX = _SAYS["denies_them"], _SAYS["following"], _SAYS["annex"]
_OUTSIDER, _IS_OUTSIDER = _SAYS["outsider"], _SAYS["is_outsider"]
_TRADER, _TRADES = _SAYS["trader"], _SAYS["trades"]
NEAR = 160  # characters before and after a firm that say what it is


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
        return bare_name(name).casefold() in self.apart


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
    family, parties = _distinctive(titled), {bare_name(name).casefold() for name in titled}
    denied = _denied(document, said, {mention.number for firm in told.values() for mention in firm.mentions})
    bound: list[tuple[str, int]] = []
    apart: set[str] = set()
    for key, firm in told.items():
        if key not in parties and _is_denied(firm, document, denied):
            apart.add(key)
        elif key in parties or family & _distinctive([firm.name]) or not _is_another(firm, document):
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
    """The numbers of the sentences whose firms another sentence sets apart: "None of them is a respondent"."""
    denied: set[int] = set()
    for number, sentence in enumerate(said):
        before = number - 1
        if _DENIES_IT.search(sentence.text):
            denied.add(number if number in naming else before)
        if not (them := _DENIES_THEM.search(sentence.text)):
            continue
        near = [at for at, other in enumerate(said) if other.section == sentence.section]
        if annex := _ANNEX.search(sentence.text):
            denied |= {at for at, other in enumerate(said) if _leaf(other).startswith(annex[0])}
        elif here := [at for at in near if at in naming and said[at].passage == sentence.passage and at <= number]:
            denied.add(here[-1])
        elif _FOLLOWING.search(them[0]) or not naming & {at for at in near if at < number}:
            denied |= {at for at in near if at > number}
        else:
            denied |= {at for at in near if at < number and _is_listed(document, said[at])}
    return denied


def _is_listed(document: Document, sentence: Sentence) -> bool:
    return _SAYS["listed"].match(document.passages[sentence.passage].text) is not None


def _is_denied(firm: _Told, document: Document, denied: set[int]) -> bool:
    return any(
        mention.number in denied
        or _ELSEWHERE.search(_heading(mention.sentence, document))
        or any(_DENIED_BEFORE.search(before) or _DENIED.match(after) for before, after in mention.around)
        for mention in firm.mentions
    )


def _is_another(firm: _Told, document: Document) -> bool:
    """Whether the firm stands outside the case by what it is."""
    around = [pair for mention in firm.mentions for pair in mention.around]
    if any(_OUTSIDER.search(before) or _IS_OUTSIDER.match(after) for before, after in around):
        return True
    for mention in firm.mentions:
        if _PRESENTED.search(_heading(mention.sentence, document)) or _TIED.search(_FIRM.sub("", mention.sentence.text)):
            return False
    if not is_firm(firm.name):
        return True
    return any(_TRADER.search(before) or _TRADES.match(after) for before, after in around)


def _distinctive(names: Iterable[str]) -> frozenset[str]:
    """The words that tell these firms from others: no place, no word of the trade, no legal form."""
    parts = (part for name in names for parsed in analysed(name) for part in roles(parsed).items())
    return frozenset(part.comparable for part, role in parts if role is Role.DISTINCTIVE)


def _heading(sentence: Sentence, document: Document) -> str:
    return f"{_leaf(sentence)} {document.passages[sentence.passage].table}"


def _leaf(sentence: Sentence) -> str:
    return sentence.section.rsplit(" > ", 1)[-1]
