"""A document as it stands after its corrections, extensions and delays: its dates, and the text that they replace."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from extract.calendar_days import days_in
from extract.deadlines import Occasion, dated_facts
from extract.document import DateKind, Stage
from models.succession import day_of
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import DatedFact, Document, Passage

# “450 megahertz” should read “500 megahertz”; "X" is corrected to read "Y". And where: "On page 5361, in the second column".
_SHOULD_READ = re.compile(
    r"[“\"](?P<old>[^“”\"]{1,400})[”\"],?\s+(?:should (?:have )?read|(?:is|are|should be) corrected to (?:read )?"
    r"(?:as follows|as)?|should be),?\s*:?\s*[“\"](?P<new>[^“”\"]{1,400})[”\"]"
)
_ON_PAGE = re.compile(r"\b[Oo]n page (\d+)")
_EVERYWHERE = re.compile(
    r"\b(?:each (?:place|time)|every(?:where| place| time)|wherever|throughout|all (?:places|instances))\b",
    re.IGNORECASE,
)
_STOPS = ",.; "
_OWN_EFFECT = re.compile(
    r"\b(?:this|these|the) correct(?:ions?|ing amendments?)\b|^\W*effective (?:on )?\w+ \d+, \d+\W*$", re.IGNORECASE
)
_OWN_DELAY = re.compile(
    r"^\W*(?:effective date: )?this (?:final |interim |direct )*(?:rule|action|document|notice|delay|amendment) "
    r"(?:is|becomes|takes) effect"
    # From when a stay without an end holds: "Effective March 2, 2027, the rule published at 92 FR 1234 is stayed".
    r"|^\W*effective (?:on |as of )?\w+ \d+, \d+,[^;]*\b(?:is|are) (?:\w+ly )?(?:delayed|stayed|suspended|postponed)\b"
    r"(?![^;]*\b(?:until|through|to) \w+ \d+, \d+)",
    re.IGNORECASE,
)
_OF_ONE_PART = re.compile(
    r"\b[Pp]artial\b|\beffective dates? (?:of|for) (?:§|paragraph|section|amendatory|the amendments? (?:to|in))"
)
_FROM_TO = re.compile(
    r"\b(?:delay|postpon|defer|extend|mov|chang|correct|stay|suspend|revis|should|instead)\w*", re.IGNORECASE
)
_SECTION = re.compile(r"§+\s*([\w.]+)")
OPENING = 3  # words by which a corrected paragraph is found again in its section
_MOVED = {
    Stage.COMMENT_PERIOD_EXTENSION: (DateKind.COMMENTS_CLOSE,),
    Stage.COMMENT_PERIOD_REOPENING: (DateKind.COMMENTS_CLOSE,),
    Stage.DELAY_OF_EFFECTIVE_DATE: (DateKind.EFFECTIVE, DateKind.COMPLIANCE),
    Stage.CORRECTION: (DateKind.COMMENTS_CLOSE, DateKind.EFFECTIVE, DateKind.COMPLIANCE, DateKind.EXPIRATION),
}
"""Which kinds of date a document of the stage moves in the one it is about."""


def amended(document: Document, amendments: Sequence[Document]) -> Document:
    """The document as it stands after the amendments, which are given in order of time with their own applied before."""
    for amendment in amendments:
        if amendment.stage is Stage.CORRECTION:
            document = _corrected(document, amendment)
        document = replace(document, dates=tuple(_moved(document, amendment)))
    return document


def _moved(document: Document, amendment: Document) -> Iterator[DatedFact]:
    """The document's dates with those that the amendment sets in the place of others.

    Where it says which day it moves ("from January 4 to July 5"), that one; else all of their kind. A delay states its own
    effective day beside the delayed one; only a later day than the document's is meant.
    """
    told = [(fact, _replaced(document, fact)) for fact in _set_by(amendment)]
    kinds = {kind for kind in _MOVED.get(amendment.stage, ()) if _sets(document, amendment, kind)}
    new = [(_in_its_place(fact, replaced), replaced) for fact, replaced in told]
    new = [(fact, replaced) for fact, replaced in new if replaced or fact.kind in kinds]
    gone = {(fact.kind, fact.date) for _, replaced in new for fact in replaced}
    whole = {fact.kind for fact, replaced in new if not replaced} - {kind for kind, _ in gone}
    said = " ".join([amendment.action or "", amendment.title, *(fact.quote for fact, _ in new)])
    in_part = _OF_ONE_PART.search(said) is not None
    goes_on = {DateKind.EFFECTIVE} if in_part else set()  # for what is not delayed
    if amendment.stage is Stage.DELAY_OF_EFFECTIVE_DATE and not new and not in_part:
        whole = {DateKind.EFFECTIVE}  # put off without a new day, "indefinitely" or "until further notice"
    for fact in document.dates:
        if fact.kind in goes_on or (fact.kind not in whole and (fact.kind, fact.date) not in gone):
            yield fact
    for fact, replaced in new:
        old = [one.date for one in document.dates if one.kind is fact.kind]
        own = amendment.stage is Stage.DELAY_OF_EFFECTIVE_DATE and old and fact.date <= min(old)
        if replaced or (fact.kind in whole and not own):
            yield fact


def _replaced(document: Document, new: DatedFact) -> list[DatedFact]:
    """The document's facts whose day the words of a new one say to be moved: the last of them printed before the new day."""
    known = {fact.date for fact in document.dates if fact.kind in _MOVED[Stage.CORRECTION]}
    said = [day.date for day in days_in(new.quote)] if _FROM_TO.search(new.quote) else []
    before = [date for date in said[: said.index(new.date)] if date in known] if new.date in said else []
    return [fact for fact in document.dates if fact.date in before[-1:] and fact.kind in _MOVED[Stage.CORRECTION]]


