"""What of a document stays open: classes that it says may or may not be covered, and firms that were not taken as meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.definitions import subject
from models.enumerations import enumerations
from models.expressions import phrasing
from models.noun_phrases import could_be_thing, member, named, names_something, tidy
from models.other_names import clean_name, tokens
from models.party_lists import STAGES
from models.scope import ScopeItem
from models.sentences import sentences
from models.sides import Side, is_sentence, list_side
from models.told_firms import told_firms
from models.typography import essence, levelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm, Scope
    from models.statements import Statement

_FIRM = phrasing("parties")["firm"]
_SPEAKS = {"summary", "regulation"}


def firms_not_taken(document: Document, scope: Scope) -> tuple[str, ...]:
    """Firms that a determination, or the summary or regulation of a rule, names and that were not read as parties.

    A rule seldom names a firm there without acting on it, and a determination may tell of a party in words that nobody
    foresaw: a person should look at the scope.
    """
    known = [tokens(name) for party in scope.named_parties for name in (party.name, *party.aliases)]
    return tuple(
        name
        for name in _firms_told_of(levelled(document))
        if not any(tokens(name) <= party or party <= tokens(name) for party in known)
    )


def _firms_told_of(document: Document) -> Iterable[str]:
    said = sentences(document)
    if document.stage in STAGES:
        return [firm.name for firm in told_firms(document, said).values()]
    spoken = (one.text for one in said if one.kind in _SPEAKS)
    return dict.fromkeys(clean_name(firm[0]) for text in spoken for firm in _FIRM.finditer(text))


def _in_sentences(terms: tuple[DefinedTerm, ...], said: Iterable[Statement]) -> Iterator[ScopeItem]:
    for statement in said:
        if statement.side is Side.OPEN:
            found = [phrase for phrase in named(statement.text) if names_something(tidy(phrase))]
            if any(map(could_be_thing, found)):
                sentence = statement.sentence
                yield from (
                    ScopeItem(phrase, subject(sentence, terms), sentence.text, sentence.passage) for phrase in found
                )


def _in_lists(document: Document) -> Iterator[ScopeItem]:
    for row in enumerations(document):
        if list_side(row) is Side.OPEN:
            for listed in row.members:
                quote = f"{row.intro} … {document.passages[listed.passage].text}"
                for phrase in [] if is_sentence(listed.text) else member(listed.text):
                    yield ScopeItem(phrase, row.section.split(" > ")[-1], quote, listed.passage)


def doubtful(
    document: Document,
    terms: tuple[DefinedTerm, ...],
    said: tuple[Statement, ...],
    settled: Iterable[ScopeItem],
) -> tuple[ScopeItem, ...]:
    """Every class that the document leaves open; what it covers or leaves out in so many words (`settled`) is not."""
    known = {essence(item.text).rstrip("s") for item in settled}
    kept: dict[str, ScopeItem] = {}
    for item in (*_in_sentences(terms, said), *_in_lists(document)):
        key = essence(item.text).rstrip("s")
        if key not in known:
            kept.setdefault(key, item)
    return tuple(sorted(kept.values(), key=lambda item: item.passage))
