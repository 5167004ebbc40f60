"""Short noun phrases out of legal prose: heads without their clauses, and enumerations taken apart."""

from __future__ import annotations

import re

# Words that name no product by themselves; a phrase of these alone says nothing an inventory could be matched with.
GENERIC = frozenset(
    "a an the any all each every this that these those such certain other another same both only of and or in for to by from "
    "with as its their it them they one two three four five six more several following kind kinds type types class classes "
    "category categories form forms range group groups list lists member members "
    "product products service services item items software hardware component components system systems device devices "
    "equipment technology technologies part parts unit units good goods article articles subcomponent subcomponents "
    "function functions feature features element elements thing things application applications module modules program "
    "programs solution solutions offering offerings material materials use uses sale sales supply purpose purposes "
    "transaction transactions integration party parties person persons entity entities company companies area areas "
    "interest interests activity activities acquisition acquisitions import imports importation transfer transfers "
    "installation purchase purchases dealing dealings".split()
)
# Nouns that stand in the singular without an article.
_MASS = frozenset(
    "software firmware hardware middleware storage equipment machinery infrastructure technology intelligence computing "
    "data code power video radar lidar audio radio spectrum registration maintenance training robotics".split()
)
# What tells that a phrase speaks of a thing that can stand in an inventory.
PRODUCT = re.compile(
    r"\b(?:hard|soft|firm|middle)ware|\b(?:sub)?components?\b|\b(?:sub)?systems?\b|\bdevices?\b|\bequipment\b|\bproducts?\b"
    r"|\bservices?\b|\bapplications?\b|\bapps?\b|\bnetwork(?:s|ing)?\b|\bmodules?\b|\bmodems?\b|\brouters?\b|\bcameras?\b"
    r"|\bsensors?\b|\bbatter(?:y|ies)\b|\bcomput(?:ers?|ing)\b|\b\w*controllers?\b|\bvehicles?\b|\b(?:air)?craft\b|\bdrones?\b"
    r"|\bservers?\b|\bstorage\b|\bplatforms?\b|\bantennas?\b|\bradios?\b|\bsatellites?\b|\b\w*processors?\b|\bchips?\b"
    r"|\b(?:tran)?s?ceivers?\b|\breceivers?\b|\btransmitters?\b|\bcables?\b|\bpayloads?\b|\bsemiconductors?\b|\bcircuits?\b"
    r"|\bcranes?\b|\binverters?\b|\bcloud\b|\binfrastructure\b|\brobot(?:s|ics)?\b|\bartificial intelligence\b"
    r"|\btechnolog(?:y|ies)\b|\bstations?\b|\bunits?\b|\btelephones?\b|\bphones?\b|\bswitch(?:es)?\b|\bgateways?\b"
    r"|\bmachines?\b|\bcars?\b|\btrucks?\b|\bbus(?:es)?\b|\bmotorcycles?\b|\baccelerators?\b|\bhosting\b|\bwebsites?\b"
    r"|\blidar\b|\bradar\b|\bfobs?\b|\bparts\b|\bgoods\b|\bcode\b|\blinks?\b|\bregistration\b|\bboards?\b"
    r"|\bsubscriptions?\b|\blicen[sc]es?\b|\bconsoles?\b|\bplatforms?\b|\bsuites?\b|\bengines?\b|\btools?\b|\bmeters?\b|\bfeatures?\b|\baccess points?\b|\bnodes?\b|\btrackers?\b|\blaptops?\b|\btablets?\b|\bmonitors?\b",
    re.IGNORECASE,
)
_DETERMINERS = re.compile(
    r"^(?:(?:any|all|each|every|an?|the|these|those|this|both|certain|other|another|such|its|their|only|and|or|nor|neither|"
    r"of|to|even|also|as well as|one or more|the following|some of|either|that of|those of)\s+)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*(?:,|\s-)?\s+\b(?:including|such as|for example|for instance|e\.g\.|among them|among which|meaning|namely|i\.e\.|"
    r"in particular|examples? (?:of which )?(?:is|are)|with the exception of)\b.*$"
    r"|,\s+(?:which|who|whose|where|in which|on which|by which|that|but|because|so|whether|if|unless|when|as|to the extent|"
    r"subject to|however|wherever|in whole|even|while|though|although|provided|it|they|and (?:that|which|who)|an? |the )\b.*$"
    r"|\s+(?:because|unless|whether|if|when|while|although|provided that|even where|even if|in order to|so that)\b.*$"
    r"|\s+-\s.*$|[:;].*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s+(?:that|which|who|whose|whom|where|able to|capable of|intended|meant|used|carried|designed|developed|made|for use|"
    r"in which|on which|with which|by which|for which|without which|as used)\b.*$",
    re.IGNORECASE,
)
_INSERTED = re.compile(r",\s+(?:in whole or in part|directly or indirectly|if any|where applicable|as applicable|however),\s+")
_MARKER = re.compile(r"^\s*\((?:\d{1,2}|[ivx]{1,5}|[a-z]|[A-Z])\)\s*")
_PREPOSITION = re.compile(r"\s+(?:of|for|in|on|with|at|by|to|from|that|which|used|within|under|via|like|below|above|over|without|between|not)\s")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_LINK = re.compile(r"^(?:and|or|nor|and/or)\s+(?:to\s+|of\s+)?", re.IGNORECASE)
_ONE_LINK = re.compile(r"\s+(?:and|or)\s+")
_NOUN_LAST = re.compile(r"s$|storage$|software$|hardware$|equipment$|feature$|service$|system$|device$|radio$")
_RELATIVE = re.compile(r",\s+(?:(?:in|on|by|with|for|of) which|which|whose|because|whether)\b")
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
    """"object, block, and file storage" is three kinds of storage: what cannot stand alone takes the noun that follows."""
    shared = [_LINK.sub("", part) for part in parts]
    for last, part in enumerate(parts):
        if not _LINK.match(part) or len(words(shared[last])) < 2 or not _NOUN_LAST.search(head(shared[last])):  # noqa: PLR2004
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
        parts[-1:] = [re.sub(r"^", "and " if at else "", side) for at, side in enumerate(_ONE_LINK.split(parts[-1], maxsplit=1))]
    return [part for part in parts if part]


def _pair(text: str) -> list[str]:
    for link in (" and ", " or "):
        sides = text.split(link)
        if _CLAUSE.search(sides[0]):
            break
        if len(sides) == 2 and all(_stands_alone(side) and names_something(side) for side in sides):  # noqa: PLR2004
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
    if len(parts) > 2 or (len(parts) == 2 and _LINK.match(parts[1])):  # noqa: PLR2004
        return _share_nouns(parts)
    return _pair(text)
