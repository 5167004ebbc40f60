"""The terms that a document defines, or says it uses as defined elsewhere, with the words of the definition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.noun_phrases import names_something
from models.scope import DefinedTerm
from models.sentences import split
from models.typography import essence

if TYPE_CHECKING:
    from extract.document import Document, Passage
    from models.sentences import Sentence

_SAYS = phrasing("definitions")
_BETWEEN, _DEFINES, _QUOTED, _UNMARKED = _SAYS["between"], _SAYS["defines"], _SAYS["quoted"], _SAYS["unmarked"]
_NO_TERM, _DEFINING_SECTION, _NOTHING = _SAYS["no_term"], _SAYS["defining_section"], _SAYS["defines_nothing"]
_DEFINED_AS, _RUN_IN, _EXPLAINED = _SAYS["defined_as"], _SAYS["run_in"], _SAYS["explained"]
_ALIAS, _BEFORE_MEANING = _SAYS["alias"], _SAYS["before_meaning"]
_USED_AS, _LISTED_TERMS = _SAYS["used_as"], _SAYS["listed_terms"]
_TERMS_APART = re.compile(r",? and |, ")
_AFTER_STOP = re.compile(r"\.\s+(?=(?:An?|Any|The|Those|One or more)\s)")
"""A definition that is a run-in heading and the meaning: "Covered device. A hand-held device with a screen"."""
# "VCS hardware does not include ..." defines nothing new.
_DENIES = re.compile(r"\b(?:does|do|did|is|are) not\b|^(?:such|these|those)\b", re.IGNORECASE)
_MARK = re.compile(r"^\(\w{1,4}\) ")
_OPENING = re.compile(r"^(?:\(\w{1,4}\) )?(?:[Aa]n? |[Tt]he )?$")
"""What may stand before a term whose paragraph defines it by "is"."""
_UNREAD = {"contact", "addresses", "action", "footnote"}


_IS = re.compile(
    r"^[\s,\"]*(?:is|are) (?!(?:not|now|also|to|all|both|only|covered|exempt|excluded|included|subject)\b)"
    r"(?!(?:outside|within|the subject)\b)\w"
)
"""What follows an emphasized term that opens its sentence and is defined there: "*Covered cameras* are network cameras ..."."""


def aliases(term: str) -> tuple[str, ...]:
    """What a term's own brackets abbreviate it to: "VCS" for "Vehicle Connectivity System (VCS)"."""
    found = _ALIAS.search(term)
    if found is None:
        return ()
    return (f"{found['short']} {found['rest']}".strip(),)


def names(term: DefinedTerm) -> tuple[str, ...]:
    """Every form the term goes by in the document's own text, the bracketed one without its brackets."""
    bare = re.sub(r"\s*\([^()]*\)", "", term.term)
    return tuple(dict.fromkeys([bare, *term.aliases]))


def meaning(term: DefinedTerm) -> str:
    """The definition without the term and its verb, typography levelled."""
    text = term.quote
    start = max(text.casefold().find(term.term.casefold()), 0)
    told = text[start:]
    rest = told[len(term.term) :]
    if found := _AFTER_STOP.match(rest):
        return rest[found.end() :]
    if start == 0 and (found := _IS.match(rest)):
        return rest[found.end() - 1 :]
    return _BEFORE_MEANING.sub("", told, count=1)


def subject(sentence: Sentence, terms: tuple[DefinedTerm, ...]) -> str:
    """What a sentence speaks of: the term its paragraph defines, else one it names, else its section's heading."""
    own = next((term.term for term in terms if term.passage == sentence.passage), None)
    named = (term.term for term in terms for form in names(term) if form in sentence.text and names_something(form))
    return own or next(named, sentence.section.split(" > ")[-1])


