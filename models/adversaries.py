"""Which foreign adversaries a document's own scope concerns, as ISO 3166 alpha-2 codes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from models.enumerations import enumerations
from models.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.document import Document
    from models.scope import NamedParty
    from models.sentences import Sentence

# 15 CFR 791.4 and the names its subjects go by; CN takes in Hong Kong and Macau, VE the Maduro regime.
_COUNTRIES = {
    "CN": r"People's Republic of China|\bPRC\b|\bChina\b(?! Lake)|\bChinese\b|Hong Kong|\bMaca[ou]\b",
    "CU": r"\bCuban?\b",
    "IR": r"\bIran(?:ian)?\b",
    "KP": r"Democratic People's Republic of Korea|\bDPRK\b|North Korean?\b",
    "RU": r"Russian Federation|\bRussian?\b",
    "VE": r"\bMaduro\b|\bVenezuelan?\b",
}
COUNTRIES = {code: re.compile(pattern) for code, pattern in _COUNTRIES.items()}
_NOT_LIMITED = re.compile(r"\bnot (?:limited|confined|restricted) to (?:the |those |a |any )?(?:\w+ )?foreign adversar", re.IGNORECASE)
_NARROWS = re.compile(
    r"\bof the (?:\w+ )?foreign adversaries\b.{0,80}\b(?:concern|only|alone|subject|appl|limit|address|cover)"
    r"|\bonly (?:the )?(?:two|one|three)\b.{0,80}\badversar|\badversar.{0,120}\b(?:and no others?|alone)\b"
    r"|\b(?:limited|confined|applies only) to .{0,60}(?:PRC|China|Russia|Iran|Cuba|Korea|Maduro)",
    re.IGNORECASE,
)
_NEXUS = re.compile(
    r"\b(?:owned by|controlled by|subject to the jurisdiction|jurisdiction or direction|under the direction|nexus to|nexus)\b", re.I
)
_PROHIBITS = re.compile(r"\b(?:must|may|shall) not\b|\bprohibit", re.IGNORECASE)
_LISTS = re.compile(r"\bforeign adversar", re.IGNORECASE)
_SEATED = re.compile(
    r"\b(?:jurisdiction|headquarter|seat|organi[sz]ed|incorporated|laws?|government|governed|ownership|owned|controlled|based|parent|"
    r"state|authorities|principal place)",
    re.IGNORECASE,
)
# So many in one sentence are the regulation's list, not what this document is about.
A_LIST = 4


def countries(text: str) -> frozenset[str]:
    """The adversaries a text names."""
    known = text.replace("Republic of China (Taiwan)", "").replace("South Korea", "")
    return frozenset(code for code, pattern in COUNTRIES.items() if pattern.search(known))


def _of_parties(said: list[Sentence], parties: Iterable[NamedParty]) -> frozenset[str]:
    """The jurisdiction the named parties answer to: the country that sentences on law and seat name most."""
    names = re.compile("|".join(re.escape(form) for party in parties for form in (party.name, *party.aliases)))
    counts: Counter[str] = Counter()
    for sentence in said:
        found = countries(names.sub("", sentence.text))  # "China Mobile" is a name
        weight = 2 if _SEATED.search(sentence.text) or names.search(sentence.text) else 1
        if len(found) < A_LIST:
            counts.update(dict.fromkeys(found, weight))
    most = max(counts.values(), default=0)
    return frozenset(code for code, count in counts.items() if 2 * count > most)


def _lists(document: Document, said: list[Sentence]) -> frozenset[str]:
    """The adversaries of the longest list the document gives, in a sentence or in numbered paragraphs."""
    found = [countries(sentence.text) for sentence in said]
    found += [countries(" ".join(member.text for member in row.members)) for row in enumerations(document) if _LISTS.search(row.intro)]
    return max(found, key=len, default=frozenset())


def adversaries(document: Document, parties: tuple[NamedParty, ...]) -> tuple[str, ...]:
    """The adversaries the document's own scope concerns, sorted.

    In this order: those of the parties it names; none where it says it is not limited to adversaries; those it narrows
    the regulation's list to; those of its prohibitions and summary; those of the list it repeats.
    """
    said = [sentence for sentence in sentences(document) if sentence.kind not in {"contact", "addresses", "footnote"}]
    if parties:
        return tuple(sorted(_of_parties(said, parties)))
    if any(_NOT_LIMITED.search(sentence.text) for sentence in said):
        return ()
    narrowed = [sentence for sentence in said if _NARROWS.search(sentence.text) and countries(sentence.text)]
    bound = [sentence for sentence in said if _binds(sentence)]
    for chosen in (narrowed, bound):
        found = frozenset[str]().union(*(countries(sentence.text) for sentence in chosen))
        if found:
            return tuple(sorted(found))
    listed = _lists(document, said)
    return tuple(sorted(listed)) if len(listed) >= A_LIST else tuple(sorted(_near(said)))


def _binds(sentence: Sentence) -> bool:
    """Whether a sentence of the regulation or summary makes a country's persons the subject of a prohibition."""
    placed = sentence.kind in {"regulation", "summary"}
    return placed and bool(_PROHIBITS.search(sentence.text)) and bool(_NEXUS.search(sentence.text))


def _near(said: list[Sentence]) -> frozenset[str]:
    """Without a list: the countries of sentences that speak of foreign adversaries or of a nexus."""
    about = [sentence for sentence in said if _LISTS.search(sentence.text) or _NEXUS.search(sentence.text)]
    return frozenset[str]().union(*(countries(sentence.text) for sentence in about))
