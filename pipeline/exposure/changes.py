"""What changed: between the printings of a document, from its predecessor to it, and in the regulation that it amends.

Each answer is a row with its `kind`: "document", "version", "predecessor", "correction", "regulation", "section" or
"note"; pipeline/exposure/change_report.py shows the same rows to people.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.document import Stage
from extract.regulation import Change, UnreadableRegulation, compare, parse_regulation
from models.fingerprint import material_difference
from pipeline.commands.console import bad_input
from pipeline.reading import read_publication
from pipeline.stages import lake_of
from warehouse.documents import current_documents
from warehouse.lake import open_warehouse
from warehouse.publications import publication
from warehouse.relation import fetched
from warehouse.standings import moved_by_amendment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from extract.regulation import Run
    from models.fingerprint import Difference
    from models.scope import Scope
    from pipeline.settings import Settings

    Row = dict[str, Any]

KEY = re.compile(r"(?P<part>\d+ CFR \S+) as of (?P<date>\d{4}-\d{2}-\d{2})")
PART = re.compile(r"(\d{1,2})\s*C\.?F\.?R\.?\s*(?:part\s*)?([\w-]+)", re.IGNORECASE)

IN_FORCE = (Stage.INTERIM_FINAL_RULE, Stage.FINAL_RULE)
"""Stages whose documents amend the Code of Federal Regulations."""

PROPOSALS = (Stage.ANPRM, Stage.NPRM, Stage.SUPPLEMENTAL_NPRM)
BEFORE: dict[Stage, tuple[Stage, ...]] = {
    Stage.NPRM: (Stage.ANPRM,),
    Stage.SUPPLEMENTAL_NPRM: (Stage.ANPRM, Stage.NPRM),
    Stage.INTERIM_FINAL_RULE: PROPOSALS,
    Stage.FINAL_RULE: (*PROPOSALS, Stage.INTERIM_FINAL_RULE),
    Stage.FINAL_DETERMINATION: (Stage.INITIAL_DETERMINATION,),
}
"""The stages that a document of a stage may follow upon in its rulemaking."""

VERSIONS = """
    select distinct sha256, source, fetched_at from lake.publications
    where sha256 in (select publication_sha256 from lake.documents where document_number = $number)
    order by fetched_at, sha256"""

FAMILY = """
    select earlier.document_number from lake.current_documents document
    join lake.current_documents earlier on earlier.rulemaking = document.rulemaking
        and earlier.publication_date < document.publication_date and list_contains($stages, earlier.stage)
    where document.document_number = $number order by earlier.publication_date desc limit 1"""

REGULATIONS = """
    select sha256, key from lake.publications where source = 'ecfr'
    qualify row_number() over (partition by key order by fetched_at desc, sha256) = 1"""


class Printing(NamedTuple):
    """A document as one publication gives it, read with the present reader, so that two differ only as they do."""

    source: str
    fetched_at: dt.datetime
    document: Document
    scope: Scope

    @property
    def row(self) -> Row:
        """What tells it from others."""
        return {"source": self.source, "fetched_at": self.fetched_at.astimezone(dt.UTC).isoformat(timespec="minutes")}


class Kept(NamedTuple):
    """A version of a part that we keep."""

    date: dt.date
    sha256: str


def of_document(settings: Settings, number: str) -> Iterator[Row]:
    """What changed in a document, from its predecessor to it, and in the regulation on the day it took effect."""
    with open_warehouse(lake_of(settings), read_only=True) as warehouse:
        con = warehouse.con
        versions = fetched(con, VERSIONS, {"number": number})
        if not versions:
            bad_input(f"changes: no document {number!r} is kept")
        printings = list(_printings(con, number, versions))
        if unread := len(versions) - len(printings):
            yield _note(f"{unread} of {len(versions)} kept versions can no longer be read as that document")
        if printings:
            yield from _between_printings(number, printings)
            yield from _from_others(con, printings[-1])
            yield from _in_the_code(con, printings[-1].document)


def of_part(settings: Settings, cfr: str, start: dt.date | None, end: dt.date | None) -> Iterator[Row]:
    """What changed in a part ("15 CFR 791") between the version in force on one day and that of another.

    Without `end` it is the newest kept version, without `start` the one before the other.
    """
    named = PART.fullmatch(cfr.strip())
    if named is None:
        bad_input(f"changes: --cfr {cfr!r}: a part is named like '15 CFR 791'")
    if start and end and start > end:
        bad_input(f"changes: --from {start} is after --to {end}")
    part = f"{int(named[1])} CFR {named[2]}"
    with open_warehouse(lake_of(settings), read_only=True) as warehouse:
        kept = _kept(warehouse.con)
        if part not in kept:
            bad_input(
                f"changes: no version of {part} is kept" + (f", but of {', '.join(sorted(kept))}" if kept else "")
            )
        versions = kept[part]
        until = [version for version in versions if end is None or version.date <= end]
        since = until[:-1] if start is None else [version for version in until if version.date <= start]
        if since:
            yield from _regulation(warehouse.con, part, since[-1], until[-1])
        else:
            days = ", ".join(str(version.date) for version in versions)
            yield _note(f"Two versions are needed to compare; of {part} these are kept: as of {days}")


def _printings(con: DuckDBPyConnection, number: str, versions: Sequence[Row]) -> Iterator[Printing]:
    for version in versions:
        kept = publication(con, version["sha256"])
        read = read_publication(kept) if kept else None
        for one, scope in zip(read.documents, read.scopes, strict=True) if read else ():
            if one.document.document_number == number:
                yield Printing(version["source"], version["fetched_at"], one.document, scope)


def _between_printings(number: str, printings: Sequence[Printing]) -> Iterator[Row]:
    newest = printings[-1].document
    yield {
        "kind": "document",
        "document_number": number,
        "title": newest.title,
        "stage": newest.stage.value,
        "versions": len(printings),
    }
    for old, new in pairwise(printings):
        yield {"kind": "version", "before": old.row, "after": new.row, "differences": _differences(old, new)}
    if len(printings) == 1:
        row = printings[0].row
        yield _note(f"Only one version is kept, from {row['source']}, fetched {row['fetched_at']}")


def _from_others(con: DuckDBPyConnection, new: Printing) -> Iterator[Row]:
    """Against the document before it in its rulemaking, and what it says otherwise than the one that it corrects."""
    document = new.document
    stages = [stage.value for stage in BEFORE.get(document.stage, ())]
    others = fetched(con, FAMILY, {"number": document.document_number, "stages": stages}) if stages else []
    corrected = "select document_number from lake.current_documents where $corrects in (document_number, citation)"
    others += fetched(con, corrected, {"corrects": document.corrects}) if document.corrects else []
    for other in others:
        newest = fetched(con, VERSIONS, {"number": other["document_number"]})[-1:]  # as printed, not as amended since
        for old in _printings(con, other["document_number"], newest):
            is_correction = document.corrects in {old.document.document_number, old.document.citation}
            if is_correction:  # it repeats little of the other: what counts is the other without it and with it
                found = _paired(moved_by_amendment(con, document.document_number, old.document.document_number))
            else:
                found = _differences(old, new)
            yield {
                "kind": "correction" if is_correction else "predecessor",
                "before": {"document_number": old.document.document_number, "stage": old.document.stage.value},
                "after": {"document_number": document.document_number, "stage": document.stage.value},
                "differences": found,
            }


def _in_the_code(con: DuckDBPyConnection, document: Document) -> Iterator[Row]:
    """The parts that a rule amends: the last version before its effective date against the first from then on.

    The date is the one that holds after corrections and delays.
    """
    if document.stage not in IN_FORCE or not document.cfr_references:
        return
    day = current_documents(con, [document.document_number], passages=False)[0].document.effective_on
    if day is None:
        yield _note("The rule names no effective date, so no two versions of the regulation belong to it")
        return
    kept = _kept(con)
    for part in sorted({f"{reference.title} CFR {reference.part}" for reference in document.cfr_references}):
        versions = kept.get(part, [])
        before = [version for version in versions if version.date < day]
        after = [version for version in versions if version.date >= day]
        if before and after:
            yield from _regulation(con, part, before[-1], after[0])
            if after[0].date > day:
                words = "what other rules changed by then is in it, too"
                yield _note(
                    f"{part} took effect on {day}; the first version from then on is of {after[0].date}: {words}"
                )
        else:
            when = "" if not versions else f"from {day} on " if before else f"before {day} "
            hint = "" if before else "; icts-watch run --since with an earlier day fetches it"
            yield _note(f"No eCFR version of {part} {when}is kept yet, so what the rule changed cannot be shown{hint}")


def _kept(con: DuckDBPyConnection) -> dict[str, list[Kept]]:
    """The versions that we keep of each part, oldest first; of several fetches of a day the newest."""
    found: dict[str, list[Kept]] = {}
    for row in fetched(con, REGULATIONS):
        if key := KEY.fullmatch(row["key"]):
            found.setdefault(key["part"], []).append(Kept(dt.date.fromisoformat(key["date"]), row["sha256"]))
    return {part: sorted(versions) for part, versions in found.items()}


def _regulation(con: DuckDBPyConnection, part: str, old: Kept, new: Kept) -> Iterator[Row]:
    between = {"part": part, "before": old.date, "after": new.date}
    texts = []
    for version in (old, new):
        content = publication(con, version.sha256)
        try:
            texts.append(parse_regulation(content.content if content else b""))
        except UnreadableRegulation as error:
            yield _note(f"{part} as of {version.date} cannot be read: {error}")
            return
    found = compare(*texts)
    counts = {change.value: sum(one.change is change for one in found) for change in Change}
    yield {"kind": "regulation", **between, **counts}
    for one in found:
        paragraphs = [
            {"before": _side(runs, "-"), "after": _side(runs, "+"), "runs": [list(run) for run in runs]}
            for runs in one.paragraphs
        ]
        row = {"section": one.number, "heading": one.heading, "change": one.change.value, "paragraphs": paragraphs}
        yield {"kind": "section", **between, **row}


def _side(runs: Sequence[Run], mark: str) -> str:
    return " ".join(run.text for run in runs if run.mark in {"=", mark})


def _differences(old: Printing, new: Printing) -> list[Row]:
    return _paired(material_difference(old.document, old.scope, new.document, new.scope))


def _paired(differences: Iterable[Difference]) -> list[Row]:
    """As rows; a date stands beside one of its own kind only."""
    found = [asdict(each) for each in differences]
    dates = [each for each in found if each["field"] == "dates"]
    come = [each["after"] for each in dates if each["after"]]
    paired = []
    for was in (each["before"] for each in dates if each["before"]):
        kind = was.partition(" ")[2]
        same = next((text for text in come if text.partition(" ")[2] == kind), "")
        come = [text for text in come if text != same]
        paired.append({"field": "dates", "before": was, "after": same})
    paired += [{"field": "dates", "before": "", "after": text} for text in come]
    return [*paired, *(each for each in found if each["field"] != "dates")]


def _note(text: str) -> Row:
    return {"kind": "note", "text": f"{text}."}
