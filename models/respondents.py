"""The firms and persons that an order is directed at: whom a title or the operative words of the order name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.scope import NamedParty
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document

_SAYS = phrasing("parties")
_ORDER_TITLE, _LEAD, _NO_NAME, _HEADED = (_SAYS[key] for key in ("order_title", "order_lead", "no_name", "headed"))
_OPERATIVE, _UNTIL, _APART, _TWO = _SAYS.each("operative"), _SAYS["until_then"], _SAYS["apart"], _SAYS["two_names"]
_SHORT, _OTHER_FORM = _SAYS["short_form"], _SAYS["other_form"]
_AUTHORITY, _AFFILIATES = _SAYS["authority"], _SAYS["affiliates"]
_SEGMENT = re.compile(r"; |(?<!Matter of): ")
_TITLE_ENDS = 500  # characters of a title that are read
_NEAR = 400  # characters after a name in which its other names stand


def respondents(document: Document) -> tuple[NamedParty, ...]:
    """The parties of an order by name, natural persons among them; none where the title is no order's."""
    if document.type != "NOTICE" or not _ORDER_TITLE.search(document.title):
        return ()
    names: dict[str, str] = {}
    for name in (*_in_operative_part(document), *_in_title(document.title[:_TITLE_ENDS])):
        names.setdefault(essence(name), name)
    found = [(name, _other_names(document, name)) for name in names.values()]
    aliases = {essence(alias) for _, others in found for alias in others}
    return tuple(_party(document, name, others) for name, others in found if essence(name) not in aliases)


def _in_title(title: str) -> Iterator[str]:
    for segment in _SEGMENT.split(title):
        bare = _LEAD.sub("", segment)
        pair = _TWO.match(bare)
        for one in pair.groups() if pair else (bare,):
            yield from _name(one)


def _in_operative_part(document: Document) -> Iterator[str]:
    for passage in document.passages:
        for pattern in _OPERATIVE if "acting" in passage.text or "privileges" in passage.text else ():
            for found in pattern.finditer(passage.text):
                for one in _APART.split(_UNTIL.sub("", found["names"])):
                    yield from _name(one)


def _name(text: str) -> Iterator[str]:
    """The name that a piece of a list begins with, if it begins with one."""
    found = _HEADED.match(text.strip(" ,;"))
    if found and not (_AUTHORITY.search(found["name"]) or _NO_NAME.search(found["name"])):
        yield found["name"].strip(" ,")


def _other_names(document: Document, name: str) -> tuple[str, ...]:
    """What else the order calls it: "a/k/a ...", and the short form in brackets behind it."""
    others: list[str] = []
    for text in (document.title, *(passage.text for passage in document.passages)):
        at = text.find(name)
        if at < 0:
            continue
        behind = text[at + len(name) : at + len(name) + _NEAR]
        if short := _SHORT.match(behind):
            others.append(short["short"])
        own = behind.split(";")[0].split('("')[0]
        others += [re.sub(r"(?: \d+)+$", "", found["alias"]).strip(" ,") for found in _OTHER_FORM.finditer(own)]
    return tuple(dict.fromkeys(other for other in others if essence(other) != essence(name)))


def _party(document: Document, name: str, others: tuple[str, ...]) -> NamedParty:
    named = [(at, passage.text) for at, passage in enumerate(document.passages) if name in passage.text]
    taken_in = any(_AFFILIATES.search(text) for _, text in named)
    at, quote = named[0] if named else (0, document.title)
    return NamedParty(name, others, taken_in, quote, at)
