"""Whose export an inventory is, is told from the file; every row becomes an item, a problem, or is counted."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from extract.inventory_files import parse_inventory
from extract.owners import Owners
from extract.tables import MissingColumn, UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from extract.inventory import Inventory


def as_csv(*rows: list[str]) -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


SERVICENOW = as_csv(
    ["name", "manufacturer", "class", "model_id", "location", "department", "company", "assigned_to", "serial_number",
     "tag", "vendor", "sys_updated_on", "sys_class_path", "u_rack"],
    ["core-rtr-1", "Heliang Networks", "IP Router", "Heliang R9", "Reno", "IT", "Acme", "Ada Reed", "S1", "P1", "Reseller",
     "2026-01-02", "/!!/#", "R7"],
    ["Volna Sync", "", "Software", "", "", "", "Acme", "", "", "", "", "2026-01-02", "/!!/#", ""],
    ["Volna Sync", "", "Software", "", "", "", "Acme", "", "", "", "", "2026-01-03", "/!!/#", ""],
)  # fmt: skip
SNIPE_IT = as_csv(
    ["Company", "Name", "Asset Tag", "Category", "Supplier", "Manufacturer", "Location", "Order Number", "Model",
     "Model Number", "Checked Out To: First Name", "Checked Out To: Last Name", "Checked Out To: Email"],
    ["Acme", "", "ICC-1", "Cameras", "Reseller", "Heliang", "Reno", "77", "Dome 4", "HD-4", "Ada", "Reed", "ada@acme.example"],
)  # fmt: skip
NETBOX_CSV = as_csv(
    ["Name", "Status", "Tenant", "Site", "Role", "Manufacturer", "Type", "Serial number", "Asset tag"],
    ["sw1", "Active", "Acme", "Reno", "Access switch", "Heliang", "S5-48", "S9", "A-9"],
)
NETBOX_DUMP: list[dict[str, Any]] = [
    {"model": "dcim.manufacturer", "pk": 7, "fields": {"name": "Heliang"}},
    {"model": "dcim.devicetype", "pk": 3, "fields": {"manufacturer": 7, "model": "S5-48", "part_number": "02-48"}},
    {"model": "dcim.devicerole", "pk": 2, "fields": {"name": "Access switch"}},
    {"model": "dcim.site", "pk": 4, "fields": {"name": "Reno"}},
    {"model": "dcim.interface", "pk": 1, "fields": {"name": "xe0"}},
    {"model": "tenancy.contact", "pk": 1, "fields": {"name": "Ada Reed", "email": "ada@acme.example"}},
    {
        "model": "tenancy.contactassignment",
        "pk": 1,
        "fields": {"content_type": ["dcim", "site"], "object_id": 4, "contact": 1, "priority": "primary"},
    },
    {
        "model": "dcim.device",
        "pk": 5,
        "fields": {"name": "sw1", "device_type": 3, "role": 2, "site": 4, "tenant": None},
    },
    {"model": "circuits.provider", "pk": 1, "fields": {"name": "Lanqiao Telecom"}},
    {"model": "circuits.circuit", "pk": 9, "fields": {"cid": "K-9", "provider": 1, "type": None}},
]
NETBOX_API = {
    "count": 1,
    "results": [
        {
            "id": 12,
            "name": "sw2",
            "device_type": {"model": "S5-24", "manufacturer": {"name": "Heliang"}},
            "role": {"name": "Access switch"},
            "site": {"name": "Reno"},
            "tenant": None,
            "status": {"value": "active", "label": "Active"},
        }
    ],
}
BILL: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "version": 1,
    "metadata": {"component": {"type": "application", "name": "Till", "version": "3"}},
    "components": [
        {
            "type": "device",
            "bom-ref": "modem",
            "name": "LTE modem",
            "supplier": {"name": "Lanqiao"},
            "components": [{"type": "firmware", "bom-ref": "fw", "name": "modem firmware", "group": "com.lanqiao"}],
        },
        {"type": "library", "bom-ref": "lib", "name": "sync", "version": "1", "purl": "pkg:npm/%40volna/sync@1"},
    ],
    "services": [{"bom-ref": "api", "name": "Map service", "provider": {"name": "Volna Cloud"}}],
}
BILL_XML = b"""<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
  <metadata><component type="application" bom-ref="till"><name>Till</name></component></metadata>
  <components><component type="device" bom-ref="modem"><supplier><name>Lanqiao</name></supplier>
    <name>LTE modem</name></component></components>
