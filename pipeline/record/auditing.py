"""`icts-watch verify` and `evidence`: the record walked, and the bundle for one document, now or as it stood then."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alerts.report import render_report
from alerts.wording import NO_LEGAL_ADVICE, PRODUCT
from pipeline.commands.console import FAILED, bad_input, emit, say
from pipeline.exposure.board import Filters
from pipeline.exposure.reporting import facts_of
from pipeline.stages import lake_of
from pipeline.versions import code_version
from warehouse import record
from warehouse.lake import open_for_questions
from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings

    Row = dict[str, Any]

SHOWN = 20
ENDINGS = {"application/xml": ".xml", "text/xml": ".xml", "application/json": ".json", "text/html": ".html",
           "application/pdf": ".pdf", "text/plain": ".txt"}  # fmt: skip

README = """{product}: evidence for document {number}
{line}

What this folder holds, as the warehouse stood at {moment}:

publications/     every publication of the document and of its rulemaking, byte for byte as it was fetched;
                  publications.jsonl says of each where it came from, when, and its hash
documents.jsonl   what was read from them, each version, with dates, parties and passages
rulemaking.jsonl  the rulemaking's timeline
scopes.jsonl      what each document was taken to cover: as read, and as a reviewer amended it, with who and why
assessments.jsonl each assessment with the code, the embedding model and the register that made it
impacts.jsonl     each finding, open or ended: level, reasons, the rule's passages and the row's fields
items.jsonl       every version of the rows of these assets, with the time in which each held
suppliers.jsonl   the facts that were known of their vendors, with source, date and the time in which each held
decisions.jsonl   every word that people said of these findings: who, when, why, from which channel, who approved it
messages.jsonl    every message to whom, when, with its text and what the service answered
record.jsonl      the whole hash chain up to then; verification.json says what walking it found
report.html       the same for a reader: the state, and the findings with their evidence

How to check it: `sha256sum -c SHA256SUMS` shows that no file was changed since. Each record entry's hash is the sha256 of
its seq, previous_hash, recorded_at in microseconds since 1970, kind, about, facts and payload_hash, joined by "|"; the
facts are the digests of the rows it vouches for. `icts-watch verify --head {head}`
holds this head against the living warehouse.

