"""The firms that a document gives in lists, columns and tables, or as what a list holds."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import CELL, Stage
from models.adversaries import COUNTRIES
from models.enumerations import Enumeration, Layout, Member, enumerations
from models.expressions import phrasing
from models.firm_columns import BRACKETED, IN_COLUMN, columns, firm_at, mostly_firms, stands_alone
from models.other_names import bare_name, clean_name
from models.sentences import sentences, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage
    from models.sentences import Sentence

_SAYS = phrasing("parties")
_FIRM, _NAME, _LOWER, _SEPARATOR = (_SAYS[key] for key in ("firm", "name", "lower", "separator"))
_NO_PARTY, _AUTHORITY, _AFFILIATES = _SAYS["no_party"], _SAYS["authority"], _SAYS["affiliates"]
_ROLL, _REMOVED, _REMOVED_HEADING = _SAYS["roll"], _SAYS["removed"], _SAYS["removed_heading"]
_PRODUCED_BY = _SAYS.each("produced_by")
_COVERED_IS, _COVERED_MEANS = _SAYS["covered_is"], _SAYS["covered_means"]
_MAKERS, _RUN, _PERSON_AT = _SAYS["makers"], _SAYS["run_of_names"], _SAYS["person_at"]
_ANNEX, _IN_ANNEX, _BARE_ANNEX = _SAYS["annex_of_firms"], _SAYS["in_annex"], _SAYS["bare_annex"]
_COLUMN_OF_FIRMS, _TABLE_ACTS, _STRANGERS = _SAYS["column_of_firms"], _SAYS["table_acts"], _SAYS["strangers_table"]
_AND_OWN = _SAYS["and_their_own"]
_LISTS_MAKERS, _LIST_HOLDS, _HELD_OF = _SAYS["lists_makers"], _SAYS["list_holds"], _SAYS["held_of"]
_THEY_INCLUDE, _ADDED = _SAYS["they_include"], _SAYS["added_heading"]
_NO_PARTY_HERE, _OPENS = _SAYS["no_party_here"], _SAYS["opens"]
_QUOTED_ENTRY, _ALIAS_COLUMN = _SAYS["quoted_entry"], _SAYS["alias_column"]
NAMED = re.compile(rf"(?:{_NAME.pattern})(?=\s*(?:[,;:.(|]|$))")
_PLACE = re.compile(rf" \((?:{'|'.join(pattern.pattern for pattern in COUNTRIES.values())})\)$")
STAGES = frozenset({Stage.INITIAL_DETERMINATION, Stage.FINAL_DETERMINATION})
"""The documents that decide about firms they name."""


def is_firm(name: str) -> bool:
    """Whether a name bears a legal form."""
    return bool(_FIRM.fullmatch(name) or _LOWER.fullmatch(name))


def split_names(names: str) -> Iterator[str]:
    """The names in a run: "X, Inc., Y Ltd. and Z" gives each, forms staying with their names."""
    for part in _SEPARATOR.split(names):
        found = _LOWER.match(clean_name(part)) or _NAME.match(clean_name(part))
        name = _PLACE.sub("", clean_name(found.group(0))) if found else ""
        bare = bare_name(name)
        barred = _AUTHORITY if _FIRM.fullmatch(name) else _NO_PARTY
        if len(bare) > 1 and not barred.search(bare) and not any(code.fullmatch(bare) for code in COUNTRIES.values()):
            yield name


def in_rolls(document: Document) -> Iterator[tuple[str, int]]:
    """Names in lists that are introduced as companies or entities."""
    for row in (*enumerations(document), *columns(document)):
        if _REMOVED.search(row.intro) or _REMOVED_HEADING.search(row.section.rsplit(" > ", 1)[-1]):
            continue
        if _ROLL.search(row.intro) and not row.intro.endswith(("means:", "if:")):
            named = row.layout is Layout.HEADED and mostly_firms(row)  # a few of them may lack a legal form
            for member in row.members:
                if row.layout is Layout.TABLE and _is_other_name(document.passages[member.passage], member.text):
                    continue
                if named and IN_COLUMN.fullmatch(bare := BRACKETED.sub("", member.text)) and not firm_at(bare):
                    yield bare, member.passage
                    continue
                if document.stage in STAGES and (person := _PERSON_AT.match(member.text)):
                    yield person["name"], member.passage
                    continue
                free = named or _AFFILIATES.search(member.text)
                found = firm_at(member.text) or (NAMED.match(member.text) if free else None)
                for name in split_names(found.group(0)) if found else ():
                    yield name, member.passage


def _is_other_name(passage: Passage, cell: str) -> bool:
    """Whether a row has this in its column of other names."""
    heads = zip(passage.columns, f" {passage.text}".split(CELL), strict=False)
    return any(_ALIAS_COLUMN.search(head) and cell in told for head, told in heads)


def in_corrections(document: Document) -> Iterator[tuple[str, int]]:
    """The entries and the names that a correction of a determination prints anew, one to a paragraph."""
    if document.stage is Stage.CORRECTION and "determination" in document.title.casefold():
        for at, passage in enumerate(document.passages):
            if found := _QUOTED_ENTRY.search(passage.text):
                yield clean_name(found["name"]), at


def in_makers(document: Document) -> Iterator[tuple[str, int]]:
    """Names in lists that are introduced as makers: "(1) Telecommunications equipment produced by: (i) ...; (ii) ..."."""
    for row in enumerations(document):
        if _MAKERS.search(row.intro):
            for member in row.members:
                run = _RUN.match(member.text)
                # Beside a firm others may lack a legal form, but for its seat: "AO Example, Omsk, Russian Federation".
                firms = run and _FIRM.search(run["names"]) and not stands_alone(member.text)
                for found in [run] if run and firms else _FIRM.finditer(member.text):
                    yield from ((name, member.passage) for name in split_names(found.group(0)))


def held(document: Document, said: list[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """Whose equipment a list holds, where the document acts on that list: "the list consists of equipment produced by X"."""
    acts = [document.title, *(sentence.text for sentence in said if sentence.kind == "regulation")]
    if not any(_LISTS_MAKERS.search(text) for text in acts):
        return
    for sentence in (one for one in said if _LIST_HOLDS.search(one.text) or _AND_OWN.search(one.text)):
        yield from ((name, sentence) for name in _held_in(sentence.text))


def _held_in(text: str) -> Iterator[str]:
    """The names behind "equipment of" or "produced by"; beside a firm others may lack a legal form."""
    for found in _HELD_OF.finditer(text):
        if _FIRM.search(found["names"]):
            yield from split_names(found["names"])


def in_covered(document: Document) -> Iterator[tuple[str, int]]:
    """Names in lists that say what is covered: "covered equipment means: (1) Equipment of X or Y, including that of ..."."""
    for row in (*enumerations(document), *_announced(document)):
        for member in row.members if _COVERED_IS.search(row.intro) else ():
            produced = (
                name
                for pattern in _PRODUCED_BY
                for by in pattern.finditer(member.text)
                for name in split_names(by["names"])
            )
            yield from ((name, member.passage) for name in (*_held_in(member.text), *produced))
    for sentence in sentences(document):
        if _COVERED_MEANS.search(sentence.text):
            yield from ((name, sentence.passage) for name in _held_in(sentence.text))


def _announced(document: Document) -> Iterator[Enumeration]:
    """Each paragraph that another announces: "The following is added to the Covered List:"."""
    passages = document.passages
    for at, (before, one) in enumerate(pairwise(passages), start=1):
        if before.text.endswith(":") and before.section == one.section:
            yield Enumeration(
                before.text, before.text, (Member(one.text, at),), at - 1, one.section, one.kind, Layout.PARAGRAPHS
            )


def in_annexes(document: Document) -> Iterator[tuple[str, int]]:
    """Firms in a list under a heading such as "Annex—Producers Added to the Covered List", or an annex that the text names."""
    for row in (*enumerations(document), *columns(document)):
        heading = row.section.rsplit(" > ", 1)[-1]
        tells = _ANNEX.search(heading) and _ROLL.search(heading)
        acts = (tells or (_BARE_ANNEX.search(heading) and _names_annex(document))) and not _REMOVED_HEADING.search(
            heading
        )
        if acts and row.layout in {Layout.HEADED, Layout.PARAGRAPHS} and len(row.members) > 1 and mostly_firms(row):
            firms = ((firm, member.passage) for member in row.members if (firm := firm_at(member.text)))
            yield from ((name, at) for firm, at in firms for name in split_names(firm[0]))


def _names_annex(document: Document) -> bool:
    return any(_IN_ANNEX.search(passage.text) for passage in document.passages)


def under_headings(document: Document) -> Iterator[tuple[str, int]]:
    """The firm that a paragraph opens with, in a notice on a list under "Additions", and those it says it adds with it."""
    for at, passage in enumerate(document.passages) if document.type == "NOTICE" else ():
        found = _OPENS.match(passage.text) if any(map(_ADDED.search, passage.section.split(" > "))) else None
        if found is None or _NO_PARTY_HERE.search(passage.text):
            continue
        yield from ((name, at) for name in split_names(found["name"]))
        for sentence in split(passage.text)[1:]:
            if _THEY_INCLUDE.match(sentence):
                yield from ((name, at) for firm in _FIRM.finditer(sentence) for name in split_names(firm[0]))


def in_tables(document: Document) -> Iterator[tuple[str, int]]:
    """The cells under a head such as "Company", in a table of additions, of what is covered, or of an annex."""
    for at, passage in enumerate(document.passages):
        if CELL not in passage.text or not passage.columns:
            continue
        about = f"{passage.table} {passage.section.rsplit(' > ', 1)[-1]} {' '.join(passage.columns)}"
        told = (_REMOVED_HEADING, _NO_PARTY_HERE, _STRANGERS)
        if not _TABLE_ACTS.search(about) or any(one.search(about) for one in told):
            continue
        cells = f" {passage.text}".split(CELL)
        for head, cell in zip(passage.columns, cells, strict=False):
            firm = firm_at(cell.strip()) or _NAME.fullmatch(BRACKETED.sub("", cell.strip(" .")))
            if _COLUMN_OF_FIRMS.fullmatch(head.strip(" .:")) and firm:
                yield from ((name, at) for name in split_names(firm[0]))
