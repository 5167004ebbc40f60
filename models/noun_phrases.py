"""Short noun phrases out of legal prose: heads without their clauses, and enumerations taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAYS = phrasing("noun_phrases")
GENERIC = _SAYS.words("generic")
PRODUCT = _SAYS["product"]
_MASS, _NO_THING, _SINGULAR = _SAYS.words("mass"), _SAYS.words("no_thing"), _SAYS["singular"]
_ASIDE, _CLAUSE, _RELATIVE = _SAYS["aside"], _SAYS["clause"], _SAYS["relative"]
_DETERMINERS, _INSERTED, _MARKER = _SAYS["determiners"], _SAYS["inserted"], _SAYS["marker"]
_LINK, _NOUN_LAST, _PREPOSITION = _SAYS["link"], _SAYS["noun_last"], _SAYS["preposition"]
_ADJECTIVE, _INSIDE, _GOES_ON = _SAYS["adjective"], _SAYS["inside"], _SAYS["goes_on"]
_VERB_FIRST = _SAYS["verb_first"]
_PASSIVE, _PARTICIPLE, _LINES = _SAYS["passive"], _SAYS["participle"], _SAYS["lines"]
_WHOLE_LIST = _SAYS["whole_list"]
_POSTPOSED, _OF_THE_TEXT = _SAYS["postposed"], _SAYS["of_the_text"]
_PREPOSED, _PURPOSES = _SAYS["preposed"], _SAYS["purposes"]
_COLON = _SAYS["after_colon"]
_EXAMPLES, _BRACKETED, _TRAILING, _RANGE = (
    _SAYS["examples"],
    _SAYS["bracketed_examples"],
    _SAYS["trailing_example"],
    _SAYS["range"],
)
_AUTHORED, _RECEIVED, _ACT, _GLOSS = _SAYS["authored"], _SAYS["received"], _SAYS["act"], _SAYS["gloss"]
_OF_THE_DOCUMENT = _SAYS["of_the_document"]
_CONDITIONAL, _PREDICATE, _EMPHASIS, _EXCEPT = (
    _SAYS["conditional"],
    _SAYS["predicate"],
    _SAYS["emphasis"],
    _SAYS["exceptions"],
)
_ONE_LINK = re.compile(r"\s+(?:and|or)\s+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[\w][\w'&/.+-]*")
_AS_A_SERVICE = re.compile(r"\bas a service\b", re.IGNORECASE)
_LAST_LINK = re.compile(r",?\s+(?:and|or|nor)$")
_FIRST_LINK = re.compile(r"^(?:and|or)\s+")
_AS_WELL = re.compile(r",? as well as ")
_STARTED = re.compile(r"(?:an?|any|each|every|the)\s", re.IGNORECASE)
_OTHER = re.compile(r"(?<=\w)\s+(and|or)\s+(?=other\s)")
_THING_OR_NAME = re.compile(rf"{PRODUCT.pattern}|^(?-i:[A-Z])", re.IGNORECASE)
LONGEST = 24  # words; beyond that a phrase is a sentence


def words(text: str) -> list[str]:
    """The words of a phrase, hyphenated ones whole."""
    return _WORD.findall(text)


_RESERVED = re.compile(r"\W*reserved\W*", re.IGNORECASE)


def names_something(phrase: str) -> bool:
    """Whether more than generic words are left in the phrase, and not a mere reference ("the items in § 9")."""
    if _OF_THE_TEXT.match(phrase) or _RESERVED.fullmatch(phrase):
        return False
    named = any(word.casefold() not in GENERIC and not word.isdigit() for word in words(phrase))
    return named or _AS_A_SERVICE.search(phrase) is not None


def tidy(phrase: str) -> str:
    """A phrase without paragraph mark, articles and closing punctuation."""
    bare = _INSERTED.sub(" ", _MARKER.sub("", phrase)).strip(" ,;:.\"'-")
    return _EMPHASIS.sub("", _DETERMINERS.sub("", _LAST_LINK.sub("", bare))).strip(" ,;:.\"'")


def head(phrase: str, *, keep_clauses: bool = False) -> str:
    """The noun phrase without asides; restrictive clauses go too, unless asked for or nothing would be left to say."""
    bare = tidy(_ASIDE.sub("", tidy(phrase.replace('"', ""))))
    short = tidy(_CLAUSE.sub("", bare))
    whole = keep_clauses or not names_something(short)
    return " ".join((bare if whole else short).split()[:LONGEST])


def could_be_thing(phrase: str) -> bool:
    """Whether a phrase may speak of a thing: its noun is no person, act or idea."""
    return PRODUCT.search(phrase) is not None or _noun(_CLAUSE.sub("", phrase)).casefold() not in _NO_THING


def things(phrases: Iterable[str]) -> bool:
    """Whether most of the phrases, and one at least, speak of things that can stand in an inventory."""
    found = [bool(PRODUCT.search(phrase)) for phrase in phrases]
    return 2 * sum(found) >= len(found) > 0


def named(text: str, *, keep_clauses: bool = False) -> list[str]:
    """Every class that a stretch of text names: each member of its list, then each example given of them."""
    found: list[str] = []
    for piece in text.split(";"):
        rest, examples = apart(_PREDICATE.sub("", _FIRST_LINK.sub("", piece.strip())))
        rest = _CONDITIONAL.sub("", rest)
        parts = [rest] if keep_clauses and _is_limited_pair(rest) else listed(rest)
        found += [head(part, keep_clauses=keep_clauses) for part in parts]
        found += _kinds(examples)
    return _distinct(found)


def _is_limited_pair(text: str) -> bool:
    """Whether one clause limits two things: "Cameras and recorders that are built into a car"."""
    sides = re.split(r" (?:and|or) ", text, maxsplit=1)
    if len(sides) == 1 or "," in sides[0] or not (_is_plural(sides[0]) and " " not in sides[0]):
        return False
    clause = _CLAUSE.search(sides[1])
    return clause is not None and _is_plural(sides[1]) and "," not in sides[1][: clause.start()]


def _kinds(examples: Iterable[str]) -> list[str]:
    return [head(part) for example in examples for part in listed(_CONDITIONAL.sub("", example))]


def _distinct(phrases: Iterable[str]) -> list[str]:
    told = (phrase for phrase in dict.fromkeys(phrases) if names_something(phrase))
    return [phrase for phrase in told if not (_PREPOSED.match(phrase) or _GOES_ON.match(phrase))]


def specific(phrase: str) -> bool:
    """Whether the noun itself says something, without the clause that limits it: not so "products sold directly"."""
    return names_something(_OF_THE_DOCUMENT.sub("", tidy(_CLAUSE.sub("", phrase))))


def exceptions(text: str) -> tuple[str, list[str]]:
    """A text without what it excepts ("other than batteries"), and what that is, each as printed."""
    found = [hit["np"] for hit in _EXCEPT.finditer(text)]
    return (_EXCEPT.sub("", text).strip(), found) if found else (text, [])


def member(text: str) -> list[str]:
    """The classes one member of a numbered list names: its own, its parts where they are things, and its examples."""
    rest, examples = apart(of_act(text))
    own, gloss = _CONDITIONAL.sub("", rest), ""
    if found := _GLOSS.search(own):
        own, gloss = own[: found.start()], found["gloss"]
    return _distinct([*_own(own), *_kinds([*examples, gloss if specific(gloss) else ""])])


def _own(text: str) -> list[str]:
    """The parts of a list of things, else the whole; of a list of places or purposes only what stands before it."""
    parts = [phrase for phrase in map(head, listed(text)) if names_something(phrase)]
    whole = head(text)
    named_too = any(map(PRODUCT.search, parts)) and all(map(_THING_OR_NAME.search, parts))
    short = len(parts) > 2 and all(len(words(part)) <= 2 for part in parts)  # "messaging, maps, and payment"
    listing = things(parts) or named_too or all(map(_is_plural, parts)) or short
    if _PURPOSES.match(text):
        return [whole]
    if listing and not any(map(_PREPOSED.match, parts)):
        return [*parts, *_bare_with_clause(listed(text))]
    first = whole.split(",", maxsplit=1)[0]
    return [first if PRODUCT.search(first) and names_something(first) else whole]


def _bare_with_clause(parts: list[str]) -> list[str]:
    """Members that say nothing alone, with the clause that limits the whole list at its end.

    "Firmware, programs, and portals by which a lift is run" gives "programs by which a lift is run".
    """
    clause = _WHOLE_LIST.search(parts[-1]) if len(parts) > 2 else None
    bare = [tidy(part) for part in parts[:-1]] if clause else []
    return [f"{part}{clause[0]}" for part in bare if clause and not names_something(part) and PRODUCT.search(part)]


def _is_plural(phrase: str) -> bool:
    printed = _noun(phrase)
    return printed.endswith("s") and not _SINGULAR.search(printed.casefold()) and not printed.isupper()


def of_act(text: str, *, forbidden: bool = False) -> str:
    """The thing that an act is done with: "selling or renewing subscriptions to a service" gives the subscriptions.

    `forbidden` says that the text follows "may not", so that its first word is the verb.
    """
    bare = tidy(text)
    thing = _ACT.sub("", _ACT.sub("", bare))
    if forbidden and thing == bare:
        thing = _VERB_FIRST.sub("", bare)
    return _RECEIVED.sub("", thing).strip(" ,;:.") if thing != bare else bare


def apart(text: str) -> tuple[str, list[str]]:
    """A phrase without the examples it gives and without who made it, and the lists of examples, each as printed."""
    examples: list[str] = []

    def taken(found: re.Match[str]) -> str:
        examples.extend(part for part in found.groupdict().values() if part)
        return ""

    rest = _AUTHORED.sub("", text)
    rest = _BRACKETED.sub(taken, rest)
    for pattern in (_COLON, _TRAILING, _RANGE, _EXAMPLES):
        rest = pattern.sub(taken, rest)
    return rest, examples


def _noun(phrase: str) -> str:
    core = _PREPOSITION.split(_BRACKETS.sub("", _CLAUSE.sub("", phrase)), maxsplit=1)[0]
    found = words(core)
    return found[-1] if found else ""


def _stands_alone(phrase: str) -> bool:
    return _is_plural(phrase) or _noun(phrase).casefold() in _MASS or _STARTED.match(phrase) is not None


def _share_nouns(parts: list[str]) -> list[str]:
    """Give a part that cannot stand alone the noun that follows: "object, block, and file storage" is three kinds."""
    shared = [_LINK.sub("", part) for part in parts]
    for last, part in enumerate(parts):
        if not _LINK.match(part) or len(words(shared[last])) < 2:
            continue
        if not _NOUN_LAST.search(head(shared[last])):
            _share_with_adjectives(shared, last)
            continue
        single = sum(len(words(before)) == 1 for before in shared[:last])
        for before in range(last - 1, -1, -1):
            if _stands_alone(shared[before]) or (len(words(shared[before])) > 1 and 2 * single <= last):
                break
            shared[before] = f"{shared[before]} {_noun(head(shared[last]))}"
    return shared


def _share_with_adjectives(shared: list[str], last: int) -> None:
    """Give the adjectives before it the noun of a part in the singular: "an optical, thermal, or infrared camera"."""
    for before in range(last - 1, -1, -1):
        if not _ADJECTIVE.fullmatch(tidy(shared[before])) or PRODUCT.search(shared[before]):
            return
        shared[before] = f"{shared[before]} {_noun(head(shared[last]))}"


def _commas(text: str) -> list[str]:
    covered = text
    for whole in (_IN_BRACKETS, _LINES):
        covered = whole.sub(lambda found: found.group(0).replace(",", "\0"), covered)
    parts = [part.replace("\0", ",").strip() for part in re.split(r"\s*,\s+", covered)]
    if len(parts) > 1 and not (_PREPOSED.match(parts[-1]) or any(_LINK.match(part) for part in parts[1:])):
        parts[-1:] = [
            re.sub(r"^", "and " if at else "", side) for at, side in enumerate(_ONE_LINK.split(parts[-1], maxsplit=1))
        ]
    return [part for part in parts if part]


def _pair(text: str) -> list[str]:
    for link in (" and ", " or "):
        sides = text.split(link)
        if len(sides) == 1:
            continue
        if _CLAUSE.search(sides[0]):
            break
        if len(sides) == 2 and all(_stands_alone(side) and names_something(side) for side in sides):
            return [text] if _one_purpose(*sides) else sides
    return [text]


def _one_purpose(one: str, other: str) -> bool:
    """Whether both sides hang on one noun: "firmware of aircraft and controllers", "the key and the door services"."""
    bound = len(words(_CLAUSE.sub("", other))) == 1 or _PREPOSED.match(other) is not None
    opens = not (_is_plural(words(one)[-1]) or _STARTED.match(other)) if words(one) else False
    hangs = (bound or opens) and _PREPOSITION.search(one) is not None
    return hangs or (one.casefold().startswith("the ") and not _stands_alone(one[4:]) and not _STARTED.match(other))


def listed(text: str) -> list[str]:
    """The members of an enumeration in running text, in order, each as printed.

    Semicolons part before commas do; "A and B" parts only where either side can stand alone; a noun that all members
    share is given to each.
    """
    text = _AS_WELL.sub(", and ", text)
    if ";" in text:
        pieces = [_FIRST_LINK.sub("", piece.strip()) for piece in text.split(";")]
        return [part for piece in pieces if piece for part in _members(piece)]
    return _members(text) if text else []


def _members(text: str) -> list[str]:
    whole = _POSTPOSED.sub("", _ASIDE.sub("", text) if _RELATIVE.search(text) else text)
    parts = _without_verbs([part for part in _commas(_OTHER.sub(r", \1 ", whole)) if not _GOES_ON.match(part)])
    between = [tidy(part) for part in parts[1:-1]]
    if between and _INSIDE.search(parts[0]) and all(map(_ADJECTIVE.fullmatch, between)):
        return [whole]  # "a camera with a wired, cellular, or optical link" is one
    if len(parts) > 2 or (len(parts) == 2 and _LINK.match(parts[1])):
        return _share_nouns([piece for part in parts for piece in _inner_pair(part)])
    return _pair(text)


def _without_verbs(parts: list[str]) -> list[str]:
    """The parts without the verbs that only go on with the clause of one before them."""
    passive = next((at for at, part in enumerate(parts) if _PASSIVE.search(part)), len(parts))
    return [part for at, part in enumerate(parts) if at <= passive or not _PARTICIPLE.fullmatch(part)]


def _inner_pair(part: str) -> list[str]:
    """ "and transmitters and receivers" within a longer list is two members, "block and object storage" too."""
    link = _LINK.match(part)
    opening, rest = (link.group(0), part[link.end() :]) if link else ("", part)
    one, _, other = rest.partition(" and ")
    if _WORD.fullmatch(one) and not one.endswith("-") and len(words(other)) == 2 and not _stands_alone(one):
        return [f"{opening}{one} {_noun(other)}", f"and {other}"]
    qualifies = one.casefold() in _MASS and not one.casefold().endswith("ware")  # "radio and video links"
    sides = [rest] if qualifies or not other else [one, other] if one.casefold().endswith("ware") else _pair(rest)
    return [opening + sides[0], *(f"and {side}" for side in sides[1:])]
