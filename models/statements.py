"""What each sentence of a document says of a thing: that it is reached, left out, or still open."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from models.definitions import names
from models.expressions import phrasing
from models.noun_phrases import PRODUCT, exceptions, names_something, tidy
from models.sentences import sentences
from models.sides import Side, bare, heading_side, is_sentence, table
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_SAYS = phrasing("reach")
_OTHERS = _SAYS.words("others")
_VIEWS, _NO_NP, _DANGLING, _AT_ITS_END = (_SAYS[key] for key in ("views", "no_np", "dangling", "at_its_end"))
_NO_SCOPE, _NO_SCOPE_HERE, _OTHER_REGIME = _SAYS["no_scope"], _SAYS["no_scope_here"], _SAYS["other_regime"]
_OF_THE_DOCUMENT, _MAIN_VERB = _SAYS["of_the_document"], _SAYS["main_verb"]
_PARTS_APART = re.compile(r"; (?:and |but )?|, (?:and|but) (?=(?:this|the|that|such|it|BIS)\b)")
_SEMICOLON = re.compile(r";\s+(?:and\s+|or\s+)?")
RUN_IN_HEADING = 30  # characters; "Exclusions." at the head of a paragraph
_SKIP = {"contact", "addresses", "dates", "footnote", "action"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of text that a sentence puts on a side.

    `certain` says that only a thing can stand there; `kinds` that the sentence's own subject is a thing whose kinds it
    gives; `placed` that the words themselves speak of the document's scope, `strong` that
    the verb does; `asked` that it is another's question or
    wish, which counts only with its answer, and `aim` the side that a yes puts it on. `denies` is the term of the document
    that it is said not to be.
    """

    side: Side
    text: str
    sentence: Sentence
    certain: bool = False
    kinds: bool = False
    placed: bool = False
    strong: bool = False
    asked: bool = False
    aim: Side = Side.REACHED
    denies: str = ""


