"""The International Trade Administration: its Consolidated Screening List, a CSV file made anew each day.

It carries the lists of three departments: the Entity List, military end users, unverified and denied parties, SDN and
others; each row says which. BIS and State give no type of party, so a party without one is taken for a firm unless
the row tells of a birth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.suppliers import SupplierFact
from extract.watch_list import Listing, Reading, clean, parse_date, published, rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from extract.addresses import SourceSettings
    from extract.publication import Publication
    from extract.web import Web

REQUIRED = frozenset({
    "source", "type", "name", "addresses", "federal_register_notice", "start_date", "end_date", "source_list_url",
    "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth",
})  # fmt: skip
NO_FIRM = {"individual": "an individual", "vessel": "a vessel", "aircraft": "an aircraft"}
ENDED = "no longer in force"

_ANY_SUCCESSOR = re.compile(r";? and any (?:successors?|sub-?units?|subsidiar(?:y|ies))\b.*$", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Trade:
    """The source: one publication, the file as it is."""

    settings: SourceSettings
    name: str = "trade"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:  # noqa: ARG002 - a list has no days
        """The file as it stands."""
        url = self.settings.screening_list
        yield published(self.name, web.fetch(url, fresh=True), url)

    def read(self, publication: Publication) -> Listing:
        """The firms in it that were listed on the day it was fetched."""
        return parse_screening_list(publication.content, publication.key, publication.fetched_at.date())


def parse_screening_list(content: bytes, url: str, on: dt.date) -> Listing:
    """The entries of the CSV that hold on that day. Raises ShapeChanged where it is not the documented table."""
    reading = Reading(url)
    for number, row, text in rows(content, reading, REQUIRED):
        kind = clean(row["type"]).casefold() or (
            "individual" if row["dates_of_birth"] or row["places_of_birth"] else ""
        )
        ended = parse_date(row["end_date"])
        if kind in NO_FIRM:
            reading.aside(number, NO_FIRM[kind], text)
        elif kind not in {"", "entity"}:
            reading.problem(number, "type", f"{kind[:80]!r} is no type of party that is known", text)
        elif ended and ended < on:
            reading.aside(number, ENDED, text)
        elif not clean(row["source"]):
            reading.problem(number, "source", "is empty: which list is it?", text)
        else:
            _take(reading, number, row, text)
    return reading.listing()


def _take(reading: Reading, number: int, row: dict[str, str], text: str) -> None:
    codes = [code for address in row["addresses"].split(";") if (code := address.rpartition(",")[2].strip())]
    if "maca" not in row["addresses"].casefold():
        codes = [code for code in codes if code != "MO"]  # Missouri, where an address leaves its country out
    stated = _countries(codes) or _countries(re.split(r"[;,]", f"{row['nationalities']};{row['citizenships']}"))
    notices = re.findall(r"\d{1,2}/\d{1,2}/\d{2,4}", row["federal_register_notice"])
    since = reading.date(number, "start_date", row["start_date"]) or _iso(notices[-1] if notices else "")
    fact = SupplierFact(
        name=_ANY_SUCCESSOR.sub("", clean(row["name"])).rstrip("; "),
        country=";".join(stated),
        list=clean(row["source"]),
        source=clean(row["source_list_url"]) or reading.where,
        as_of=since,
    )
    aliases = [clean(alias).removeprefix("and ") for alias in row["alt_names"].split(";")]
    reading.firm(number, text, fact, aliases)


def _countries(parts: list[str]) -> list[str]:
    """The ISO alpha-2 codes among these, each once; the list ends every address with one."""
    return list(dict.fromkeys(part.strip() for part in parts if _CODE.fullmatch(part.strip())))


def _iso(text: str) -> str:
    found = parse_date(text)
    return found.isoformat() if found else ""
