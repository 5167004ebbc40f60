"""The other names that a text gives a firm: short forms, former names, names of business."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from models.expressions import phrasing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAYS = phrasing("parties")
_FIRM, _FORMS, _ABBREVIATED, _LEADING = (_SAYS[key] for key in ("firm", "forms", "abbreviated", "leading"))
_PARENTHESIS, _OTHER_NAME, _OTHER_FORM = (_SAYS[key] for key in ("parenthesis", "other_name", "other_form"))
_CALLED, _TOGETHER, _ALIASED = _SAYS["called"], _SAYS["together"], _SAYS.each("aliased")
_ALL_TOGETHER, _SEVERAL, _APART = _SAYS["all_together"], _SAYS.each("several_names"), _SAYS["names_apart"]
_BEFORE, _OTHER_SCRIPT, _GENERIC, _NAME = (_SAYS[key] for key in ("named_before", "other_script", "generic", "name"))
_KNOWN_AS = re.compile(rf"^\s*(?:and )?(?:{_SAYS['known_as_alone'].pattern})[,:]? ")
_BRACKETED = re.compile(r"\s*\([^()]*\)$")
_QUOTED = re.compile(r'"([^"]+)"')
NEAR = 200  # characters between a firm and the other names of it


def bare_name(name: str) -> str:
    """A firm's name without its legal form."""
    return _FORMS.sub("", name).strip(" ,.")


def clean_name(name: str) -> str:
    """A name as printed, without the words that lead to it and the marks that follow."""
    bare = _LEADING.sub("", re.sub(r"'s?$", "", name.strip(" ,;:")))
    return bare if _ABBREVIATED.search(bare) else bare.rstrip(".")


def tokens(name: str) -> frozenset[str]:
    """The words of a name without its legal form, whatever their case and order."""
    return frozenset(re.findall(r"\w+", bare_name(name).casefold()))


def other_names(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(firm, other name of it) as the texts introduce them."""
    for text in texts:
        for pattern in (_CALLED, _TOGETHER, *_ALIASED):
            for found in pattern.finditer(text):
                name, alias = clean_name(found["name"]), _BRACKETED.sub("", found["alias"]).strip(" ,.")
                if pattern is _TOGETHER or '"' in found[0] or _names_again(name, alias):
                    yield name, alias
        yield from _chained(text)
        yield from _several(text)
        for pattern in (_BEFORE, _OTHER_SCRIPT):
            yield from ((clean_name(found["name"]), clean_name(found["alias"])) for found in pattern.finditer(text))
        for found in _ALL_TOGETHER.finditer(text) if "(" in text else ():
            yield from ((clean_name(firm[0]), clean_name(found["alias"])) for firm in _FIRM.finditer(found["names"]))
        for firm in _FIRM.finditer(text) if "(" in text else ():
            if inside := _PARENTHESIS.match(text, firm.end()):
                for other in _OTHER_NAME.finditer(inside["inside"]):
                    yield clean_name(firm[0]), clean_name(other["quoted"] or other["alias"])


def _several(text: str) -> Iterator[tuple[str, str]]:
    """ "X Ltd. (also known as A, "B", and C; f/k/a D)": each of the names in a row."""
    for pattern in _SEVERAL:
        for found in pattern.finditer(text):
            for part in found["aliases"].split(";"):
                quoted = _QUOTED.findall(part)
                for alias in quoted or _APART.split(_KNOWN_AS.sub("", part)):
                    if _NAME.fullmatch(bare := clean_name(alias.strip(" .,"))):
                        yield clean_name(found["name"]), bare


def _chained(text: str) -> Iterator[tuple[str, str]]:
    """ "X, Inc., a company of Delaware, f/k/a Y and d/b/a Z": each other name, with the firm that stands before them all."""
    others = list(_OTHER_FORM.finditer(text))
    starts = [other.start() for other in others]
    firms: list[re.Match[str]] = []
    for firm in _FIRM.finditer(text) if others else ():
        at = bisect_right(starts, firm.start()) - 1
        if at < 0 or firm.start() >= others[at].end():
            firms.append(firm)
    ends = [firm.end() for firm in firms]
    for other in others:
        at = bisect_right(ends, other.start()) - 1
        between = text[ends[at] : other.start()] if at >= 0 else ";"
        if ";" not in between and len(between) < NEAR:
            yield clean_name(firms[at][0]), clean_name(other["alias"])


def is_generic(alias: str) -> bool:
    """Whether another name is only what a text calls somebody: "the Company", "Petitioners"."""
    return _GENERIC.match(alias) is not None


def _names_again(name: str, alias: str) -> bool:
    """Whether a bare word after a firm is a name of it, not its seat: letters of the name, or capitals within a word."""
    return re.search(r"[A-Z].*[A-Z]", alias) is not None or bool(tokens(name) & tokens(alias))
