"""The classes of things a document reaches, as short noun phrases: defined terms, their elements, listed categories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import Stage
from models.agreements import of_agreements
from models.definitions import meaning, names, subject
from models.enumerations import Layout, enumerations
from models.expressions import phrasing
from models.noun_phrases import (
    PRODUCT,
    apart,
    could_be_thing,
    exceptions,
    head,
    listed,
    member,
    named,
    names_something,
    of_act,
    specific,
    things,
    tidy,
    words,
)
from models.piece_classes import is_of_others, is_qualified
from models.prohibitions import prohibitions
from models.scope import ScopeItem
from models.sentences import sentences
from models.sides import Side, bare, is_sentence, list_side
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.enumerations import Enumeration
    from models.scope import DefinedTerm
    from models.statements import Statement

_SAYS = phrasing("coverage")
_TOPIC, _PROCEDURE, _GENUS_END, _REGIME, _BORROWED = (
    _SAYS[key] for key in ("topic", "procedure", "genus_end", "regime", "borrowed")
)
_ELEMENTS, _OPEN_LIST, _ANY_OF, _KIND_OF = _SAYS["elements"], _SAYS["open_list"], _SAYS["any_of"], _SAYS["kind_of"]
_ALTERNATIVES, _SUPPLIED, _BARE_SOFTWARE = _SAYS["alternatives"], _SAYS["supplied"], _SAYS["bare_software"]
_ONE_OF_SEVERAL, _ARE_EXAMPLES = _SAYS["one_of_several"], _SAYS["are_examples"]
_OFFERED, _ALSO_ONE, _PLACE = _SAYS["forbidden_thing"], _SAYS["also_one"], _SAYS["place"]
_SUMMARY, _WHOLE, _DEALING = _SAYS["summary"], _SAYS["whole"], _SAYS["dealing"]
_REFERRED, _MARK = _SAYS["referred"], re.compile(r"^\((\w{1,3})\) ")
_SOFTWARE_FOR_THEM = _SAYS["software_for_them"]
_PERSON, _A_PERSON = phrasing("prohibitions")["person"], phrasing("prohibitions")["a_person"]
_GENERIC_NOUN = re.compile(r" (?:products?|services?|items?)$", re.IGNORECASE)
_FIRM = phrasing("parties")["firm"]
_WEIGHED = re.compile(r"\b(?:would|could|might) (?:mean|be defined|include|cover)\b")
_CONSULTS = {Stage.ANPRM, Stage.REQUEST_FOR_INFORMATION}
_SKIP = {"contact", "addresses", "dates", "footnote", "action"}


def topic(title: str) -> str | None:
    """The class a rule's title names after "Supply Chain:", or None where it names none."""
    found = _TOPIC.search(title)
    subject_of = found["topic"].strip() if found else ""
    return subject_of if subject_of and not _PROCEDURE.search(subject_of) else None


def is_product(term: DefinedTerm) -> bool:
    """Whether the definition's genus is a thing ("software that ...") and not a person, an act or a time."""
    text = _KIND_OF.sub("", meaning(term))
    genus = "" if _BORROWED.match(text) else _FIRM.sub("", _GENUS_END.split(text, maxsplit=1)[0])
    if _ANY_OF.match(text):
        genus = term.term
    is_thing = PRODUCT.search(genus) or PRODUCT.search(words(term.term)[-1] if words(term.term) else "")
    is_person = _A_PERSON.match(text) or _PERSON.search(" ".join(words(genus)[-1:])) or _PERSON.search(term.term)
    return bool(is_thing and not is_person) and names_something(term.term) and not _REGIME.match(term.term)


def _named(term: DefinedTerm, text: str) -> bool:
    bare = (_GENERIC_NOUN.sub("", form) for form in names(term))
    forms = "|".join(re.escape(form) for form in (*names(term), *bare) if " " in form or form in names(term))
    return re.search(rf"\b(?:{forms})s?\b", text, re.IGNORECASE) is not None


def product_terms(document: Document, terms: tuple[DefinedTerm, ...]) -> tuple[DefinedTerm, ...]:
    """The defined classes of things that the document is about: named in title, summary, a heading or a prohibition."""
    candidates = [term for term in terms if is_product(term)]
    if not candidates:
        return ()
    forbidden = [_PLACE.sub("", item.quote) for item in prohibitions(document)]
    heard = [document.title, document.abstract or "", *forbidden]
    for passage in document.passages:
        heard += [passage.section] if passage.kind == "regulation" else []
        heard += [passage.text] if passage.kind == "summary" else []
    about = "\n".join(dict.fromkeys(heard))
    about += re.sub(r"\s*\([^()]*\)", "", about)  # "Infrastructure as a Service (IaaS) products" without its bracket
    chosen = [
        term for term in candidates if _named(term, about) or _is_weighed(document, term) or _proposed(document, term)
    ]
    consults = document.stage in _CONSULTS  # and forbids nothing: its summary says what it asks about
    asked = [passage.text for passage in document.passages if consults and passage.kind == "summary"]
    chosen = [term for term in chosen if not _only_helps(term, chosen, [document.title, *forbidden, *asked])]
    elements = [phrase for term in chosen for phrase in _elements(term)]
    members = {essence(side) for phrase in elements for side in (phrase, *phrase.split(" or "))}
    chosen += [term for term in candidates if term not in chosen and members.intersection(map(essence, names(term)))]
    chosen += [term for term in _referred(document, chosen, candidates) if term not in chosen]
    passages = {term.passage for term in chosen}
    same = [term for term in terms if "same thing" in term.quote and term.passage in passages]
    return tuple(term for term in terms if term in chosen or term in same)