</bom>"""
SERVICENOW_API = {
    "result": [
        {
            "sys_id": "0a1",
            "name": "core-rtr-1",
            "manufacturer": {"display_value": "Heliang Networks", "link": "https://example.com"},
            "sys_class_name": "cmdb_ci_ip_router",
        }
    ]
}


def read(content: bytes | object, fill: Owners | None = None) -> Inventory:
    """The inventory in bytes, or in what is written as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return parse_inventory(data, "assets", fill.fill if fill else None)


def test_a_servicenow_list_gives_its_rows_keys_of_their_own() -> None:
    """Tag, else a hash over name, class and serial; a row that says the same again is numbered and kept."""
    taken = read(SERVICENOW)
    router, first, second = taken.items
    assert (taken.form, taken.problems[0].column) == ("ServiceNow cmdb_ci", "owner_email")
    assert (router.item_id, router.vendor, router.supplier, router.kind) == (
        "P1",
        "Heliang Networks",
        "Reseller",
        "hardware",
    )
    assert (router.model, router.business_unit, router.owner, router.site) == ("Heliang R9", "IT", "Ada Reed", "Reno")
    assert dict(router.extra)["u_rack"] == "R7"
    assert (first.kind, first.business_unit) == ("software", "Acme")
    assert second.item_id == f"{first.item_id}#2"
    assert "u_rack" in taken.unknown_columns


def test_the_same_rows_get_the_same_keys_again() -> None:
    """A later export of the same assets changes nothing."""
    assert [item.item_id for item in read(SERVICENOW).items] == [item.item_id for item in read(SERVICENOW).items]


@pytest.mark.parametrize(
    ("content", "form", "expected"),
    [
        (SNIPE_IT, "Snipe-IT", [("ICC-1", "Dome 4", "Heliang", "hardware")]),
        (NETBOX_CSV, "NetBox", [("A-9", "sw1", "Heliang", "hardware")]),
        (
            NETBOX_DUMP,
            "NetBox",
            [
                ("netbox-device-5", "sw1", "Heliang", "hardware"),
                ("netbox-circuit-9", "circuit K-9", "Lanqiao Telecom", "service"),
            ],
        ),
        (NETBOX_API, "NetBox", [("netbox-device-12", "sw2", "Heliang", "hardware")]),
        (SERVICENOW_API, "ServiceNow cmdb_ci", [("0a1", "core-rtr-1", "Heliang Networks", "hardware")]),
        (
            BILL,
            "CycloneDX",
            [
                ("Till/modem", "LTE modem", "Lanqiao", "hardware"),
                ("Till/fw", "modem firmware", "com.lanqiao", "software"),
                ("Till/lib", "sync", "", "software"),
                ("Till/api", "Map service", "Volna Cloud", "service"),
            ],
        ),
        (BILL_XML, "CycloneDX", [("Till/modem", "LTE modem", "Lanqiao", "hardware")]),
    ],
)
def test_an_export_is_recognised_and_mapped(content, form, expected) -> None:
    """Form, id, name, vendor and kind, however the export lays them out."""
    taken = read(content)
    assert taken.form == form
    assert [(item.item_id, item.name, item.vendor, item.kind) for item in taken.items] == expected


def test_what_is_no_asset_is_counted_and_contacts_own() -> None:
    """A dump's other records are passed over by kind; the site's contact answers for its devices."""
    taken = read(NETBOX_DUMP)
    assert sum(count for _, count in taken.passed_over) + len(taken.items) == len(NETBOX_DUMP)
    assert dict(taken.passed_over)["dcim.interface"] == 1
    assert (taken.items[0].owner, taken.items[0].owner_email) == ("Ada Reed", "ada@acme.example")
    assert taken.items[0].part_number == "02-48"


