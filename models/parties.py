"""The firms a document is directed at, with the other names it gives them and whether affiliates are taken in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.calendar_days import days_in
from extract.document import Stage
from models.defined_parties import defined_parties, developers, is_proper
from models.enumerations import enumerations
from models.expressions import phrasing
from models.firm_columns import names_below, names_in_brackets, names_in_rows
from models.listed_parties import listed_parties
from models.marks import marks
from models.names import is_place
from models.other_names import bare_name, is_generic, other_names, tokens
from models.party_lists import (
    STAGES,
    held,
    in_annexes,
    in_corrections,
    in_covered,
    in_makers,
    in_rolls,
    in_tables,
    is_firm,
    split_names,
    under_headings,
)
from models.respondents import respondents
from models.scope import NamedParty
from models.sentences import sentences
from models.told_of import ToldOf, told_of
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document
    from models.sentences import Sentence

_SAYS = phrasing("parties")
_FIRM, _LOWER = _SAYS["firm"], _SAYS["lower"]
_TITLE, _TITLE_ENDS, _TAIL = _SAYS.each("title"), _SAYS["title_ends"], _SAYS["tail"]
_DESIGNATES, _DEFINES_COVERED = _SAYS["designates"], _SAYS["defines_covered"]
_DESIGNATED, _WITHOUT_FORM, _ACTS_TITLE = _SAYS["designated"], _SAYS["names_without_form"], _SAYS["acts_title"]
_DIRECTED, _WITH_AFFILIATES, _AFFILIATES = _SAYS.each("directed"), _SAYS["with_affiliates"], _SAYS["affiliates"]
_FORBIDS, _DEALT_WITH = _SAYS["forbids"], _SAYS["dealt_with"]
_SEATED, _LISTED = _SAYS["seated"], _SAYS["listed"]
_CALLED, _COMMENTED, _MADE_BY, _LISTS_MAKERS = (
    _SAYS[key] for key in ("called", "commented", "made_by", "lists_makers")
)
_REMOVED, _REMOVED_HEADING, _ADDED = _SAYS["removed"], _SAYS["removed_heading"], _SAYS["added_heading"]
_EXAMPLE, _LEFT_OUT, _AFFILIATES_NAMED = _SAYS["example"], _SAYS["left_out"], _SAYS["affiliates_named"]
_PLACED, _PLACED_BEFORE, _ALL_AFFILIATES = _SAYS["placed"], _SAYS["placed_before"], _SAYS["all_affiliates"]
_COVERED_IS, _PRODUCERS = _SAYS["covered_is"], _SAYS["producers_named"]
_RULES = {"RULE", "PRORULE"}
_SKIP = {"contact", "addresses", "footnote", "action"}
_AUTHORITY, _IS_THING, _IS_TERM, _THING_IS = _SAYS["authority"], _SAYS["is_thing"], _SAYS["is_term"], _SAYS["thing_is"]
_WITH_FIRM = _SAYS["with_firm"]
_UNDER_DETERMINATION, _SEAT = _SAYS["under_determination"], _SAYS["place_follows"]
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
RECENT = dt.timedelta(days=60)
"""A notice may be printed so long after what it tells of."""
OFTEN = 3  # a short name counts as the document's own when it stands by itself so often


def _in_title(document: Document) -> Iterator[str]:
    title = document.title
    text = "\n".join(passage.text for passage in document.passages)
    while (without := _TAIL.sub("", title)) != title:
        title = without
    case = document.stage is Stage.GENERAL_AUTHORIZATION
    for pattern in (*_TITLE, *([_TITLE_ENDS] if case else []), _DESIGNATED):
        for found in pattern.finditer(title):
            free = pattern is _DESIGNATED or _WITHOUT_FORM.search(title)
            for name in split_names(found["names"]):
                proper = free and (is_proper(name, text) or (" " in name and name in text))
                thing = re.search(rf"\b{re.escape(name)}(?:{_IS_THING.pattern}|{_IS_TERM.pattern})", text)
                if not _FIRM.fullmatch(name):
                    thing = thing or re.search(rf"{_THING_IS.pattern}{re.escape(name)}\b", text)
                if thing or _is_collective(name, title) or _is_collective(name, text):
                    continue
                if _FIRM.fullmatch(name) or proper:
                    yield name


def _is_collective(name: str, text: str) -> bool:
    """Whether a name is what a text calls several firms: "the Example Group", never without the article."""
    bare = name.removeprefix("the ")
    before = re.findall(rf"(\bthe )?\b{re.escape(bare)}\b", text, re.IGNORECASE)
    return bare.endswith(" Group") and bool(before) and all(before)


def _defining(document: Document, said: list[Sentence]) -> Iterator[str]:
    """Where a rule says what its terms mean: its regulation, and the lists that open with "covered equipment means:"."""
    placed = (one for one in said if one.kind == "regulation" or _DEFINES_COVERED.search(one.text))
    yield from (one.text for one in placed if not _EXAMPLE.search(one.text))
    for row in enumerations(document):
        if _COVERED_IS.search(row.intro):
            yield from (member.text for member in row.members)


def _is_directed(document: Document, said: list[Sentence]) -> bool:
    """Whether the document acts on firms it names, and does not merely mention some."""
    if (
        document.stage in STAGES
        or (document.stage is Stage.GENERAL_AUTHORIZATION and _UNDER_DETERMINATION.search(document.text))
        or any(_in_title(document))
        or any(defined_parties(document))
        or any(developers(document))
        or any(in_tables(document))
        or any(in_covered(document))
        or any(in_annexes(document))
        or any(in_corrections(document))
        or any(under_headings(document))
    ):
        return True
    if any(_LISTS_MAKERS.search(s.text) and _PRODUCERS.search(s.text) for s in said):
        return True
    if any(held(document, said)) or any(_DESIGNATES.search(s.text) for s in said):
        return True
    if any(_SEATED.search(s.text) and _FORBIDS.search(s.text) for s in said):
        return True
    if document.type == "PRESDOCU" and any(_ordered_against(document, said)):
        return True
    if any(s.kind == "summary" and _DEALT_WITH.search(s.text) and _FORBIDS.search(s.text) for s in said):
        return True
    if document.type in _RULES:
        # A rule acts on a class; the firms it mentions commented, or serve as examples, unless it defines by its makers.
        return any(in_makers(document)) or any(_MADE_BY.search(text) for text in _defining(document, said))
    if _LISTS_MAKERS.search(document.title) and any(_MADE_BY.search(s.text) for s in said):
        return True
    if any(_LISTS_MAKERS.search(s.text) and _MADE_BY.search(s.text) for s in said):
        return True
    taken_in = [
        s for s in said if _AFFILIATES.search(s.text) and _FIRM.search(s.text) and not _COMMENTED.search(s.text)
    ]
    return any(
        _CALLED.search(s.text) or _WITH_AFFILIATES.search(s.text) or _SEATED.search(s.text) for s in taken_in
    ) or any(in_rolls(document))


def _found(document: Document, said: list[Sentence], told: ToldOf) -> Iterator[tuple[str, Sentence | None]]:
    words = [tokens(firm) for firm, _ in told.bound]
    for name in _in_title(document):
        # Beside firms that a case tells of, a name in its title that is part of none of theirs is a product's.
        if not words or is_firm(name) or any(tokens(name) & firm for firm in words):
            yield name, None
    by_passage = {sentence.passage: sentence for sentence in said}
    listed = (*told.bound, *in_rolls(document), *in_tables(document))
    yield from ((name, by_passage.get(passage)) for name, passage in listed)
    if document.stage in STAGES:
        return
    yield from _ordered_against(document, said)
    free = _WITHOUT_FORM.search(document.title)  # names may lack a legal form
    for sentence in said:
        if _is_of_removed(sentence):
            continue
        if _CALLED.search(sentence.text) or (free and _LISTED.search(sentence.text)):
            yield from (
                (name, sentence) for firm in _FIRM.finditer(sentence.text) for name in split_names(firm.group(0))
            )
        if _COMMENTED.search(sentence.text):
            continue
        for pattern in (*_DIRECTED, _AFFILIATES_NAMED, _PRODUCERS):
            hits = [hit for hit in pattern.finditer(sentence.text) if not _is_aside(sentence.text[: hit.start()])]
            # "X Ltd., of Kowloon, and its subsidiaries": a place.
            hits = [
                hit for hit in hits if _FIRM.match(hit["names"]) or not _SEAT.search(hit.string[: hit.start("names")])
            ]
            names = [name for hit in hits for name in split_names(hit["names"])]
            named = free or pattern is _AFFILIATES_NAMED
            yield from ((name, sentence) for name in names if named or _FIRM.fullmatch(name))
    yield from held(document, said)
    built = ((firm, at) for firm, _, at in developers(document))
    for name, passage in (
        *in_makers(document),
        *in_annexes(document),
        *in_corrections(document),
        *in_covered(document),
        *under_headings(document),
        *defined_parties(document),
        *built,
    ):
        yield name, by_passage.get(passage)


def _ordered_against(document: Document, said: list[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """The firms with which an order of the President forbids transactions, and what it names beside them."""
    if document.type != "PRESDOCU":
        return
    listed = {one.passage for row in enumerations(document) if _FORBIDS.search(row.intro) for one in row.members}
    for sentence in said:
        forbids = sentence.passage in listed or _FORBIDS.search(sentence.text)
        found = _WITH_FIRM.search(sentence.text) if forbids and not _is_of_removed(sentence) else None
        for firm in _FIRM.finditer(sentence.text, found.end()) if found else ():
            yield from ((name, sentence) for name in split_names(firm[0]))


def _is_of_removed(sentence: Sentence) -> bool:
    removes = _REMOVED_HEADING.search(sentence.heading) and not _ADDED.search(sentence.heading)
    return bool(_REMOVED.search(sentence.text) or removes)


def _is_aside(before: str) -> bool:
    """Whether the words before a name make it an example, or something that the document leaves out."""
    return bool(_EXAMPLE.search(before) or _LEFT_OUT.search(before))


def _is_recalled(mentions: list[tuple[str, Sentence | None]], document: Document) -> bool:
    """Whether a firm is named only where the text tells whom an earlier document put on a list."""
    out = document.publication_date or document.filed_at
    told = [words for _, sentence in mentions if sentence and _PLACED.search(words := _told_with(sentence, document))]
    if out is None or len(told) < len(mentions):
        return False
    long_ago = dt.date(out.year, out.month, out.day) - RECENT
    return all(any(day.date < long_ago for day in days_in(text)) or _past_year(text, out.year) for text in told)


def _told_with(sentence: Sentence, document: Document) -> str:
    """A sentence with the day that the one before it gives: "It was published on ◇. That publication named X"."""
    text = document.passages[sentence.passage].text
    return (
        text[: text.find(sentence.text) + len(sentence.text)] if _PLACED_BEFORE.match(sentence.text) else sentence.text
    )


def _past_year(text: str, year: int) -> bool:
    return any(int(found) < year for found in _YEAR.findall(text))


def _merged(
    found: list[tuple[str, Sentence | None]], called: dict[str, str]
) -> dict[str, list[tuple[str, Sentence | None]]]:
    """Names gathered under the fullest form of each; a short name joins, another legal form is another firm."""
    groups: dict[str, list[tuple[str, Sentence | None]]] = {}
    for name, sentence in sorted(found, key=lambda hit: (not is_firm(hit[0]), -len(hit[0]))):
        short = not is_firm(name)
        same = (
            full
            for full in groups
            if tokens(name) == tokens(full)
            or (short and tokens(name) <= tokens(full))
            or (_LOWER.fullmatch(full) and full.endswith(f" {name}"))
        )
        owner = next(same, called.get(essence(name), name))
        groups.setdefault(owner, []).append((name, sentence))
    return groups


def _short_names(name: str, text: str) -> Iterator[str]:
    """The first word or words of a name, where the text uses them alone time and again."""
    bare = bare_name(name).split()
    for length in (1, 2):
        short = " ".join(bare[:length])
        if length < len(name.split()) and len(short) > 2 and not is_place(short):
            # Before another capital it is the start of a longer name: "Shenzhen" of a second firm there.
            alone = re.findall(
                rf"\b{re.escape(short)}\b(?! {re.escape(' '.join(bare[length:]) or '-')}| [A-Z]|,? Inc)", text
            )
            if len(alone) >= OFTEN:
                yield short
                return


def _is_authority(name: str, text: str) -> bool:
    """Whether a name is the short one of an agency: "the Bureau of Industry and Security (BIS)"."""
    short = (
        None if is_firm(name) else re.search(rf"([A-Z][\w&,' -]{{2,100}}) \((?:the )?\"?{re.escape(name)}\"?\)", text)
    )
    return short is not None and _AUTHORITY.search(short[1]) is not None


def named_parties(document: Document) -> tuple[NamedParty, ...]:
    """The firms a determination, designation, order or list is directed at; none for a rule that acts on a class.

    Agencies, countries, officials, statutes, commenters and firms mentioned as examples are no parties.
    """
    if document.stage not in STAGES and (ordered := respondents(document) or listed_parties(document)):
        return ordered
    said = [sentence for sentence in sentences(document) if sentence.kind not in _SKIP]
    if not _is_directed(document, said):
        return ()
    text = "\n".join(sentence.text for sentence in said)
    pairs = [*other_names([document.title, *(sentence.text for sentence in said)]), *names_in_brackets(document)]
    pairs += [*names_in_rows(document), *((name, alias) for name, alias, _ in names_below(document))]
    pairs = [(name, alias) for name, alias in pairs if not (is_place(alias) or is_generic(alias))]
    told = told_of(document, _in_title(document))
    found = [(name, sentence) for name, sentence in _found(document, said, told) if not told.leaves_out(name)]
    groups = _merged(found, {essence(alias): name for name, alias in pairs})
    parties = [
        replace(_party(name, mentions, pairs, said, text), recalled=_is_recalled(mentions, document))
        for name, mentions in sorted(groups.items(), key=lambda g: f"{document.title}\n{text}".find(g[0]))
        if not _is_authority(name, text)
    ]
    known = [name for party in parties for name in (party.name, *party.aliases)]
    alone = len(parties) == 1 or document.stage in STAGES  # of several, whose are the marks?
    sold_under = marks((sentence.text for sentence in said), known) if alone else ()
    products = {firm: built for firm, built, _ in developers(document)}
    return tuple(
        replace(party, marks=() if at else sold_under, products=products.get(party.name, ()))
        for at, party in enumerate(parties)
    )


def parties_of_acts(document: Document) -> tuple[NamedParty, ...]:
    """The parties of a document outside the programme, where it acts on whom it names: an order, a sanction, a grant."""
    acts = document.type == "NOTICE" and (document.stage in STAGES or _ACTS_TITLE.search(document.title))
    acts = acts or (document.type == "PRESDOCU" and any(in_annexes(document)))
    return named_parties(document) if acts else respondents(document) or listed_parties(document)


def _party(
    name: str,
    mentions: list[tuple[str, Sentence | None]],
    pairs: list[tuple[str, str]],
    said: list[Sentence],
    text: str,
) -> NamedParty:
    other = [mention for mention, _ in mentions] + [alias for full, alias in pairs if essence(full) == essence(name)]
    aliases = tuple(
        dict.fromkeys(alias for alias in (*other, *_short_names(name, text)) if essence(alias) != essence(name))
    )
    forms = (name, *aliases)
    about = [sentence for sentence in said if any(form in sentence.text for form in forms)]
    taken_in = [sentence for sentence in about if _AFFILIATES.search(sentence.text)]
    of_all = any(_ALL_AFFILIATES.search(sentence.text) for sentence in said)
    shown = next((sentence for sentence in (*taken_in, *about) if name in sentence.text), None) or next(
        iter(about), None
    )
    quote, passage = (shown.text, shown.passage) if shown else (name, 0)
    return NamedParty(name, aliases, of_all or bool(taken_in), quote, passage)
