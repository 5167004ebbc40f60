"""Small documents for the servers, made on the spot in the API's shapes."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

BUREAU = {"raw_name": "Bureau of Industry and Security", "name": "Industry and Security Bureau", "id": 241,
          "slug": "industry-and-security-bureau", "parent_id": 54}  # fmt: skip
FIRST_DAY = dt.date(2025, 1, 1)


def write_document(folder: Path, serial: int, *, with_xml: bool = True, **fields: Any) -> str:
    """Write NUMBER.json and NUMBER.xml of an invented document, published `serial` days after the first; the number."""
    date = (FIRST_DAY + dt.timedelta(days=serial)).isoformat()
    number = f"2025-{90000 + serial}"
    place = f"https://www.federalregister.gov/documents/full_text/xml/{date.replace('-', '/')}/{number}.xml"
    record = {
        "document_number": number, "title": f"Example {serial}", "type": "Notice", "publication_date": date,
        "html_url": f"https://www.federalregister.gov/documents/{date.replace('-', '/')}/{number}/example",
        "full_text_xml_url": place, "agencies": [BUREAU], "abstract": None,
    }  # fmt: skip
    (folder / f"{number}.json").write_text(json.dumps(record | fields))
    if with_xml:
        (folder / f"{number}.xml").write_text(f"<NOTICE><P>Text of {number}.</P></NOTICE>")
    return number


def write_documents(folder: Path, count: int, **fields: Any) -> list[str]:
    """So many documents, one a day; their numbers in order of publication."""
    return [write_document(folder, serial, **fields) for serial in range(count)]
