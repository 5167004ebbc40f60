"""What a document forbids and what it commands, sentence by sentence, and whom it binds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.noun_phrases import names_something, tidy
from models.scope import ScopeItem
from models.sentences import sentences
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from models.scope import DefinedTerm
    from models.sentences import Sentence

_FORBIDS = (
    re.compile(r"\bprohibited are (?P<who>)(?P<what>(?:those|transactions)\b.+)$", re.IGNORECASE),
    re.compile(r"^(?P<who>.{2,240}?),? (?:must|may|shall|can) not (?P<what>.+)$"),
    re.compile(r"^(?P<who>[Nn]o (?:U\.S\. )?person[^,]{0,80}?) (?:may|shall|can) (?P<what>.+)$"),
    re.compile(r"^(?P<who>.{2,240}?) (?:would be|will be|is|are) (?:barred|prohibited|forbidden) from (?P<what>.+)$"),
    re.compile(r"^[Nn]or (?:may|shall) (?P<who>it|they|[^,]{2,60}?) (?P<what>.+)$"),
    re.compile(r"^(?P<what>(?:[Tt]he |[Aa]ny |[Aa]ll )?[^,:]{0,40}(?:transactions?|imports?|sales?|use|dealings?)\b.{3,200}?) (?:is|are)"
               r" (?:hereby )?prohibited\b(?!,? (?:or|are|not|and))(?P<who>)"),
    re.compile(r"\b(?:determination|order|rule|subpart|secretary|department|bis) (?:hereby )?(?P<who>)prohibits (?P<what>.+)$", re.I),
)
_COMMANDS = re.compile(r"^(?P<who>.{2,240}?),? (?:must|shall)(?! (?:not|be|have)\b)\b,? (?P<what>.+)$")
# Acts of trade; "may not rely on them", "may not be considered" are procedure.
_TRADE = re.compile(
    r"\b(?:import|export|sell|resell|re-sell|suppl|integrat|licens|conclud|operat|offer|use|acquir|purchas|buy|transact|deal|install|"
    r"provid|engag|distribut|deliver|enter|market|manufactur|transfer|procur|obtain|connect|host|download|updat|maintain|transmit)",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(r"\b(?:be considered|rely on|infer|confuse|exceed|delay|prevent|comment|construed|email)\b")
_CONDITIONAL = re.compile(r"^(?:if|when|where|whether|unless|should|although|bis asks|a later|could)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:persons?|providers?|importers?|manufacturers?|sellers?|resellers?|operators?|exporters?|suppliers?|dealers?|compan(?:y|ies)|"
    r"entit(?:y|ies)|contractors?|licensees?|parties|users?|firms?|carriers?|vendors?|distributors?|agenc(?:y|ies))\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"^(?:\(\w{1,4}\) )+")
_BACKGROUND = {"contact", "addresses", "footnote", "action"}
SHORT = 200  # characters of what is forbidden
LONGEST_SUBJECT = 60  # characters


def _short(text: str) -> str:
    clause = re.split(r";|,? (?:because|unless|except|until)\b", text.rstrip("."), maxsplit=1)[0].strip(" ,")
    return clause if len(clause) <= SHORT else clause[:SHORT].rsplit(" ", 1)[0]


def _forbidden(sentence: Sentence) -> re.Match[str] | None:
    text = _MARK.sub("", sentence.text)
    # A date stands before the subject: "As of ... July 20, 2024, Kaspersky may not ...".
    text = re.sub(r"^(?:As of|On or after|After|From|Beginning|Effective|Starting) .{0,60}?\d{4}, ", "", text)
    if _CONDITIONAL.match(text) or text.endswith("?"):
        return None
    found = next((hit for pattern in _FORBIDS if (hit := pattern.search(text))), None)
    if found is None or _PROCEDURE.search(found.group("what")) or not _TRADE.search(found.group("what")):
        return None
    if re.match(r"^(?:may be|not|be) |^no\b", found.group("what")) or re.search(r"\bno transaction\b|\botherwise$", found.group("what"), re.I):
        return None
    return None if re.search(r"\b(?:that|which|who)$", found.group("who")) else found


def _commanded(sentence: Sentence) -> re.Match[str] | None:
    found = _COMMANDS.match(_MARK.sub("", sentence.text)) if sentence.kind == "regulation" else None
    return found if found and _PERSON.search(found.group("who")) else None


def _items(document: Document, *, duties: bool) -> Iterator[ScopeItem]:
    for sentence in sentences(document):
        found = _commanded(sentence) if duties else _forbidden(sentence)
        if found and sentence.kind not in _BACKGROUND:
            section = sentence.section.split(" > ")[-1]
            yield ScopeItem(_short(found.group("what")), section, sentence.text, sentence.passage)


def prohibitions(document: Document) -> tuple[ScopeItem, ...]:
    """What is forbidden: `text` is the act without its subject, `under` the section, `quote` the whole sentence."""
    return _distinct(_items(document, duties=False))


def duties(document: Document) -> tuple[ScopeItem, ...]:
    """What the regulation text commands somebody to do, in the same form."""
    return _distinct(_items(document, duties=True))


def _distinct(items: Iterable[ScopeItem]) -> tuple[ScopeItem, ...]:
    return tuple({essence(item.quote): item for item in items}.values())


def _who(found: re.Match[str], terms: tuple[DefinedTerm, ...], parties: tuple[str, ...]) -> Iterator[str]:
    subject = found.group("who").strip()
    if re.match(r"no (?:U\.S\. )?person", subject, re.IGNORECASE):
        yield "any U.S. person" if "U.S." in subject else "any person"
        return
    named = [party for party in parties if party and party in subject]
    defined = [term.term for term in terms if term.term.casefold() in subject.casefold() and _PERSON.search(term.term)]
    longest = [name for name in defined if not any(name != other and name.casefold() in other.casefold() for other in defined)]
    yield from named or longest
    other = tidy(subject)
    if not named and not longest and len(subject) <= LONGEST_SUBJECT and " " in other and _PERSON.search(other) and names_something(other):
        yield other


def bound(document: Document, terms: tuple[DefinedTerm, ...], parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who must or must not do something: defined persons as the document names them, named parties, "any person"."""
    found = [hit for sentence in sentences(document) if (hit := _forbidden(sentence) or _commanded(sentence))]
    return tuple(dict.fromkeys(who for hit in found for who in _who(hit, terms, parties)))
