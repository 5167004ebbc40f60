"""A writer that keeps its turn, and an open commit, until it is told to go on: python -m tests.cluster.holder CATALOG DATA."""

from __future__ import annotations

import sys

from tests.warehouse.samples import AT, item
from warehouse.catalog import Lake, WarehouseUnreachable
from warehouse.items import sync_items
from warehouse.lake import open_warehouse
from warehouse.turn import TurnLost, WarehouseBusy

if __name__ == "__main__":
    with open_warehouse(Lake(sys.argv[1], sys.argv[2])) as warehouse:
        try:
            with warehouse.transaction("test", "held") as con:
                sync_items(con, [item("HELD")], AT)
                print("held", flush=True)
                sys.stdin.readline()
            print("committed", flush=True)
        except (TurnLost, WarehouseBusy, WarehouseUnreachable) as error:
            print(type(error).__name__, flush=True)
