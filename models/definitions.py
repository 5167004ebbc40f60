"""The terms that a document defines, or says it uses as defined elsewhere, with the words of the definition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.scope import DefinedTerm
from models.sentences import split
from models.typography import essence

if TYPE_CHECKING:
    from extract.document import Document, Passage

_VERB = (
    r"(?:shall mean|means?|has the (?:same )?meaning|have the (?:same )?meaning|carr(?:y|ies) the (?:same )?meaning|"
    r"(?:is|are) used|(?:is|are) those|(?:is|are) defined|refers? to|takes? in|denotes?|includes?|stands? for)\b"
)
# What may stand between the terms of one definition ("tier 1, tier 2, and tier 3 suppliers are those ...").
_BETWEEN = re.compile(r'^[\s,"]*(?:and|or|the|words?|terms?)?[\s,"]*$')
_DEFINES = re.compile(rf"^[\s,\"]*(?:\w+\s+)?(?:,?\s*(?:for|in|as used in) [^,.;]{{1,60}},\s+)?{_VERB}")
_QUOTED = re.compile(
    rf'(?:\b(?:name|term|word|expression|phrase)s? )?((?:"[^"]{{2,120}}"(?:, (?:and |or )?| and | or )?)+),? {_VERB}'
)
_UNMARKED = re.compile(rf'^(?:\(\w{{1,4}}\) )?([A-Z][^.;:"]{{1,140}}?) (?:shall mean|means|has the (?:same )?meaning)\b')
_NO_TERM = re.compile(r"^(?:this|that|it|which|what|these|those|he|by|in|if|as|when|nothing|no|section|paragraph)\b", re.I)
_DEFINES_NOTHING = re.compile(r"\bdefines? (?:nothing|no (?:new |further )?terms?)\b", re.IGNORECASE)
_ALIAS = re.compile(r"\(([^\s()]*[A-Z][^\s()]*)\)\s*(.*)$")
_MEANING = re.compile(rf"^.*?\b{_VERB}[\s:]*(?:,? (?:for|in) th(?:is|e|ese) [^,]{{1,60}},\s*)?", re.DOTALL)
_UNREAD = {"contact", "addresses", "action", "footnote"}


def aliases(term: str) -> tuple[str, ...]:
    """What a term's own brackets abbreviate it to: "VCS" for "Vehicle Connectivity System (VCS)"."""
    found = _ALIAS.search(term)
    if found is None:
        return ()
    return (f"{found.group(1)} {found.group(2)}".strip(),)


def names(term: DefinedTerm) -> tuple[str, ...]:
    """Every form the term goes by in the document's own text, the bracketed one without its brackets."""
    bare = re.sub(r"\s*\([^()]*\)", "", term.term)
    return tuple(dict.fromkeys([bare, *(alias for alias in term.aliases)]))


def meaning(term: DefinedTerm) -> str:
    """The definition without the term and its verb, typography levelled."""
    text = term.quote
    start = text.casefold().find(term.term.casefold())
    return _MEANING.sub("", text[max(start, 0) :], count=1)


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
    return [run for run in group if not run.endswith(".")] if _DEFINES.match(text[at:]) else []


def _quoted(text: str) -> list[str]:
    return [term.strip(" ,") for found in _QUOTED.finditer(text) for term in re.findall(r'"([^"]+)"', found.group(1))]


def _unmarked(text: str, passage: Passage) -> list[str]:
    found = _UNMARKED.match(text)
    placed = passage.kind == "regulation" or re.search(r"\b(?:definitions?|terms)\b", passage.section, re.IGNORECASE)
    return [found.group(1)] if found and placed and not _NO_TERM.match(found.group(1)) else []


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
        if terms:
            found.append((at, terms))
        at += len(text)
    ends = [*(start for start, _ in found), len(passage.text)][1:]
    return [(terms, passage.text[start:end].strip()) for (start, terms), end in zip(found, ends, strict=True)]


def defined_terms(document: Document) -> tuple[DefinedTerm, ...]:
    """The defined terms in reading order; where text and preamble both define one, the regulation's words count.

    A document that says it defines nothing has none, though it may explain the terms of another.
    """
    if any(_DEFINES_NOTHING.search(passage.text) for passage in document.passages):
        return ()
    kept: dict[str, tuple[bool, DefinedTerm]] = {}
    for index, passage in enumerate(document.passages):
        binding = passage.kind == "regulation"
        for terms, quote in [] if passage.kind in _UNREAD else _in_passage(passage):
            for term in terms:
                key = essence(term)
                if key and (key not in kept or (binding and not kept[key][0])):
                    kept[key] = (binding, DefinedTerm(term, aliases(term), quote, index))
    return tuple(term for _, term in kept.values())