Written by code {code}. {no_legal_advice}
"""


def verify(settings: Settings, anchor: str, moment: dt.datetime | None, *, as_json: bool) -> None:
    """Says what walking the record found; leaves with status 1 where anything is broken."""
    with open_for_questions(lake_of(settings), moment) as warehouse, warehouse.one_moment() as con:
        found = record.verify(con, _anchor(anchor))
        seq, digest = record.head(con)
    if as_json:
        emit([{**asdict(found), "head": f"{seq}:{digest}"}])
    else:
        say(
            f"{found.entries:,} entries, {found.facts:,} facts, {found.blanked:,} payloads blanked. Head: {seq}:{digest}"
        )
        for one in found.broken[:SHOWN]:
            say(f"  entry {one.seq}: {one.what}" if one.seq else f"  {one.what}")
        if len(found.broken) > SHOWN:
            say(f"  and {len(found.broken) - SHOWN:,} more (--json has them all)")
        say("The record is whole." if not found.broken else f"{len(found.broken):,} things are not as recorded.")
    if found.broken:
        raise SystemExit(FAILED)


def _anchor(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
    if found is None:
        bad_input(f"verify: --head {text[:90]!r} is no SEQ:HASH, as verify prints it")
    return int(found[1]), found[2]


def evidence(settings: Settings, number: str, folder: Path | None, moment: dt.datetime | None) -> None:
    """Writes the bundle into a new folder: whole, or not at all."""
    target = folder or Path(f"evidence-{number}")
    if target.exists():
        bad_input(f"evidence: {target} is there already; name a new folder with --output")
    with open_for_questions(lake_of(settings), moment) as warehouse:
        con = warehouse.con
        if not fetched(con, "select 1 from documents where document_number = $one limit 1", {"one": number}):
            bad_input(f"evidence: no document {number!r} was known{' then' if moment else ''}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as making:
            made = Path(making) / "bundle"
            made.mkdir()
            with warehouse.one_moment():
                counts = _write(con, settings, number, made, moment)
            _sums(made)
            shutil.move(made, target)
    say(f"Written: {target} ({', '.join(f'{count:,} {name}' for name, count in counts.items())})")


def _write(
    con: DuckDBPyConnection, settings: Settings, number: str, folder: Path, moment: dt.datetime | None
) -> dict[str, int]:
    family = [
        row["document_number"]
        for row in fetched(
            con,
            "select document_number from current_documents where rulemaking = "
            "(select rulemaking from current_documents where document_number = $one) order by 1",
            {"one": number},
        )
    ] or [number]
    documents = listed(con, "bundled_documents", family)
    asked = listed(con, "bundled_document", [number])
    of_family, of_document = f"document_number in (from {documents})", f"document_number in (from {asked})"
    publications = fetched(
        con,
        "from publications where sha256 in (select publication_sha256 from documents "
        f"where {of_family}) order by fetched_at, sha256",
    )
    impacts = fetched(con, f"from impacts where {of_document} order by item_id")
    items = listed(con, "bundled_items", {row["item_id"] for row in impacts})
    of_items = f"item_id in (from {items})"
    found: dict[str, list[Row]] = {
        "documents": fetched(con, f"from documents where {of_family} order by document_number, read_at"),
        "rulemaking": fetched(con, f"from rulemaking_timeline where {of_family} order by step"),
        "scopes": fetched(con, f"from scopes where {of_family} order by document_number, created_at"),
        "assessments": fetched(con, f"from assessments where {of_document} order by assessed_at, slice"),
        "impacts": impacts,
        "items": fetched(con, f"from items where {of_items} order by item_id, valid_from"),
        "suppliers": _suppliers(con, of_items),
        "decisions": fetched(con, f"from dispositions where {of_family} and {of_items} order by decided_at"),
        "messages": _messages(con, [row["impact_id"] for row in impacts], of_document),
        "record": fetched(con, "from record order by seq"),
    }
    _publications(folder, publications)
    for name, rows in found.items():
        _lines(folder / f"{name}.jsonl", rows, as_written=name == "record")  # its hashes are over the texts
    walked, head = record.verify(con), record.head(con)
    told = {**asdict(walked), "head": f"{head[0]}:{head[1]}"}
    (folder / "verification.json").write_text(json.dumps(told, indent=2), encoding="utf-8")
    report = facts_of(con, settings.zone, Filters(document=number), then=moment is not None)
    (folder / "report.html").write_text(render_report(**report), encoding="utf-8")
    title = f"{PRODUCT}: evidence for document {number}"
    (folder / "README.txt").write_text(
        README.format(
            product=PRODUCT, number=number, line="=" * len(title), moment=report["moment"], head=told["head"],
            code=code_version(), no_legal_advice=NO_LEGAL_ADVICE,
        ),
        encoding="utf-8",
    )  # fmt: skip
    return {"publications": len(publications), **{name: len(rows) for name, rows in found.items() if name != "record"}}


def _suppliers(con: DuckDBPyConnection, of_items: str) -> list[Row]:
    """The facts on the firms that the vendors of these items are, by every spelling of them."""
    return fetched(
        con,
        "with firms as (select vendor as name from items where "
        f"{of_items} union select firm from vendor_standings where vendor in (select vendor from items where {of_items}) "
        "union select supplier from items where " + of_items + "), "
        "named as (select distinct lower(name) as name from firms where coalesce(name, '') != ''), "
        "near as (select distinct lower(facts.name) as name from supplier_facts facts join named "
        "on lower(facts.name) = named.name or lower(facts.alias) = named.name) "
        "select facts.* from supplier_facts facts where lower(facts.name) in (from near) "
        "or lower(facts.name) in (select lower(parent) from supplier_facts where lower(name) in (from near)) "
        "order by facts.name, added_at, fact_id",
    )


def _messages(con: DuckDBPyConnection, impact_ids: Iterable[str], of_document: str) -> list[Row]:
    """The messages that told of these findings, or of the document."""
    told = listed(con, "bundled_impacts", impact_ids)
    return fetched(
        con,
        f"from deliveries where ({of_document}) or delivery_id in (select delivery_id from last_told "
        f"where impact_id in (from {told})) order by enqueued_at, delivery_id",
    )


def _publications(folder: Path, rows: Iterable[Row]) -> None:
    place = folder / "publications"
    place.mkdir()
    told = []
    for row in rows:
        ending = ENDINGS.get(row["media_type"].partition(";")[0].strip(), ".bin")
        name = f"{re.sub(r'[^A-Za-z0-9.-]+', '-', row['key'])[-60:].strip('-.')}-{row['sha256'][:12]}"
        (place / f"{name}{ending}").write_bytes(row["content"] or b"")
        (place / f"{name}.metadata.json").write_bytes(row["metadata"] or b"")
        told.append({name: value for name, value in row.items() if name not in {"content", "metadata"}}
                    | {"file": f"publications/{name}{ending}"})  # fmt: skip
    _lines(folder / "publications.jsonl", told)


def _lines(file: Path, rows: Iterable[Row], *, as_written: bool = False) -> None:
    with file.open("w", encoding="utf-8") as out:
        for row in rows:
            told = {name: _plain(value, as_written=as_written) for name, value in row.items()}
            out.write(json.dumps(told, ensure_ascii=False) + "\n")


def _plain(value: Any, *, as_written: bool) -> Any:
    """JSON columns as what they hold, times in ISO, everything else as it is."""
    if isinstance(value, str) and value[:1] in {"{", "["} and not as_written:
        try:
            return json.loads(value)
        except ValueError:
            return value
    if isinstance(value, (str, int, float, bool, list, dict)) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _sums(folder: Path) -> None:
    lines = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"{digest}  {file.relative_to(folder).as_posix()}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
