"""How the words around a firm speak for or against a determination binding it, as learnt from determinations that were read.

The weights (binding_words.json) come from `make calibrate`: a logistic regression over what stands before and behind a firm, in
its sentences, in their headings, and around its short name. They are a second opinion beside what models.told_of looks for.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import defaultdict
from typing import TYPE_CHECKING

from extract.learnt_words import NONE, in_order, runs, table
from models.told_ties import headings
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from extract.document import Document
    from models.sentences import Sentence
    from models.told_firms import ToldFirm

_DAY = re.compile(rf"(?:{'|'.join(month_name[1:])}) \d{{1,2}}(?:, \d{{4}})?")
_FORM = re.compile(
    r"\b(?:Inc|LLC|L\.L\.C|LLP|Ltd|Limited|Corp|Company|Pte|Sdn|GmbH|AG|B\.V|Oy|Kft|OOO|AO|PAO|S\.A|C\.A|FZE|FZ-LLC)\b"
)
OWN, OTHER, DAY = "@", "#", "%"  # what stands for the firm itself, other firms, and days
BEFORE, BEHIND = 7, 9  # words on either side of a firm
SENTENCE, HEADING = 70, 25  # words of a sentence or its headings that are looked at
BESIDE_SHORT = 60  # characters on either side of a short name
MANY = 4
FEW = 30  # sentences; the determinations that were learnt from have more


def leanings(
    told: Mapping[str, ToldFirm],
    document: Document,
    said: tuple[Sentence, ...],
    called: Iterable[tuple[str, str]],
) -> dict[str, float]:
    """For each firm that is told of, the logit of its being bound; 0 in a text so short that its words tell little."""
    if len(said) < FEW:
        return dict.fromkeys(told, 0.0)
    learnt = table("models", "binding_words")
    said_of = binding_words(told, document, said, called)
    return {key: (logits := learnt.logits(words))["bound"] - logits[NONE] for key, words in said_of.items()}


def binding_words(
    told: Mapping[str, ToldFirm],
    document: Document,
    said: tuple[Sentence, ...],
    called: Iterable[tuple[str, str]],
) -> dict[str, frozenset[str]]:
    """For each firm that is told of, the words around it, each behind the name of the place where it stands; `called` are
    the other names that the text gives firms (models.other_names).
    """
    short: dict[str, set[str]] = defaultdict(set)
    for name, alias in called:
        short[essence(name)].add(alias)
    spans: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    for key, firm in told.items():
        for mention in firm.mentions:
            spans[mention.number][mention.at, mention.at + len(firm.name)] = key
    return {
        key: frozenset(
            (
                *_of_firm(firm, list(told).index(key), len(said)),
                *_around(key, firm, document, spans),
                *_beside_short_names(key, told, said, short),
            )
        )
        for key, firm in told.items()
    }


def _of_firm(firm: ToldFirm, place: int, sentences: int) -> Iterator[str]:
    yield f"mentions:{min(len(firm.mentions), MANY)}"
    yield f"place:{min(place, MANY)}"
    yield f"quarter:{min(3, 4 * firm.mentions[0].number // max(1, sentences))}"
    if forms := _FORM.findall(firm.name):
        yield f"form:{forms[-1]}"


def _around(
    key: str, firm: ToldFirm, document: Document, spans: Mapping[int, Mapping[tuple[int, int], str]]
) -> Iterator[str]:
    for mention in firm.mentions:
        words = _words(_masked(mention.sentence.text, key, spans[mention.number]))
        at = words.index(OWN) if OWN in words else 0
        yield from runs("before", words[max(0, at - BEFORE) : at], 3)
        yield from runs("behind", words[at + 1 : at + 1 + BEHIND], 3)
        yield from runs("sentence", words[:SENTENCE], 2)
        yield from runs("heading", _words(headings(mention.sentence, document))[:HEADING], 2)


def _beside_short_names(
    key: str, told: Mapping[str, ToldFirm], said: tuple[Sentence, ...], short: Mapping[str, set[str]]
) -> Iterator[str]:
    """What stands beside the short name that the text gives a firm, or beside its first word where no other firm has it."""
    place = "short"
    names = short.get(key, set())
    if not names:
        place = "first word"
        name = _first_word(told[key])
        others = (_first_word(firm) for other, firm in told.items() if other != key)
        names = set() if name in others else {name}
    yield f"called by:{place}"
    for name in names:
        pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?! (?:Co|Inc|Ltd|LLC|Limited))")
        places = [(one.text, found.start(), found.end()) for one in said for found in pattern.finditer(one.text)]
        yield f"{place}:{min(len(places), MANY + 2)}"
        for text, start, end in places:
            behind = _words(text[end : end + BESIDE_SHORT])[:3]
            before = _words(text[max(0, start - BESIDE_SHORT) : start])[-2:]
            yield from (f"behind {place}:{' '.join(behind[:size])}" for size in (1, 2, 3))
            yield from (f"before {place}:{' '.join(before[-size:])}" for size in (1, 2))


def _first_word(firm: ToldFirm) -> str:
    return firm.name.removeprefix("The ").split()[0]


def _masked(text: str, key: str, spans: Mapping[tuple[int, int], str]) -> str:
    parts, at = [], 0
    for (start, end), whose in sorted(spans.items()):
        if start >= at:
            parts += [text[at:start], f" {OWN if whose == key else OTHER} "]
            at = end
    return "".join((*parts, text[at:]))


def _words(text: str) -> list[str]:
    """Days are all one."""
    return in_order(_DAY.sub(f" {DAY} ", text))
