"""CycloneDX bills of materials (JSON and XML): components as assets, and services, however deeply nested.

What the bill is of, its subject, is the company's own product or system: it stands with every part and is none itself.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

from extract.inventory import Fill, Inventory, Row, collected, identified
from extract.tables import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component
    from cyclonedx.model.service import Service

FORM = "CycloneDX"
HARDWARE = {"device"}
SERVICE = "service"
UNDERSTOOD = {
    "supplier, manufacturer, publisher, group or author": "vendor",
    "provider": "vendor",
    "name": "name",
    "version": "version",
    "type": "category",
    "description": "description",
    "cpe": "cpe",
    "purl": "purl",
    "cdx:device:quantity": "quantity",
}


def is_bill(found: Any) -> bool:
    """Whether a JSON value is a bill of this format."""
    return isinstance(found, dict) and found.get("bomFormat") == FORM


def parse_json_bill(found: dict[str, Any], file: str, fill: Fill | None) -> Inventory:
    """The inventory in a JSON bill. Raises UnreadableFile."""
    from cyclonedx.model.bom import Bom

    return _parsed(lambda: Bom.from_json(data=found), file, fill)  # type: ignore[attr-defined]  # a decorator adds it


def parse_xml_bill(content: bytes, file: str, fill: Fill | None) -> Inventory:
    """The inventory in an XML bill, read with entities, document types and network off. Raises UnreadableFile."""
    import xml.etree.ElementTree as ET

    from cyclonedx.model.bom import Bom
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, safe)
    except etree.XMLSyntaxError as wrong:
        raise UnreadableFile(file, f"is no XML: {wrong}") from wrong
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(file, "declares a document type, which no bill of materials needs")
    plain = ET.fromstring(etree.tostring(root))  # noqa: S314 no entity has survived
    return _parsed(lambda: Bom.from_xml(data=plain), file, fill)  # type: ignore[attr-defined]  # a decorator adds it


def _parsed(read: Callable[[], Any], file: str, fill: Fill | None) -> Inventory:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of schema versions
            bill: Bom = read()
    except Exception as wrong:
        raise UnreadableFile(file, f"is no {FORM} bill that can be read: {type(wrong).__name__}: {wrong}") from wrong
    subject = bill.metadata.component
    of = subject.name if subject is not None else ""
    rows = (Row(number, {**values, "subject": of}, json.dumps(values)) for number, values in enumerate(_parts(bill), 1))
    prefix = of or "bom"
    named = (Row(row.number, {**row.values, "item_id": _id(prefix, row.values)}, row.text) for row in rows)
    passed = [(f"what the bill is of ({of})", 1)] if of else []
    return collected(file, identified(named, (), prefix), fill, form=FORM, columns=UNDERSTOOD, passed_over=passed)


def _id(prefix: str, values: Mapping[str, str]) -> str:
    own = values["bom_ref"] or values["purl"] or "@".join(filter(None, (values["name"], values["version"])))
    return f"{prefix}/{own}"


def _parts(bill: Bom) -> Iterator[dict[str, str]]:
    yield from _components(bill.components)
    yield from _services(bill.services)


def _components(parts: Iterable[Component]) -> Iterator[dict[str, str]]:
    for part in parts:
        makers = (part.supplier, part.manufacturer)
        named = next((maker.name for maker in makers if maker is not None and maker.name), "")
        more = {one.name: one.value or "" for one in part.properties}
        yield {
            "name": part.name or "",
            "vendor": named or part.publisher or part.group or part.author or "",
            "version": part.version or "",
            "kind": "hardware" if part.type.value in HARDWARE else "software",
            "category": part.type.value,
            "description": part.description or "",
            "cpe": part.cpe or "",
            "purl": str(part.purl or ""),
            "quantity": more.pop("cdx:device:quantity", ""),
            "bom_ref": part.bom_ref.value or "",
            "group": part.group or "",
            **more,
        }
        yield from _components(part.components)


def _services(services: Iterable[Service]) -> Iterator[dict[str, str]]:
    for one in services:
        yield {
            "name": one.name,
            "vendor": (one.provider.name if one.provider is not None else None) or one.group or "",
            "version": one.version or "",
            "kind": SERVICE,
            "category": SERVICE,
            "description": one.description or "",
            "purl": "",
            "bom_ref": one.bom_ref.value or "",
            "endpoints": " ".join(str(address) for address in one.endpoints),
        }
        yield from _services(one.services)
