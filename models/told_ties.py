"""What ties a firm to the case of a determination: where its parties are presented, what belongs to them, whom it binds."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from models.adversaries import countries, towns
from models.enumerations import enumerations
from models.expressions import phrasing
from models.firm_columns import columns, firm_at, mostly_firms, stands_alone
from models.other_names import bare_name
from models.party_lists import is_firm
from models.told_firms import NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extract.document import Document
    from models.sentences import Sentence
    from models.told_firms import Mention, ToldFirm

_SAYS = phrasing("told_of")
_FIRM, _ENTERPRISE = phrasing("parties")["firm"], _SAYS["enterprise"]
_OPENS, _EXCEPTED, _ASKS = _SAYS["opens"], _SAYS["excepted"], _SAYS["asks"]
_CONDITIONS_FOR, _COUNTED = _SAYS["conditions_for"], _SAYS.each("counted")
_TOGETHER, _NOT, _MARKED = _SAYS["together"], _SAYS["negated"], _SAYS["marked"]
_PRESENTED, _ROLL, _ROLE_HEADING = _SAYS["presented"], _SAYS["roll"], _SAYS["role_heading"]
_OTHERS_SPEAK, _OF_STRANGERS = _SAYS["others_speak"], _SAYS["of_strangers"]
_OUTSIDER, _IS_OUTSIDER, _USES = _SAYS["outsider"], _SAYS["is_outsider"], _SAYS["uses"]
_ORDERED, _TIED = _SAYS["ordered"], _SAYS["tied"]
_RUSSIAN, _LISTED_ELSEWHERE = _SAYS["russian"], _SAYS["listed_elsewhere"]
_ENTRY = re.compile(r"(?: \([^()]*\))?(?:[,;.]|$)")  # what follows the firm in a list, where in prose a verb would
_QUOTED_ENTRY = re.compile(r'"\(?\w{1,4}[.)] ')
NUMBERS = {word: count for count, word in enumerate("two three four five six seven eight".split(), start=2)}
SEAT = 60  # characters behind a firm that tell its seat


def belongs(firm: ToldFirm, document: Document, called: set[int], listed: set[int]) -> bool:
    """Whether a firm is tied to the case: presented among its parties, or by ownership, service, or its seat."""
    around = [pair for mention in firm.mentions for pair in mention.around]
    if is_outside(firm):
        return False
    if any(mention.number in called or is_presented(mention, document, firm.name) for mention in firm.mentions):
        return True
    if any(_USES.match(after) for _, after in around):
        return False
    return any(mention.number in listed or _ties(mention, firm.name) for mention in firm.mentions)


def is_outside(firm: ToldFirm) -> bool:
    """Whether the text gives a firm a role that no party has, wherever it tells of it."""
    return any(_is_outside(*pair) for mention in firm.mentions for pair in mention.around)


def _is_outside(before: str, after: str) -> bool:
    """Whether the words around a firm give it a role that no party has."""
    return bool(_OUTSIDER.search(before) or _IS_OUTSIDER.match(after))


def is_presented(mention: Mention, document: Document, name: str) -> bool:
    """Whether a firm stands where a determination presents its parties, in no other role."""
    sentence = mention.sentence
    roll = _ROLL.match(sentence.heading)
    promised = roll and (is_marked(document, sentence) or "respondent" in roll[0].casefold())
    if _OTHERS_SPEAK.search(sentence.section) or any(
        _is_outside(*one) or (not promised and _USES.match(one[1])) for one in mention.around
    ):
        return False
    stands = _PRESENTED.search(f"{sentence.section} {headings(sentence, document)}")
    if _ROLE_HEADING.match(sentence.heading) and _comes_first(mention, document):
        return True
    opens = (
        (is_firm(name) or _ENTERPRISE.fullmatch(name))
        and stands_first(mention)
        and (stands or _is_entry(sentence, document))
    )
    return bool(opens or (name in sentence.section and _PRESENTED.search(sentence.section)))


def _comes_first(mention: Mention, document: Document) -> bool:
    """Whether a firm is the first that the paragraph under a heading names."""
    sentence = mention.sentence
    at, text = sentence.passage, document.passages[sentence.passage].text
    first = _FIRM.search(text)
    opens = at == 0 or document.passages[at - 1].section != sentence.section
    return opens and first is not None and text.find(sentence.text) + mention.at <= first.end()


def _ties(mention: Mention, name: str) -> bool:
    elsewhere, tied = _speaks_of_ties(mention.sentence.text)
    if elsewhere or _OTHERS_SPEAK.search(mention.sentence.section) or is_excepted(mention):
        return False
    return tied or any(_is_abroad(f"{name} {after[:SEAT]}") or _ORDERED.match(after) for _, after in mention.around)


def _is_abroad(words: str) -> bool:
    """Whether a firm's name or the words behind it tell a seat with an adversary."""
    return bool(_RUSSIAN.search(words) or countries(words) or towns(words))


