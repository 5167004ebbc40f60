"""Public inspection: documents on display at the Federal Register before they are published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.failures import ListingIncomplete, ShapeChanged
from extract.federal_register_listing import parse_results
from extract.json_shape import canonical, number, text, without
from extract.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.addresses import SourceSettings
    from extract.federal_register_listing import Record
    from extract.web import Web

# What the title is joined of, where none is given yet.
SUBJECTS = ("subject_1", "subject_2", "subject_3")
# What moves while a document lies there unchanged.
VOLATILE = frozenset({"page_views", "last_public_inspection_issue", "pdf_updated_at"})


@dataclass(frozen=True, slots=True)
class PublicInspection:
    """The source: one publication per document on display; content is the API's JSON, its title trimmed."""

    settings: SourceSettings
    name: str = "public_inspection"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """Documents of the current issue, regular and special filings, filed on or after `since`."""
        url = f"{self.settings.federal_register}/public-inspection-documents/current.json"
        for filing in parse_current(web.fetch_json(url), url):
            filed = parse_filed_at(filing, url)
            if filed is None or filed.date() >= since:
                content = canonical(filing)
                yield Publication(
                    source=self.name,
                    key=text(filing, "document_number", url),
                    url=str(filing.get("html_url") or url),
                    media_type="application/json",
                    content=content,
                    fetched_at=dt.datetime.now(dt.UTC),
                    metadata=content,
                )


def parse_current(envelope: Record, where: str) -> list[Record]:
    """The filings of a current.json: numbered, titles trimmed (they are subjects joined by blanks), or
    joined here where one is lacking.

    Raises ListingIncomplete when fewer came than are counted, ShapeChanged when a filing has no number.
    """
    filings = parse_results(envelope, where)
    if len(filings) < number(envelope, "count", where):
        raise ListingIncomplete(where, f"{len(filings)} of {envelope['count']} filings came")
    return [_tidy(filing, where) for filing in filings]


def parse_filed_at(filing: Record, where: str) -> dt.datetime | None:
    """When a document was put on display, with its offset from UTC; None where the API has none yet."""
    value = filing.get("filed_at")
    if value is None:
        return None
    try:
        filed = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ShapeChanged(where, f"filed_at is {value!r} instead of a time") from error
    if filed.tzinfo is None:
        raise ShapeChanged(where, f"filed_at is {value!r}, without an offset from UTC")
    return filed


def _tidy(filing: Record, where: str) -> Record:
    own = text(filing, "document_number", where)
    kept = without(filing, VOLATILE)
    assert isinstance(kept, dict)  # noqa: S101 - tells mypy what `without` does to an object
    subjects = " ".join(str(filing[field]) for field in SUBJECTS if filing.get(field))
    return {**kept, "title": str(filing.get("title") or subjects or f"FR Doc. {own}").strip()}
