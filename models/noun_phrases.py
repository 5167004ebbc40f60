"""Short noun phrases out of legal prose: heads without their clauses, and enumerations taken apart."""

from __future__ import annotations

import re

from models.expressions import phrasing

_SAYS = phrasing("noun_phrases")
GENERIC = _SAYS.words("generic")
PRODUCT = _SAYS["product"]
_MASS = _SAYS.words("mass")
_ASIDE, _CLAUSE, _RELATIVE = _SAYS["aside"], _SAYS["clause"], _SAYS["relative"]
_DETERMINERS, _INSERTED, _MARKER = _SAYS["determiners"], _SAYS["inserted"], _SAYS["marker"]
_LINK, _NOUN_LAST, _PREPOSITION = _SAYS["link"], _SAYS["noun_last"], _SAYS["preposition"]
_ONE_LINK = re.compile(r"\s+(?:and|or)\s+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
LONGEST = 24  # words; beyond that a phrase is a sentence


def words(text: str) -> list[str]:
    """The words of a phrase, hyphenated ones whole."""
    return re.findall(r"[\w][\w'&/.+-]*", text)


def names_something(phrase: str) -> bool:
    """Whether more than generic words are left in the phrase."""
    named = any(word.casefold() not in GENERIC and not word.isdigit() for word in words(phrase))
    return named or re.search(r"\bas a service\b", phrase, re.IGNORECASE) is not None


def tidy(phrase: str) -> str:
    """A phrase without paragraph mark, articles and closing punctuation."""
    bare = _INSERTED.sub(" ", _MARKER.sub("", phrase)).strip(" ,;:.\"'-")
    bare = re.sub(r",?\s+(?:and|or|nor)$", "", bare)
    return _DETERMINERS.sub("", bare).strip(" ,;:.\"'")


def head(phrase: str, *, keep_clauses: bool = False) -> str:
    """The noun phrase without asides; restrictive clauses go too, unless asked for or nothing would be left to say."""
    bare = tidy(_ASIDE.sub("", tidy(phrase)))
    short = tidy(_CLAUSE.sub("", bare))
    whole = keep_clauses or not names_something(short)
    return " ".join((bare if whole else short).split()[:LONGEST])


def _noun(phrase: str) -> str:
    core = _PREPOSITION.split(_BRACKETS.sub("", phrase), maxsplit=1)[0]
    found = words(core)
    return found[-1] if found else ""


def _stands_alone(phrase: str) -> bool:
    printed = _noun(phrase)
    noun = printed.casefold()
    plural = noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and not printed.isupper()
    started = re.match(r"(?:an?|any|each|every|the)\s", phrase, re.IGNORECASE) is not None
    return plural or started or noun in _MASS


def _share_nouns(parts: list[str]) -> list[str]:
    """Give a part that cannot stand alone the noun that follows: "object, block, and file storage" is three kinds."""
    shared = [_LINK.sub("", part) for part in parts]
    for last, part in enumerate(parts):
        if not _LINK.match(part) or len(words(shared[last])) < 2 or not _NOUN_LAST.search(head(shared[last])):
            continue
        for before in range(last - 1, -1, -1):
            if _stands_alone(shared[before]):
                break
            shared[before] = f"{shared[before]} {_noun(head(shared[last]))}"
    return shared


def _commas(text: str) -> list[str]:
    covered = re.sub(r"\([^()]*\)", lambda found: found.group(0).replace(",", "\0"), text)
    parts = [part.replace("\0", ",").strip() for part in re.split(r"\s*,\s+", covered)]
    if len(parts) > 1 and not any(_LINK.match(part) for part in parts[1:]):
        parts[-1:] = [
            re.sub(r"^", "and " if at else "", side) for at, side in enumerate(_ONE_LINK.split(parts[-1], maxsplit=1))
        ]
    return [part for part in parts if part]


def _pair(text: str) -> list[str]:
    for link in (" and ", " or "):
        sides = text.split(link)
        if _CLAUSE.search(sides[0]):
            break
        if len(sides) == 2 and all(_stands_alone(side) and names_something(side) for side in sides):
            return sides
    return [text]


def listed(text: str) -> list[str]:
    """The members of an enumeration in running text, in order, each as printed.

    Semicolons part before commas do; "A and B" parts only where either side can stand alone; a noun that all members
    share is given to each.
    """
    if ";" in text:
        pieces = [re.sub(r"^(?:and|or)\s+", "", piece.strip()) for piece in text.split(";")]
        return [member for piece in pieces if piece for member in _members(piece)]
    return _members(text)


def _members(text: str) -> list[str]:
    whole = _ASIDE.sub("", text) if _RELATIVE.search(text) else text
    parts = _commas(whole)
    if len(parts) > 2 or (len(parts) == 2 and _LINK.match(parts[1])):
        return _share_nouns(parts)
    return _pair(text)