@lru_cache(maxsize=4_096)  # a sentence may name a thousand firms
def _speaks_of_ties(text: str) -> tuple[bool, bool]:
    """Whether a sentence is on another list or on what somebody asked, and whether it ties its firms to others."""
    elsewhere = _LISTED_ELSEWHERE.search(text) or _ASKS.search(text)
    return bool(elsewhere), _TIED.search(_FIRM.sub("", text)) is not None


def _is_entry(sentence: Sentence, document: Document) -> bool:
    """Whether a paragraph is but a firm with its address: above all headings, as orders open, or quoted by an amendment."""
    text = document.passages[sentence.passage].text
    if quoted := _QUOTED_ENTRY.match(text):
        return stands_alone(text[quoted.end() :].rstrip('"'))
    return not sentence.section and (stands_alone(text) or text.endswith((";", "; and")))


def called_together(said: tuple[Sentence, ...]) -> set[int]:
    """The numbers of the sentences whose firms a later one calls the parties: "These five are the respondents"."""
    until = {one.section: at for at, one in enumerate(said) if _TOGETHER.search(one.text) and not _NOT.search(one.text)}
    return {at for at, one in enumerate(said) if at < until.get(one.section, 0)}


def counted_together(said: tuple[Sentence, ...], told: Mapping[str, ToldFirm]) -> set[str]:
    """The keys of the firms that a sentence calls the parties by their number: as many are told of before it, in its
    paragraph or else in its section.
    """
    found: set[str] = set()
    for number, one in enumerate(said):
        cue = _TOGETHER.search(one.text)
        counts = [NUMBERS[word] for word in re.findall(r"\w+", cue[0].casefold()) if word in NUMBERS] if cue else []
        if not counts or _NOT.search(one.text):
            continue
        before = [
            (key, mention.sentence)
            for key, firm in told.items()
            for mention in firm.mentions
            if mention.number < number and mention.sentence.section == one.section
        ]
        for keys in ({key for key, where in before if where.passage == one.passage}, {key for key, _ in before}):
            if len(keys) == counts[0]:
                found |= keys
                break
    return found


def party_count(said: Iterable[Sentence]) -> tuple[int, int]:
    """How many parties the text says the case has (the most that it counts), and how often; zeros where it does not."""
    counts = Counter(
        NUMBERS[found["count"].casefold()]
        for one in said
        for pattern in _COUNTED
        for found in pattern.finditer(one.text)
    )
    most = max(counts, default=0)
    return most, counts[most]


def has_conditions(name: str, said: Iterable[Sentence]) -> bool:
    """Whether a heading puts conditions on a firm by its name."""
    bare = bare_name(name)
    sections = {one.section for one in said if bare in one.section}
    return any(_CONDITIONS_FOR.search(one[: one.find(bare)]) and not _NOT.search(one) for one in sections)


def in_lists(document: Document, said: tuple[Sentence, ...]) -> set[int]:
    """The numbers of the sentences that open the members of a list of firms, unless it is one of customers and the like."""
    found: set[int] = set()
    first = {one.passage: number for number, one in reversed(list(enumerate(said)))}
    for row in (*enumerations(document), *columns(document)):
        opening = [
            one.passage for one in row.members if (firm := firm_at(one.text)) and _ENTRY.match(one.text, firm.end())
        ]
        if len(opening) > 1 and mostly_firms(row) and not _OF_STRANGERS.search(row.before):
            found |= {first[passage] for passage in opening if passage in first}
    return found


def stands_first(mention: Mention) -> bool:
    """Whether a firm opens its sentence, entry or row."""
    return any(_OPENS.fullmatch(before) for before, _ in mention.around)


def is_excepted(mention: Mention) -> bool:
    """Whether the words before a firm leave it out: "other than Example Ltd."."""
    return _EXCEPTED.search(mention.sentence.text[max(0, mention.at - NEAR) : mention.at]) is not None


def is_marked(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence's paragraph bears a number, a letter or a bullet."""
    return _MARKED.match(document.passages[sentence.passage].text) is not None


def headings(sentence: Sentence, document: Document) -> str:
    """What stands right above a sentence: its heading and the title of its table."""
    return f"{sentence.heading} {document.passages[sentence.passage].table}"
