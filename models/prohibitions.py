"""What a document forbids and what it commands, sentence by sentence, and whom it binds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.noun_phrases import names_something, tidy
from models.scope import ScopeItem
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_SAYS = phrasing("prohibitions")
_SIGNS, _FORBIDS, _COMMANDS, _DATED, _MARKS = (
    _SAYS["signs"],
    _SAYS.each("forbids"),
    _SAYS["commands"],
    _SAYS["dated"],
    _SAYS["marks"],
)
_TRADE, _PROCEDURE, _CONDITIONAL = _SAYS["trade"], _SAYS["procedure"], _SAYS["conditional"]
_RELATIVE_END, _QUALIFICATION = _SAYS["relative_end"], _SAYS["qualification"]
_PERSON, _NOBODY = _SAYS["person"], _SAYS["nobody"]
_BACKGROUND = {"contact", "addresses", "footnote", "action"}
SHORT = 200  # characters of what is forbidden
LONGEST_SUBJECT = 60  # characters


def _short(text: str) -> str:
    clause = _QUALIFICATION.split(text.rstrip("."), maxsplit=1)[0].strip(" ,")
    return clause if len(clause) <= SHORT else clause[:SHORT].rsplit(" ", 1)[0]


def _forbidden(sentence: Sentence) -> re.Match[str] | None:
    text = _DATED.sub("", _MARKS.sub("", sentence.text))
    if not _SIGNS.search(text) or _CONDITIONAL.match(text) or text.endswith("?"):
        return None
    found = next((hit for pattern in _FORBIDS if (hit := pattern.search(text))), None)
    if found is None or _PROCEDURE.search(found["what"]) or not _TRADE.search(found["what"]):
        return None
    return None if _RELATIVE_END.search(found["who"]) else found


def _commanded(sentence: Sentence) -> re.Match[str] | None:
    found = _COMMANDS.match(_MARKS.sub("", sentence.text)) if sentence.kind == "regulation" else None
    return found if found and _PERSON.search(found["who"]) else None


def _items(document: Document, *, duties: bool) -> Iterator[ScopeItem]:
    for sentence in sentences(document):
        found = _commanded(sentence) if duties else _forbidden(sentence)
        if found and sentence.kind not in _BACKGROUND:
            section = sentence.section.split(" > ")[-1]
            yield ScopeItem(_short(found["what"]), section, sentence.text, sentence.passage)


def prohibitions(document: Document) -> tuple[ScopeItem, ...]:
    """What is forbidden: `text` is the act without its subject, `under` the section, `quote` the whole sentence."""
    return _distinct(_items(document, duties=False))


def duties(document: Document) -> tuple[ScopeItem, ...]:
    """What the regulation text commands somebody to do, in the same form."""
    return _distinct(_items(document, duties=True))


def _distinct(items: Iterable[ScopeItem]) -> tuple[ScopeItem, ...]:
    return tuple({essence(item.quote): item for item in items}.values())


def _who(found: re.Match[str], terms: tuple[DefinedTerm, ...], parties: tuple[str, ...]) -> Iterator[str]:
    subject = found["who"].strip()
    if re.match(r"no (?:U\.S\. )?person", subject, re.IGNORECASE):
        yield "any U.S. person" if "U.S." in subject else "any person"
        return
    named = [party for party in parties if party and party in subject]
    defined = [term.term for term in terms if term.term.casefold() in subject.casefold() and _PERSON.search(term.term)]
    longest = [
        name for name in defined if not any(name != other and name.casefold() in other.casefold() for other in defined)
    ]
    yield from named or longest
    other = tidy(subject)
    if (
        not named
        and not longest
        and len(subject) <= LONGEST_SUBJECT
        and " " in other
        and _PERSON.search(other)
        and names_something(other)
    ):
        yield other


def bound(document: Document, terms: tuple[DefinedTerm, ...], parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who must or must not do something: defined persons as the document names them, named parties, "any person"."""
    found = [hit for sentence in sentences(document) if (hit := _forbidden(sentence) or _commanded(sentence))]
    return tuple(dict.fromkeys(who for hit in found for who in _who(hit, terms, parties)))