_OPEN, _LEFT_OUT, _REACHED, _CARRIED = map(table, ("open", "left_out", "reached", "carried"))
_OPEN_SIGNS, _OUT_SIGNS, _IN_SIGNS = (side.words("signs") for side in (_OPEN, _LEFT_OUT, _REACHED))
_SIGNS = _OPEN_SIGNS | _OUT_SIGNS | _IN_SIGNS
_WORD = re.compile(r"[a-z]+")
_OPEN_FORMS, _QUESTIONS = (*_OPEN.each("after"), *_OPEN.each("before")), _OPEN.each("question")
_STATE, _NOT_STATE = _OPEN["state"], _OPEN["not_state"]
_ASKED, _REOPENS = _OPEN["asked_by_others"], _OPEN["reopens"]
_REQUEST, _PUT_OUTSIDE, _PROPOSED = _OPEN["request"], _OPEN["put_outside"], _OPEN["proposed"]
_NO, _YES, _CONTRARY = _OPEN["answer_no"], _OPEN["answer_yes"], _OPEN["contrary"]
_UNDECIDED, _ANSWERS, _ASKS_SCOPE = _OPEN["answer_open"], _OPEN["answers"], _OPEN["asks_scope"]
_OUT_AFTER, _OUT_BEFORE = _LEFT_OUT.each("after"), _LEFT_OUT.each("before")
_THEM, _EXAMPLES_OF_IT, _USES = _LEFT_OUT["them"], _LEFT_OUT["examples_of_it"], _LEFT_OUT["uses"]
_FIRST_VERB, _NO_EXCEPTION = _LEFT_OUT["first_verb"], _REACHED["no_exception"]
_CLAUSE_END, _RELATIVE_END = _LEFT_OUT["clause_end"], _LEFT_OUT["relative_end"]
_IN_FORMS, _KINDS = (*_REACHED.each("after"), *_REACHED.each("before")), _REACHED["kinds"]
_CARRIES, _COUNTED = _CARRIED.each("after"), _CARRIED["counted"]
_IS_ONE = re.compile(r"an? (?P<what>[\w -]{3,60}?) (?:is|means) (?P<np>an? .+)$", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|would|will|must|may|shall|does|do|has|have|can)\b")
_NOT = re.compile(r"\b(?:not(?! limited)|no|nor|neither|never|nothing|none)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The document's own terms, and the forms that hold them: "... is not VCS hardware", "... would be a VCS"."""

    forms: tuple[str, ...]

    def stand_in(self, text: str) -> bool:
        """Whether a text holds a term at all; asked first, because most hold none."""
        known = text.casefold()
        return any(form.casefold() in known for form in self.forms)

    def patterns_in(self, text: str, name: str, key: str) -> list[re.Pattern[str]]:
        """One entry of a table of reach.toml with the terms filled in; none where the text holds no term."""
        return [_with_terms(name, key, self.forms)] if self.stand_in(text) else []


@lru_cache(maxsize=16)
def _with_terms(name: str, key: str, forms: tuple[str, ...]) -> re.Pattern[str]:
    return table(name, [re.escape(form) for form in sorted(forms, key=len, reverse=True)])[key]


def _of(terms: Iterable[DefinedTerm]) -> _Terms:
    forms = {form for term in terms for form in names(term)}
    forms |= {found for term in terms for found in re.findall(r"\(([A-Z]\w+)\)", term.term)}
    return _Terms(tuple(sorted(forms)))


def statements(document: Document, terms: tuple[DefinedTerm, ...]) -> tuple[Statement, ...]:
    """All that the sentences of a document put on a side, in reading order.

    A sentence can also settle the one before it: "It is not." answers a question, of this paragraph or of the one that
    this answers ("A: No."); "One of them could still ..." reopens what was left out.
    """
    own = _of(terms)
    ours = any("Commerce" in agency or "Industry and Security" in agency for agency in document.agencies)
    said: list[list[Statement]] = [[]]  # by sentence
    heads: dict[int, Side | None] = {}  # by passage: the side that a heading at its start puts it on
    here, asked = -1, None  # the passage that the last of them stands in, or answers; the side its question asks for
    for sentence in sentences(document):
        if sentence.kind in _SKIP or sentence.text.endswith(":"):
            continue
        if here == sentence.passage - 1 and _ANSWERS.match(sentence.text):
            here, heads[sentence.passage] = sentence.passage, asked
        before = said[-1] if here == sentence.passage else []
        here, asked = sentence.passage, _asked(sentence.text)
        if (within := _within_scope(sentence, own_regime=ours)) is None:
            said.append([])
            continue
        if not (before or heads.get(sentence.passage) or _may_tell(within, own)):
            said.append([])
            continue
        text = bare(within)
        if before and (side := _settled(text, before[0])):
            said[-1] = [replace(statement, side=side, asked=False, placed=True) for statement in before]
            continue
        if before and _COUNTED.match(before[-1].text) and _first(_CARRIES, text):
            said[-1] = before[:-1]  # "Three products are left out. They are ..."
        found = list(_said(text, sentence, own, before[-1] if before else None))
        heads[sentence.passage] = heads.get(sentence.passage) or _run_in(text)
        if not found and (side := heads[sentence.passage]) and _is_fragment(text):
            found = [Statement(side, text, sentence, placed=True)]  # "What it covers. Routers and switches."
        said.append(found)
    return tuple(statement for found in said for statement in found if not statement.asked)


def _within_scope(sentence: Sentence, *, own_regime: bool) -> str | None:
    """What a sentence says but for alternatives, an exemption's own limits, and (in our programme) other laws."""
    if _NO_SCOPE_HERE.search(sentence.section):
        return None
    parts = _PARTS_APART.split(sentence.text)
    kept = [part for part in parts if not (_NO_SCOPE.search(part) or (own_regime and _OTHER_REGIME.search(part)))]
    if len(kept) == len(parts):
        return sentence.text
    return "; ".join(kept) or None


def _may_tell(text: str, own: _Terms) -> bool:
    """Whether a sentence can say anything of scope; asked first, because most cannot."""
    return len(text) <= RUN_IN_HEADING or text.endswith("?") or not _SIGNS.isdisjoint(_seen(text)) or own.stand_in(text)


def _is_fragment(text: str) -> bool:
    return len(text) > RUN_IN_HEADING and not text.endswith("?") and not is_sentence(text) and not _VERB.search(text)


def _asked(text: str) -> Side | None:
    """The side of which a question asks what stands there: "What would the rule cover?"."""
    return heading_side(text) if text.endswith("?") and _ASKS_SCOPE.match(text) else None


def _run_in(text: str) -> Side | None:
    """The side that the heading at the start of a paragraph puts it on; None for a longer sentence."""
    return heading_side(text) if len(text) <= RUN_IN_HEADING and not text.endswith("?") else None


def _settled(text: str, before: Statement) -> Side | None:
    if before.side is Side.LEFT_OUT:
        return Side.OPEN if _REOPENS.match(text) else None
    if before.side is Side.OPEN and (before.asked or before.sentence.text.endswith("?")):
        if _UNDECIDED.match(text):
            return Side.OPEN
        other = Side.REACHED if before.aim is Side.LEFT_OUT else Side.LEFT_OUT
        return other if _NO.match(text) else before.aim if _YES.match(text) else None
    return None


def _said(text: str, sentence: Sentence, own: _Terms, before: Statement | None) -> Iterator[Statement]:
    if text.endswith("?"):
        yield from _questions(text[:-1], sentence, own)
        return
    seen = _seen(text)
    others = not _OTHERS.isdisjoint(seen)
    if others and (wish := _REQUEST.search(text)) and _is_whole(wish):
        aim = Side.LEFT_OUT if _PUT_OUTSIDE.match(wish["aim"]) else Side.REACHED
        yield Statement(Side.OPEN, wish["np"], sentence, asked=True, aim=aim)
    elif others and _VIEWS.search(text):
        return
    elif proposed := _PROPOSED.match(text):
        yield Statement(Side.OPEN, proposed["read"] or proposed["listed"], sentence, asked=True)
    elif before is not None and (carried := _carried(text, sentence, before)):
        yield carried
    elif not seen.isdisjoint(("because", "as", "since")) and (them := _THEM.search(text)):
        yield Statement(Side.LEFT_OUT, them["np"], sentence, certain=True)
    else:
        yield from _by_clause(text, sentence, own, answers=before is not None and before.side is Side.REACHED)


def _carried(text: str, sentence: Sentence, before: Statement) -> Statement | None:
    """What a sentence adds to the one before it: "The same goes for ...", or "... are." after "... are not."."""
    if before.side is Side.LEFT_OUT and ";" not in text and (found := _first([_CONTRARY], text)):
        return Statement(Side.REACHED, found["np"], sentence)
    is_one = _IS_ONE.match(text) if before.side is Side.LEFT_OUT else None
    if is_one and essence(is_one["what"]).rstrip("s") == essence(before.text).rstrip("s"):
        return replace(
            before, text=is_one["np"], sentence=sentence
        )  # "A personal device is a telephone, tablet, or ..."
    found = _first(_CARRIES, text)
    return replace(before, text=found["np"], sentence=sentence) if found else None


def _by_clause(text: str, sentence: Sentence, own: _Terms, *, answers: bool) -> Iterator[Statement]:
    """Clause by clause; `answers` says that the sentence before reached something."""
    side: Side | None = None
    for clause in clauses(text):
        if side and (found := _first(_CARRIES[:1], clause)):
            yield Statement(side, found["np"], sentence)
        elif side is Side.LEFT_OUT and (found := _first([_CONTRARY], clause)):
            yield Statement(Side.REACHED, found["np"], sentence)
        else:
            for statement in _in_clause(clause, sentence, own, left_out=side is Side.LEFT_OUT):
                side = statement.side
                # "X and Y count. Z does not.": what stands beside things of the document is one.
                beside = answers and side is Side.LEFT_OUT and clause.endswith(" not")
                yield replace(statement, certain=True) if beside else statement


def clauses(text: str) -> list[str]:
    """The clauses of a sentence; what follows a semicolon without a verb of its own belongs to the clause before."""
    found: list[str] = []
    for part in _CLAUSE_END.split(text):
        pieces = _SEMICOLON.split(part)
        if len(pieces) > 1 and not all(map(is_sentence, pieces[1:])):
            pieces = [part]
        found += pieces
    return found


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The first pattern that fits with a noun phrase, and not with the start of a relative clause."""
    for pattern in patterns:
        found = pattern.search(text)
        if found and _is_whole(found):
            return found
    return None


def _is_whole(found: re.Match[str]) -> bool:
    """Whether what was found is a noun phrase of its own, and not the start of a clause or the end of one."""
    np = found["np"]
    goes_on = found.string[found.end("np") : found.end()].startswith(" ") and _DANGLING.search(np)
    # The verb found may be that of a later clause: "It sees the data, and the server is outside".
    tells = found.start("np") == 0 and _MAIN_VERB.match(np) and not _FIRST_VERB.match(np)
    return not (goes_on or tells or _RELATIVE_END.search(np) or _NO_NP.search(np))


def _in_clause(clause: str, sentence: Sentence, own: _Terms, *, left_out: bool) -> Iterator[Statement]:
    if found := _open(clause):
        yield Statement(Side.OPEN, found["np"], sentence, asked=_ASKED.search(clause) is not None)
        return
    if within := _NO_EXCEPTION.search(clause):
        yield Statement(Side.REACHED, within["np"], sentence)
        return
    seen = _seen(clause)
    if left_out or not _OUT_SIGNS.isdisjoint(seen):
        denial = own.patterns_in(clause, "left_out", "not_a_term")
        clause, excepted = exceptions(clause)
        examples = [_EXAMPLES_OF_IT] if left_out else []
        if found := _first((*_OUT_AFTER, *denial, *_OUT_BEFORE, *examples), clause):
            yield from _left_out(found, clause, sentence, denied=found.re in denial)
            return  # what such a sentence excepts ("does not cover chips other than processors") is not left out
        yield from (Statement(Side.LEFT_OUT, np, sentence) for np in excepted if PRODUCT.search(np))
    yield from _reached(clause, seen, sentence, own)


def _reached(clause: str, seen: set[str], sentence: Sentence, own: _Terms) -> Iterator[Statement]:
    found = None if _IN_SIGNS.isdisjoint(seen) else _first(_IN_FORMS, clause)
    named = None if found else _first(own.patterns_in(clause, "reached", "a_term"), clause)
    found = found or named
    if found and not _NOT.search(clause[: found.start("np")]):
        text = f"{found['np']}{_gone_on(clause[found.end() :])}"
        yield Statement(Side.REACHED, text, sentence, certain=named is not None)
    elif (
        not seen.isdisjoint(("include", "includes"))
        and (kinds := _KINDS.search(clause))
        and PRODUCT.search(kinds["subject"])
    ):
        yield Statement(Side.REACHED, kinds["np"], sentence, kinds=True)


def _seen(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _open(clause: str) -> re.Match[str] | None:
    if _OPEN_SIGNS.isdisjoint(_seen(clause)):
        return None
    for pattern in _OPEN_FORMS:
        found = pattern.search(clause)
        if found and _is_whole(found) and _about_scope(found):
            return found
    return None


def _about_scope(found: re.Match[str]) -> bool:
    state = found.groupdict().get("state")
    return state is None or (_STATE.search(state) is not None and not _NOT_STATE.search(state))


def _questions(text: str, sentence: Sentence, own: _Terms) -> Iterator[Statement]:
    for clause in clauses(text.replace("? ", "; ")):
        for pattern in (*_QUESTIONS, *own.patterns_in(clause, "open", "term_question")):
            found = pattern.search(clause)
            if found and _is_whole(found) and _about_scope(found):
                yield Statement(Side.OPEN, found["np"], sentence)
                break


def _left_out(found: re.Match[str], clause: str, sentence: Sentence, *, denied: bool) -> Iterator[Statement]:
    after = clause[found.end() :]
    _, colon, members = after.partition(": ")
    generic = not names_something(tidy(found["np"]))  # "Four functions are excluded: sensing, ..."
    if generic and _USES.search(found["np"]):
        return  # what is left out is a use, told at length where the term is defined
    first = _FIRST_VERB.match(found["np"])
    text = members if colon and generic else first["np"] if first else f"{found['np']}{_gone_on(after)}"
    placed = _OF_THE_DOCUMENT.search(clause, found.end("np")) is not None
    term = found["term"] if denied else ""
    strong = found.re in _OUT_BEFORE
    yield Statement(Side.LEFT_OUT, text, sentence, certain=denied, placed=placed, strong=strong, denies=term)


def _gone_on(after: str) -> str:
    """What a clause adds to its subject at its end: "... are within the proposal, from cars to buses"."""
    found = _AT_ITS_END.match(after)
    return found["list"] if found else ""
