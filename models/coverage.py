"""The classes of things a document reaches, as short noun phrases: defined terms, their elements, listed categories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.definitions import meaning, names, subject
from models.enumerations import enumerations
from models.expressions import phrasing
from models.noun_phrases import PRODUCT, head, listed, names_something, tidy
from models.prohibitions import prohibitions
from models.scope import ScopeItem
from models.sentences import sentences, split
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.enumerations import Enumeration
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_SAYS = phrasing("coverage")
_TOPIC, _PROCEDURE, _GENUS_END, _REGIME, _BORROWED = (
    _SAYS[key] for key in ("topic", "procedure", "genus_end", "regime", "borrowed")
)
_REACHES, _NOT, _FORBIDDEN_THING = _SAYS.each("reaches"), _SAYS["not"], _SAYS["forbidden_thing"]
_ELEMENTS, _INTRO, _OTHER_LIST = _SAYS["elements"], _SAYS["intro"], _SAYS["other_list"]
_INNER, _APPOSITION, _ACT = _SAYS["inner"], _SAYS["apposition"], _SAYS["act"]
_SKIP = {"contact", "addresses", "dates", "footnote", "action"}


def topic(title: str) -> str | None:
    """The class a rule's title names after "Supply Chain:", or None where it names none."""
    found = _TOPIC.search(title)
    named = found["topic"].strip() if found else ""
    return named if named and not _PROCEDURE.search(named) else None


def _is_product(term: DefinedTerm) -> bool:
    """Whether the definition's genus is a thing ("software that ...") and not a person, an act or a time."""
    text = meaning(term)
    genus = "" if _BORROWED.match(text) else _GENUS_END.split(text, maxsplit=1)[0]
    return bool(PRODUCT.search(genus)) and names_something(term.term) and not _REGIME.match(term.term)


def _named(term: DefinedTerm, text: str) -> bool:
    forms = "|".join(re.escape(form) for form in names(term))
    return re.search(rf"\b(?:{forms})s?\b", text, re.IGNORECASE) is not None


def product_terms(document: Document, terms: tuple[DefinedTerm, ...]) -> tuple[DefinedTerm, ...]:
    """The defined classes of things that the document is about: named in title, summary, a heading or a prohibition."""
    forbidden = [item.quote for item in prohibitions(document)]
    heard = [document.title, document.abstract or "", *forbidden]
    for passage in document.passages:
        heard += [passage.section] if passage.kind == "regulation" else []
        heard += [passage.text] if passage.kind == "summary" else []
    about = "\n".join(heard)
    about += re.sub(r"\s*\([^()]*\)", "", about)  # "Infrastructure as a Service (IaaS) products" without its bracket
    things = [term for term in terms if _is_product(term)]
    chosen = [term for term in things if _named(term, about)]
    chosen = [term for term in chosen if not _only_helps(term, chosen, [document.title, *forbidden])]
    passages = {term.passage for term in chosen}
    same = [term for term in terms if "same thing" in term.quote and term.passage in passages]
    return tuple(term for term in terms if term in chosen or term in same)


def _only_helps(term: DefinedTerm, chosen: list[DefinedTerm], subjects: list[str]) -> bool:
    """Whether a term serves another's definition ("designed for use on an X") and no title or prohibition names it."""
    if any(_named(term, text) for text in subjects):
        return False
    return any(_named(term, _GENUS_END.split(meaning(other), maxsplit=1)[-1]) for other in chosen if other is not term)


def _elements(term: DefinedTerm) -> Iterator[str]:
    """The members a definition gives of its term: after a colon, after "including", in "The term includes ..."."""
    for at, sentence in enumerate(split(meaning(term))):
        found = _REACHES[0].match(sentence) if at else _ELEMENTS.search(sentence)
        if found and not (at and _NOT.search(sentence)):
            yield found.group("np" if at else "list")


def _phrases(text: str) -> list[str]:
    found = [head(member) for member in listed(text)]
    return [phrase for phrase in dict.fromkeys(found) if names_something(phrase)]


def _of_terms(terms: Iterable[DefinedTerm]) -> Iterator[ScopeItem]:
    for term in terms:
        yield ScopeItem(term.term, term.term, term.quote, term.passage)
        for text in _elements(term):
            for phrase in _phrases(text):
                yield ScopeItem(phrase, term.term, term.quote, term.passage)


