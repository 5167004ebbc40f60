"""Where the publishers are and what we ask them for; every value can be set, the real ones are the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from extract.web import origin_of


class PageKind(StrEnum):
    """What a BIS index page lists."""

    PRESS_RELEASE = "press release"
    DETERMINATION = "determination"
    GENERAL_AUTHORIZATION = "general authorization"


class IndexPage(NamedTuple):
    """A BIS page that lists others."""

    kind: PageKind
    url: str


FEDERAL_REGISTER = "https://www.federalregister.gov/api/v1"
ECFR = "https://www.ecfr.gov/api/versioner/v1"
BIS = "https://www.bis.gov"


def bis_pages(base: str = BIS) -> tuple[IndexPage, ...]:
    """The pages of the bureau that list its ICTS actions, under its base address."""
    return (
        IndexPage(PageKind.GENERAL_AUTHORIZATION, f"{base}/oicts/connected-vehicles/general-authorizations"),
        IndexPage(PageKind.DETERMINATION, f"{base}/oicts"),
        IndexPage(PageKind.PRESS_RELEASE, f"{base}/news-updates"),
    )


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Base addresses and queries of all sources.

    `agencies` are slugs of the Federal Register's API (the bureau, and the department that some of its documents are
    filed under), `cfr_parts` title and part, `terms` full-text searches (a quoted one is a phrase).
    """

    federal_register: str = FEDERAL_REGISTER
    ecfr: str = ECFR  # blank: not asked
    agencies: tuple[str, ...] = ("industry-and-security-bureau", "commerce-department")
    cfr_parts: tuple[tuple[int, str], ...] = ((15, "791"), (15, "7"))
    terms: tuple[str, ...] = (
        '"information and communications technology and services"',
        '"Executive Order 13873"',
        '"Executive Order 13984"',
        '"Executive Order 14034"',
    )
    bis_pages: tuple[IndexPage, ...] = bis_pages()
    feeds: tuple[str, ...] = (
        f"{FEDERAL_REGISTER}/documents.rss?conditions%5Bagencies%5D%5B%5D=industry-and-security-bureau",
    )
    covered_list: str = "https://www.fcc.gov/supplychain/coveredlist"
    military_companies: str = ""  # blank: the Federal Register's notices
    screening_list: str = "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv"
    further_origins: tuple[str, ...] = ("https://bis.gov", "https://media.bis.gov", "https://www.govinfo.gov")

    @property
    def origins(self) -> frozenset[str]:
        """All places that a client for these sources may speak to."""
        addresses = (self.federal_register, *(page.url for page in self.bis_pages), *self.feeds, *self.further_origins)
        lists = filter(None, (self.ecfr, self.covered_list, self.military_companies, self.screening_list))
        return frozenset(origin_of(address) for address in (*addresses, *lists))
