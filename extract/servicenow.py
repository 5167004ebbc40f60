"""ServiceNow's configuration items (`cmdb_ci` and its classes): the list export as CSV or XLSX, and the table API's JSON.

Columns after ServiceNow's own: the technical names of the table and the labels that a list shows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from extract.inventory import Fill, Form, Inventory, Row, collected, identified

if TYPE_CHECKING:
    from collections.abc import Iterator

SOFTWARE = ("software", "application", "package", "license", "licence", "database", "_appl", "_spkg")
SERVICES = ("service", "cloud", "subscription")


def _completed(values: dict[str, str]) -> dict[str, str]:
    said = values.get("category", "").casefold()
    kind = "software" if any(word in said for word in SOFTWARE) else "service" if said.startswith(SERVICES) else ""
    company = values.pop("company", "")
    filled = {
        **values,
        "kind": kind or "hardware",
        "business_unit": values.get("business_unit") or company,
    }
    return filled | ({"company": company} if company else {})


SERVICENOW = Form(
    "ServiceNow cmdb_ci",
    (
        frozenset({"name", "sys_class_path"}),
        frozenset({"name", "sys_class_name"}),
        frozenset({"name", "sys_id"}),
        frozenset({"name", "sys_updated_on"}),
        frozenset({"name", "class", "updated"}),
    ),
    {
        "name": "name",
        "manufacturer": "vendor",
        "model_id": "model",
        "model": "model",
        "model_number": "part_number",
        "version": "version",
        "short_description": "description",
        "description": "description",
        "class": "category",
        "sys_class_name": "category",
        "category": "their_category",
        "location": "site",
        "department": "business_unit",
        "assigned_to": "owner",
        "owned_by": "owner",
        "managed_by": "owner",
        "assigned_to.email": "owner_email",
        "owned_by.email": "owner_email",
        "business_criticality": "criticality",
        "vendor": "supplier",
    },
    (("sys_id",), ("tag",), ("asset_tag",), ("name", "category", "serial_number")),
    "ci",
    _completed,
)


def records_in(found: Any) -> list[dict[str, Any]] | None:
    """The records of a table API's answer or a list's JSON export; None where it is neither."""
    records = (found.get("result") or found.get("records")) if isinstance(found, dict) else None
    if isinstance(records, list) and records and all(isinstance(one, dict) and "sys_id" in one for one in records):
        return records
    return None


def parse_records(records: list[dict[str, Any]], file: str, fill: Fill | None) -> Inventory:
    """The inventory in JSON records; a reference gives what it displays."""
    columns = {name: SERVICENOW.columns.get(name, name) for record in records for name in record}
    rows = identified(_rows(records, columns), SERVICENOW.identity, SERVICENOW.prefix)
    return collected(file, rows, fill, form=SERVICENOW.name, columns=columns)


def _rows(records: list[dict[str, Any]], columns: dict[str, str]) -> Iterator[Row]:
    for number, record in enumerate(records, 1):
        values: dict[str, str] = {}
        for name, value in record.items():
            shown = value.get("display_value", value.get("value")) if isinstance(value, dict) else value
            ours = columns[name] if not values.get(columns[name]) else name
            values[ours] = values.get(ours) or str("" if shown is None else shown).strip()
        yield Row(number, SERVICENOW.completed(values), json.dumps(record))