def _referred(document: Document, chosen: list[DefinedTerm], candidates: list[DefinedTerm]) -> Iterator[DefinedTerm]:
    """The definitions that a chosen one is made of: "equipment described in paragraph (b) or (c)" of the same section."""
    for term in chosen:
        marks = {
            mark for found in _REFERRED.finditer(meaning(term)) for mark in re.findall(r"\((\w+)\)", found["marks"])
        }
        section = document.passages[term.passage].section
        for other in candidates if marks else ():
            passage = document.passages[other.passage]
            if passage.section == section and (found := _MARK.match(passage.text)) and found[1] in marks:
                yield other


def _is_weighed(document: Document, term: DefinedTerm) -> bool:
    """Whether a consultation puts the term up for discussion: "X would mean ..." is what a rule might reach."""
    return document.stage in _CONSULTS and _WEIGHED.search(term.quote.split(". ")[0]) is not None


def _proposed(document: Document, term: DefinedTerm) -> bool:
    """Whether a consultation, which has no prohibition to name it, gives the term among its working definitions."""
    heading = document.passages[term.passage].section.rsplit(" > ", 1)[-1]
    return document.stage in _CONSULTS and "definition" in heading.casefold()


def _only_helps(term: DefinedTerm, chosen: list[DefinedTerm], subjects: list[str]) -> bool:
    """Whether a term serves another's definition ("designed for use on an X") and no title or prohibition names it."""
    if any(_named(term, text) for text in subjects):
        return False
    return any(_named(term, _GENUS_END.split(meaning(other), maxsplit=1)[-1]) for other in chosen if other is not term)


def _elements(term: DefinedTerm) -> list[str]:
    """The members a definition gives of its term: after a colon, after "including", as "an A, B, or other C"."""
    shown = [phrase for found in _ARE_EXAMPLES.finditer(meaning(term)) for phrase in named(found["list"])]
    text = meaning(term).split(". ")[0]
    also = [phrase for found in _ALSO_ONE.finditer(text) for phrase in named(found["list"])]
    if not also and len(pieces := text.split("; ")) > 1 and all(map(_ONE_OF_SEVERAL.match, pieces)):
        return [
            *(phrase for piece in pieces for phrase in named(piece)),
            *shown,
        ]  # "a lock that ...; or a reader that ..."
    found = None if also else _ELEMENTS.search(text)
    if found:
        return [*named(found["list"]), *shown]
    genus = _GENUS_END.split(text, maxsplit=1)[0]
    supplied = _SUPPLIED.search(text)
    phrases = named(supplied["list"]) if supplied else named(genus)
    listing = _OPEN_LIST.search(genus) or _ALTERNATIVES.match(genus) or (len(phrases) > 1 and things(phrases))
    forms = [form.casefold() for form in names(term)]
    told = [phrase for phrase in phrases if not (_builds(phrase, forms) or _BARE_SOFTWARE.fullmatch(phrase))]
    if told and (found := _SOFTWARE_FOR_THEM.search(text)):
        told.append(found[0])
    return [*(told if listing or supplied else []), *also, *shown]


def _of_terms(terms: Iterable[DefinedTerm]) -> Iterator[ScopeItem]:
    for term in terms:
        yield ScopeItem(term.term, term.term, term.quote, term.passage)
        for phrase in _elements(term):
            yield ScopeItem(phrase, term.term, term.quote, term.passage)


def _of_lists(
    document: Document, terms: tuple[DefinedTerm, ...], about: tuple[DefinedTerm, ...]
) -> Iterator[ScopeItem]:
    persons = {term.passage for term in terms if not is_product(term)}
    defined = {term.passage for term in about}
    for row in enumerations(document):
        own = row.passage in (persons if row.layout is not Layout.COLON else persons | defined)
        if not own and list_side(row) is Side.REACHED:
            yield from _of_list(document, row, about)
        if row.passage in defined:
            yield from _examples(document, row, about)


