"""What a tortured pipeline works on: determinations in waves, an inventory, and the same answers given after each wave.

All of it is made up here. A wave is a folder of issues that grows, so that every wave has work for every stage.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pipeline.passes import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRM = "Veltrona {number} Systems, Inc."
SYLLABLES = ("Bra", "Cor", "Del", "Fen", "Gor", "Hul", "Jas", "Kem", "Lun", "Mav", "Nor", "Pel", "Quo", "Ros", "Tam")
COLUMNS = ("item_id,name,vendor,kind,category,description,owner,owner_email,owner_slack").split(",")
OTHERS = (
    ("software", "spreadsheet", "Counts what the warehouse holds"),
    ("hardware", "printer", "Office printer on the second floor"),
    ("hardware", "network switch", "Access switch in the wiring closet"),
    ("service", "payroll service", "Pays salaries once a month"),
    ("hardware", "cellular module", "LTE module in the gate"),
)


@dataclass(frozen=True, slots=True)
class World:
    """How much there is of everything."""

    documents: int = 50
    items: int = 5_000
    waves: int = 5
    owners: int = 40

    @property
    def in_wave(self) -> int:
        """Documents that each wave brings."""
        return self.documents // self.waves

    def write(self, folder: Path) -> Path:
        """The inventory and a folder for each wave's issue, `wave-1` and so on; the folder of all."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "inventory.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(self._rows())
        for wave in range(self.waves):
            place = folder / f"wave-{wave + 1}"
            place.mkdir()
            for number in range(wave * self.in_wave, (wave + 1) * self.in_wave):
                _write_notice(place, number)
        return folder

    def _rows(self) -> Iterator[list[str]]:
        """Of five items one is made by a firm that a document names; an owner has items of many firms."""
        for number in range(self.items):
            owner = (number * 7 + number // self.owners) % self.owners
            who = [f"Owner {owner}", f"owner-{owner}@example.com", f"U{owner:07}" if owner % 4 else ""]
            if number % 5 == 0:
                firm = firm_of(number // 5 % self.documents)
                what = ["software", "anti-virus software", "Runs on laptops"]
                yield [f"I-{number:05}", f"{firm} Endpoint Shield {number}", f"{firm} Systems, Inc.", *what, *who]
            else:
                kind, category, words = OTHERS[number % len(OTHERS)]
                name = f"{category.capitalize()} {number % 60}"
                yield [f"I-{number:05}", name, f"Quill & {name_of(number % 90)}", kind, category, words, *who]


def name_of(number: int) -> str:
    """A word that nobody uses, another one for each number below 3,375."""
    first, rest = divmod(number, len(SYLLABLES) ** 2)
    middle, last = divmod(rest, len(SYLLABLES))
    return SYLLABLES[last] + SYLLABLES[middle].lower() + SYLLABLES[first].lower()


def firm_of(number: int) -> str:
    """The firm of a document."""
    return f"Vel{name_of(number * 31 + 7).lower()}"


def document_of(number: int) -> str:
    """A document's number."""
    return f"2099-{30_000 + number:05}"


def _write_notice(folder: Path, number: int) -> None:
    firm = firm_of(number)
    title = f"Final Determination: Case No. ICTS-2098-{number:03}, {firm} Systems, Inc."
    text = NOTICE.format(
        number=document_of(number), title=title, day="January 20, 2099", person="a citizen of the United States"
    )
    text = text.replace("Veltrona", firm).replace("ICTS-2098-007", f"ICTS-2098-{number:03}")
    record = {
        "document_number": document_of(number),
        "type": "Notice",
        "title": title,
        "publication_date": "2099-01-10",
        "citation": f"164 FR {1000 + number * 3}",
        "start_page": 1000 + number * 3,
        "html_url": f"https://www.federalregister.gov/documents/2099/01/10/{document_of(number)}/determination",
        "full_text_xml_url": f"https://www.federalregister.gov/documents/full_text/xml/2099/01/10/{document_of(number)}.xml",
        "agencies": [{"name": "Commerce Department"}, {"name": "Industry and Security Bureau"}],
    }
    (folder / f"{document_of(number)}.xml").write_text(text, encoding="utf-8")
    (folder / f"{document_of(number)}.json").write_text(json.dumps(record), encoding="utf-8")
