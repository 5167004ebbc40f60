"""The commands that need no warehouse: parse, triage, screen and what-if over files."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from extract.failures import NoSuchFile
from extract.folder import publications
from extract.identifiers import number_in_name
from extract.inventory_files import parse_inventory
from extract.reader import Quarantined, iter_documents
from extract.suppliers import parse_suppliers
from extract.tables import UnreadableFile
from models.doubts import firms_not_taken
from models.embedding import run_vectors
from models.fingerprint import fingerprint
from models.impact import Level
from models.matching import Matcher
from models.names import compare
from models.register import Register, starting_facts
from models.scope import Scope, read_scope, scope_of
from models.triage import triage, triage_document
from pipeline.commands.console import bad_input, problems, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from extract.document import Document
    from extract.inventory import Item
    from extract.suppliers import SupplierFact
    from models.impact import Impact

EASTERN = ZoneInfo("America/New_York")


def today() -> dt.date:
    """The day it is where the Department sits: deadlines are counted there."""
    return dt.datetime.now(EASTERN).date()


def content(path: Path) -> bytes:
    """A file's bytes; bad input where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as wrong:
        bad_input(f"{path}: {wrong.strerror or wrong}")


def documents(paths: Sequence[Path]) -> Iterator[Document]:
    """Every document of the files and folders, in order; what cannot be read is said, never passed over in silence."""
    for path in paths:
        try:
            found = list(publications(path))
        except NoSuchFile as wrong:
            bad_input(str(wrong))
        for publication in found:
            for item in iter_documents(publication.content, publication.key, metadata=publication.metadata):
                if isinstance(item, Quarantined):
                    say(f"icts-watch: {publication.key}: not read: {item.reason}")
                else:
                    yield item


def parsed(document: Document) -> dict[str, Any]:
    """A document as `parse` prints it (the contract stands in the README).

    Of an ordinary document only whom an order names is read, as for the warehouse: what it defines or forbids is no matter
    of this programme.
    """
    relevance = triage_document(document).relevance
    scope = scope_of(document, relevance)
    return {
        "document_number": document.document_number,
        "type": document.type,
        "stage": document.stage.value,
        "title": document.title,
        "action": document.action,
        "agencies": list(document.agencies),
        "publication_date": document.publication_date,
        "citation": document.citation,
        "start_page": document.start_page,
        "rins": list(document.rins),
        "agency_dockets": list(document.agency_dockets),
        "regulations_dot_gov_docket": document.regulations_dot_gov_docket,
        "cfr_references": [asdict(reference) for reference in document.cfr_references],
        "dates": [
            {"kind": fact.kind.value, "date": fact.date.isoformat(), "quote": fact.quote, "computed": fact.computed}
            for fact in document.dates
        ],
        "comments_close_on": document.comments_close_on,
        "effective_on": document.effective_on,
        "corrects": _number(document.corrects),
        "extends": _number(document.extends),
        "delays": document.delays,
        "withdraws": document.withdraws,
        "continues": document.continues,
        "acts_on": document.acts_on,
        "fr_citations": list(document.fr_citations),
        "fingerprint": fingerprint(document, scope),
        "relevance": relevance,
        "sections": len({passage.section for passage in document.passages}),
        **scope_row(scope),
        "not_taken": list(firms_not_taken(document, scope)) if relevance == "icts" else [],
        "problems": list(document.problems),
    }


def _number(other: str | None) -> str | None:
    """What is a document number and no citation: the contract of `corrects` and `extends`; `acts_on` has either."""
    return other if other and number_in_name(other) == other else None


def scope_row(scope: Scope) -> dict[str, Any]:
    """A scope's fields as `parse` and `scope show` print them."""
    return {
        "relation": scope.relation.value,
        "named_parties": [
            {"name": party.name, "aliases": list(party.aliases), "affiliates": party.affiliates, "quote": party.quote}
            for party in scope.named_parties
            if not party.recalled
        ],
        "recalled": [party.name for party in scope.named_parties if party.recalled],
        "adversaries": list(scope.adversaries),
        "defined_terms": [{"term": term.term, "quote": term.quote} for term in scope.defined_terms],
        "covered": [{"text": piece.text, "under": piece.under, "quote": piece.quote} for piece in scope.covered],
        "exclusions": [{"text": piece.text, "under": piece.under, "quote": piece.quote} for piece in scope.exclusions],
        "phases": [{"when": phase.when, "what": phase.what, "quote": phase.quote} for phase in scope.phases],
        "bound": list(scope.bound),
    }


