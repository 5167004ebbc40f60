"""One pass over the bundled sample: what a newcomer sees, and that a second pass tells nobody anything."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from pipeline.sources import SAMPLE
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse
from warehouse.record import verify
from warehouse.relation import fetched

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.timeout(280)
COUNTED = ("publications", "documents", "items", "impacts", "deliveries", "assessments", "scopes", "record")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that no run has seen."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def first(command: Callable[..., subprocess.CompletedProcess[str]], home: Path) -> subprocess.CompletedProcess[str]:
    """The first pass over the sample."""
    done = command("run", "--source", "sample", "--home", home)
    assert done.returncode == 0, done.stderr
    return done


def rows(home: Path, query: str) -> list[dict[str, object]]:
    """The rows of a query on the home's warehouse."""
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        return fetched(warehouse.con, query)


def test_a_newcomer_sees_what_is_touched_why_and_whom_it_told(first: subprocess.CompletedProcess[str]) -> None:
    """The table names documents, stages and counts; the lines after it say where the previews are, and no legal advice."""
    assert "2025-00592" in first.stdout
    assert "final determination" in first.stdout
    assert "using the bundled sample" in first.stderr.casefold()
    assert "Previews:" in first.stderr
    assert "No legal advice" in first.stderr


def test_every_notice_is_read_and_the_ordinary_ones_are_left_alone(
    first: subprocess.CompletedProcess[str], home: Path
) -> None:
    """Each sample notice becomes a document; ordinary and adjacent ones touch no asset."""
    notices = {file.stem for file in (SAMPLE / "notices").glob("*.xml")}
    known = {str(row["document_number"]): row["relevance"] for row in rows(home, "from lake.current_documents")}
    assert set(known) == notices
    touched = {str(row["document_number"]) for row in rows(home, "select distinct document_number from lake.impacts")}
    assert touched
    assert {known[number] for number in touched} == {"icts"}
    assert not [number for number in touched if number.startswith("2099-")]


def test_every_row_of_the_inventory_is_accounted_for(first: subprocess.CompletedProcess[str], home: Path) -> None:
    """As many current items as the file has rows."""
    with (SAMPLE / "inventory.csv").open(newline="") as file:
        ids = {row["item_id"] for row in csv.DictReader(file)}
    assert {str(row["item_id"]) for row in rows(home, "from lake.current_items")} == ids


def test_each_impact_quotes_the_rule_and_the_row(first: subprocess.CompletedProcess[str], home: Path) -> None:
    """No impact without a reason, a quoted passage with its citation, and a field of the item."""
    for row in rows(home, "from lake.impacts"):
        rule, item = json.loads(str(row["rule_evidence"])), json.loads(str(row["item_evidence"]))
        assert row["reasons"]
        assert all(entry["quote"] and entry["citation"] for entry in rule)
        assert rule
        assert all(entry["field"] for entry in item)
        assert item
        assert 0 < float(str(row["probability"])) < 1


def test_each_owner_is_told_once_and_of_own_items_only(first: subprocess.CompletedProcess[str], home: Path) -> None:
    """One message per owner and document; every finding in it is about an item of that owner."""
    told = rows(home, "from lake.deliveries where kind like 'impact alert%'")
    assert told
    assert len({(row["recipient"], row["document_number"]) for row in told}) == len(told)
    owners = {str(row["item_id"]): str(row["owner_email"]).casefold() for row in rows(home, "from lake.current_items")}
    items = {str(row["impact_id"]): str(row["item_id"]) for row in rows(home, "from lake.impacts")}
    for row in told:
        recipient = str(row["recipient"])
        if recipient.startswith("owner:") and "@" in recipient:
            mine = {owners[items[finding["impact_id"]]] for finding in json.loads(str(row["findings"]))}
            assert mine <= {recipient.removeprefix("owner:"), ""}


def test_previews_say_that_nothing_was_sent(first: subprocess.CompletedProcess[str], home: Path) -> None:
    """Slack messages and e-mails lie in a folder, listed by an index."""
    index = (home / "previews" / "index.html").read_text(encoding="utf-8")
    assert "othing was sent" in index
    assert list((home / "previews").glob("*.slack.json"))
    assert list((home / "previews").glob("*.eml"))


def test_every_digest_says_that_it_is_no_legal_advice(first: subprocess.CompletedProcess[str], home: Path) -> None:
    """Text and HTML of each digest carry the sentence."""
    digests = list((home / "previews").glob("digest-*.mail.txt"))
    assert digests
    assert all("no legal advice" in file.read_text(encoding="utf-8").casefold() for file in digests)


def test_a_second_pass_finds_nothing_new_and_tells_nobody(
    first: subprocess.CompletedProcess[str],
    command: Callable[..., subprocess.CompletedProcess[str]],
    home: Path,
) -> None:
    """Publications, documents, items, impacts, messages, assessments, scopes and record stay as they are."""
    before = {table: rows(home, f"select count(*) as n from lake.{table}") for table in COUNTED}
    again = command("run", "--source", "sample", "--home", home)
    assert again.returncode == 0, again.stderr
    assert {table: rows(home, f"select count(*) as n from lake.{table}") for table in COUNTED} == before
    assert "Nothing new to tell anybody." in again.stderr


def test_the_record_of_the_pass_verifies(first: subprocess.CompletedProcess[str], home: Path) -> None:
    """The hash chain is whole from the first publication to the last message."""
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        result = verify(warehouse.con)
    assert result.entries > 0
    assert not result.broken
