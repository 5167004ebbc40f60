"""How the Federal Register's API answers a search: its conditions, its paging and its refusals, quirk for quirk.

After the publisher's documentation, its server code of January 2025 and answers recorded in 2026.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

TYPES = {"RULE": "Rule", "PRORULE": "Proposed Rule", "NOTICE": "Notice", "PRESDOCU": "Presidential Document"}
INDEX_FIELDS = (
    "title", "type", "abstract", "document_number", "html_url", "pdf_url", "public_inspection_pdf_url",
    "publication_date", "agencies", "excerpts",
)  # fmt: skip
FIELDS = frozenset({
    *INDEX_FIELDS, "action", "body_html_url", "cfr_references", "citation", "comment_url", "comments_close_on",
    "correction_of", "corrections", "dates", "disposition_notes", "docket_ids", "dockets", "effective_on", "end_page",
    "executive_order_notes", "executive_order_number", "full_text_xml_url", "images", "images_metadata", "json_url",
    "mods_url", "not_received_for_publication", "page_length", "page_views", "presidential_document_number",
    "proclamation_number", "raw_text_url", "regulation_id_number_info", "regulation_id_numbers",
    "regulations_dot_gov_info", "regulations_dot_gov_url", "significant", "signing_date", "start_page", "subtype",
    "toc_doc", "toc_subject", "topics", "volume",
})  # fmt: skip
DATE_CONDITIONS = {
    "publication_date": "publication_date", "effective_date": "effective_on", "comment_date": "comments_close_on",
    "signing_date": "signing_date",
}  # fmt: skip
MAX_PAGE = 50
DEFAULT_PER_PAGE, MAX_PER_PAGE = 20, 2000


class RefusedQuery(Exception):
    """The API answers 400 with this body."""

    def __init__(self, body: Json) -> None:
        super().__init__(body)
        self.body = body


@dataclass(frozen=True)
class Held:
    """A document that the server holds: the API's object and the words of its full text."""

    record: Json
    words: str


@dataclass(frozen=True)
class Paging:
    """Quirks that differ from year to year: whether counts stop at the window, whether pages beyond it are refused."""

    window: int = 10_000
    caps_count: bool = True
    refuses_beyond: bool = False


