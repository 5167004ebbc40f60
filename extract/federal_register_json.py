"""The Federal Register API's JSON: documents, searches, batches, public inspection; alone or beside the XML."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from html import unescape
from typing import TYPE_CHECKING, TypeVar

from extract import identifiers
from extract.assembly import document_of
from extract.document import CfrReference, DatedFact, DateKind, Document, Passage
from extract.printed import DOCUMENT_TYPES, Printed, one_line
from extract.reading import Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = dict[str, object]
_T = TypeVar("_T")

_TYPES = {"rule": "RULE", "proposed rule": "PRORULE", "notice": "NOTICE", "presidential document": "PRESDOCU"}
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul)\b[^<>]*>", re.IGNORECASE)


def documents(content: bytes, name: str) -> Iterator[Document | Quarantined]:
    """The documents of one answer; refusals, missing numbers and entries without a number come out quarantined."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        yield Quarantined(name, f"JSON cannot be read: {error}", content)
        return
    entries = answer if isinstance(answer, list) else None
    if isinstance(answer, dict):
        if reason := _refusal(answer):
            yield Quarantined(name, reason, content)
        if "document_number" in answer:
            entries = [answer]
        elif "results" in answer or "count" in answer:
            entries = answer.get("results") or []
        elif not _refusal(answer):
            yield Quarantined(name, "JSON without a document of the Federal Register", content)
    for entry in entries if isinstance(entries, list) else []:
        yield _document(entry, name)
    if entries is None and not isinstance(answer, dict):
        yield Quarantined(name, "JSON without a document of the Federal Register", content)


def _refusal(answer: Record) -> str | None:
    """What either error shape says, or which numbers of a batch the API does not know."""
    errors = answer.get("errors")
    if isinstance(errors, dict) and errors:
        missing = errors.get("not_found")
        if isinstance(missing, list):
            return f"not found by the API: {', '.join(map(str, missing))}"
        return f"refused by the API: {'; '.join(f'{key} {reason}' for key, reason in errors.items())}"
    if "status" in answer and "document_number" not in answer:
        return f"refused by the API: {answer.get('status')} {answer.get('message', '')}".strip()
    return None


def parse_metadata(metadata: bytes) -> Record:
    """The API's record of one document; empty when there is none. Raises ValueError for anything else."""
    if not metadata.strip():
        return {}
    record = json.loads(metadata)
    if not isinstance(record, dict):
        raise ValueError(f"metadata is {type(record).__name__} instead of an object")  # noqa: TRY004  bad content, not a bad call
    return record


def _document(entry: object, name: str) -> Document | Quarantined:
    if not isinstance(entry, dict) or not _text(entry, "document_number"):
        return Quarantined(name, "an entry without a document number", json.dumps(entry, ensure_ascii=False).encode())
    problems = []
    if document_type(entry) is None:
        problems.append(f"type {entry.get('type')!r} is not known: taken for a notice")
    number = identifiers.plain_dashes(_text(entry, "document_number"))
    printed = Printed(
        type=document_type(entry) or "NOTICE",
        filing=f"[FR Doc. {number}]",
        form=_text(entry, "subtype"),
        title=_title(entry),
        action=_text(entry, "action") or None,
        headings=_agencies(entry),
        publication_date=_day(entry, "publication_date"),
        passages=_passages(entry),
        problems=problems,
    )
    return merged(document_of(printed, number), entry)


def document_type(record: Record) -> str | None:
    """RULE, PRORULE, NOTICE or PRESDOCU for the API's words or codes; None for anything else."""
    value = _text(record, "type")
    return _TYPES.get(value.lower()) or (value if value in DOCUMENT_TYPES else None)


def publication_date(record: Record) -> dt.date | None:
    """When the API says the document was or will be published."""
    return _day(record, "publication_date")


