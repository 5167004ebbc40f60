"""One pass after the other in this process, over publications that a test hands out; nothing is sent, nothing is embedded."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extract.publication import Publication
from pipeline import stages
from pipeline.settings import Settings
from warehouse.lake import open_warehouse
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extract.web import Web

NUMBER = "2099-20001"
INVENTORY = """item_id,name,vendor,kind,category,description,owner,owner_email
V-1,Veltrona Endpoint Shield,"Veltrona Systems, Inc.",software,anti-virus software,Runs on laptops,Ann,ann@example.com
V-2,Printer,Quill & Sons,hardware,printer,Office printer,Bob,bob@example.com
"""
HEAD_OF_INVENTORY = INVENTORY.partition("\n")[0]
FIRST_FETCH = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)

NOTICE = """<NOTICE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY>
<SUBAGY>Bureau of Industry and Security</SUBAGY>
<SUBJECT>{title}</SUBJECT>
<P>The Department of Commerce gives notice of its decision in Case No. ICTS-2098-007, brought under Executive Order 13873
and 15 CFR part 791 (part 791). As used below, “Veltrona” stands for Veltrona Systems, Inc. together with all of its
affiliates, subsidiaries, and parent companies.</P>
<HD SOURCE="HD1">Terms</HD>
<P><E T="03">U.S. person</E> means {person}.</P>
<HD SOURCE="HD1">Prohibited Transactions</HD>
<P>1. <E T="03">New agreements.</E> From {day}, Veltrona must not enter into any new agreement with a U.S. person that
involves a transaction described in paragraph 2.</P>
<P>2. <E T="03">Transactions covered.</E> The prohibition reaches ICTS transactions with U.S. persons that involve (a) any
cybersecurity product or service that Veltrona, alone or with others, designed, developed, manufactured, or supplied; and
(b) any anti-virus software so designed, developed, manufactured, or supplied.</P>
</PREAMB><FRDOC>[FR Doc. {number}]</FRDOC></NOTICE>"""

CORRECTION = """<NOTICE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY>
<SUBAGY>Bureau of Industry and Security</SUBAGY>
<SUBJECT>{title}; Correction</SUBJECT>
<ACT><HD SOURCE="HED">ACTION:</HD><P>Notice; correction.</P></ACT>
<P>This notice concerns information and communications technology and services (ICTS) under 15 CFR part 791 (part 791).
In notice document 2099-20001 beginning on page 1234 in the issue of Saturday, January 10, 2099, make the following
correction:</P>
<P>On page 1235, in the first column, {instruction}</P>
</PREAMB><FRDOC>[FR Doc. {number}]</FRDOC></NOTICE>"""

WITHDRAWAL = """<NOTICE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY>
<SUBAGY>Bureau of Industry and Security</SUBAGY>
<SUBJECT>{title}; Withdrawal</SUBJECT>
<ACT><HD SOURCE="HED">ACTION:</HD><P>Notice; withdrawal.</P></ACT>
<P>This notice concerns information and communications technology and services (ICTS) under 15 CFR part 791 (part 791).
The Department withdraws the notice published as FR Doc. 2099-20001 on January 10, 2099.</P>
</PREAMB><FRDOC>[FR Doc. {number}]</FRDOC></NOTICE>"""

PAGE = """<main><h1>Final Determination, ICTS: Veltrona Systems, Inc.</h1>
<p>The Department of Commerce issued a final determination{case} under Executive Order 13873 and 15 CFR part 791 (part 791),
which governs information and communications technology and services. As used below, “Veltrona” stands for
Veltrona Systems, Inc. together with all of its affiliates.</p><p>The prohibition reaches ICTS transactions with U.S. persons
that involve (a) any cybersecurity product or service that Veltrona, alone or with others, designed, developed, manufactured,
or supplied; and (b) any anti-virus software so designed, developed, manufactured, or supplied.</p></main>"""

TITLE = "Final Determination: Case No. ICTS-2098-007, Veltrona Systems, Inc."


def notice(
    number: str = NUMBER,
    *,
    day: str = "January 20, 2099",
    title: str = TITLE,
    person: str = "a citizen of the United States",
    published: str = "2099-01-10",
    page: int = 1234,
    text: str = NOTICE,
    instruction: str = "",
) -> Publication:
    """A determination (or with `text` a correction of it) as the Federal Register publishes it."""
    content = text.format(number=number, day=day, title=title, person=person, instruction=instruction)
    record = {
        "document_number": number,
        "type": "Notice",
        "title": title,
        "publication_date": published,
        "citation": f"164 FR {page}",
        "start_page": page,
        "html_url": f"https://www.federalregister.gov/documents/{published.replace('-', '/')}/{number}/veltrona",
        "agencies": [{"name": "Commerce Department"}, {"name": "Industry and Security Bureau"}],
    }
    return given("federal_register", number, content, "application/xml", record)


def rows_of_veltrona(number: int) -> list[str]:
    """So many rows of an inventory: anti-virus programs of the maker in the notice, all of one owner."""
    row = (
        'V-{0},Veltrona Endpoint Shield {0},"Veltrona Systems, Inc.",software,anti-virus software,,Ann,ann@example.com'
    )
    return [row.format(each) for each in range(number)]


def filing() -> Publication:
    """The same on public inspection, to be published on 10 January: its day is still counted from publication."""
    content = NOTICE.format(
        number=NUMBER, day="10 days after publication", title=TITLE, person="a citizen of the United States"
    )
    record = {
        "document_number": NUMBER,
        "type": "Notice",
        "title": TITLE,
        "filed_at": "2099-01-08T08:45:00.000-05:00",
        "publication_date": "2099-01-10",
        "agencies": [{"name": "Commerce Department"}],
    }
    return given("public_inspection", NUMBER, content, "application/xml", record)


def page(case: str = " in Case No. ICTS-2098-007", **said: Any) -> Publication:
    """The bureau's page about it."""
    url = "https://www.bis.gov/oicts/veltrona"
    known = {
        "kind": "determination",
        "title": "Veltrona",
        "publication_date": "2099-01-07",
        "html_url": url,
        "links": [],
    }
    return given("bis", url, PAGE.format(case=case), "text/html", known | said)