def _emphasized(text: str, runs: tuple[str, ...]) -> list[str]:
    """The emphasized runs that a sentence goes on to define: its last group of them before the defining verb."""
    group: list[str] = []
    at = 0
    for run in runs:
        start = text.find(run, at)
        if group and _DEFINES.match(text[at:]):
            break
        group = [*group, run] if group and _BETWEEN.match(text[at:start]) else [run]
        at = start + len(run)
    opens = len(group) == 1 and _OPENING.match(text[: at - len(group[0])])
    defines = _DEFINES.match(text[at:]) or (opens and _IS.match(text[at:]))
    return [run for run in group if not run.endswith(".")] if defines else []


def _quoted(text: str) -> list[str]:
    quoted = [term.strip(" ,") for found in _QUOTED.finditer(text) for term in re.findall(r'"([^"]+)"', found.group(1))]
    named = [(found["terms"] or found["quoted"]).strip(" ,") for found in _DEFINED_AS.finditer(text)]
    listed = _LISTED_TERMS.match(text)
    apart = _TERMS_APART.split(listed["terms"]) if listed else []
    return quoted or named or [found["used"].strip() for found in _USED_AS.finditer(text)] or apart


def _unmarked(text: str, passage: Passage) -> list[str]:
    explained = _EXPLAINED.match(text) if _DEFINING_SECTION.search(passage.section) else None
    found = _UNMARKED.match(text) or explained
    placed = passage.kind == "regulation" or _DEFINING_SECTION.search(passage.section) or _RUN_IN.match(passage.text)
    term = next(filter(None, found.groups()), "") if found else ""
    return [term] if term and placed and not _NO_TERM.search(term) else []


def _run_in(passage: Passage, at: int, text: str) -> list[str]:
    """The term that a run-in heading of a section on terms defines: "Covered device. A hand-held device with ..."."""
    bare = _MARK.sub("", text)
    shown = any(run.strip(" .") == bare.strip(" .") for run in passage.emphasized)
    follows = _AFTER_STOP.match(f".{passage.text[at + len(text) :]}")
    placed = at == 0 and _DEFINING_SECTION.search(passage.section)
    return [bare.strip(" .")] if shown and follows and placed else []


def _runs(passage: Passage, start: int, text: str) -> tuple[str, ...]:
    """The emphasized runs that stand in one sentence of a passage."""
    at, inside = 0, []
    for run in passage.emphasized:
        at = passage.text.find(run, at)
        if at < 0:
            break
        if start <= at < start + len(text):
            inside.append(run.strip(' ,;:"'))
        at += len(run)
    known = text
    return tuple(run for run in inside if run and run in known)


def _in_passage(passage: Passage) -> list[tuple[list[str], str]]:
    """The terms each sentence of a passage defines, with the words up to the next definition."""
    found: list[tuple[int, list[str]]] = []
    at = 0
    for text in split(passage.text):
        at = passage.text.find(text, at)
        known = text
        terms = _emphasized(known, _runs(passage, at, text)) or _quoted(known) or _unmarked(known, passage)
        terms = terms or _run_in(passage, at, text)
        if terms:
            found.append((at, terms))
        at += len(text)
    ends = [*(start for start, _ in found), len(passage.text)][1:]
    return [(terms, passage.text[start:end].strip()) for (start, terms), end in zip(found, ends, strict=True)]


def defined_terms(document: Document) -> tuple[DefinedTerm, ...]:
    """The defined terms in reading order; where text and preamble both define one, the regulation's words count.

    A document that says it defines nothing has none, though it may explain the terms of another.
    """
    if any(_NOTHING.search(passage.text) for passage in document.passages):
        return ()
    kept: dict[str, tuple[bool, DefinedTerm]] = {}
    for index, passage in enumerate(document.passages):
        binding = passage.kind == "regulation"
        for terms, quote in [] if passage.kind in _UNREAD else _in_passage(passage):
            for term in terms:
                key = "" if _DENIES.search(term) else essence(term)
                if key and (key not in kept or (binding and not kept[key][0])):
                    kept[key] = (binding, DefinedTerm(term, aliases(term), quote, index))
    return tuple(term for _, term in kept.values())
