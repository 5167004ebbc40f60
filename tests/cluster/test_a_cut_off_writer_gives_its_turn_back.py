"""A host that vanishes while it writes: the others go on within a minute, and it cannot commit when it comes back."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cluster.hosts import hosts
from tests.cluster.services import postgres
from tests.warehouse.samples import AT, item
from warehouse.catalog import Lake
from warehouse.items import current_items, sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.postgres import NOTICED

ROOT = Path(__file__).parents[2]
MARGIN = 15  # seconds


@pytest.mark.cluster
def test_the_turn_of_a_vanished_host_passes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its session ends at the server without a goodbye, and what it had not committed never appears."""
    with hosts("icts-w1") as (host,), postgres() as address:
        lake = Lake(address, str(tmp_path / "parquet"))
        prepare(lake)
        holder = host.popen(
            *(sys.executable, "-m", "tests.cluster.holder", lake.catalog, lake.data_path),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        host.cut_off()
        began = time.monotonic()
        write(lake, "test", "next", lambda con: sync_items(con, [item("NEXT")], AT))
        waited = time.monotonic() - began
        host.reconnect()
        time.sleep(1)
        said, _ = holder.communicate("\n", timeout=60)
        with capsys.disabled():
            print(f"\nthe next writer waited {waited:.1f} s for the turn of a host that had vanished")
        assert said == "TurnLost\n"
        assert 1 < waited < NOTICED + MARGIN
        with open_warehouse(lake, read_only=True) as warehouse:
            assert [one.item_id for one in current_items(warehouse.con)] == ["NEXT"]