def _things(phrases: list[str]) -> bool:
    return 2 * sum(bool(PRODUCT.search(phrase)) for phrase in phrases) >= len(phrases) > 0


def _member(text: str) -> Iterator[str]:
    """The class a numbered member names, then the kinds it gives of it."""
    inner = _INNER.search(text)
    own = _ACT.sub("", tidy(text[: inner.start()] if inner else text))
    yield head(own)
    parts = _phrases(_APPOSITION.sub("", own))
    yield from parts if _things(parts) and not any(part.endswith("ed") for part in parts) else []
    yield from _phrases(inner["list"]) if inner else []


def _of_lists(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    persons = {term.passage for term in terms if not _is_product(term)}
    for row in enumerations(document):
        if _covers(row) and not (row.passage in persons and row.intro.endswith("means:")):
            whole = row.section.split(" > ")[-1]
            for member in row.members:
                phrases = [phrase for phrase in _member(member.text) if names_something(phrase)]
                quote = (
                    f"{row.intro} … {document.passages[member.passage].text}" if member.passage != row.passage else ""
                )
                for at, phrase in enumerate(phrases):
                    head_of = phrases[0] if at else whole
                    yield ScopeItem(phrase, head_of, quote or document.passages[row.passage].text, member.passage)


def _covers(row: Enumeration) -> bool:
    heads = [head(member.text) for member in row.members]
    return bool(_INTRO.search(row.intro)) and not _OTHER_LIST.search(row.intro) and _things(heads)


def _reached(sentence: Sentence) -> tuple[str, bool]:
    """What a sentence says is reached, and whether its own subject is a thing of which the rest are kinds."""
    for pattern in _REACHES:
        found = pattern.search(sentence.text.rstrip("."))
        if found and "subject" in found.groupdict() and not PRODUCT.search(found["subject"]):
            continue
        if found and not _NOT.search(sentence.text[: found.start("np")]):
            _, colon, members = found["np"].partition(": ")
            return members if colon and "," in members else found["np"], "subject" in found.groupdict()
    return "", False


def _of_sentences(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    for sentence in sentences(document):
        if sentence.kind in _SKIP or sentence.text.endswith(("?", ":")):
            continue
        text, kinds = _reached(sentence)
        phrases = [phrase for phrase in _phrases(text) if names_something(tidy(phrase))]
        if kinds or _things(phrases):
            for phrase in phrases:
                yield ScopeItem(phrase, subject(sentence, terms), sentence.text, sentence.passage)


def _of_prohibitions(document: Document, about: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    """What is forbidden to be sold or offered and is none of the defined classes."""
    for item in prohibitions(document):
        for found in _FORBIDDEN_THING.finditer(item.quote):
            phrase = head(found["np"], keep_clauses=True)
            defined = any(phrase.casefold().startswith(form.casefold()) for term in about for form in names(term))
            if PRODUCT.search(phrase) and names_something(phrase) and not defined:
                yield ScopeItem(phrase, item.under, item.quote, item.passage)


def _of_title(document: Document) -> Iterator[ScopeItem]:
    """The title's class, with the first sentence of the text that speaks of it."""
    named = topic(document.title)
    if named:
        stem = named.casefold().rstrip("s")
        found = [sentence for sentence in sentences(document) if sentence.kind not in _SKIP]
        said = next((sentence for sentence in found if stem in sentence.text.casefold()), next(iter(found), None))
        if said:
            yield ScopeItem(named, named, said.text, said.passage)


def covered(document: Document, terms: tuple[DefinedTerm, ...]) -> tuple[ScopeItem, ...]:
    """Every class of things the document reaches, broad ones first, then in reading order; each with its sentence."""
    about = product_terms(document, terms)
    items = (
        *_of_terms(about),
        *_of_title(document),
        *_of_lists(document, terms),
        *_of_sentences(document, about),
        *_of_prohibitions(document, about),
    )
    kept: dict[str, ScopeItem] = {}
    for item in items:
        kept.setdefault(essence(item.text).rstrip("s"), item)
    return tuple(kept.values())
