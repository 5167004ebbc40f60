"""NetBox: the REST API's lists (JSON), a dump of its tables (JSON), and the device list as CSV or XLSX.

Assets are devices, modules, inventory items, virtual machines and circuits; racks, cables and addresses are none.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from extract.inventory import Fill, Form, Inventory, Row, collected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORM = "NetBox"
Record = dict[str, Any]


def _hardware(values: dict[str, str]) -> dict[str, str]:
    return {**values, "kind": "hardware", "name": values.get("name") or values.get("model", "")}


NETBOX = Form(
    FORM,
    (
        frozenset({"name", "manufacturer", "device_type", "site"}),
        frozenset({"name", "manufacturer", "type", "site", "role"}),
        frozenset({"name", "manufacturer", "type", "site", "device_role"}),
    ),
    {
        "id": "item_id",
        "name": "name",
        "manufacturer": "vendor",
        "device_type": "model",
        "type": "model",
        "role": "category",
        "device_role": "category",
        "site": "site",
        "tenant": "business_unit",
        "platform": "version",
        "description": "description",
        "part_number": "part_number",
        "owner": "owner",
    },
    (("asset_tag",), ("name", "vendor", "model", "serial_number", "serial")),
    "netbox",
    _hardware,
)


def is_dump(found: Any) -> bool:
    """Whether a JSON value is a dump of NetBox's tables."""
    models = {one.get("model") for one in found if isinstance(one, dict)} if isinstance(found, list) else set()
    return bool(models & set(DUMPED))


def is_answer(found: Any) -> bool:
    """Whether a JSON value is a list of the REST API, or its results alone."""
    records = found.get("results") if isinstance(found, dict) else found
    return bool(isinstance(records, list) and records and all(isinstance(one, dict) and _sort(one) for one in records))


def parse_answer(found: Any, file: str, fill: Fill | None) -> Inventory:
    """The inventory in a list of the REST API."""
    records = found["results"] if isinstance(found, dict) else found

    def rows() -> Iterator[Row]:
        for number, record in enumerate(records, 1):
            sort = _sort(record)
            yield Row(number, {"item_id": f"netbox-{sort}-{record['id']}"} | ANSWERED[sort](record), json.dumps(record))

    return collected(file, rows(), fill, form=FORM, columns=UNDERSTOOD)


def _sort(record: Record) -> str:
    """Which of the API's lists a record is of, by the fields that only it has."""
    signs = {"device_type": "device", "module_type": "module", "vcpus": "vm", "cid": "circuit", "part_id": "part"}
    return next((sort for sign, sort in signs.items() if sign in record), "") if "id" in record else ""


def _shown(record: Record, *path: str) -> str:
    """What a field displays, nested ones by their names."""
    found: Any = record
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, dict):
        found = found.get("name") or found.get("display") or found.get("model") or found.get("label")
    return "" if found is None else str(found).strip()


def _device(one: Record) -> dict[str, str]:
    model = _shown(one, "device_type", "model") or _shown(one, "device_type")
    return {
        "name": _shown(one, "name") or model,
        "vendor": _shown(one, "device_type", "manufacturer"),
        "model": model,
        "kind": "hardware",
        "category": _shown(one, "role") or _shown(one, "device_role"),
        "description": _shown(one, "description") or _shown(one, "comments"),
        "version": _shown(one, "platform"),
        "business_unit": _shown(one, "tenant"),
        "site": _shown(one, "site"),
        "part_number": _shown(one, "device_type", "part_number"),
        **_tags(one),
    }


def _module(one: Record) -> dict[str, str]:
    model = _shown(one, "module_type", "model") or _shown(one, "module_type")
    return {
        "name": f"{model} in {_shown(one, 'device')}",
        "vendor": _shown(one, "module_type", "manufacturer"),
        "model": model,
        "kind": "hardware",
        "category": "module",
        "description": _shown(one, "description") or _shown(one, "module_type", "comments"),
        "part_number": _shown(one, "module_type", "part_number"),
        **_tags(one),
    }


def _part(one: Record) -> dict[str, str]:
    return {
        "name": _shown(one, "name"),
        "vendor": _shown(one, "manufacturer"),
        "kind": "hardware",
        "category": _shown(one, "role") or "inventory item",
        "description": _shown(one, "description"),
        "part_number": _shown(one, "part_id"),
        "device": _shown(one, "device"),
        **_tags(one),
    }


def _machine(one: Record) -> dict[str, str]:
    return {
        "name": _shown(one, "name"),
        "vendor": _shown(one, "platform", "manufacturer"),
        "model": _shown(one, "platform"),
        "kind": "software",
        "category": "virtual machine",
        "description": _shown(one, "description") or _shown(one, "comments"),
        "business_unit": _shown(one, "tenant"),
        "site": _shown(one, "site"),
        "cluster": _shown(one, "cluster"),
    }


