"""The Federal Register's API: published documents, each with its facts in JSON and its full text in XML."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extract.failures import (
    ListingIncomplete,
    NotFound,
    PollIncomplete,
    QueryRefused,
    Rejected,
    SourceError,
    TooManyRequests,
    Unreachable,
)
from extract.federal_register_listing import (
    Limits,
    Pairs,
    Query,
    Record,
    Window,
    fetch_listing,
    parse_refusal,
    parse_results,
)
from extract.json_shape import canonical, text, without
from extract.publication import Publication
from extract.wire import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.addresses import SourceSettings
    from extract.web import Answer, Web

# Asked for by name: without fields[] the API leaves out dockets, RINs and all dates but the publication's.
FIELDS = (
    "abstract", "action", "agencies", "body_html_url", "cfr_references", "citation", "comment_url",
    "comments_close_on", "correction_of", "corrections", "dates", "disposition_notes", "docket_ids", "dockets",
    "document_number", "effective_on", "end_page", "executive_order_notes", "executive_order_number",
    "full_text_xml_url", "html_url", "json_url", "not_received_for_publication", "pdf_url",
    "presidential_document_number", "proclamation_number", "publication_date", "raw_text_url",
    "regulation_id_number_info", "regulation_id_numbers", "regulations_dot_gov_info", "regulations_dot_gov_url",
    "significant", "signing_date", "start_page", "subtype", "title", "toc_doc", "toc_subject", "topics", "type",
    "volume",
)  # fmt: skip
# What moves from day to day without the document moving; kept, it would make every poll a new publication.
VOLATILE = frozenset({
    "page_views", "comment_count", "comments_count", "checked_regulationsdotgov_at", "updated_at", "last_updated",
    "supporting_documents", "supporting_documents_count", "regulations_dot_gov_open_for_comment", "images",
    "images_metadata", "metadata",
})  # fmt: skip
DEFAULT_LIMITS = Limits()
BATCH = 50  # document numbers in one request; more make the address too long
DASHES = str.maketrans("–—‑", "---")


class Batch(NamedTuple):
    """Documents asked for by number: the API's records and the numbers that it does not know."""

    found: tuple[Record, ...]
    not_found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FederalRegister:
    """The source: one publication per document number; content is its XML, or its JSON until the XML is there.

    With `until`, nothing is asked for that was published after it.
    """

    settings: SourceSettings
    limits: Limits = DEFAULT_LIMITS
    name: str = "federal_register"
    until: dt.date | None = None

    @property
    def queries(self) -> tuple[Query, ...]:
        """What is polled, the most specific first; a part of the CFR is matched as a number, so each is a query."""
        cfr: tuple[Pairs, ...] = tuple(
            (("conditions[cfr][title]", str(title)), ("conditions[cfr][part]", part))
            for title, part in self.settings.cfr_parts
        )
        terms = tuple((("conditions[term]", term),) for term in self.settings.terms)
        agencies = tuple((("conditions[agencies][]", slug),) for slug in self.settings.agencies)
        api = self.settings.federal_register
        return tuple(Query(api, conditions, FIELDS, self.limits) for conditions in cfr + terms + agencies)

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """Documents published on or after `since`, each once.

        What fails alone (one query, one full text) does not stop the rest: PollIncomplete names it at the end, and a
        document whose text failed still comes as JSON. A server that is down or throttles us ends the poll at once.
        """
        seen: set[str] = set()
        failures: list[SourceError] = []
        for query in self.queries:
            try:
                for record in fetch_listing(web, query, Window(since, self.until)):
                    number = text(record, "document_number", self.settings.federal_register)
                    if number not in seen:
                        seen.add(number)
                        yield self._publication(web, record, failures)
            except (Unreachable, TooManyRequests):
                raise
            except SourceError as error:
                failures.append(error)
        if failures:
            raise PollIncomplete(tuple(failures))

    def fetch(self, web: Web, numbers: Sequence[str]) -> Iterator[Publication]:
        """Publications of the documents with these numbers; raises PollIncomplete at the end if a text failed."""
        failures: list[SourceError] = []
        for record in fetch_documents(web, self.settings.federal_register, numbers).found:
            yield self._publication(web, record, failures)
        if failures:
            raise PollIncomplete(tuple(failures))

    def _publication(self, web: Web, record: Record, failures: list[SourceError]) -> Publication:
        number = text(record, "document_number", self.settings.federal_register)
        metadata = canonical(without(record, VOLATILE))
        answer = self._full_text(web, record, failures)
        return Publication(
            source=self.name,
            key=number,
            url=answer.url if answer else f"{self.settings.federal_register}/documents/{number}.json",
            media_type="application/xml" if answer else "application/json",
            content=answer.content if answer else metadata,
            fetched_at=answer.fetched_at if answer else dt.datetime.now(dt.UTC),
            metadata=metadata,
        )

    def _full_text(self, web: Web, record: Record, failures: list[SourceError]) -> Answer | None:
        url = record.get("full_text_xml_url")
        if not isinstance(url, str):
            return None
        try:
            return web.fetch(url, wanted=Format.XML)
        except NotFound:  # the XML lags behind; the next poll asks again
            return None
        except (Unreachable, TooManyRequests):
            raise
        except SourceError as error:
            failures.append(error)
            return None


def fetch_documents(web: Web, api: str, numbers: Sequence[str]) -> Batch:
    """The API's records of these document numbers, in the API's order, without repeats.

    Asking for one number gives the bare document or 404, asking for several an envelope with errors.not_found.
    """
    wanted = list(dict.fromkeys(number.strip().translate(DASHES) for number in numbers))
    found: list[Record] = []
    not_found: list[str] = []
    for start in range(0, len(wanted), BATCH):
        batch = _fetch_batch(web, api, wanted[start : start + BATCH])
        found += batch.found
        not_found += batch.not_found
    return Batch(tuple(found), tuple(not_found))


def _fetch_batch(web: Web, api: str, numbers: list[str]) -> Batch:
    url = f"{api}/documents/{','.join(numbers)}.json"
    try:
        answer = web.fetch_json(url, [("fields[]", name) for name in FIELDS])
    except NotFound:
        if len(numbers) > 1:
            raise
        return Batch((), tuple(numbers))
    except Rejected as error:
        raise QueryRefused(url, parse_refusal(error)) from error
    if "document_number" in answer:
        return Batch((answer,), ())
    errors = answer.get("errors")
    named = errors.get("not_found") if isinstance(errors, dict) else None
    missing = named if isinstance(named, list) else []
    found = parse_results(answer, url)
    if len(found) + len(missing) < len(numbers):
        raise ListingIncomplete(url, f"{len(found)} found and {len(missing)} missing of {len(numbers)}")
    return Batch(tuple(found), tuple(str(number) for number in missing))
