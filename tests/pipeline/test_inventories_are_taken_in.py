"""`icts-watch inventory`, and folders of inventories: what was understood is said, what is gone is retired."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline import stages
from pipeline.inventories import EXAMPLE
from pipeline.settings import Settings
from warehouse.items import current_items, inventories
from warehouse.lake import open_warehouse

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

ROUTERS = "name,manufacturer,class,assigned_to,sys_updated_on,tag\nrtr,Heliang,IP Router,Ada Reed,2026-01-02,P1\n"
OWN = "item_id,name,vendor\nA,Dome 4,Heliang\nB,Relay,Volna\n"


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home whose warehouse holds nothing."""
    return shutil.copytree(prepared_home, tmp_path / "home")


def held(home: Path) -> dict[str, list[str]]:
    """The ids of the current items by inventory."""
    with open_warehouse(stages.lake_of(Settings(home=home))) as warehouse:
        rows = warehouse.con.execute("select inventory, item_id from lake.current_items order by 1, 2").fetchall()
    return {name: [item for other, item in rows if other == name] for name, _ in rows}


def test_the_sample_gives_way_to_an_import_and_does_not_come_back(home: Path, command: Command, tmp_path: Path) -> None:
    """Import retires the sample, says what it understood, fills owners; a later sync leaves it alone."""
    stages.sync(Settings(home=home))
    assert list(held(home)) == [EXAMPLE]
    routers, people = tmp_path / "routers.csv", tmp_path / "people.csv"
    routers.write_text(ROUTERS)
    people.write_text("name,mail\nAda Reed,ada@acme.example\n")
    checked = command("inventory", "import", routers, "--check", "--home", home)
    assert (checked.returncode, list(held(home))) == (0, [EXAMPLE])
    done = command("inventory", "import", routers, "--owners", people, "--json", "--home", home)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["form"], said["rows"], said["items"], said["set_aside"]) == ("ServiceNow cmdb_ci", 1, 1, 0)
    assert said["understood"]["manufacturer"] == "vendor"
    assert said["lacking"] == {"vendor": 0, "owner": 0, "address of the owner": 0}
    assert held(home) == {"routers": ["P1"]}
    stages.sync(Settings(home=home))
    assert held(home) == {"routers": ["P1"]}
    with open_warehouse(stages.lake_of(Settings(home=home))) as warehouse:
        assert current_items(warehouse.con)[0].owner_email == "ada@acme.example"


def test_a_new_version_replaces_and_remove_retires(home: Path, command: Command, tmp_path: Path) -> None:
    """An inventory of one name is one list; two files may not share a name; removing what is not there is bad input."""
    file = tmp_path / "assets.csv"
    file.write_text(OWN)
    assert command("inventory", "import", file, "--home", home).returncode == 0
    file.write_text(OWN.replace("B,Relay,Volna\n", "C,Lamp,Volna\n"))
    done = command("inventory", "import", file, "--home", home)
    assert "1 items added, 0 changed, 1 retired, 1 as they were" in done.stderr.replace("\n", " ")
    assert held(home) == {"assets": ["A", "C"]}
    told = command("doctor", "--home", home, "--json").stdout
    assert '"inventory"' in told
    assert "the bundled sample: " not in told
    (listed,) = map(json.loads, command("inventory", "list", "--home", home).stdout.splitlines())
    assert (listed["inventory"], listed["items"], listed["without_owner"]) == ("assets", 2, 2)
    assert command("inventory", "remove", "other", "--home", home).returncode == 2
    assert command("inventory", "remove", "assets", "--home", home).returncode == 0
    assert held(home) == {}
    assert command("inventory", "import", file, file, "--home", home).returncode == 2


def test_bad_files_change_nothing_and_bad_rows_wait(home: Path, command: Command, tmp_path: Path) -> None:
    """All files or none; a row without a name is quarantined under its inventory and let go when it is mended."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.json"
    good.write_text(OWN + "D,,Volna\n")
    bad.write_text("{}")
    refused = command("inventory", "import", good, bad, "--home", home)
    assert (refused.returncode, held(home)) == (2, {})
    assert "bad.json: is JSON of no kind we know" in refused.stderr
    assert command("inventory", "import", good, "--home", home).returncode == 0
    with open_warehouse(stages.lake_of(Settings(home=home))) as warehouse:
        waiting = warehouse.con.execute("select source, name, reason from lake.open_quarantine").fetchall()
    assert waiting == [("inventory good", "good.csv, row 4", "good.csv, row 4, name: is empty")]
    assert "icts-watch inventory import FILE" in command("doctor", "--home", home).stdout.replace("\n", " ")
    good.write_text(OWN)
    assert command("inventory", "import", good, "--home", home).returncode == 0
    with open_warehouse(stages.lake_of(Settings(home=home))) as warehouse:
        assert warehouse.con.execute("select count(*) from lake.open_quarantine").fetchone() == (0,)


def test_a_folder_is_one_inventory_a_file(home: Path, tmp_path: Path) -> None:
    """Files of a folder are kept apart; one that is gone takes its items with it; other files are passed over."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "own.csv").write_text(OWN)
    (folder / "routers.csv").write_text(ROUTERS)
    (folder / "readme.txt").write_text("nothing")
    settings = Settings(home=home, inventory=folder)
    stages.sync(settings)
    assert held(home) == {"inventory/own.csv": ["A", "B"], "inventory/routers.csv": ["P1"]}
    (folder / "routers.csv").unlink()
    assert stages.sync(settings)["retired"] == 1
    assert held(home) == {"inventory/own.csv": ["A", "B"]}
    stages.sync(Settings(home=home, inventory=folder / "own.csv"))
    with open_warehouse(stages.lake_of(settings)) as warehouse:
        assert inventories(warehouse.con) == ["inventory"]