def merged(document: Document, record: Record) -> Document:
    """A document with what the API knows of it beside its text: numbers, citation, agencies, address, and its dates.

    What the document prints stays (title, action, dates); where the API's dates differ from the printed ones, both are
    kept and the difference is a problem.
    """
    if not record:
        return document
    corrected = _text(record, "correction_of").split("?")[0].rsplit("/", 1)[-1].removesuffix(".json")
    dates, problems = _dates(document, record)
    number = identifiers.plain_dashes(_text(record, "document_number")) or document.document_number
    if not number.startswith(document.document_number) and document.document_number not in {"unnumbered", number}:
        problems.append(f"the API calls the document {number}, the text {document.document_number}")
    return dataclasses.replace(
        document,
        document_number=number,
        type=document_type(record) or document.type,
        title=document.title
        if document.title not in {"", document.document_number}
        else _title(record) or document.title,
        action=document.action or _text(record, "action") or None,
        abstract=document.abstract or _plain(_text(record, "abstract")) or None,
        agencies=tuple(_agencies(record)) or document.agencies,
        publication_date=_day(record, "publication_date") or document.publication_date,
        filed_at=_moment(record, "filed_at") or document.filed_at,
        citation=_text(record, "citation") or document.citation,
        start_page=_number(record, "start_page") or document.start_page,
        rins=_union(document.rins, identifiers.rins(_texts(record, "regulation_id_numbers"))),
        agency_dockets=document.agency_dockets
        or identifiers.agency_dockets(_texts(record, "docket_ids") or _texts(record, "docket_numbers")),
        regulations_dot_gov_docket=_regulations_docket(record) or document.regulations_dot_gov_docket,
        cfr_references=_union(document.cfr_references, tuple(_cfr_references(record))),
        dates=dates,
        corrects=corrected or document.corrects,
        url=_text(record, "html_url") or document.url,
        problems=_union(document.problems, tuple(problems)),
    )


def _dates(document: Document, record: Record) -> tuple[tuple[DatedFact, ...], list[str]]:
    """The document's days with the API's comment and effective dates first of their kind."""
    facts, problems = list(document.dates), list[str]()
    for kind, key in ((DateKind.COMMENTS_CLOSE, "comments_close_on"), (DateKind.EFFECTIVE, "effective_on")):
        day = _day(record, key)
        if day is None:
            continue
        same = next((fact for fact in facts if (fact.kind, fact.date) == (kind, day)), None)
        if same is None:
            printed = [fact.date.isoformat() for fact in facts if fact.kind is kind]
            if printed:
                problems.append(f"the API's {key} is {day}, the text says {', '.join(printed)}")
            facts.append(DatedFact(kind, day, f"{key}: {day} (the Federal Register's API)"))
        elif same.kind is kind:
            first = next(index for index, fact in enumerate(facts) if fact.kind is kind)
            facts.remove(same)
            facts.insert(first, same)
    return tuple(facts), problems


def _passages(record: Record) -> list[Passage]:
    parts = (("SUMMARY", "summary", _text(record, "abstract")), ("DATES", "dates", _text(record, "dates")))
    passages: list[Passage] = []
    for section, kind, text in parts:
        for paragraph in _BLOCK_TAG.split(text):
            if plain := _plain(paragraph):
                passages.append(Passage(section, len(passages) + 1, None, plain, kind))
    return passages


def _title(record: Record) -> str:
    """The title; public inspection pads it with blanks, or gives only its subjects."""
    subjects = [_text(record, f"subject_{index}") for index in (1, 2, 3)]
    return _plain(_text(record, "title")) or " ".join(filter(None, subjects))


def _agencies(record: Record) -> list[str]:
    listed = record.get("agencies")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    names = [_text(entry, "name") or _text(entry, "raw_name") for entry in entries]
    return [name for name in names if name] or _texts(record, "agency_names")


def _regulations_docket(record: Record) -> str | None:
    """The docket wherever a record gives it: among its dockets, in what is known of regulations.gov, or in an address there."""
    info, dockets = record.get("regulations_dot_gov_info"), record.get("dockets")
    told = [_text(info, key) for key in ("docket_id", "document_id")] if isinstance(info, dict) else []
    told += [_text(one, "id") for one in dockets if isinstance(one, dict)] if isinstance(dockets, list) else []
    told += [
        _text(record, key).rsplit("/", 1)[-1] for key in ("regulations_dot_gov_url", "comments_url", "comment_url")
    ]
    return identifiers.regulations_docket(told)


def _cfr_references(record: Record) -> Iterator[CfrReference]:
    listed = record.get("cfr_references")
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and str(entry.get("title", "")).isdigit() and entry.get("part"):
            yield CfrReference(int(str(entry["title"])), str(entry["part"]))


def _plain(text: str) -> str:
    """Text without the few inline tags the API leaves in titles and abstracts (SO<INF>2</INF>)."""
    return one_line(unescape(_TAG.sub("", text)))


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def _texts(record: Record, key: str) -> list[str]:
    value = record.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _number(record: Record, key: str) -> int | None:
    value = record.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(record: Record, key: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(record, key))
    except ValueError:  # null, or no date: the API has none
        return None


def _moment(record: Record, key: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(_text(record, key))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _union(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(first + second))
