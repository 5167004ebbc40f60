"""Whose export an inventory file is, told from the file itself, and the inventory in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from extract import cyclonedx, netbox, servicenow
from extract.inventory import exported_table, own_table
from extract.netbox import NETBOX
from extract.servicenow import SERVICENOW
from extract.snipe_it import SNIPE_IT
from extract.tables import UnreadableFile, table

if TYPE_CHECKING:
    from extract.inventory import Fill, Inventory

FORMS = (SERVICENOW, SNIPE_IT, NETBOX)
"""Tables that are somebody's export, the most telling first."""
SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".xml"})
"""Files of a folder that are taken for inventories."""


def parse_inventory(content: bytes, file: str, fill: Fill | None = None) -> Inventory:
    """The inventory in a file: our columns, or an export of ServiceNow, Snipe-IT, NetBox, or a CycloneDX bill.

    `fill` completes each row, as `extract.owners.Owners.fill` does.

    Raises UnreadableFile, or MissingColumn for a table that is nobody's export and lacks an id or a name.
    """
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in {b"{", b"["}:
        return _json(content, file, fill)
    if start == b"<":
        return cyclonedx.parse_xml_bill(content, file, fill)
    header, rows = table(content, file)
    own = {"item_id", "name"} <= set(header) or {"asset_id", "name"} <= set(header)
    form = next((form for form in FORMS if form.matches(header)), None)
    return exported_table(form, header, rows, file, fill) if form and not own else own_table(header, rows, file, fill)


def _json(content: bytes, file: str, fill: Fill | None) -> Inventory:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise UnreadableFile(file, f"is no JSON: {wrong}") from wrong
    if cyclonedx.is_bill(found):
        return cyclonedx.parse_json_bill(found, file, fill)
    if netbox.is_dump(found):
        return netbox.parse_dump(found, file, fill)
    if (records := servicenow.records_in(found)) is not None:
        return servicenow.parse_records(records, file, fill)
    if netbox.is_answer(found):
        return netbox.parse_answer(found, file, fill)
    raise UnreadableFile(file, "is JSON of no kind we know (CycloneDX, NetBox, ServiceNow)")
