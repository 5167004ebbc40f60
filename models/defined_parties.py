"""Whom a rule or order means where it says so by name alone: in the definition of a covered entity, or as named products."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.enumerations import enumerations
from models.expressions import phrasing
from models.firm_columns import firm_at, mostly_firms, stands_alone
from models.other_names import clean_name
from models.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document

_SAYS = phrasing("parties")
_DEFINES_LIST, _DEFINES, _PRODUCTS = _SAYS["defines_list"], _SAYS["defines"], _SAYS["products_named"]
_FIRMS = _SAYS["firms"]
_FIRM, _NAME, _NAMES_APART, _FORBIDS = _SAYS["firm"], _SAYS["name"], _SAYS["names_apart"], _SAYS["forbids"]
_FOLLOWING = _SAYS["following_named"]
_DESCRIBED, _OWN = _SAYS["described"], _SAYS["and_its_own"]
_OF_PRODUCTS, _PRODUCT = _SAYS["firms_of_products"], _SAYS["product_before"]
# Three words with capitals are no common noun.
_LONG_NAME = re.compile(r"[A-Z][\w'-]+(?: (?:(?:of|and) )?[A-Z][\w'-]+){2,}")
_ARTICLE = re.compile(r"(?:The|An?|Any|Each|This|These)?")
_END = " ;.,"
_BRACKETED = re.compile(r"\s*\([^()]*\)\.?$")  # "Example Limited (PRC)."


def defined_parties(document: Document) -> Iterator[tuple[str, int]]:
    """(name, passage) of each, with or without a legal form.

    "Covered entity means (1) Example Lab; (2) any successor entity" names one, and so does "covered manufacturer means
    Example"; "the following applications are prohibited: Example Pay, Example Chat" names two.
    """
    text = "\n".join(passage.text for passage in document.passages)
    for name, at, among_firms in (*_in_lists(document), *_in_sentences(document)):
        if _ARTICLE.fullmatch(name):
            continue
        if among_firms or _FIRM.fullmatch(name) or is_proper(name, text) or _LONG_NAME.fullmatch(name):
            yield name, at


def developers(document: Document) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """(firm, its products, passage) of lists such as "the listed applications are: (i) Example Chat, of Example Ltd."."""
    for row in enumerations(document):
        if (row.kind == "regulation" or document.type == "PRESDOCU") and _OF_PRODUCTS.search(row.intro):
            for member in row.members:
                firms = [clean_name(firm[0]) for firm in _FIRM.finditer(member.text)]
                before = member.text[: member.text.find(firms[0])] if firms else ""
                products = tuple(found["name"] for found in _PRODUCT.finditer(before))
                yield from ((firm, products, member.passage) for firm in firms)


def _in_lists(document: Document) -> Iterator[tuple[str, int, bool]]:
    """(name, passage, whether most of the list bear a legal form: then the others are firms, too)."""
    for row in enumerations(document):
        if row.kind == "regulation" and _DEFINES_LIST.search(row.intro):
            among_firms = mostly_firms(row)
            for member in row.members:
                name = _BRACKETED.sub("", member.text.removesuffix(" or").removesuffix(" and").strip(" ;,"))
                if _FIRMS.fullmatch(name) and len(several := list(_FIRM.finditer(name))) > 1:
                    yield from ((clean_name(firm[0]), member.passage, True) for firm in several)
                elif _NAME.fullmatch(name) or _NAME.fullmatch(name := name.strip(_END)):
                    yield name, member.passage, among_firms
                elif stands_alone(member.text) and (firm := firm_at(member.text)):
                    yield clean_name(firm[0]), member.passage, True
                elif told := _DESCRIBED.match(member.text):
                    firms = [
                        firm[0] for firm in _FIRM.finditer(member.text[told.end("name") :]) if _OWN.search(member.text)
                    ]
                    yield from ((clean_name(named), member.passage, among_firms) for named in (told["name"], *firms))


def _in_sentences(document: Document) -> Iterator[tuple[str, int, bool]]:
    for sentence in sentences(document):
        binds = sentence.kind == "regulation" or document.type == "PRESDOCU"
        if binds and (found := _DEFINES.search(sentence.text)):
            yield from ((clean_name(name), sentence.passage, False) for name in _NAMES_APART.split(found["names"]))
        if binds and (found := _FOLLOWING.search(sentence.text)):
            yield from ((clean_name(firm[0]), sentence.passage, True) for firm in _FIRM.finditer(found["names"]))
        if _FORBIDS.search(sentence.text) and (found := _PRODUCTS.search(sentence.text)):
            yield from ((name.strip(_END), sentence.passage, False) for name in _NAMES_APART.split(found["names"]))


def is_proper(name: str, text: str) -> bool:
    """Whether the text has the name with its capitals within a sentence, where a common word would have none."""
    return bool(name) and re.search(rf"(?<=[a-z,:] ){re.escape(name)}(?!\w)", text) is not None