def _examples(document: Document, row: Enumeration, about: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    """What the members of a definition's list name as examples: "switches or routes traffic, such as a managed switch"."""
    whole = next(term.term for term in about if term.passage == row.passage)
    for listed_one in row.members:
        for example in apart(exceptions(listed_one.text)[0])[1]:
            for phrase in map(head, listed(example)):
                if names_something(phrase):
                    yield ScopeItem(phrase, whole, document.passages[listed_one.passage].text, listed_one.passage)


def _of_list(document: Document, row: Enumeration, about: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    members = [listed_one for listed_one in row.members if not is_sentence(listed_one.text)]
    if not things(head(of_act(listed_one.text)) for listed_one in members):
        return
    defining = next((term.term for term in about if term.passage == row.passage), None)
    whole = defining or row.section.split(" > ")[-1]
    found = _WHOLE.match(bare(row.intro))
    if found and not defining and PRODUCT.search(found["np"]) and specific(found["np"]):
        whole = found["np"]
        yield ScopeItem(whole, whole, row.intro, row.passage)
    for listed_one in members:
        text = document.passages[listed_one.passage].text
        quote = text if listed_one.passage == row.passage or row.intro in row.section else f"{row.intro} … {text}"
        phrases = [phrase for phrase in member(exceptions(listed_one.text)[0]) if not _DEALING.match(phrase)]
        for at, phrase in enumerate(phrases):
            yield ScopeItem(phrase, phrases[0] if at else whole, quote, listed_one.passage)


def _of_sentences(
    said: Iterable[Statement], terms: tuple[DefinedTerm, ...], about: tuple[DefinedTerm, ...]
) -> Iterator[ScopeItem]:
    persons = {term.passage for term in terms if not is_product(term)}
    forms = [form.casefold() for term in about for form in names(term)]
    for statement in said:
        if statement.side is not Side.REACHED or statement.sentence.passage in persons:
            continue
        acted = map(of_act, named(of_act(statement.text)))
        phrases = [phrase for phrase in acted if specific(phrase) and not _barred(phrase)]
        certain = statement.certain and any(_named(term, statement.sentence.text) for term in about)
        if certain or statement.placed:
            phrases = list(filter(could_be_thing, phrases))
        elif not (statement.kinds or things(phrases)):
            phrases = []
        if phrases:
            sentence = statement.sentence
            for phrase in phrases if statement.kinds else (phrase for phrase in phrases if not _builds(phrase, forms)):
                yield ScopeItem(phrase, subject(sentence, about), sentence.text, sentence.passage)


def _barred(phrase: str) -> bool:
    """Whether a phrase names what is done, or the regime itself, and no class of things."""
    return _DEALING.match(phrase) is not None or _REGIME.match(phrase) is not None


def _of_prohibitions(document: Document, about: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    """What may not be traded and is none of the defined classes."""
    forms = [form.casefold() for term in about for form in names(term)]
    for item in prohibitions(document):
        thing = of_act(item.text, forbidden=True)
        acted = member(thing) if thing != tidy(item.text) else []
        offered = [head(found["np"], keep_clauses=True) for found in _OFFERED.finditer(item.quote)]
        acted = [phrase for phrase in acted if not (_holds(phrase, forms) or _builds(phrase, forms))]
        for phrase in [*acted, *offered]:
            if PRODUCT.search(phrase) and not (_barred(phrase) or phrase.casefold().startswith(tuple(forms))):
                yield ScopeItem(phrase, item.under, item.quote, item.passage)


def _holds(phrase: str, forms: list[str]) -> bool:
    known = phrase.casefold()
    return any(form in known for form in forms)


def _builds(phrase: str, forms: list[str]) -> bool:
    """Whether a defined term is built on the phrase: "such a vehicle" stands for "connected vehicle"."""
    known = phrase.casefold().rstrip("s")
    return any(form.endswith(f" {known}") for form in forms)


def _of_title(document: Document) -> Iterator[ScopeItem]:
    """The title's classes, with the first sentence of the text that speaks of them."""
    named_there = listed(topic(document.title) or "")
    found = [sentence for sentence in sentences(document) if sentence.kind not in _SKIP] if named_there else []
    for thing in named_there:
        stem = thing.casefold().rstrip("s")
        said = next((sentence for sentence in found if stem in sentence.text.casefold()), next(iter(found), None))
        if said:
            yield ScopeItem(thing, thing, said.text, said.passage)


def _of_summary(document: Document) -> Iterator[ScopeItem]:
    """What the summary says is to be kept out, where the text names no class."""
    for sentence in sentences(document):
        found = _SUMMARY.search(sentence.text) if sentence.kind == "summary" else None
        for phrase in named(found["np"]) if found else []:
            if PRODUCT.search(phrase):
                yield ScopeItem(phrase, sentence.section.split(" > ")[-1], sentence.text, sentence.passage)


def covered(
    document: Document,
    terms: tuple[DefinedTerm, ...],
    said: tuple[Statement, ...],
    left_out: Iterable[ScopeItem],
) -> tuple[ScopeItem, ...]:
    """Every class of things the document reaches, broad ones first, then in reading order; each with its sentence.

    A phrase of `left_out` stands only where the document leaves it out.
    """
    about = product_terms(document, terms)
    items = [
        *_of_terms(about),
        *_of_title(document),
        *of_agreements(document, terms),
        *_of_lists(document, terms, about),
        *_of_sentences(said, terms, about),
        *_of_prohibitions(document, about),
    ]
    outside = {essence(item.text).rstrip("s") for item in left_out if not (is_of_others(item) or is_qualified(item))}
    kept: dict[str, ScopeItem] = {}
    for item in items or _of_summary(document):
        if (key := essence(item.text).rstrip("s")) not in outside:
            kept.setdefault(key, item)
    return tuple(kept.values())