def given(source: str, key: str, content: str, media_type: str, metadata: dict[str, Any]) -> Publication:
    """A publication; each is fetched after those that a home has had before."""
    return Publication(source, key, f"https://example.gov/{key}", media_type, content.encode(), FIRST_FETCH,
                       json.dumps(metadata).encode())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A source that gives these publications."""

    publications: tuple[Publication, ...]
    name: str = "given"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """All of them."""
        yield from self.publications


@dataclass
class Passes:
    """A home with an inventory of two items, over which one pass after the other goes."""

    settings: Settings
    count: int = field(default=0)

    @classmethod
    def in_(cls, folder: Path, prepared: Path) -> Passes:
        """A new home in this folder, with the empty warehouse of the home `prepared`."""
        folder.mkdir(exist_ok=True)
        shutil.copytree(prepared, folder / "home")
        (folder / "inventory.csv").write_text(INVENTORY, encoding="utf-8")
        return cls(Settings(home=folder / "home", inventory=folder / "inventory.csv"))

    @classmethod
    def copied(cls, told: Path, folder: Path, **options: Any) -> Passes:
        """A copy of a folder in which one pass went."""
        copy = shutil.copytree(told, folder / "copy")
        return cls(Settings(home=copy / "home", inventory=copy / "inventory.csv", **options), count=1)

    def run(self, *publications: Publication) -> list[dict[str, Any]]:
        """One pass; the alerts that it wrote."""
        before = {row["delivery_id"] for row in self.rows("from lake.deliveries")} if self.count else set()
        self.count += 1
        at = FIRST_FETCH + dt.timedelta(days=self.count)
        fresh = tuple(
            Publication(one.source, one.key, one.url, one.media_type, one.content, at, one.metadata)
            for one in publications
        )
        stages.poll(self.settings, [Given(fresh)], dt.date(2099, 1, 1))
        stages.read(self.settings)
        if self.count == 1:
            stages.sync(self.settings)
        stages.assess(self.settings)
        stages.tell(self.settings)
        return [
            row
            for row in self.rows("from lake.deliveries order by enqueued_at, delivery_id")
            if row["delivery_id"] not in before
        ]

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query on the home's warehouse."""
        with open_warehouse(stages.lake_of(self.settings), read_only=True) as warehouse:
            return fetched(warehouse.con, query)

    def impact(self, number: str = NUMBER) -> dict[str, Any]:
        """The impact of a document on the anti-virus software."""
        (row,) = self.rows(f"from lake.impacts where document_number = '{number}' and item_id = 'V-1'")
        return row


def what_changed(alert: dict[str, Any]) -> str:
    """The text of an alert's payload."""
    return json.dumps(json.loads(alert["payload"]), ensure_ascii=False)
