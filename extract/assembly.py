"""A printed document turned into a `Document`: every fact read once, the same way for every format."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from extract import identifiers
from extract.agencies import agencies, known_agency
from extract.calendar_days import Starts, counts_from_publication, days_in
from extract.deadlines import Occasion, dated_facts
from extract.document import Document
from extract.references import references
from extract.stages import is_of_programme, stage

if TYPE_CHECKING:
    from extract.printed import Printed

# A document filed at the regular hour is published within days, a special filing within weeks.
HIGHEST_IN_JANUARY = 15_000  # pages; January 2017, with more than any before it, ended at 8,900
_REGULAR_INSPECTION, _LONGEST_INSPECTION = dt.timedelta(days=10), dt.timedelta(days=30)
_APPEARS = re.compile(
    r"\bthis (?:document|notice|rule|proposal|extension|reopening),? (?:which )?(?:appears|is published) in the "
    r"Federal Register (?:of|on) (?P<day>\w+ \d{1,2}, \d{4})"
)
_REGULAR_HOUR = dt.time(8, 45)


def document_of(printed: Printed, name: str = "") -> Document:
    """The facts of one printed document; `name` (a file name or address) may give the number where none is printed."""
    problems = list(printed.problems)
    number = identifiers.document_number(printed.filing) or identifiers.number_in_name(name)
    if number is None:
        number = name.rsplit("/", 1)[-1].rsplit(".", 1)[0] or "unnumbered"
        problems.append("no Federal Register document number is printed: named after its source")
        printed.title = printed.title or number
    if printed.publication_date is None:
        printed.publication_date = _stated_publication(printed)
    if printed.publication_date is None and any(map(counts_from_publication, printed.texts("dates"))):
        problems.append("days counted from publication are left out: the publication date is not known")
    title, at_stage, filed = _title(printed), stage(printed, number), identifiers.filed_at(printed.filing)
    volume = printed.volume or _volume(printed.publication_date, filed, printed.start_page or 0)
    reference = printed.publication_date or (filed.date() if filed else None)
    occasion = Occasion(
        printed.type,
        at_stage,
        printed.action or "",
        title,
        printed.publication_date,
        reference,
        Starts(printed.signed, filed.date() if filed else None),
        is_of_programme(printed),
    )
    return Document(
        document_number=number,
        type=printed.type,
        stage=at_stage,
        title=title,
        action=printed.action,
        abstract=" ".join(printed.texts("summary")) or None,
        agencies=agencies(printed.headings, printed.agency_line),
        publication_date=printed.publication_date,
        filed_at=filed,
        citation=f"{volume} FR {printed.start_page}" if volume and printed.start_page else None,
        start_page=printed.start_page,
        rins=identifiers.rins(_rin_lines(printed)) or identifiers.rins(_naming_rin(printed)),
        agency_dockets=identifiers.agency_dockets(printed.dockets),
        regulations_dot_gov_docket=_regulations_docket(printed),
        cfr_references=identifiers.cfr_references(printed.cfr),
        dates=dated_facts(printed.passages, occasion),
        fr_citations=identifiers.fr_citations(passage.text for passage in printed.passages),
        url=printed.url,
        passages=tuple(printed.passages),
        problems=tuple(problems),
        **references(at_stage, number, printed.passages, f"{printed.action or ''}. {title}"),
    )


def _stated_publication(printed: Printed) -> dt.date | None:
    """The day on which the document itself says that it appears."""
    said = [found for text in printed.texts("dates") for found in _APPEARS.finditer(text)]
    days = days_in(said[0]["day"]) if said else []
    return days[0].date if days else None


def _title(printed: Printed) -> str:
    """The title; a heading that merely names a bureau was set as one by mistake."""
    titles = [part for part in printed.title.split("\n") if part]
    told = [part for part in titles if known_agency(part) is None] or titles
    return " ".join(told)


def _volume(published: dt.date | None, filed: dt.datetime | None, page: int) -> int | None:
    if published:
        return identifiers.volume_of(published.year)
    if filed:
        inspection = _REGULAR_INSPECTION if filed.time() == _REGULAR_HOUR else _LONGEST_INSPECTION
        if (filed + inspection).year == filed.year or page > HIGHEST_IN_JANUARY:
            return identifiers.volume_of(filed.year)
    return None  # filed at the end of December: this volume or the next


def _rin_lines(printed: Printed) -> list[str]:
    """The heading's RIN lines, and its brackets that hold one beside a docket."""
    return [*printed.rins, *(line for line in printed.dockets if "RIN" in line)]


def _naming_rin(printed: Printed) -> list[str]:
    return [text for text in printed.texts("addresses") if "RIN" in text]


def _regulations_docket(printed: Printed) -> str | None:
    """The docket where comments go: as ADDRESSES gives it, else the contact, the heading, the dates, any other text."""
    return (
        identifiers.regulations_docket(printed.texts("addresses"))
        or identifiers.regulations_docket(printed.texts("contact"))
        or identifiers.regulations_docket(printed.dockets)
        or identifiers.regulations_docket(printed.texts("dates", "summary", "text", "preamble"))
    )
