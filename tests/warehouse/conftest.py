"""Fixtures of the warehouse's tests: a prepared lake of one's own in each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from warehouse.catalog import Lake
from warehouse.lake import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from warehouse.lake import Warehouse


@pytest.fixture
def lake(prepared_home: Path, tmp_path: Path) -> Lake:
    """A prepared warehouse with nothing in it."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return Lake.under(tmp_path / "home")


@pytest.fixture
def warehouse(lake: Lake) -> Iterator[Warehouse]:
    """An open connection to it."""
    with open_warehouse(lake) as opened:
        yield opened


@pytest.fixture(scope="session")
def scratch(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """One open warehouse for all tests that can do with a single transaction."""
    home = tmp_path_factory.mktemp("scratch") / "home"
    shutil.copytree(prepared_home, home)
    with open_warehouse(Lake.under(home)) as opened:
        yield opened


@pytest.fixture
def con(scratch: Warehouse) -> Iterator[DuckDBPyConnection]:
    """A transaction on an empty warehouse, taken back afterwards."""
    scratch.con.execute("begin")
    yield scratch.con
    scratch.con.execute("rollback")
    scratch.con.execute("set variable as_of = null")
