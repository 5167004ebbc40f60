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

_SAYS = phrasing("told_of")
_FIRM, _RUN, _NO_FIRM = phrasing("parties")["firm"], phrasing("parties")["run_of_names"], _SAYS["no_firm"]
_ELSEWHERE, _PRESENTED, _TIED = _SAYS["elsewhere"], _SAYS["presented"], _SAYS["tied"]
_DENIED_BEFORE, _DENIED = _SAYS["denied_before"], _SAYS["denied"]
_OUTSIDER, _IS_OUTSIDER = _SAYS["outsider"], _SAYS["is_outsider"]
_TRADER, _TRADES = _SAYS["trader"], _SAYS["trades"]
NEAR = 160  # characters before and after a firm that say what it is


@dataclass(slots=True)
class _Told:
    """What the text says of one firm: where it stands first, and each mention with the words around it."""

    name: str
    at: int
    mentions: list[tuple[Sentence, str, str]] = field(default_factory=list)


def told_of(document: Document, titled: Iterable[str]) -> Iterator[tuple[str, int]]:
    """(name, passage) of every firm with a legal form in a determination, less whom the text sets apart.

    A determination seldom names a firm that it does not act on. Where it does, it says what that firm is instead: counsel,
    a customer, a distributor of its own, a competitor, the subject of another case. A tie to a party, a place where the
    parties are presented, or the name of a party (`titled`) weighs more than its trade.
    """
    told: dict[str, _Told] = {}
    for sentence in sentences(document) if document.stage in STAGES else ():
        for run in _RUN.finditer(sentence.text):
            for firm in _FIRM.finditer(sentence.text, run.start(), run.end()):
                # Of several in a row the words before the first tell of each; but "in Switzerland, Example AG" is no row.
                around = [
                    (sentence, sentence.text[:start][-NEAR:], sentence.text[run.end() :][:NEAR])
                    for start in {run.start(), firm.start()}
                ]
                for name in split_names(firm[0]):
                    if is_firm(name) and not _NO_FIRM.search(name):
                        told.setdefault(bare_name(name).casefold(), _Told(name, sentence.passage)).mentions.extend(around)
    family = _distinctive(titled)
    for firm in told.values():
        if not _is_set_apart(firm, document, family):
            yield firm.name, firm.at


def _is_set_apart(firm: _Told, document: Document, family: frozenset[str]) -> bool:
    headings = [_heading(sentence, document) for sentence, _, _ in firm.mentions]
    around = [(before, after) for _, before, after in firm.mentions]
    if any(map(_ELSEWHERE.search, headings)) or any(_DENIED_BEFORE.search(b) or _DENIED.match(a) for b, a in around):
        return True
    if family & _distinctive([firm.name]):
        return False
    if any(_OUTSIDER.search(before) or _IS_OUTSIDER.match(after) for before, after in around):
        return True
    if any(map(_PRESENTED.search, headings)) or any(_TIED.search(_FIRM.sub("", sentence.text)) for sentence, _, _ in firm.mentions):
        return False
    return any(_TRADER.search(before) or _TRADES.match(after) for before, after in around)


def _distinctive(names: Iterable[str]) -> frozenset[str]:
    """The words that tell these firms from others: no place, no word of the trade, no legal form."""
    parts = (part for name in names for parsed in analysed(name) for part in roles(parsed).items())
    return frozenset(part.comparable for part, role in parts if role is Role.DISTINCTIVE)


def _heading(sentence: Sentence, document: Document) -> str:
    return f"{sentence.section.rsplit(' > ', 1)[-1]} {document.passages[sentence.passage].table}"
