"""Whether the Parquet files are encrypted is said when a warehouse is made, and kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.warehouse.samples import AT, item
from warehouse.catalog import Lake, WarehouseUnreachable
from warehouse.items import current_items, sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare

if TYPE_CHECKING:
    from pathlib import Path


def test_a_warehouse_made_encrypted_stays_so_without_being_told(tmp_path: Path) -> None:
    """The catalog knows: with the setting left out, rows are read and new files are encrypted, too."""
    prepare(replace(Lake.under(tmp_path), encrypted=True))
    lake = Lake.under(tmp_path)
    assert prepare(lake) == []
    write(lake, "test", "items", lambda con: sync_items(con, [item(f"SECRET-{n}") for n in range(50)], AT))
    with open_warehouse(lake, read_only=True) as warehouse:
        assert len(current_items(warehouse.con)) == 50
    files = list((tmp_path / "data").rglob("*.parquet"))
    assert files
    assert not any(b"SECRET" in file.read_bytes() for file in files)


def test_a_warehouse_made_without_is_not_taken_for_encrypted(lake: Lake) -> None:
    """A stage with the setting on refuses in words: what lies there already can be read."""
    with pytest.raises(WarehouseUnreachable, match="made without encryption: leave encrypted out"):
        prepare(replace(lake, encrypted=True))