def _in_its_place(fact: DatedFact, replaced: list[DatedFact]) -> DatedFact:
    """A new day is of the kind of the one that it takes the place of."""
    kinds = {one.kind for one in replaced}
    return replace(fact, kind=replaced[0].kind) if kinds and fact.kind not in kinds else fact


def _set_by(amendment: Document) -> list[DatedFact]:
    """The days that an amendment may set for the other document: less that on which it takes effect itself."""
    own = {Stage.CORRECTION: _OWN_EFFECT, Stage.DELAY_OF_EFFECTIVE_DATE: _OWN_DELAY}.get(amendment.stage)
    return [
        fact
        for fact in amendment.dates
        if own is None or fact.kind is not DateKind.EFFECTIVE or not own.search(fact.quote)
    ]


def _sets(document: Document, amendment: Document, kind: DateKind) -> bool:
    new = [fact.date for fact in _set_by(amendment) if fact.kind is kind and not _replaced(document, fact)]
    old = [fact.date for fact in document.dates if fact.kind is kind]
    if not new or set(new) == set(old):
        return False
    if kind is DateKind.COMMENTS_CLOSE:
        return True
    if amendment.stage is Stage.CORRECTION:
        # A correction states its own effective day; only one that lies ahead, of a rule not in force yet, is the rule's.
        day = day_of(amendment)
        return len(old) == 1 and day is not None and min(new) > day and old[0] > day
    return not old or max(new) > min(old)


def _corrected(document: Document, correction: Document) -> Document:
    """The document with the words that the correction replaces, and the paragraphs of regulation that it restates."""
    passages, page = list(document.passages), ""
    for passage in correction.passages:
        for hit in _SHOULD_READ.finditer(passage.text):
            named = _ON_PAGE.findall(passage.text[: hit.start()])
            page = named[-1] if named else page
            _reword(passages, hit, page, everywhere=_EVERYWHERE.search(passage.text) is not None)
        page = next(iter(_ON_PAGE.findall(passage.text)[-1:]), page)
    reworded = passages != list(document.passages)
    for passage in correction.passages:
        if passage.kind == "regulation" and not _SHOULD_READ.search(passage.text):
            _restate(passages, passage, correction)
    if passages == list(document.passages):
        return document
    changed = replace(document, passages=tuple(passages))
    return replace(changed, dates=_dates(document, changed)) if reworded else changed


def _reword(passages: list[Passage], hit: re.Match[str], page: str, *, everywhere: bool) -> None:
    """Changes the words where the correction puts them, by the page: in the one place where they stand, or in all that it means.

    Words that stand there more than once are left alone, unless they are so many that they can only mean the same. Where the
    page does not have them (pages are known only as far as they are printed), the whole document is looked through.
    """
    old, new = (hit[side].strip(_STOPS) for side in ("old", "new"))
    words = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    there = [at for at, passage in enumerate(passages) if page in {"", passage.page}]
    if page and there and there[0]:
        there.insert(0, there[0] - 1)  # a paragraph that the page before begins
    found = [at for at in there for _ in words.finditer(passages[at].text)]
    found = found or [at for at, passage in enumerate(passages) for _ in words.finditer(passage.text)]
    if old and (len(found) == 1 or everywhere or len(old.split()) >= OPENING):
        for at in dict.fromkeys(found):
            text = words.sub(lambda _: new, passages[at].text)
            passages[at] = replace(passages[at], text=text)


def _restate(passages: list[Passage], new: Passage, correction: Document) -> None:
    """Puts a restated paragraph where the one stood that begins alike in the same section, else at the section's end."""
    section, opening = _section(new), _opening(new)
    places = [place for place, old in enumerate(passages) if old.kind == "regulation" and _section(old) == section]
    same = [place for place in places if opening and _opening(passages[place]) == opening]
    if any(essence(passages[at].text) == essence(new.text) for at in same):
        return  # says what stood there
    same.sort(key=lambda at: SequenceMatcher(None, passages[at].text, new.text, autojunk=False).ratio(), reverse=True)
    marked = replace(
        new, page=None, section=f"as corrected by {correction.citation or correction.document_number} > {new.section}"
    )
    if same:
        passages[same[0]] = marked
    else:
        passages.insert(places[-1] + 1 if places else len(passages), marked)


def _section(passage: Passage) -> str:
    found = _SECTION.findall(passage.section)
    return found[-1].rstrip(".") if found else ""


def _opening(passage: Passage) -> tuple[str, ...]:
    return tuple(filter(None, map(essence, passage.text.split())))[:OPENING]


def _dates(before: Document, after: Document) -> tuple[DatedFact, ...]:
    """The dates that the changed words set in the place of those that the old words set; the others stay as they are."""
    old, new = (_read(document) for document in (before, after))
    gone = {(fact.kind, fact.date) for fact in old} - {(fact.kind, fact.date) for fact in new}
    kept = [fact for fact in before.dates if (fact.kind, fact.date) not in gone]
    known = {
        (fact.kind, fact.date) for fact in (*before.dates, *old)
    }  # a day that an amendment moved does not come back
    return (*kept, *(fact for fact in new if (fact.kind, fact.date) not in known))


def _read(document: Document) -> tuple[DatedFact, ...]:
    occasion = Occasion(
        document.type,
        document.stage,
        document.action or "",
        document.title,
        document.publication_date,
        day_of(document),
    )
    return tuple(dated_facts(list(document.passages), occasion))
