"""Which documents belong to one rulemaking: joined by RIN, then regulations.gov docket, then case number or FR citation.

Never by agency docket or title: the agency's docket changes from stage to stage, and titles are shared by unrelated documents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import Stage
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from extract.document import Document

_EARLIER = frozenset({Stage.ANPRM, Stage.NPRM, Stage.SUPPLEMENTAL_NPRM, Stage.INTERIM_FINAL_RULE})
_LATER = frozenset({Stage.NPRM, Stage.SUPPLEMENTAL_NPRM, Stage.INTERIM_FINAL_RULE, Stage.FINAL_RULE})
CASE = re.compile(r"\bCase No\. (?P<case>[A-Z]+-\d{4}-\d+)", re.IGNORECASE)


def rulemakings(documents: Iterable[Document], retold: Mapping[str, str] | None = None) -> dict[str, str]:
    """The rulemaking of each document number: the best key its family has (RIN, docket, case, first document).

    `retold` joins a page or press release to the document that it retells, by number (models/retelling.py).
    """
    known = sorted(documents, key=lambda document: (str(document.publication_date or "9999"), document.document_number))
    cited = {document.citation: document.document_number for document in known if document.citation}
    starts = {document.citation: document for document in known if document.citation}
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while (above := root.setdefault(key, key)) != key:
            key = above
        return key

    for document in known:
        for key in (*keys(document, cited), *_proposals(document, starts)):
            root[find(key)] = find(f"document {document.document_number}")
        if other := (retold or {}).get(document.document_number):
            root[find(f"document {document.document_number}")] = find(f"document {other}")
    families: dict[str, list[str]] = {}
    for key in list(root):
        families.setdefault(find(key), []).append(key)
    # A page's number is never the family's name while a document of the Federal Register is in it.
    best = {
        family: min(members, key=lambda key: (key.removeprefix("document ") in (retold or {}), *_rank(key)))
        for family, members in families.items()
    }
    return {d.document_number: best[find(f"document {d.document_number}")] for d in known}


def keys(document: Document, cited: dict[str, str]) -> Iterator[str]:
    """What ties a document to its family; `cited` turns a FR citation into the number of the document that starts there."""
    yield f"document {document.document_number}"
    yield from (f"RIN {rin}" for rin in document.rins)
    if document.regulations_dot_gov_docket:
        yield f"docket {document.regulations_dot_gov_docket}"
    if case := CASE.search(document.title):
        yield f"case {case['case'].upper()}"
    for other in (document.corrects, document.extends, document.delays, document.withdraws, document.continues):
        if other:
            yield f"document {cited.get(other, other)}"


def _proposals(document: Document, starts: Mapping[str, Document]) -> Iterator[str]:
    """The proposals without RIN or docket that a later stage of the same title cites: citation and title, neither alone."""
    if document.stage not in _LATER:
        return
    for other in filter(None, map(starts.get, document.fr_citations)):
        keyless = not (other.rins or other.regulations_dot_gov_docket)
        if other.stage in _EARLIER and keyless and essence(other.title) == essence(document.title):
            yield f"document {other.document_number}"


def _rank(key: str) -> tuple[int, str]:
    order = ("RIN", "docket", "case", "document")
    return order.index(key.split(" ", 1)[0]), key