def _circuit(one: Record) -> dict[str, str]:
    return {
        "name": f"{_shown(one, 'type') or 'circuit'} {_shown(one, 'cid')}",
        "vendor": _shown(one, "provider"),
        "kind": "service",
        "category": "circuit",
        "description": _shown(one, "description") or _shown(one, "comments"),
        "business_unit": _shown(one, "tenant"),
    }


def _tags(one: Record) -> dict[str, str]:
    return {name: said for name in ("serial", "asset_tag", "status") if (said := _shown(one, name))}


ANSWERED: dict[str, Callable[[Record], dict[str, str]]] = {
    "device": _device,
    "module": _module,
    "part": _part,
    "vm": _machine,
    "circuit": _circuit,
}
DUMPED = {
    "dcim.device": "device",
    "dcim.module": "module",
    "dcim.inventoryitem": "part",
    "virtualization.virtualmachine": "vm",
    "circuits.circuit": "circuit",
}
# Which table a dumped record's field points into.
_POINTS = {
    "device_type": "dcim.devicetype",
    "module_type": "dcim.moduletype",
    "manufacturer": "dcim.manufacturer",
    "platform": "dcim.platform",
    "tenant": "tenancy.tenant",
    "site": "dcim.site",
    "device": "dcim.device",
    "cluster": "virtualization.cluster",
    "provider": "circuits.provider",
    "type": "circuits.circuittype",
}
_ROLES = {"dcim.device": "dcim.devicerole", "virtualization.virtualmachine": "dcim.devicerole"}
UNDERSTOOD = {
    "name": "name",
    "manufacturer or provider": "vendor",
    "device_type or module_type": "model",
    "role": "category",
    "platform": "version",
    "tenant": "business_unit",
    "site": "site",
    "part_number or part_id": "part_number",
    "description or comments": "description",
    "contact of the asset, its site or tenant": "owner",
}


class _Dump:
    """A dump's tables, and their records with what they point to in place of its number."""

    def __init__(self, records: list[Record]) -> None:
        self.records = [one for one in records if isinstance(one, dict) and isinstance(one.get("fields"), dict)]
        self._by_key = {(one["model"], one.get("pk")): one["fields"] for one in self.records}
        self._contacts = self._assigned()

    def resolved(self, model: str, fields: Record, depth: int = 3) -> Record:
        """A record's fields, its references followed."""
        found: Record = {}
        for name, value in fields.items():
            points = _ROLES.get(model) if name == "role" else _POINTS.get(name)
            there = self._by_key.get((points, value)) if points and isinstance(value, int) else None
            found[name] = self.resolved(points or "", there, depth - 1) if there is not None and depth else value
        return found

    def contact(self, model: str, key: Any, fields: Record) -> dict[str, str]:
        """Whom NetBox names for an asset: its own contact, else its site's, else its tenant's."""
        placed = ((model, key), ("dcim.site", fields.get("site")), ("tenancy.tenant", fields.get("tenant")))
        named = next((self._contacts[place] for place in placed if place in self._contacts), None)
        return {"owner": _shown(named, "name"), "owner_email": _shown(named, "email")} if named else {}

    def _assigned(self) -> dict[tuple[str, Any], Record]:
        found: dict[tuple[str, Any], Record] = {}
        order = {"primary": 0, "secondary": 1, "tertiary": 2}
        given = [one["fields"] for one in self.records if one["model"] == "tenancy.contactassignment"]
        for one in sorted(given, key=lambda fields: order.get(str(fields.get("priority")), 3)):
            kind = one.get("content_type") or one.get("object_type")
            person = self._by_key.get(("tenancy.contact", one.get("contact")))
            if person is not None and isinstance(kind, list):
                found.setdefault((".".join(map(str, kind)), one.get("object_id")), person)
        return found


def parse_dump(found: list[Record], file: str, fill: Fill | None) -> Inventory:
    """The inventory in a dump of NetBox's tables; records that are no assets are counted."""
    dump = _Dump(found)

    def rows() -> Iterator[Row]:
        for number, record in enumerate(found, 1):
            sort = DUMPED.get(record.get("model", "")) if isinstance(record, dict) else None
            if sort is None or not isinstance(record.get("fields"), dict):
                continue
            fields = dump.resolved(record["model"], record["fields"])
            person = dump.contact(record["model"], record.get("pk"), record["fields"])
            values = {"item_id": f"netbox-{sort}-{record.get('pk')}"} | ANSWERED[sort](fields) | person
            yield Row(number, values, json.dumps(record))

    other = Counter(str(one.get("model")) if isinstance(one, dict) else "no record" for one in found)
    passed = [(model, count) for model, count in other.most_common() if model not in DUMPED]
    return collected(file, rows(), fill, form=FORM, columns=UNDERSTOOD, passed_over=passed)
