"""`icts-watch verify` and `evidence`: tampering is found, and a bundle says what was known, decided and told, now or then."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import stages
from pipeline.record import auditing
from pipeline.settings import Settings
from tests.pipeline.passes import NUMBER, Passes, notice
from warehouse import record
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.lake import open_warehouse, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    Command = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def lived(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Passes:
    """A determination, its alert, and, a moment later, the owner's word."""
    made = Passes.copied(told, tmp_path_factory.mktemp("lived"))
    time.sleep(1.1)
    (made.settings.home / "between").write_text(dt.datetime.now(dt.UTC).isoformat())
    time.sleep(0.1)
    now = dt.datetime.now(dt.UTC)
    said = Disposition("w-1", NUMBER, "V-1", "affected", "ann@example.com", "slack", now)
    write(stages.lake_of(made.settings), "test", "word", lambda con: load_dispositions(con, [said], now))
    return made


def lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_an_honest_record_verifies_and_keeps_its_earlier_heads(lived: Passes, command: Command) -> None:
    """Status 0, the head said; an earlier head is still in it, another one is not."""
    home = lived.settings.home
    then = json.loads(command("verify", "--json", "--as-of", (home / "between").read_text(), "--home", home).stdout)
    done = command("verify", "--head", then["head"], "--home", home)
    assert (done.returncode, "The record is whole." in done.stderr) == (0, True), done.stderr
    strange = command("verify", "--head", f"1:{'0' * 64}", "--home", home)
    assert (strange.returncode, "is not the entry that was the head once" in strange.stderr) == (1, True)
    assert command("verify", "--head", "nonsense", "--home", home).returncode == 2


def test_what_others_record_meanwhile_is_no_break(
    lived: Passes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry that another process adds between two looks at the record is neither said to be broken nor counted."""
    home = shutil.copytree(lived.settings.home, tmp_path / "home")
    chosen = Settings(home=home)
    look = record._broken_links

    def looked_at_then_added_to(con: DuckDBPyConnection) -> list[record.Broken]:
        found = look(con)
        write(stages.lake_of(chosen), "test", "more", lambda con: record.append(con, "note", "", [], {}, stages.now()))
        return found

    monkeypatch.setattr(record, "_broken_links", looked_at_then_added_to)
    auditing.verify(chosen, "", None, as_json=True)
    before = json.loads(capsys.readouterr().out)
    auditing.verify(chosen, "", None, as_json=True)
    after = json.loads(capsys.readouterr().out)
    assert (before["broken"], after["entries"], before["head"].split(":")[0]) == (
        [],
        before["entries"] + 1,
        str(before["entries"]),
    )


def test_tampering_is_found_and_named(lived: Passes, command: Command, tmp_path: Path) -> None:
    """A changed finding, a changed asset, a changed supplier fact: status 1, and which it is."""
    home = shutil.copytree(lived.settings.home, tmp_path / "home")
    with open_warehouse(stages.lake_of(Settings(home=home))) as warehouse:
        warehouse.con.execute("update lake.impacts set level = 'review'")
        warehouse.con.execute("update lake.items set owner = 'Somebody' where item_id = 'V-2'")
        warehouse.con.execute("update lake.supplier_facts set country = 'US' where country = 'CN' and rowid % 2 = 0")
    done = command("verify", "--json", "--home", home)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert {one["what"].split()[0] for one in told["broken"]} == {"impacts", "items", "supplier_facts"}


def test_a_cut_catalog_is_a_clear_refusal(lived: Passes, command: Command, tmp_path: Path) -> None:
    """A catalog that is no catalog is said to be none."""
    home = shutil.copytree(lived.settings.home, tmp_path / "home")
    with sqlite3.connect(home / "catalog.sqlite") as catalog:
        catalog.execute("drop table ducklake_snapshot")
    done = command("verify", "--home", home)
    assert done.returncode == 1
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_bundle_holds_all_with_checksums(lived: Passes, command: Command, tmp_path: Path) -> None:
    """Bytes as they came, finding, row, word and message; every file summed; the chain can be walked from the files."""
    home, folder = lived.settings.home, tmp_path / "bundle"
    done = command("evidence", NUMBER, "--output", folder, "--home", home)
    assert done.returncode == 0, done.stderr
    (publication,) = lines(folder / "publications.jsonl")
    assert (folder / publication["file"]).read_bytes() == notice().content
    (finding,) = lines(folder / "impacts.jsonl")
    assert (finding["item_id"], finding["level"]) == ("V-1", "affected")
    assert finding["rule_evidence"][0]["quote"]
    (row,) = lines(folder / "items.jsonl")
    assert row["owner_email"] == "ann@example.com"
    (word,) = lines(folder / "decisions.jsonl")
    assert (word["state"], word["decided_by"]) == ("affected", "ann@example.com")
    (message,) = lines(folder / "messages.jsonl")
    assert message["recipient"] == "owner:ann@example.com"
    (assessment,) = lines(folder / "assessments.jsonl")
    assert assessment["code_version"]
    assert assessment["register_hash"]
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(sums) == files - {"SHA256SUMS"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert walked(lines(folder / "record.jsonl")) == json.loads((folder / "verification.json").read_text())["head"]
    assert command("evidence", NUMBER, "--output", folder, "--home", home).returncode == 2
    assert command("evidence", "2000-00001", "--output", tmp_path / "none", "--home", home).returncode == 2
    assert not (tmp_path / "none").exists()


def walked(entries: list[dict[str, Any]]) -> str:
    """The head of a chain, worked out from the files alone, as the bundle's README says."""
    previous = ""
    for entry in entries:
        assert entry["previous_hash"] == previous
        moment = dt.datetime.fromisoformat(entry["recorded_at"])
        micros = int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond
        parts = (entry["seq"], previous, micros, entry["kind"], entry["about"], entry["facts"], entry["payload_hash"])
        previous = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
        assert previous == entry["hash"]
        assert hashlib.sha256((entry["salt"] + entry["payload"]).encode()).hexdigest() == entry["payload_hash"]
    return f"{entries[-1]['seq']}:{previous}"


def test_the_bundle_can_be_as_of_then(lived: Passes, command: Command, tmp_path: Path) -> None:
    """Before the word was given there is none in it; before the document was known there is no bundle."""
    home, folder = lived.settings.home, tmp_path / "then"
    moment = (home / "between").read_text()
    done = command("evidence", NUMBER, "--as-of", moment, "--output", folder, "--home", home)
    assert done.returncode == 0, done.stderr
    assert (lines(folder / "decisions.jsonl"), len(lines(folder / "messages.jsonl"))) == ([], 1)
    assert "As the warehouse stood on" in (folder / "report.html").read_text()
    early = command("evidence", NUMBER, "--as-of", "2020-01-01", "--output", tmp_path / "early", "--home", home)
    assert (early.returncode, (tmp_path / "early").exists()) == (1, False)
