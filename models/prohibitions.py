"""What a document forbids and what it commands, sentence by sentence, and whom it binds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.definitions import meaning, names
from models.enumerations import enumerations
from models.expressions import phrasing
from models.noun_phrases import PRODUCT, names_something, tidy
from models.per_document import per_document
from models.scope import ScopeItem
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_SAYS = phrasing("prohibitions")
_SIGNS, _FORBIDS, _OPENS, _COMMANDS = _SAYS["signs"], _SAYS.each("forbids"), _SAYS.each("opens"), _SAYS["commands"]
_DATED, _MARKS, _MEMBERS = _SAYS.each("dated"), _SAYS["marks"], _SAYS["members"]
_TRADE, _PROCEDURE, _CONDITIONAL = _SAYS["trade"], _SAYS["procedure"], _SAYS["conditional"]
_RELATIVE_END, _QUALIFICATION = _SAYS["relative_end"], _SAYS["qualification"]
_PERSON, _A_PERSON, _NOBODY, _AGENT = (_SAYS[key] for key in ("person", "a_person", "nobody", "agent"))
_BACKGROUND = {"contact", "addresses", "footnote", "action"}
SHORT = 200  # characters of what is forbidden
LONGEST_SUBJECT = 60  # characters
_NO = re.compile(r"^(?:no|any|each|every)\s", re.IGNORECASE)


def _short(text: str) -> str:
    clause = _QUALIFICATION.split(text.rstrip("."), maxsplit=1)[0].strip(" ,")
    return clause if len(clause) <= SHORT else clause[:SHORT].rsplit(" ", 1)[0]


def _undated(text: str) -> str:
    bare = _MARKS.sub("", text)
    for pattern in _DATED:
        bare = pattern.sub("", bare)
    return bare


def _forbidden(sentence: Sentence) -> re.Match[str] | None:
    if not _SIGNS.search(sentence.text) or sentence.text.endswith("?"):
        return None
    text = _undated(sentence.text)
    if _CONDITIONAL.match(text):
        return None
    found = next((hit for pattern in _FORBIDS if (hit := pattern.search(text)) and _is_act(hit["what"])), None)
    return None if found is None or _RELATIVE_END.search(found["who"]) else found


def _is_act(what: str) -> bool:
    return _TRADE.search(what) is not None and not _PROCEDURE.search(what)


def _commanded(sentence: Sentence) -> re.Match[str] | None:
    found = _COMMANDS.match(_MARKS.sub("", sentence.text)) if sentence.kind == "regulation" else None
    return found if found and _PERSON.search(found["who"]) else None


def _of_sentences(document: Document, *, duties: bool) -> Iterator[ScopeItem]:
    for sentence in sentences(document):
        found = _commanded(sentence) if duties else _forbidden(sentence)
        if found and sentence.kind not in _BACKGROUND and not _MEMBERS.match(found["what"]):
            section = sentence.section.split(" > ")[-1]
            yield ScopeItem(_short(found["what"]), section, sentence.text, sentence.passage)


def _opening(intro: str) -> re.Match[str] | None:
    """The words by which an intro opens a list of what is forbidden, if it does."""
    text = _undated(intro) if _SIGNS.search(intro) else ""
    return next((found for pattern in _OPENS if text and (found := pattern.search(text))), None)


def _of_lists(document: Document) -> Iterator[ScopeItem]:
    """The acts of a list that "must not:" or "is prohibited from:" opens."""
    for row in enumerations(document):
        if _opening(row.intro):
            for member in row.members:
                text = document.passages[member.passage].text
                quote = text if member.passage == row.passage else f"{row.intro} … {text}"
                if _is_act(member.text):
                    yield ScopeItem(_short(member.text), row.section.split(" > ")[-1], quote, member.passage)


@per_document  # several readers of a scope ask for them
def prohibitions(document: Document) -> tuple[ScopeItem, ...]:
    """What is forbidden: `text` is the act without its subject, `under` the section, `quote` the whole sentence."""
    found = [*_of_sentences(document, duties=False), *_of_lists(document)]
    return _distinct(sorted(found, key=lambda item: item.passage))


def duties(document: Document) -> tuple[ScopeItem, ...]:
    """What the regulation text commands somebody to do, in the same form."""
    return _distinct(_of_sentences(document, duties=True))


def _distinct(items: Iterable[ScopeItem]) -> tuple[ScopeItem, ...]:
    return tuple({(essence(item.text), essence(item.quote)): item for item in items}.values())


def _is_person(term: DefinedTerm) -> bool:
    return _PERSON.search(term.term) is not None or _A_PERSON.match(meaning(term)) is not None


def _is_subject(term: DefinedTerm, subject: str) -> bool:
    """Whether a defined term that is no thing is all the subject: "no hospital" may do something."""
    return subject in {form.casefold() for form in names(term)} and not PRODUCT.search(term.term)


def _who(subject: str, terms: tuple[DefinedTerm, ...], parties: tuple[str, ...]) -> Iterator[str]:
    if nobody := _NOBODY.match(subject):
        yield "any U.S. person" if nobody["us"] else "any person"
        return
    named = [party for party in parties if party and party in subject]
    known = subject.casefold()
    only = tidy(_NO.sub("", subject)).casefold()
    defined = [term.term for term in terms if (_forms(term, known) and _is_person(term)) or _is_subject(term, only)]
    longest = [
        name for name in defined if not any(name != other and name.casefold() in other.casefold() for other in defined)
    ]
    yield from named or longest
    other = tidy(_NO.sub("", subject))
    short = len(subject) <= LONGEST_SUBJECT and " " in other
    if not named and not longest and short and _PERSON.search(other) and names_something(other):
        yield other


def _forms(term: DefinedTerm, text: str) -> bool:
    """Whether a text names a defined term by any of its forms."""
    return any(form.casefold() in text for form in names(term))


def bound(document: Document, terms: tuple[DefinedTerm, ...], parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who must or must not do something: defined persons as the document names them, named parties, "any person"."""
    subjects = [row["who"] for row in _opened(document)]
    for sentence in sentences(document):
        if found := _forbidden(sentence) or _commanded(sentence):
            agent = _AGENT.match(found["what"])
            subjects.append(agent["who"] if agent else found["who"])
    return tuple(dict.fromkeys(who for subject in subjects for who in _who(subject.strip(), terms, parties)))


def _opened(document: Document) -> Iterator[re.Match[str]]:
    for row in enumerations(document):
        found = _opening(row.intro)
        if found and any(_is_act(member.text) for member in row.members):
            yield found
