"""The firms a document is directed at, with the other names it gives them and whether affiliates are taken in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import Stage
from models.adversaries import COUNTRIES
from models.enumerations import enumerations
from models.scope import NamedParty
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document
    from models.sentences import Sentence

_FORM = (
    r"(?:Incorporated|Inc|L\.L\.C|LLC|Limited|Ltd|Corporation|Corp|Company|Co|GmbH|AG|S\.A|SA|B\.V|BV|N\.V|NV|PLC|plc|L\.P|LP|LLP|"
    r"PJSC|OJSC|JSC|Pte|Sdn|Bhd|Holdings?|Group|Oyj?|AB|A/S|S\.p\.A|SpA|K\.K|SE|d\.o\.o|s\.r\.o)\b\.?"
)
_TOKEN = r"(?:[A-Z0-9][\w'&+/-]*(?:\.(?=[a-zA-Z])\w+)*|&)"
_WORDS = rf"{_TOKEN}(?: (?:of )?{_TOKEN}){{0,7}}(?: \([A-Z][\w .]{{1,20}}\))?(?: {_TOKEN}){{0,5}}"
_FIRM = re.compile(rf"(?:(?:AO|OOO|ZAO|PAO|OAO|PJSC|JSC) {_WORDS}|{_WORDS},? {_FORM}(?:,? {_FORM}){{0,2}})")
_NAME = re.compile(rf"(?:{_FIRM.pattern}|{_WORDS})")
_AFFILIATES = re.compile(r"\b(?:affiliat|subsidiar|parent (?:compan|entit|organi)|successors?\b)", re.IGNORECASE)
_SUFFIXES = re.compile(rf"(?:,? {_FORM})+$")
# Where a document about parties names them.
_TITLE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bCase No\.? [\w-]+[,:;] (?P<names>.+)$",
        r"\bIn (?:the Matter of|re) (?P<names>.+)$",
        r"(?:Determination|Order|Prohibition|Transactions?|Notice|Designation|Authorization)s? (?:[Rr]egarding|[Cc]oncerning|"
        r"[Ww]ith [Rr]espect [Tt]o|[Ii]nvolving|[Aa]gainst|[Ww]ith|[Ff]or|[Oo]f) (?P<names>.+)$",
        r"(?:Determination|Designation|Order)s?[:;] (?P<names>(?!Case)[A-Z].+)$",
        r"^(?P<names>[A-Z].+?)[;:] (?:Final|Initial) Determination\b",
    )
)
_DESIGNATED = re.compile(rf"(?:^|[;:] )(?P<names>{_WORDS}) Designation\b")
_DIRECTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:against|served|notified|addressed to|directed (?:at|to)|prohibits|prohibiting|issued to|granted to) (?P<names>{_NAME.pattern})",
        rf"\b(?:involving|supplied by|provided by|produced by|manufactured by|developed by|offered by|of|by) (?P<names>{_FIRM.pattern})",
        rf"(?P<names>{_NAME.pattern})(?: \([^()]*\))?,? \(?(?:and|including|together with|as well as|along with) "
        r"(?:(?:all|any|each|every|its|their|of|the)[ ,]*){0,4}(?:[\w-]+, ){0,3}(?:[\w-]+ ){0,2}(?:affiliat|subsidiar|successors)",
        rf"\b(?:subsidiar(?:y|ies)|affiliates?|parent(?: company)?|reseller)[ ,]+(?P<names>{_FIRM.pattern})",
    )
)
# 'the name "Kaspersky" takes in Kaspersky Lab, Inc. and ...'; 'Kaspersky Lab, Inc. (..., collectively, "Kaspersky")'.
_CALLED = re.compile(rf'"(?P<alias>[A-Z][^"]{{1,60}})" (?:takes? in|means|includes?|refers? to) (?P<name>{_FIRM.pattern})')
_BRACKETED = re.compile(rf'(?P<name>{_FIRM.pattern}) \((?:[^()]*?[,;]? )??(?:the |an? |hereinafter |collectively,? |together,? )*"?(?P<alias>[A-Z][\w&. -]{{1,40}})"?\)')
_ALSO = re.compile(rf"(?P<name>{_FIRM.pattern}),? \(?(?:also known as|a/k/a|aka|d/b/a|doing business as|formerly|f/k/a) (?P<alias>{_NAME.pattern})")
_ROLL = re.compile(r"\b(?:entit|compan|firm|part(?:y|ies)\b|respondent|producer|provider|compan|affiliate|subsidiar)", re.IGNORECASE)
_COMMENTED = re.compile(r"\b(?:comment(?:ed|ers?|s)|submitted|for example|such as|e\.g\.|wrote|suggested|urged)\b", re.IGNORECASE)
_NO_PARTY = re.compile(
    r"\b(?:Department|Bureau|Commission|Offices?|Agency|Administration|Secretary|Committee|Court|Congress|President|Council|Ministry|"
    r"Government|Republic|Federation|United States|U\.?S\.?|States?|Act|Order|Rules?|Register|Code|Part|Section|Determination|"
    r"Transactions?|Covered|Federal|Executive|Director|Attorney|Treasury|Board|ICTS|Regulations?|List|Notice|Supply Chain|Technology and|"
    r"Connected|Vehicles|Prohibited|Initial|Final|Case|Title|CFR|Union|Representative|Sanctions|Military|Networks? Act|Persons?)\b"
)
_STAGES = {Stage.INITIAL_DETERMINATION, Stage.FINAL_DETERMINATION}
_SKIP = {"contact", "addresses", "footnote", "action"}
OFTEN = 3  # a short name counts as the document's own when it stands by itself so often


def _bare(name: str) -> str:
    return _SUFFIXES.sub("", name).strip(" ,.")


def _clean(name: str) -> str:
    return re.sub(r"^(?:The|Both|Certain|All|Any|Every) ", "", re.sub(r"'s?$", "", name.strip(" ,;:")))


def _split(names: str) -> Iterator[str]:
    """The names in a run: "X, Inc., Y Ltd. and Z" gives each, forms staying with their names."""
    for part in re.split(rf";\s+|,? and (?=[A-Z])|, (?!{_FORM})(?=[A-Z])", names):
        found = _NAME.match(_clean(part))
        name = _clean(found.group(0)) if found else ""
        bare = _bare(name)
        if len(bare) > 1 and not _NO_PARTY.search(bare) and not any(code.fullmatch(bare) for code in COUNTRIES.values()):
            yield name


def _in_title(title: str) -> Iterator[str]:
    for pattern in (*_TITLE, _DESIGNATED):
        for found in pattern.finditer(title):
            firms = _FIRM.search(found.group("names"))
            if firms or pattern is _DESIGNATED or "Case No" in title or "Determination" in title:
                yield from _split(found.group("names"))


def _in_rolls(document: Document) -> Iterator[tuple[str, int]]:
    """Names in numbered lists that are introduced as companies or entities."""
    for row in enumerations(document):
        if _ROLL.search(row.intro) and not row.intro.endswith(("means:", "if:")):
            for member in row.members:
                found = _FIRM.match(member.text) or (_AFFILIATES.search(member.text) and _NAME.match(member.text))
                for name in _split(found.group(0)) if found else ():
                    yield name, member.passage


def _pairs(said: list[Sentence]) -> Iterator[tuple[str, str, Sentence]]:
    for sentence in said:
        for pattern in (_CALLED, _BRACKETED, _ALSO):
            for found in pattern.finditer(sentence.text):
                yield _clean(found.group("name")), found.group("alias").strip(" ,."), sentence


def _is_directed(document: Document, said: list[Sentence]) -> bool:
    """Whether the document acts on firms it names, and does not merely mention some."""
    if document.stage in _STAGES or any(_in_title(document.title)):
        return True
    taken_in = [s for s in said if _FIRM.search(s.text) and _AFFILIATES.search(s.text) and not _COMMENTED.search(s.text)]
    return any(_CALLED.search(s.text) or _DIRECTED[2].search(s.text) for s in taken_in) or any(_in_rolls(document))


def _found(document: Document, said: list[Sentence]) -> Iterator[tuple[str, Sentence | None]]:
    for name in _in_title(document.title):
        yield name, None
    for sentence in said:
        called = _CALLED.search(sentence.text)
        if called:
            yield _clean(called.group("name")), sentence
        if not _COMMENTED.search(sentence.text):
            for pattern in _DIRECTED:
                for found in pattern.finditer(sentence.text):
                    yield from ((name, sentence) for name in _split(found.group("names")))
    by_passage = {sentence.passage: sentence for sentence in said}
    for name, passage in _in_rolls(document):
        yield name, by_passage.get(passage)


def _tokens(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _bare(name).casefold()))


def _merged(found: list[tuple[str, Sentence | None]]) -> dict[str, list[tuple[str, Sentence | None]]]:
    """Names gathered under the fullest form of each: "Kaspersky" under "Kaspersky Lab, Inc."."""
    groups: dict[str, list[tuple[str, Sentence | None]]] = {}
    for name, sentence in sorted(found, key=lambda hit: -len(hit[0])):
        owner = next((full for full in groups if _tokens(name) <= _tokens(full)), name)
        groups.setdefault(owner, []).append((name, sentence))
    return groups


def _short_names(name: str, text: str) -> Iterator[str]:
    """The first word or words of a name, where the text uses them alone time and again."""
    bare = _bare(name).split()
    for length in (1, 2):
        short = " ".join(bare[:length])
        country = any(pattern.fullmatch(short) for pattern in COUNTRIES.values())
        if length < len(name.split()) and not country and len(short) > 2:  # noqa: PLR2004
            alone = re.findall(rf"\b{re.escape(short)}\b(?! {re.escape(' '.join(bare[length:]) or '-')})", text)
            if len(alone) >= OFTEN:
                yield short
                return


def named_parties(document: Document) -> tuple[NamedParty, ...]:
    """The firms a determination, designation, order or list is directed at; none for a rule that acts on a class.

    Agencies, countries, officials, statutes, commenters and firms mentioned as examples are no parties.
    """
    said = [sentence for sentence in sentences(document) if sentence.kind not in _SKIP]
    if not _is_directed(document, said):
        return ()
    text = "\n".join(sentence.text for sentence in said)
    pairs = list(_pairs(said))
    groups = _merged(list(_found(document, said)))
    return tuple(_party(name, mentions, pairs, said, text) for name, mentions in sorted(groups.items(), key=lambda g: text.find(g[0])))


def _party(
    name: str,
    mentions: list[tuple[str, Sentence | None]],
    pairs: list[tuple[str, str, Sentence]],
    said: list[Sentence],
    text: str,
) -> NamedParty:
    other = [mention for mention, _ in mentions] + [alias for full, alias, _ in pairs if essence(full) == essence(name)]
    aliases = tuple(dict.fromkeys(alias for alias in (*other, *_short_names(name, text)) if essence(alias) != essence(name)))
    forms = (name, *aliases)
    about = [sentence for sentence in said if any(form in sentence.text for form in forms)]
    taken_in = [sentence for sentence in about if _AFFILIATES.search(sentence.text)]
    shown = next((sentence for sentence in (*taken_in, *about) if name in sentence.text), None) or next(iter(about), None)
    quote, passage = (shown.text, shown.passage) if shown else (name, 0)
    return NamedParty(name, aliases, bool(taken_in), quote, passage)