def test_a_workbook_is_read_like_a_table() -> None:
    """Numbers without a point, days as dates, an empty first sheet passed by."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Assets")
    sheet.append(["item_id", "name", "quantity", "bought"])
    sheet.append([17, "Dome 4", 3.0, __import__("datetime").datetime(2026, 1, 2)])
    out = io.BytesIO()
    book.save(out)
    (item,) = read(out.getvalue()).items
    assert (item.item_id, item.name, item.quantity, dict(item.extra)["bought"]) == ("17", "Dome 4", "3", "2026-01-02")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 no workbook", "is no XLSX workbook"),
        (b'{"bomFormat": "CycloneDX", "components": 7}', "is no CycloneDX bill"),
        (b'{"things": []}', "JSON of no kind we know"),
        (b"{", "is no JSON"),
        (b"<bom", "is no XML"),
        (b'<!DOCTYPE bom [<!ENTITY a "b">]><bom>&a;</bom>', "declares a document type"),
        (b"[" * 100_000, "is no JSON"),
        (b"\xff\xfename", "is not UTF-8"),
    ],
)
def test_what_is_no_inventory_is_refused_by_name(content: bytes, reason: str) -> None:
    """The message names file and reason."""
    with pytest.raises(UnreadableFile, match=reason) as refused:
        parse_inventory(content, "assets.bin")
    assert str(refused.value).startswith("assets.bin: ")


def test_a_table_of_nobody_needs_an_id_and_a_name() -> None:
    """A table that is no known export says which column is missing."""
    with pytest.raises(MissingColumn, match="no column 'item_id'"):
        read(as_csv(["thing", "name"], ["1", "x"]))


def test_owners_come_from_a_mapping_and_addresses_from_a_directory() -> None:
    """The rule that says most wins; a row's own owner stays; a name that two people share is nobody's."""
    owners = Owners()
    owners.read(
        as_csv(
            ["business_unit", "category", "owner", "owner_email"],
            ["Acme", "", "Desk", "desk@acme.example"],
            ["acme", "software", "Eve Lin", ""],
            ["", "", "Nobody", "n@acme.example"],
            ["Acme", "x", "Bad", "two@at@acme.example"],
        ),
        "owners.csv",
    )
    owners.read(
        as_csv(
            ["displayName", "userPrincipalName", "department"],
            ["Ada Reed", "ada@acme.example", "IT"],
            ["Eve Lin", "eve@acme.example", "IT"],
            ["Sam Fox", "sam1@acme.example", "IT"],
            ["Sam Fox", "sam2@acme.example", "HR"],
            ["No Mail", "", "HR"],
        ),
        "people.csv",
    )
    assert [problem.row for problem in owners.problems] == [4, 5, 6]
    router, software, _ = read(SERVICENOW, owners).items
    assert (router.owner, router.owner_email) == ("Ada Reed", "ada@acme.example")
    assert (software.owner, software.owner_email) == ("Eve Lin", "eve@acme.example")
    assert not read(SERVICENOW, owners).problems
    assert "sam fox" not in owners.people
    with pytest.raises(UnreadableFile, match="neither an owner column"):
        owners.read(as_csv(["a", "b"], ["1", "2"]), "x.csv")


@pytest.mark.parametrize(
    ("name", "form", "rows"),
    [
        ("cyclonedx_hbom.json", "CycloneDX", 6),
        ("cyclonedx_saasbom.json", "CycloneDX", 6),
        ("cyclonedx_sbom_laravel.json", "CycloneDX", 62),
        ("netbox-demo-v3.6.json", "NetBox", 285),
        ("servicenow_demo_cmdb_ci.csv", "ServiceNow cmdb_ci", 2784),
        ("snipeit_accessories-sample.csv", "Snipe-IT", 3),
        ("snipeit_assets-sample.csv", "Snipe-IT", 22),
        ("snipeit_components-sample.csv", "Snipe-IT", 1),
        ("snipeit_consumables-sample.csv", "Snipe-IT", 3),
        ("snipeit_licenses-sample.csv", "Snipe-IT", 50),
        ("snipeit_models-sample.csv", "Snipe-IT", 20),
    ],
)
def test_real_exports_are_taken_with_every_row_accounted_for(shared: Path, name: str, form: str, rows: int) -> None:
    """Rows are counted by the file's own means, and each is an item with an id, a name and where it is known a vendor."""
    content = (shared / "data/inventory/exports" / name).read_bytes()
    taken = parse_inventory(content, name)
    assert (taken.form, len(taken.items) + sum(problem.fatal for problem in taken.problems)) == (form, rows)
    assert not [problem for problem in taken.problems if problem.fatal]
    assert len({item.item_id for item in taken.items}) == rows
    if name.endswith(".csv"):
        said = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert len(said) == rows
        maker = next((column for column in said[0] if column.casefold() == "manufacturer"), "")
        assert Counter(row.get(maker, "").strip() for row in said) == Counter(item.vendor for item in taken.items)
        whole = {value.strip() for row in said for value in row.values() if value and value.strip()}
        kept = {value for item in taken.items for value in (*dict(item.extra).values(), *_fields(item)) if value}
        assert whole - kept - _parts_of_names(said) == set()


def _fields(item: Any) -> list[str]:
    return [getattr(item, name) for name in item.__dataclass_fields__ if name != "extra"]


def _parts_of_names(rows: list[dict[str, str]]) -> set[str]:
    """First and last names become one owner."""
    return {row.get(f"Checked Out To: {part} Name", "").strip() for row in rows for part in ("First", "Last")}
