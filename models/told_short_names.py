"""The firms that a determination goes on to speak of by a short name, as it does of its parties and seldom of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.names import Role, analysed, roles
from models.other_names import bare_name, tokens
from models.party_lists import split_names
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.sentences import Sentence
    from models.told_firms import ToldFirm

_SAYS, _PARTIES = phrasing("told_of"), phrasing("parties")
_RUN = _PARTIES["row_of_names"]
_BEFORE_SUBJECT, _BESIDE_SUBJECT, _FORBIDS = _SAYS["before_subject"], _SAYS["beside_subject"], _SAYS["forbids"]
_ALONE = r"(?=(?:'s)? [a-z(]|[,.;:)](?! ?(?:Inc|LLC|Ltd|Co)\b)|'s )"  # behind a word that is no part of a longer name
_CLAUSE = re.compile(r"(?:, and|;(?: and)?) (?=[A-Z])")
OFTEN = 3  # places where the first word of a name stands for all of it
SHORTEST = 4  # letters of such a word


def by_short_names(
    said: Sequence[Sentence], told: Mapping[str, ToldFirm], called: Iterable[tuple[str, str]]
) -> set[str]:
    """The keys of the firms with a short name that the text gives (`called`) and uses, with a first word that it often uses
    for the name, or that a sentence, under whatever name, forbids something.
    """
    text = "\n".join(one.text for one in said)
    short = {alias: key for name, alias in called if (key := essence(name)) in told and _is_of(alias, name)}
    used = {key for alias, key in short.items() if len(re.findall(rf"\b{re.escape(alias)}\b", text)) > 1}
    first: dict[str, list[str]] = {}
    for key, firm in told.items():
        first.setdefault(firm.name.split()[0], []).append(key)
    often = {
        keys[0]
        for word, keys in first.items()
        if len(keys) == 1
        and len(word) >= SHORTEST
        and distinctive(told[keys[0]].name)[:1] == [word.casefold()]
        and len(re.findall(rf"(?<![\w-]){re.escape(word)}{_ALONE}", text)) >= OFTEN
    }
    return used | often | _forbidden(said, {essence(alias): key for alias, key in short.items()}, told)


def _is_of(alias: str, name: str) -> bool:
    """Whether a short name is made of a name's words or letters; "the Monitor" is a role."""
    return bool(tokens(alias) & tokens(name)) or alias.isupper()


def distinctive(name: str) -> list[str]:
    """The words, in order, that tell a firm from others: no place, no word of the trade, no legal form."""
    found = {
        part.comparable for parsed in analysed(name) for part, role in roles(parsed).items() if role is Role.DISTINCTIVE
    }
    return [word for word in re.findall(r"\w+", bare_name(name).casefold()) if word in found]


def _forbidden(said: Iterable[Sentence], short: Mapping[str, str], told: Mapping[str, ToldFirm]) -> set[str]:
    """ "As of March 1, 2035, Yalu and Brightquill, their officers and agents, must not ..., and Boreal may not ..." """
    found: set[str] = set()
    for one in said:
        lead = _BEFORE_SUBJECT.match(one.text)
        for start in (lead.end() if lead else 0, *(clause.end() for clause in _CLAUSE.finditer(one.text))):
            subject = _RUN.match(one.text, start)
            beside = _BESIDE_SUBJECT.match(one.text, subject.end()) if subject else None
            if subject and beside and _FORBIDS.match(one.text, beside.end()):
                named = [essence(name) for name in split_names(subject[0])]
                found.update(key for name in named if (key := short.get(name, name)) in told)
    return found
