"""The services and goods that a rule reaches by forbidding a class of agreements: "a vendor agreement"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.noun_phrases import PRODUCT, named, words
from models.prohibitions import prohibitions
from models.scope import ScopeItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document
    from models.scope import DefinedTerm

_SAYS = phrasing("coverage")
_AGREEMENT, _ELEMENTS, _ARE_EXAMPLES = _SAYS["agreement"], _SAYS["elements"], _SAYS["are_examples"]
_IN_RETURN = re.compile(r",? (?:in exchange|in return|to another|for (?:payment|consideration))\b")


def of_agreements(document: Document, terms: tuple[DefinedTerm, ...]) -> Iterator[ScopeItem]:
    """What is supplied under a class of agreements that a prohibition names: "any agreement ..., including cloud services"."""
    forbidden = [set(words(item.quote.casefold())) for item in prohibitions(document)]
    for term in terms:
        spoken = set(words(term.term.casefold()))
        if not _AGREEMENT.search(term.term) or not any(spoken <= barred for barred in forbidden):
            continue
        text = document.passages[term.passage].text
        about = [text, *(passage.text for passage in document.passages if term.term in passage.text.casefold())]
        for said in dict.fromkeys(about):
            examples = [*_ELEMENTS.finditer(said)] if said is text else [*_ARE_EXAMPLES.finditer(said)]
            lists = (_IN_RETURN.split(found["list"])[0] for found in examples)
            for phrase in (phrase for given in lists for phrase in named(given) if PRODUCT.search(phrase)):
                yield ScopeItem(phrase, term.term, said, term.passage)
