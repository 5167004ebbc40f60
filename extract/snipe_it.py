"""Snipe-IT's exports and import samples (CSV): assets, accessories, components, consumables, licenses, models."""

from __future__ import annotations

from extract.inventory import Form


def _completed(values: dict[str, str]) -> dict[str, str]:
    person = " ".join(
        filter(None, (values.pop("checked_out_to:_first_name", ""), values.pop("checked_out_to:_last_name", "")))
    )
    licence = "licensed_to_name" in values or "product_key" in values
    return {
        **values,
        "name": values.get("name") or values.get("model") or values.get("part_number", ""),
        "owner": values.get("owner") or person,
        "kind": "software" if licence else "hardware",
    }


SNIPE_IT = Form(
    "Snipe-IT",
    (
        frozenset({"asset_tag", "model_number", "manufacturer"}),
        frozenset({"asset_tag", "model", "category", "checked_out_to"}),
        frozenset({"min_amount", "order_number", "category"}),
        frozenset({"item_name", "order_number", "category"}),
        frozenset({"item_name", "licensed_to_name"}),
        frozenset({"fieldset", "model_number", "manufacturer"}),
        frozenset({"license", "product_key", "manufacturer"}),
    ),
    {
        "name": "name",
        "asset_name": "name",
        "item_name": "name",
        "license": "name",
        "asset_tag": "item_id",
        "manufacturer": "vendor",
        "supplier": "supplier",
        "category": "category",
        "model": "model",
        "model_number": "part_number",
        "item_number": "part_number",
        "asset_notes": "description",
        "notes": "description",
        "model_notes": "description",
        "company": "business_unit",
        "location": "site",
        "qty": "quantity",
        "seats": "quantity",
        "quantity": "quantity",
        "full_name": "owner",
        "email": "owner_email",
        "checked_out_to:_email": "owner_email",
    },
    (("id",), ("name", "category", "vendor", "part_number", "serial_number", "order_number")),
    "snipe",
    _completed,
)
