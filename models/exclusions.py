"""What a document leaves outside its reach, as short noun phrases, wherever it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.definitions import subject
from models.enumerations import enumerations
from models.expressions import phrasing
from models.noun_phrases import (
    LONGEST,
    PRODUCT,
    apart,
    could_be_thing,
    exceptions,
    head,
    listed,
    named,
    names_something,
    tidy,
)
from models.scope import ScopeItem
from models.sentences import sentences, split
from models.sides import Side, heading_side, is_sentence, list_side
from models.statements import RUN_IN_HEADING
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence
    from models.statements import Statement

_SAYS = phrasing("exclusions")
_ANOTHER_CASE = _SAYS["another_case"]
_INSERTED, _TAIL, _VERBS = _SAYS["inserted"], _SAYS["tail"], _SAYS["verbs"]
_ADMINISTRATIVE, _SAYS_SO, _ABOUT_SCOPE = _SAYS["administrative"], _SAYS["says_so"], _SAYS["about_scope"]
_LIMITED, _PREPOSITION = _SAYS["limited"], phrasing("noun_phrases")["preposition"]
_TIMED, _EXEMPT, _SAME_PART = _SAYS["timed"], _SAYS["exempt"], _SAYS["same_part"]
_BESIDE, _PERSONS = _SAYS["beside"], _SAYS["persons"]
_BACKGROUND, _ANOTHER = _SAYS["background"], _SAYS["another"]
_FIRM = phrasing("parties")["firm"]
LIST, PLAIN = 3, 4  # so many members of so few words are several classes, not one
TITLE = 6
"""Words up to which the first sentence of a listed member is its title."""

_EVEN = re.compile(r",? even (?:if|when|though|where)\b[^;]*")
"""What makes no difference: "Television sets, even if they run the same system as a telephone"."""

_NEITHER = re.compile(r"\b(?:that|which|who) (?:is|are|was|were) neither\b", re.IGNORECASE)
"""A clause that limits a thing, and names none: "goods that are neither a drone nor a part of one"."""
_NOR = re.compile(r",?\s+nor (?:to |in |for |about )?")


_MODIFIER = re.compile(
    r"(?:document|user|information|public|review|text|action|reference)(?: [\w-]+){1,2}", re.IGNORECASE
)


def _is_administrative(phrase: str) -> bool:
    """Whether a phrase speaks of the proceeding; a "document scanner" does not."""
    thing = _MODIFIER.fullmatch(phrase) is not None and PRODUCT.search(phrase.rsplit(maxsplit=1)[-1]) is not None
    return _ADMINISTRATIVE.match(phrase) is not None and not thing


def phrases(text: str) -> list[str]:
    """The noun phrases of what running text leaves out: each member of a list, and each example given of it."""
    text = _INSERTED.sub(" ", text)
    if ":" in text and not names_something(tidy(text.split(":")[0])):
        text = text.split(":", 1)[1]
    found: list[str] = []
    for piece in [text] if _NEITHER.search(text) else _NOR.split(_TAIL.sub("", text)):
        found += named(_SAME_PART.sub("", _FIRM.sub("", piece)), keep_clauses=True)  # whom it leaves out is no class
    bare = (tidy(_VERBS.sub("", phrase)) for phrase in found)
    return [phrase for phrase in dict.fromkeys(bare) if names_something(phrase)]


def _member_phrases(text: str) -> list[str]:
    """The noun phrases of a listed member: it is one thing, however long its clauses, and the examples it gives."""
    rest, examples = apart(text)
    bare = _VERBS.sub("", tidy(rest))
    if also := _BESIDE.match(bare):  # "Tools that only set a clock, and cases and straps" are three
        return [*_member_phrases(also["one"]), *phrases(also["others"])]
    phrase = head(bare, keep_clauses=True)
    whole = phrase if PRODUCT.search(phrase) else " ".join(tidy(bare).split()[:LONGEST])
    kinds = [head(kind) for example in examples for kind in listed(example)]
    parts = [tidy(part) for part in listed(bare)]
    plain = len(parts) >= LIST and all(len(part.split()) <= PLAIN and not _LIMITED.search(part) for part in parts)
    plain = plain and not _PREPOSITION.search(parts[0])  # "Batteries for vehicles, telephones, or tools" is one
    return [phrase for phrase in dict.fromkeys([*(parts if plain else [whole]), *kinds]) if names_something(phrase)]


def _only_timed(np: str, sentence: Sentence) -> bool:
    """Whether only a date takes it out: "does not apply to vehicles of a model year before 2027" is a phase."""
    dated = "before" in sentence.text or "older than" in sentence.text or "earlier than" in sentence.text
    return dated and bool(_TIMED.search(np) or _EXEMPT.search(sentence.section))


def _headed(document: Document) -> frozenset[int]:
    """The passages that open with a heading of their own: "Exclusions. Acquisitions under ..."."""
    return frozenset(
        sentence.passage
        for sentence in sentences(document)
        if len(sentence.text) <= RUN_IN_HEADING and _SAYS_SO.search(sentence.text)
    )


def _placed(sentence: Sentence) -> bool:
    """Whether a sentence stands where scope is the subject."""
    side = heading_side(sentence.section)
    return sentence.kind == "regulation" or side is Side.LEFT_OUT or _ABOUT_SCOPE.search(sentence.section) is not None


def _in_sentences(document: Document, terms: tuple[DefinedTerm, ...], said: Iterable[Statement]) -> Iterator[ScopeItem]:
    headed = _headed(document)
    for statement in said:
        sentence = statement.sentence
        if statement.side is not Side.LEFT_OUT or _only_timed(statement.text, sentence):
            continue
        text = statement.text.strip()
        of_another = _BACKGROUND.search(sentence.heading) and _ANOTHER.search(sentence.text)
        if _PERSONS.match(text) or of_another:
            continue
        if _ADMINISTRATIVE.match(text) and all(map(_is_administrative, phrases(text)[:1])):
            text = "; ".join(apart(text)[1])  # "What only resembles it, say a camera or a telephone, is outside."
        placed = statement.placed or _placed(sentence) or sentence.passage in headed
        found = [phrase for phrase in phrases(text) if not _is_administrative(phrase)]
        if not (statement.certain or placed or any(map(PRODUCT.search, found))):
            found = [phrase for phrase in found if statement.strong and could_be_thing(phrase)]
        yield from (ScopeItem(phrase, subject(sentence, terms), sentence.text, sentence.passage) for phrase in found)


def _in_lists(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    for row in enumerations(document):
        side = list_side(row)
        own = next((term.term for term in terms if term.passage == row.passage), row.section.split(" > ")[-1])
        for member in row.members if side in {Side.LEFT_OUT, Side.REACHED} else ():
            first, *more = split(member.text) or [member.text]
            said = first if side is Side.LEFT_OUT else member.text
            if more and side is Side.LEFT_OUT and len(first.split()) <= TITLE and not is_sentence(more[0]):
                said = f"{first.rstrip('.')}, such as {more[0]}"  # "Off-road machines. Forklifts, excavators, and ..."
            said = _EVEN.sub("", said)
            text = document.passages[member.passage].text
            quote = text if row.intro in row.section else f"{row.intro} … {text}"
            if side is Side.LEFT_OUT and (maker := _ANOTHER_CASE.search(member.text)):
                yield ScopeItem(f"{maker['maker']} products", own, quote, member.passage)
            if is_sentence(said) and not _VERBS.match(said):
                continue
            left_out = [said] if side is Side.LEFT_OUT else []
            excepted = exceptions(member.text)[1] if side is Side.REACHED else []
            found = [*map(_member_phrases, left_out), *map(phrases, excepted)]
            yield from (ScopeItem(phrase, own, quote, member.passage) for each in found for phrase in each)


def exclusions(
    document: Document, terms: tuple[DefinedTerm, ...], said: tuple[Statement, ...]
) -> tuple[ScopeItem, ...]:
    """Every class the document says it does not reach, with the sentence that says so, conditions and all."""
    kept: dict[str, ScopeItem] = {}
    plain = [statement for statement in said if not statement.denies]
    found = [*_in_sentences(document, terms, plain), *_in_lists(document, terms)]
    outside = {essence(item.text).rstrip("s") for item in found}
    # "A modem is not a personal device" leaves nothing out where personal devices are what is left out.
    denied = [one for one in said if one.denies and essence(one.denies).rstrip("s") not in outside]
    for item in (*_in_sentences(document, terms, denied), *found):
        kept.setdefault(essence(item.text), item)
    return tuple(sorted(kept.values(), key=lambda item: item.passage))
