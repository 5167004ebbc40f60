"""What a document leaves outside its reach, as short noun phrases, wherever it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.definitions import names
from models.enumerations import enumerations
from models.noun_phrases import LONGEST, PRODUCT, head, listed, names_something, tidy
from models.scope import ScopeItem
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_IS = r"(?:is|are|was|were|would be|will be|remains?|stays?|would stay|falls?|would fall)"
_ADVERB = r"(?: (?:also|itself|themselves|likewise|therefore|still|thus))?"
# What is left out stands before these words ...
_BEFORE = tuple(
    re.compile(rf"^(?P<np>.+?),? {words}", re.IGNORECASE)
    for words in (
        rf"{_IS}{_ADVERB} (?:excluded|exempt(?:ed)?|left out|outside|out of scope|unaffected)\b(?! only)",
        rf"{_IS}{_ADVERB} not (?:included|covered|subject to|of concern|reached|regulated|within|part of|the subject of)\b",
        r"(?:would|will|does|do) not be (?:covered|included|subject to|reached|regulated|within|prohibited)\b",
        r"(?:would|will|does|do) not (?:fall|come) (?:within|under)\b",
        r"(?:stays?|would stay|remains?|would remain|falls?|are|is|would be) out(?:side)?\b(?! of (?!scope))",
        r"(?:would not be|is not|are not)[.,;]?$",
        r"(?:does|do) not,? (?:alone|by itself|by themselves|on its own),? (?:bring|make|create|amount|establish)",
    )
)
# ... or after these.
_AFTER = tuple(
    re.compile(words + r"\s+(?P<np>.+)$", re.IGNORECASE)
    for words in (
        r"\b(?:does|do|would|will|shall) not (?:include|cover|reach|apply to|extend to|take in)",
        r"(?<!not )(?<!may )(?<!could )(?<!to )\b(?:exclud(?:es|e|ing)|leaves? out|leaving out|carves? out|exempts)",
        r"\b(?:keeps|adds|retains|provides) (?:the |an |its )?(?:exclusions?|exemptions?|exceptions?) (?:of|for)",
        r"^(?:and )?neither (?:is|are|would|does|do|will)",
        r"^(?:and )?nor (?:is|are|would|does|do|will)(?! (?:it|they|he)\b)",
        r"^(?:excluded|exempt|left out)\b[^,:]{0,60}? (?:is|are)",
        r",? (?:with the exception of|except for)",
    )
)
_EXAMPLES = re.compile(r"^(?P<np>.+?) (?:is|are) (?:an )?examples?\b", re.IGNORECASE)
# "The limit was chosen because X commonly work below it, and BIS does not mean to reach them."
_THEM = re.compile(
    r"\b(?:because|as|since)\s+(?P<np>.+?)\s+(?:commonly |usually |often |typically |generally )?"
    r"(?:works?|operates?|transmits?|runs?|functions?|uses?|fall|lie)\b.*\b(?:does|do) not (?:mean|intend|seek|wish) to "
    r"(?:reach|cover|include|regulate) (?:them|these|those|it)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";\s+|:\s+(?=(?:a|an|the)\s)|,\s+(?=(?:and )?(?:neither|nor)\s(?:is|are|would|does|do|will)\b)|,\s+(?=but\s)")
_ASIDE = re.compile(r",\s+(?:subject|however|for this|in its|unless)\b[^,]*,\s+", re.IGNORECASE)
_EXAMPLE_LIST = re.compile(
    r",?\s+(?:such as|for example,?|for instance,?|including|e\.g\.,?)\s+(?P<list>.+?)(?:,?\s+(?:that|which|would|are|is)\b.*)?$"
)
_TAIL = re.compile(
    r"\s+(?:and|but) (?:adds?|keeps?|asks?|does|do|is|are|has|have|will|would|may|it|they|the \w+ is)\b.*$"
    r"|\s+(?:sends?|use|uses|have|has|contains?|performs?|carr(?:y|ies)|process(?:es)?)\s+(?:no|any|only|a|an|the)\b.*\band$",
    re.IGNORECASE,
)
_SAME_PART = re.compile(r"^(?:the )?same (?:part|item|product|component|hardware|software) (?:in|for|on|as) ", re.IGNORECASE)
# A matter of procedure, not a thing left out; nor is what only a date takes out, which is a phase.
_ADMINISTRATIVE = re.compile(
    r"^(?:it|this|that|they|these|those|he|she|which|who|what|there|no|nothing|nobody|bis|one|some|most|many|much|we|you|i)\b"
    r"|^(?:the )?(?:department|secretary|bureau|commission|rule|proposal|proposed|final|interim|document|notice|determination|"
    r"initial|correction|extension|review|paragraph|section|comments?|commenters?|question|answer|analysis|terms?|definition|"
    r"requirement|collection|period|public|agency|agencies|executive order|list of|reference|action|regulation|amendment|"
    r"prohibitions?|substance|text|limit|threshold|date|applicant|user|information|statement|cost|benefit)\b",
    re.IGNORECASE,
)
_RELATIVE_END = re.compile(r"\b(?:that|which|who|whose|whether|if|as|what|because|when)$", re.IGNORECASE)
_TIMED = re.compile(r"model year|\b(?:before|after|until|prior to) (?:[A-Z][a-z]+ \d|\d{4})")
_SAYS_SO = re.compile(r"exclu|exempt|not covered|left out|outside|exception|out of scope", re.IGNORECASE)
_SCOPE = re.compile(_SAYS_SO.pattern + r"|\bscope\b|cover|definition|meaning of", re.IGNORECASE)
_INTRO = re.compile(
    r"\b(?:does|do|would|shall|will) not (?:include|cover|apply to|reach)\b|\bexclud|\bexempt|\boutside\b|\bleaves? out\b"
    r"|\bnot (?:covered|included|subject)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|when|unless|where|provided that)[:\s-]*$", re.IGNORECASE)
_VERBS = re.compile(
    r"^(?:(?:serves?|uses?|receives?|converts?|process(?:es)?|suppl(?:y|ies)|manages?|provides?|transmits?|stores?|concerns?|"
    r"involves?|forms? part of|controls?|performs?|collects?|monitors?|measures?|is|are|was|consists? of|relates? to|supports?|enables?)"
    r"(?:,? (?:or|and) |, | ))+",
    re.IGNORECASE,
)
RUN_IN_HEADING = 30  # characters; "Exclusions." at the head of a paragraph
_SKIP = {"contact", "addresses", "dates", "footnote", "action"}


def _terms(terms: Iterable[DefinedTerm]) -> re.Pattern[str]:
    forms = {form for term in terms for form in names(term)}
    forms |= {found for term in terms for found in re.findall(r"\(([A-Z]\w+)\)", term.term)}
    choice = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or r"(?!)"
    return re.compile(
        rf"^(?P<np>.+?),? (?:is|are|would be|{_IS}) not (?:itself |themselves )?(?:a |an |any |considered )?(?:{choice})s?\b"
        r"(?: items?| hardware| products?)?",
        re.IGNORECASE,
    )


def _apart(text: str) -> tuple[str, list[str]]:
    """A phrase without the examples it gives, and those examples."""
    found = _EXAMPLE_LIST.search(text)
    return (text[: found.start()], [head(member) for member in listed(found.group("list"))]) if found else (text, [])


def phrases(text: str) -> list[str]:
    """The noun phrases of what running text leaves out: each member of a list, and each example given of it."""
    text = _ASIDE.sub(" ", text)
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
        yield them.group("np"), True
        return
    excluded = False
    for clause in _CLAUSE.split(sentence.text.rstrip(".")):
        found = next((hit for pattern in (*_AFTER, terms, *_BEFORE) if (hit := pattern.search(clause))), None)
        if found is None and excluded:
            found = _EXAMPLES.match(clause)
        if found is None or _RELATIVE_END.search(found.group("np")):
            continue
        excluded = True
        _, colon, members = clause[found.end() :].partition(": ")
        generic = not names_something(tidy(found.group("np")))  # "Four functions are excluded: sensing, ..."
        if generic and re.search(r"\b(?:functions?|purposes?|uses?|roles?)\b", found.group("np")):
            continue  # what is left out is a use, told at length where the term is defined
        yield members if colon and generic else found.group("np"), found.re is terms


def _only_timed(np: str, sentence: Sentence) -> bool:
    """Whether only a date takes it out: "does not apply to vehicles of a model year before 2027" is a phase."""
    placed = re.search(r"exempt", sentence.section, re.IGNORECASE)
    return "before" in sentence.text and bool(_TIMED.search(np) or placed)


def _in_sentences(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    not_a_term = _terms(terms)
    headed = -1
    for sentence in sentences(document):
        if sentence.kind in _SKIP or sentence.text.endswith((":", "?")):
            continue
        if len(sentence.text) <= RUN_IN_HEADING and _SAYS_SO.search(sentence.text):
            headed = sentence.passage
        placed = sentence.kind == "regulation" or bool(_SCOPE.search(sentence.section)) or headed == sentence.passage
        for np, certain in _left_out(sentence, not_a_term):
            if _only_timed(np, sentence) or _ADMINISTRATIVE.match(np.strip()):
                continue
            named = [phrase for phrase in phrases(np) if not _ADMINISTRATIVE.match(phrase)]
            if certain or placed or any(PRODUCT.search(phrase) for phrase in named):
                for phrase in named:
                    yield ScopeItem(phrase, under(sentence, terms), sentence.text, sentence.passage)


def under(sentence: Sentence, terms: tuple[DefinedTerm, ...]) -> str:
    """What a sentence speaks of: the term defined in its passage, a term it names, else its section."""
    own = next((term.term for term in terms if term.passage == sentence.passage), None)
    named = next((term.term for term in terms for form in names(term) if form in sentence.text and names_something(form)), None)
    return own or named or sentence.section.split(" > ")[-1]


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