def answer_search(held: list[Held], query: list[tuple[str, str]], index_url: str, paging: Paging) -> Json:
    """The envelope for a query. Raises RefusedQuery."""
    conditions, plain, fields = parse_query(query)
    matching = [document for document in held if matches(document, conditions)]
    is_oldest_first = plain.get("order") == "oldest"
    matching.sort(key=_position, reverse=not is_oldest_first)
    description = "Documents" + (f" matching '{conditions['term']}'" if "term" in conditions else "")
    if not matching:
        return {"description": description, "count": 0}
    page, per_page = parse_page(plain, paging)
    # Searches by relevance carry a page number only; the others continue after the last document, whatever the page.
    has_cursor = "term" not in conditions
    start = (page - 1) * per_page
    if has_cursor and "search_after_cursor" in plain:
        after = parse_cursor(plain["search_after_cursor"])
        start = next((i + 1 for i, document in enumerate(matching) if _position(document) == after), len(matching))
    shown = matching[start : start + per_page]
    count = min(len(matching), paging.window) if paging.caps_count else len(matching)
    pages = min(-(-count // per_page), MAX_PAGE)
    envelope: Json = {"description": description, "count": count, "total_pages": pages}
    is_more = start + per_page < len(matching) and (has_cursor or page < pages)
    if is_more:
        following = [(key, value) for key, value in query if key not in ("page", "search_after_cursor", "format")]
        following += [("format", "json"), ("page", str(page + 1))]
        if has_cursor:
            following.append(("search_after_cursor", make_cursor(_position(shown[-1]))))
        envelope["next_page_url"] = f"{index_url}?{urlencode(following)}"
    return {**envelope, "results": [select(document.record, fields) for document in shown]}


def parse_query(query: list[tuple[str, str]]) -> tuple[Json, dict[str, str], tuple[str, ...]]:
    """Conditions by name, plain parameters, and the fields asked for."""
    conditions: Json = {}
    plain: dict[str, str] = {}
    fields: list[str] = []
    for key, value in query:
        path = re.findall(r"\[(.*?)\]", key)
        if key.startswith("conditions[") and path:
            if path[1:] == [""]:
                conditions.setdefault(path[0], []).append(value)
            elif len(path) == 2:
                conditions.setdefault(path[0], {})[path[1]] = value
            else:
                conditions[path[0]] = value
        elif key == "fields[]":
            fields.append(value)
        else:
            plain[key] = value
    for name in fields:
        if name not in FIELDS:
            raise RefusedQuery({"status": 400, "message": f"field '{name}' not valid"})
    return conditions, plain, tuple(fields) or INDEX_FIELDS


def parse_page(plain: dict[str, str], paging: Paging) -> tuple[int, int]:
    """Page and page size as the server silently corrects them."""
    per_page = _to_i(plain.get("per_page", ""))
    per_page = per_page if 1 < per_page <= MAX_PER_PAGE else DEFAULT_PER_PAGE
    page = _to_i(plain.get("page", "1"))
    if page * per_page > paging.window and paging.refuses_beyond and "search_after_cursor" not in plain:
        raise RefusedQuery({"status": 400, "message": "Result window is too large"})
    is_served = 1 <= page <= MAX_PAGE and page * per_page <= paging.window
    return (page if is_served else 1), per_page


def select(record: Json, fields: tuple[str, ...]) -> Json:
    """The asked fields of a document; what a document does not have is null."""
    return {name: record.get(name) for name in fields}


def matches(document: Held, conditions: Json) -> bool:
    """Whether a document meets all conditions. Raises RefusedQuery for one that the API does not know."""
    for name in conditions:
        if name not in CONDITIONS and name not in DATE_CONDITIONS:
            raise RefusedQuery({"errors": {name: "is not a valid field"}})
    return all(
        _meets_date(document.record.get(DATE_CONDITIONS[name]), name, wanted)
        if name in DATE_CONDITIONS
        else CONDITIONS[name](document, wanted)
        for name, wanted in conditions.items()
    )


def _meets_date(value: object, name: str, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        raise RefusedQuery({"errors": {name: "is not a valid date"}})
    for operator, text in wanted.items():
        if operator == "year":
            if not str(value or "").startswith(text):
                return False
            continue
        try:
            limit = dt.date.fromisoformat(text).isoformat()
        except ValueError:
            raise RefusedQuery({"errors": {name: "is not a valid date"}}) from None
        met = {
            "is": value == limit,
            "gte": bool(value) and str(value) >= limit,
            "lte": bool(value) and str(value) <= limit,
        }
        if operator not in met:
            raise RefusedQuery({"errors": {name: "is not a valid field"}})
        if not met[operator]:
            return False
    return True


def _meets_cfr(document: Held, wanted: Any) -> bool:
    title = _to_i(str(wanted.get("title", ""))) if isinstance(wanted, dict) else 0
    if not 1 <= title <= 50:
        raise RefusedQuery({"errors": {"cfr": "title must be between 1 and 50"}})
    first, _, last = str(wanted.get("part", "")).partition("-")
    low, high = title * 100_000 + _to_i(first), title * 100_000 + _to_i(last or first)
    return any(
        low <= int(reference["title"]) * 100_000 + _to_i(str(reference.get("part") or "")) <= high
        for reference in document.record.get("cfr_references") or []
    )


def _meets_term(document: Held, wanted: Any) -> bool:
    """Every word, and every quoted phrase as a phrase, in title, abstract or full text."""
    words = " ".join(
        [str(document.record.get("title")), str(document.record.get("abstract")), document.words]
    ).casefold()
    return all(
        re.search(rf"\b{re.escape(phrase or word)}\b", words)
        for phrase, word in re.findall(r'"([^"]+)"|(\S+)', str(wanted).casefold())
    )


def _meets_agencies(document: Held, wanted: Any) -> bool:
    slugs = {agency.get("slug") for agency in document.record.get("agencies") or []}
    return bool(slugs & set(wanted if isinstance(wanted, list) else [wanted]))


CONDITIONS: dict[str, Callable[[Held, Any], bool]] = {
    "agencies": _meets_agencies,
    "cfr": _meets_cfr,
    "term": _meets_term,
    "type": lambda document, wanted: document.record.get("type") in {TYPES.get(code) for code in wanted},
    "document_numbers": lambda document, wanted: document.record.get("document_number") in wanted,
    # Dockets are matched as substrings, which is how wrong data comes in silently.
    "docket_id": lambda document, wanted: any(
        str(wanted) in docket for docket in document.record.get("docket_ids") or []
    ),
    "regulation_id_number": lambda document, wanted: wanted in (document.record.get("regulation_id_numbers") or []),
}


def _position(document: Held) -> tuple[str, str]:
    return str(document.record.get("publication_date")), str(document.record.get("document_number"))


def make_cursor(position: tuple[str, str]) -> str:
    """The opaque token: publication in milliseconds and document number, as JSON in base64."""
    moment = dt.datetime.fromisoformat(position[0]).replace(tzinfo=dt.UTC)
    token = json.dumps([int(moment.timestamp() * 1000), position[1]]).encode()
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def parse_cursor(token: str) -> tuple[str, str]:
    """The position that a cursor names. Raises RefusedQuery."""
    try:
        milliseconds, number = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).date().isoformat(), number
    except (ValueError, TypeError, binascii.Error):
        raise RefusedQuery({"status": 400, "message": "Invalid search_after_cursor token"}) from None


def _to_i(text: str) -> int:
    """As Ruby's to_i: the digits that a text starts with, else 0."""
    found = re.match(r"\s*[+-]?\d+", text)
    return int(found.group()) if found else 0