def triaged(path: Path) -> Iterator[dict[str, Any]]:
    """The relevance of each JSON line of a file; a line that holds none is bad input, named by its number."""
    for number, line in enumerate(content(path).decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            known = json.loads(line)
            title = known["title"] or ""
        except (ValueError, KeyError, TypeError):
            bad_input(f"{path}, line {number}: no JSON object with a title")
        found = triage(**(known | {"title": title}))
        yield {
            "document_number": known.get("document_number"),
            "relevance": found.relevance,
            "score": found.score,
            "reason": found.reason,
        }


def screened_pairs(path: Path) -> Iterator[dict[str, Any]]:
    """Each pair of a CSV with the columns left and right, compared."""
    try:
        rows = list(csv.DictReader(content(path).decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as wrong:
        bad_input(f"{path}: no CSV: {wrong}")
    for number, row in enumerate(rows, 2):
        left, right = row.get("left"), row.get("right")
        if left is None or right is None:
            bad_input(f"{path}, row {number}: needs the fields left and right")
        found = compare(left, right)
        yield {"left": left, "right": right, "score": found.score, "match": found.match, "reason": found.reason}


def screened(names: Iterable[str], register: Register) -> Iterator[dict[str, Any]]:
    """Each name against the register: the firms it may mean and what is known of them; one row where nobody is found."""
    for name in names:
        found = register.resolve(name)
        if not found:
            yield {
                "name": name,
                "firm": None,
                "score": 0.0,
                "match": False,
                "ties": [],
                "reason": "no firm of that name",
            }
        for firm in found:
            ties = register.ties(firm.firm)
            yield {
                "name": name,
                "firm": register.spelling(firm.firm),
                "alias": firm.alias,
                "score": firm.score,
                "match": True,
                "ties": list(dict.fromkeys(tie.sentence() for tie in ties)),
                "reason": "the same letters" if firm.exact else f"alike {firm.alias!r}",
            }


@lru_cache(maxsize=1)
def _starting() -> tuple[SupplierFact, ...]:
    return starting_facts()


def facts_of(path: Path) -> tuple[SupplierFact, ...]:
    """The facts of a register file; bad input where it is none."""
    try:
        found, wrong = parse_suppliers(content(path), path.name)
    except UnreadableFile as unreadable:
        bad_input(str(unreadable))
    problems(wrong, path.name)
    return found


def register_of(paths: Sequence[Path]) -> Register:
    """The starting register with the company's own files added."""
    return Register([*_starting(), *(fact for path in paths for fact in facts_of(path))])


def inventory_of(path: Path) -> tuple[Item, ...]:
    """The items of an inventory file; bad input where it is no inventory at all."""
    try:
        inventory = parse_inventory(content(path), path.name)
    except UnreadableFile as unreadable:
        bad_input(str(unreadable))
    problems(inventory.problems, path.name)
    return inventory.items


def impact_row(impact: Impact) -> dict[str, Any]:
    """An impact as `what-if` prints it."""
    return {**asdict(impact), "level": impact.level.value, "timing": impact.timing.value}


def what_if(
    rules: Sequence[Path], inventory: Path, suppliers: Sequence[Path], *, as_final: bool, everything: bool
) -> Iterator[dict[str, Any]]:
    """The impacts that documents would have on an inventory: nothing is kept, nobody is told."""
    items, register = inventory_of(inventory), register_of(suppliers)
    for document in documents(rules):
        matcher = Matcher(document, read_scope(document), register, today(), as_final=as_final, embed=run_vectors())
        for impact in matcher.impacts(items):
            if everything or impact.level is not Level.NONE:
                yield impact_row(impact)
