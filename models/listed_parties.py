"""The parties that a rule puts on a list such as the Entity List, or whose entry there it revises, with their aliases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import CELL
from models.expressions import phrasing
from models.other_names import clean_name
from models.scope import NamedParty
from models.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage

_SAYS = phrasing("parties")
_TITLE, _OPENS, _ENDS, _ALIASES = (_SAYS[key] for key in ("list_title", "list_opens", "list_ends", "listed_aliases"))
_ENTRIES_OPEN = _SAYS["entries_open"]
_FIRM, _NAME, _ADDS, _REVISES = (_SAYS[key] for key in ("firm", "name", "adds", "revises"))
# A paragraph that opens with a country: "Russia: X and Y".
_BY_COUNTRY = re.compile(r"^(?:The )?[A-Z][a-z]+(?: [A-Za-z]+){0,4}: (?=[A-Z0-9])")
_ALIASES_PRINTED = re.compile(r"\bfollowing (?:[\w-]+ )?alias(?:es)?: *(?P<names>—.*)")
_AND = re.compile(r" and$|^and ")
_ALIAS_OPENS = re.compile(r",? \(?[af]\.?/?k\.?/?a\b")
_ALIAS_ENDS = re.compile(r"(?<=[\w)]{2})\.(?=[A-Z0-9])|\.$")
_MEMBER = re.compile(r"^(?:[•·▪*-]|\(\d{1,3}\)|\d{1,3}\.) ?(?=\S)")


def listed_parties(document: Document) -> tuple[NamedParty, ...]:
    """Whom a rule adds to a list of parties, and whose entry it prints anew; nobody whom it removes."""
    if document.type != "RULE" or not _TITLE.search(document.title):
        return ()
    found = [party for at, passage in _members(document) for party in _parties(passage.text, at)]
    found += _in_entries(document)
    return tuple({party.name: party for party in found or _in_prose(document)}.values())


def _in_entries(document: Document) -> Iterator[NamedParty]:
    """The entries that the regulation prints, one a row: country (where it changes), entity with aliases, licence terms."""
    for at, passage in enumerate(document.passages):
        if passage.kind != "regulation" or CELL not in passage.text:
            continue
        country, entity, *_ = (cell.strip() for cell in f" {passage.text}".split(CELL))
        if (country and not country.isupper()) or not entity or "*" in country + entity:
            continue
        head, *_ = _ALIAS_OPENS.split(entity, maxsplit=1)
        found = _FIRM.match(head)
        name = found[0] if found and not head[found.end() :].strip(" .")[:1].isalnum() else re.split(r", | \(", head)[0]
        others = _ALIASES_PRINTED.search(entity)
        printed = _ALIAS_ENDS.split(others["names"])[0].split("—") if others else []
        aliases = (_AND.sub("", alias).strip(" ;,.") for alias in printed)
        yield NamedParty(clean_name(name), tuple(filter(None, aliases)), False, entity, at)


def _in_prose(document: Document) -> Iterator[NamedParty]:
    """ "The Committee determined to add X, Y, and Z, under the destination of ...": without a list."""
    for at, passage in enumerate(document.passages):
        for sentence in split(passage.text) if passage.kind != "regulation" else ():
            for firm in _FIRM.finditer(sentence) if _ADDS.search(sentence) else ():
                yield NamedParty(clean_name(firm[0]), (), False, sentence, at)
            if revised := _REVISES.search(sentence):
                yield NamedParty(clean_name(revised["name"]), (), False, sentence, at)


def _members(document: Document) -> Iterator[tuple[int, Passage]]:
    """The members of the lists that open with words of adding, by passage; headings of countries go on with them."""
    adding = False
    section = ""
    for at, passage in enumerate(document.passages):
        if passage.section != section and _ENDS.search(passage.section.rsplit(" > ", 1)[-1]):
            adding = False
        section = passage.section
        opens = (_ENTRIES_OPEN if passage.kind == "regulation" else _OPENS).search(passage.text)
        if not opens and (_MEMBER.match(passage.text) or (adding and _BY_COUNTRY.match(passage.text))):
            if adding:
                yield at, passage
        else:
            adding = opens is not None


def _parties(text: str, at: int) -> Iterator[NamedParty]:
    if country := _BY_COUNTRY.match(text):
        yield from (
            NamedParty(clean_name(firm[0]), (), False, text, at) for firm in _FIRM.finditer(text, country.end())
        )
    elif party := _party(text, at):
        yield party


def _party(text: str, at: int) -> NamedParty | None:
    bare = _MEMBER.sub("", text)
    found = _FIRM.match(bare) or _NAME.match(bare)
    if found is None:
        return None
    others = _ALIASES.search(bare, found.end())
    aliases = re.split(r"; and |;|, and | and ", others["names"]) if others else []
    named = (hit[0].strip(" ,") for alias in aliases if (hit := _NAME.match(alias.strip(" ,-—"))))
    return NamedParty(found[0].strip(" ,"), tuple(dict.fromkeys(named)), False, text, at)
