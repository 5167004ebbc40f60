"""Which foreign adversaries a document's own scope concerns, as ISO 3166 alpha-2 codes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from extract.document import Stage
from models.enumerations import enumerations
from models.expressions import Phrasing, phrasing
from models.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.document import Document
    from models.scope import NamedParty
    from models.sentences import Sentence

_TABLE = phrasing("adversaries").entries
COUNTRIES = {code: re.compile("|".join(forms)) for code, forms in _TABLE["countries"].items()}
_ANY = re.compile("|".join(form for forms in _TABLE["countries"].values() for form in forms))
_SAYS = Phrasing({"case_counts": True, **_TABLE["says"]})
_NOT_LIMITED, _NARROWS, _NEXUS = _SAYS["not_limited"], _SAYS["narrows"], _SAYS["nexus"]
_PROHIBITS, _LISTS, _SEATED = _SAYS["prohibits"], _SAYS["adversaries"], _SAYS["seated"]
_PRESENCE, _RESTS = _SAYS["presence"], _SAYS["rests"]
_TOWNS = {code: re.compile("|".join(names)) for code, names in _TABLE["towns"].items()}
_OF_ANOTHER, _ORIGIN = _SAYS["of_another"], _SAYS["origin"]
_OTHER_COUNTRIES, _CONCERNED = _SAYS["other_countries"], _SAYS["concerned"]
_ARE_ADVERSARIES, _ANSWERS_TO = _SAYS["are_adversaries"], _SAYS["answers_to"]
# Documents without a scope of their own: theirs is that of the document they speak of.
_EITHER = re.compile(
    r"\b(?:either|both|these|those|such|each) "
    r"(?:of (?:them|these|those|the (?:two|three))|countr(?:y|ies)|nations?|governments?|two)\b",
    re.IGNORECASE,
)
_SEAT = re.compile(
    r"(?: \([^()]*\))?,? (?:a (?:[\w-]+ ){0,4}(?:organized|incorporated|headquartered|based|seated|established) |which is \w+ |"
    r"headquartered |based |seated |located |"
    r"an? (?:[\w-]+ ){0,3}(?:firm|company|corporation|enterprise|institute) )?(?:of|in|from|under the laws of) [^.;,()]{0,60}"
)
_IS_OF = re.compile(
    r"(?: \([^()]*\))?(?:,[^.;]{0,80},)? (?:is|was) (?:an? |the )?(?:[\w-]+ ){0,4}?"
    r"(?:enterprise|organ|entity|company|corporation|firm|organized|"
    r"registered|incorporated|seated|headquartered) (?:of|in|at|under the laws of) [^.;]{0,60}"
)
# Behind a name in a list: "AO Example, Omsk, Russian Federation;".
_ADDRESS = re.compile(r"(?: \([^()]*\))?(?:, [A-Z][\w' -]{2,40}){1,3}(?= \(|[;.,]|$)")
_SPEAKS = {
    Stage.CORRECTION,
    Stage.COMMENT_PERIOD_EXTENSION,
    Stage.COMMENT_PERIOD_REOPENING,
    Stage.DELAY_OF_EFFECTIVE_DATE,
    Stage.WITHDRAWAL,
}
_DECIDES = {Stage.INITIAL_DETERMINATION, Stage.FINAL_DETERMINATION}
_ASKS = {Stage.ANPRM, Stage.REQUEST_FOR_INFORMATION}
# So many in one sentence are the regulation's list, not what this document is about.
A_LIST = 4


def countries(text: str) -> frozenset[str]:
    """The adversaries a text names."""
    if not _ANY.search(text):
        return frozenset()
    known = _OTHER_COUNTRIES.sub("", text)
    return frozenset(code for code, pattern in COUNTRIES.items() if pattern.search(known))


def towns(text: str) -> frozenset[str]:
    """The adversaries whose towns a text names without the country."""
    return frozenset(code for code, pattern in _TOWNS.items() if pattern.search(text))


def _of_parties(document: Document, said: list[Sentence], parties: Iterable[NamedParty]) -> frozenset[str]:
    """The jurisdiction the named parties answer to: the country that sentences on law and seat name most."""
    names = re.compile("|".join(re.escape(form) for party in parties for form in (party.name, *party.aliases)))
    counts: Counter[str] = Counter()
    for sentence in said:
        found = countries(names.sub("", sentence.text))  # "China Mobile" is a name
        weight = 2 if _SEATED.search(sentence.text) or names.search(sentence.text) else 1
        if _PRESENCE.search(sentence.text) and not _SEATED.search(sentence.text):
            continue
        if len(found) < A_LIST:
            counts.update(dict.fromkeys(found, weight))
    most = max(counts.values(), default=0)
    named = [document.passages[one.passage].text for one in said if _CONCERNED.search(one.text)]
    declared = [one for one in said if _ARE_ADVERSARIES.search(one.text)]
    texts = [document.passages[one.passage].text if _EITHER.search(one.text) else one.text for one in declared]
    texts += [found[0] for one in said for found in _ANSWERS_TO.finditer(one.text)]
    named += [text for text in texts if len(countries(text)) < A_LIST]
    return (
        _in_any(named)
        | _of_seats(said, parties, addresses=document.stage not in _DECIDES)
        | frozenset(code for code, count in counts.items() if 2 * count > most)
    )


def _titled(document: Document, parties: Iterable[NamedParty]) -> frozenset[str]:
    """The countries of a title, but for those in the names of its parties: "Services of Certain Cuban and Iranian Firms"."""
    title = document.title
    for party in parties:
        title = title.replace(party.name, "")
    return countries(title)


def _of_seats(said: list[Sentence], parties: Iterable[NamedParty], *, addresses: bool) -> frozenset[str]:
    """The countries that stand beside a party as its seat: "Example Systems JSC, of Omsk in the Russian Federation".

    `addresses`: where only an address follows the name, too; a determination says itself whose jurisdiction counts.
    """
    found: set[str] = set()
    for party in parties:
        for form in (party.name, *party.aliases):
            for sentence in said if not party.recalled else ():
                at = sentence.text.find(form)
                behind = at + len(form)
                seat = _SEAT.match(sentence.text, behind) or _IS_OF.match(sentence.text, behind) if at >= 0 else None
                if addresses and seat is None and at >= 0:
                    seat = _ADDRESS.match(sentence.text, behind)
                if seat:
                    found |= countries(seat[0]) or towns(seat[0])
    return frozenset(found)


def _lists(document: Document, naming: Iterable[Sentence]) -> frozenset[str]:
    """The adversaries of the longest list the document gives, in a sentence or in numbered paragraphs."""
    found = [countries(sentence.text) for sentence in naming]
    found += [
        countries(" ".join(member.text for member in row.members))
        for row in enumerations(document)
        if _LISTS.search(row.intro)
    ]
    return max(found, key=len, default=frozenset())


def adversaries(document: Document, parties: tuple[NamedParty, ...]) -> tuple[str, ...]:
    """The adversaries the document's own scope concerns, sorted.

    In this order: those of the parties it names and its title, or the one on which it says to rest; none where it says it
    is not limited to adversaries; those it narrows the regulation's list to; those of its prohibitions and summary; those
    of the list it repeats; those of sentences on a nexus or on the document it is about; those its summary and regulation
    name; those whence the things come that a consultation asks about; those an executive order or an authorization's
    summary names.
    """
    said = [sentence for sentence in sentences(document) if sentence.kind not in {"contact", "addresses", "footnote"}]
    if parties:
        rests = _in_any(found[0] for sentence in said if (found := _RESTS.search(sentence.text)))
        return tuple(sorted(rests or _of_parties(document, said, parties) | _titled(document, parties)))
    if any("adversar" in sentence.text and _NOT_LIMITED.search(sentence.text) for sentence in said):
        return ()
    naming = [sentence for sentence in said if _ANY.search(sentence.text)]
    listed = _lists(document, naming)
    choices = (
        frozenset[str]().union(*(_narrowed(sentence.text) for sentence in naming)),
        _named_in(sentence for sentence in naming if _binds(sentence)),
        listed if len(listed) >= A_LIST else frozenset(),
        _named_in(one for one in naming if _speaks_of(document, one)),
        _of_either(document, said),
        _placed(document, naming),
        _named_in(sentence for sentence in naming if document.stage in _ASKS and _ORIGIN.search(sentence.text)),
        _named_in(sentence for sentence in naming if document.stage is Stage.EXECUTIVE_ORDER),
        _named_in(one for one in naming if document.stage is Stage.GENERAL_AUTHORIZATION and one.kind == "summary"),
    )
    return tuple(sorted(next(filter(None, choices), frozenset())))


def _narrowed(text: str) -> frozenset[str]:
    """To whom a sentence says that its document is limited: "asks about Russia; the rule is confined to the PRC"."""
    found = _NARROWS.search(text)
    return (countries(text[found.start() :]) or countries(text)) if found else frozenset()


def _named_in(chosen: Iterable[Sentence]) -> frozenset[str]:
    return _in_any(sentence.text for sentence in chosen)


def _in_any(texts: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(countries, texts))


def _of_either(document: Document, said: Iterable[Sentence]) -> frozenset[str]:
    """Whom a sentence on a nexus means by "either country": the countries of its paragraph."""
    spoken = (one for one in said if _NEXUS.search(one.text) and _EITHER.search(one.text))
    return _in_any(document.passages[one.passage].text for one in spoken)


def _speaks_of(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence speaks of a nexus or, in a document on another one, of what that one is about."""
    of_another = document.stage in _SPEAKS and _OF_ANOTHER.search(sentence.text)
    return bool(of_another or _LISTS.search(sentence.text) or _NEXUS.search(sentence.text))


def _binds(sentence: Sentence) -> bool:
    """Whether a sentence of the regulation or summary makes a country's persons the subject of a prohibition."""
    placed = sentence.kind in {"regulation", "summary"}
    return placed and bool(_PROHIBITS.search(sentence.text)) and bool(_NEXUS.search(sentence.text))


def _placed(document: Document, naming: list[Sentence]) -> frozenset[str]:
    """Where nothing speaks of a nexus: the countries of a rule's title, its summary, and its regulation."""
    spoken = [sentence for sentence in naming if sentence.kind in {"regulation", "summary"}]
    forbids = any(_PROHIBITS.search(sentence.text) for sentence in sentences(document) if sentence.kind != "text")
    return _named_in(spoken if forbids else ()) | countries(document.title)
