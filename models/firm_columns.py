"""Lists of firms that have no mark: one firm a paragraph, under a heading or after the paragraph that opens them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from models.adversaries import countries
from models.enumerations import FEWEST, Enumeration, Layout, Member
from models.expressions import phrasing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document

_SAYS = phrasing("parties")
_FIRM, _LOWER, _SEAT = _SAYS["firm"], _SAYS["lower"], _SAYS["seat"]
IN_COLUMN = _SAYS["in_column"]
BRACKETED = re.compile(r"\s*\([^()]*\)$")
_ROLE = re.compile(
    r"^[\s—–-]*(?:(?:Subsidiary|Subsidiaries|Affiliate|Parent|Successor)s?(?: compan(?:y|ies))?: ?)?", re.IGNORECASE
)
_ALIAS_COLUMN, _ALIASES_FOLLOW = _SAYS["alias_column"], _SAYS["aliases_follow"]
_BLANK_TOO = re.compile(r" ?\| ?")  # between cells, of which one may be blank
_NONE = re.compile(r"none|n/?a|-+|—", re.IGNORECASE)
_DASHED = re.compile(r"\s*[—–•-]\s*(.+?)[;.,]?(?: and| or)?$")
_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)\W*$")


def firm_at(text: str) -> re.Match[str] | None:
    """The firm that a member of a list opens with; only there its name may begin in lower case ("vivo ... Co., Ltd.").

    "—Subsidiary: X Co., Ltd." opens with X.
    """
    role = _ROLE.match(text)
    at = role.end() if role else 0
    return _FIRM.match(text, at) or _LOWER.match(text, at)


def stands_alone(text: str) -> bool:
    """Whether a paragraph or member is a firm and at most its seat or other names."""
    found = firm_at(text)
    return found is not None and (_SEAT.fullmatch(text, found.end()) is not None or len(found[0]) > 0.6 * len(text))


def mostly_firms(row: Enumeration) -> bool:
    """Whether most members of a list open with a firm: then those without a legal form are firms, too."""
    return sum(firm_at(one.text) is not None for one in row.members) > len(row.members) / 2


def columns(document: Document) -> Iterator[Enumeration]:
    """Lists of firms without any mark: one firm a paragraph under a heading or after the paragraph that opens them."""
    run: list[int] = []
    for index, passage in enumerate(document.passages):
        goes_on = not run or passage.section == document.passages[run[0]].section
        if goes_on and (stands_alone(passage.text) or (run and IN_COLUMN.fullmatch(BRACKETED.sub("", passage.text)))):
            run.append(index)
            continue
        if _is_column(document, run):
            yield _column(document, run)
        run = [index] if stands_alone(passage.text) else []
    if _is_column(document, run):
        yield _column(document, run)


def names_in_brackets(document: Document) -> Iterator[tuple[str, str]]:
    """(firm, the short name in brackets behind it) of the columns; what stands behind several firms is a place."""
    for row in columns(document):
        found = [(firm_at(one.text), _IN_BRACKETS.search(one.text)) for one in row.members]
        pairs = [(firm[0].strip(" ,"), alias[1]) for firm, alias in found if firm and alias]
        behind = Counter(alias for _, alias in pairs)
        yield from ((firm, alias) for firm, alias in pairs if behind[alias] == 1 and not countries(alias))


def names_in_rows(document: Document) -> Iterator[tuple[str, str]]:
    """(firm, other name) of tables with a column of other names: "Example Co., Ltd. | 示例有限公司; Example"."""
    for passage in document.passages:
        cells = _BLANK_TOO.split(passage.text)
        heads = [_ALIAS_COLUMN.search(head) is not None for head in passage.columns]
        firms = [found[0].strip(" ,") for cell in cells if any(heads) and (found := firm_at(cell))]
        for told, cell in zip(heads, cells, strict=False):
            names = [BRACKETED.sub("", name.strip(" .,")) for name in cell.split(";") if told]
            yield from ((firms[0], name) for name in names if firms and name and not _NONE.fullmatch(name))


def names_below(document: Document) -> Iterator[tuple[str, str, int]]:
    """(firm, other name, its passage) of lists that open with "a.k.a., the following two aliases:", one to a paragraph."""
    firm = ""
    for at, passage in enumerate(document.passages):
        if (opens := _FIRM.search(passage.text)) and _ALIASES_FOLLOW.search(passage.text):
            firm = opens[0].strip(" ,")
        elif firm and (name := _DASHED.match(passage.text)):
            yield firm, name[1], at
        else:
            firm = ""


def _is_column(document: Document, run: list[int]) -> bool:
    """Several firms, or one that a paragraph ending in a colon announces: "the following entity qualifies ...:"."""
    return len(run) >= FEWEST or (len(run) == 1 and run[0] > 0 and document.passages[run[0] - 1].text.endswith(":"))


def _column(document: Document, run: list[int]) -> Enumeration:
    passages, first = document.passages, document.passages[run[0]]
    opened = run[0] and passages[run[0] - 1].section == first.section
    intro = passages[run[0] - 1].text if opened else first.section.split(" > ")[-1]
    members = tuple(Member(passages[at].text, at) for at in run)
    return Enumeration(intro, intro, members, run[0], first.section, first.kind, Layout.HEADED)
