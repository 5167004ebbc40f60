"""What a document leaves outside its reach, as short noun phrases, wherever it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.definitions import names, subject
from models.enumerations import enumerations
from models.expressions import Phrasing, phrasing
from models.noun_phrases import LONGEST, PRODUCT, head, listed, names_something, tidy
from models.scope import ScopeItem
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_SAYS = phrasing("exclusions")
_SIGNS, _BEFORE, _AFTER = _SAYS["signs"], _SAYS.each("before"), _SAYS.each("after")
_THEM, _EXAMPLES_OF_IT, _GIVEN_EXAMPLES = _SAYS["them"], _SAYS["examples_of_it"], _SAYS["given_examples"]
_CLAUSE_END, _INSERTED, _TAIL, _VERBS = _SAYS["clause_end"], _SAYS["inserted"], _SAYS["tail"], _SAYS["verbs"]
_ADMINISTRATIVE, _RELATIVE_END, _USES = _SAYS["administrative"], _SAYS["relative_end"], _SAYS["uses"]
_SAYS_SO, _ABOUT_SCOPE, _INTRO, _CONDITION = _SAYS["says_so"], _SAYS["about_scope"], _SAYS["intro"], _SAYS["condition"]
_TIMED, _EXEMPT, _SAME_PART = _SAYS["timed"], _SAYS["exempt"], _SAYS["same_part"]
RUN_IN_HEADING = 30  # characters; "Exclusions." at the head of a paragraph
_SKIP = {"contact", "addresses", "dates", "footnote", "action"}


def _terms(terms: Iterable[DefinedTerm]) -> re.Pattern[str]:
    forms = {form for term in terms for form in names(term)}
    forms |= {found for term in terms for found in re.findall(r"\(([A-Z]\w+)\)", term.term)}
    choice = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or r"(?!)"
    return Phrasing({**_SAYS.entries, "parts": {**_SAYS.entries["parts"], "terms": [choice]}})["not_a_term"]


def _apart(text: str) -> tuple[str, list[str]]:
    """A phrase without the examples it gives, and those examples."""
    found = _GIVEN_EXAMPLES.search(text)
    return (text[: found.start()], [head(member) for member in listed(found["list"])]) if found else (text, [])


def phrases(text: str) -> list[str]:
    """The noun phrases of what running text leaves out: each member of a list, and each example given of it."""
    text = _INSERTED.sub(" ", text)
    if ":" in text and not names_something(tidy(text.split(":")[0])):
        text = text.split(":", 1)[1]
    found: list[str] = []
    for piece in re.split(r",?\s+nor (?:to |in |for )?", _TAIL.sub("", text)):
        rest, examples = _apart(piece)
        members = listed(_SAME_PART.sub("", rest))
        found += [head(_VERBS.sub("", tidy(member)), keep_clauses=True) for member in members] + examples
    return [phrase for phrase in dict.fromkeys(found) if names_something(phrase)]


def _member_phrases(member: str) -> list[str]:
    """The noun phrases of a numbered member: it is one thing, however long its clauses, and the examples it gives."""
    rest, examples = _apart(member)
    bare = _VERBS.sub("", tidy(rest))
    phrase = head(bare, keep_clauses=True)
    whole = phrase if PRODUCT.search(phrase) else " ".join(tidy(bare).split()[:LONGEST])
    return [phrase for phrase in dict.fromkeys([whole, *examples]) if names_something(phrase)]


def _left_out(sentence: Sentence, terms: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """What a sentence leaves out, and whether it must be a thing, since only things are denied to be a term."""
    them = _THEM.search(sentence.text)
    if them:
        yield them["np"], True
        return
    excluded = False
    for clause in _CLAUSE_END.split(sentence.text.rstrip(".")):
        found = next((hit for pattern in (*_AFTER, terms, *_BEFORE) if (hit := pattern.search(clause))), None)
        if found is None and excluded:
            found = _EXAMPLES_OF_IT.match(clause)
        if found is None or _RELATIVE_END.search(found["np"]):
            continue
        excluded = True
        _, colon, members = clause[found.end() :].partition(": ")
        generic = not names_something(tidy(found["np"]))  # "Four functions are excluded: sensing, ..."
        if generic and _USES.search(found["np"]):
            continue  # what is left out is a use, told at length where the term is defined
        yield members if colon and generic else found["np"], found.re is terms


def _only_timed(np: str, sentence: Sentence) -> bool:
    """Whether only a date takes it out: "does not apply to vehicles of a model year before 2027" is a phase."""
    placed = _EXEMPT.search(sentence.section)
    return "before" in sentence.text and bool(_TIMED.search(np) or placed)


def _is_heading(sentence: Sentence) -> bool:
    return len(sentence.text) <= RUN_IN_HEADING and bool(_SAYS_SO.search(sentence.text))


def _in_sentences(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    not_a_term = _terms(terms)
    headed = -1
    for sentence in sentences(document):
        headed = sentence.passage if _is_heading(sentence) else headed
        if sentence.kind in _SKIP or sentence.text.endswith((":", "?")) or not _SIGNS.search(sentence.text):
            continue
        placed = sentence.kind == "regulation" or _ABOUT_SCOPE.search(sentence.section) or headed == sentence.passage
        for np, certain in _left_out(sentence, not_a_term):
            if _only_timed(np, sentence) or _ADMINISTRATIVE.match(np.strip()):
                continue
            named = [phrase for phrase in phrases(np) if not _ADMINISTRATIVE.match(phrase)]
            if certain or placed or any(PRODUCT.search(phrase) for phrase in named):
                for phrase in named:
                    yield ScopeItem(phrase, subject(sentence, terms), sentence.text, sentence.passage)


def _in_lists(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    for row in enumerations(document):
        if not _INTRO.search(row.intro) or _CONDITION.search(row.intro):
            continue
        own = next((term.term for term in terms if term.passage == row.passage), row.section.split(" > ")[-1])
        for member in row.members:
            for phrase in _member_phrases(member.text):
                yield ScopeItem(phrase, own, f"{row.intro} … {document.passages[member.passage].text}", member.passage)


def exclusions(document: Document, terms: tuple[DefinedTerm, ...]) -> tuple[ScopeItem, ...]:
    """Every class the document says it does not reach, with the sentence that says so, conditions and all."""
    kept: dict[str, ScopeItem] = {}
    for item in (*_in_sentences(document, terms), *_in_lists(document, terms)):
        kept.setdefault(essence(item.text), item)
    return tuple(sorted(kept.values(), key=lambda item: item.passage))
