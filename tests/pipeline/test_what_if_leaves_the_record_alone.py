"""What-if and stand-ins: today beside what would be, and nothing of it is kept; and the figures of all faces agree."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from alerts.routing import RecipientKind
from extract.inventory import Item
from pipeline import stages
from pipeline.commands.offline import documents
from pipeline.exposure import board, contingency
from pipeline.exposure.board import Filters
from pipeline.exposure.reporting import facts_of
from pipeline.exposure.scenarios import Scenario, outcome_of, play, supposed
from pipeline.messages.digests import digests
from pipeline.settings import Settings
from pipeline.sources import SAMPLE
from tests.warehouse.samples import snapshots
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.lake import open_warehouse, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    Command = Callable[..., subprocess.CompletedProcess[str]]

INVENTORY = """item_id,name,vendor,kind,category,business_unit,owner,owner_email
D-1,Matrice 350 drone,DJI,hardware,drone,Air,Ann,ann@example.com
D-2,X10 drone,Skydio,hardware,drone,Air,Ann,ann@example.com
D-3,Unheard drone,Nobody Heard Of,hardware,drone,Air,Ann,ann@example.com
K-1,Endpoint Security,Kaspersky,software,endpoint security,Office,Bob,bob@example.com
L-1,Desk lamp,Ostwald,hardware,lamp,Office,,
"""
NOTICES = ("2024-13532", "2024-30209")


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two notices of the sample, read and met by five assets."""
    folder = tmp_path_factory.mktemp("what-if")
    home = shutil.copytree(prepared_home, folder / "home")
    for name in NOTICES:
        for file in (SAMPLE / "notices").glob(f"{name}.*"):
            shutil.copy(file, folder)
    inventory = folder / "own.csv"
    inventory.write_text(INVENTORY)
    settings = Settings(home=home, inventory=inventory, source=str(folder))
    for stage in (stages.poll, stages.read, stages.sync, stages.assess):
        stage(settings)
    return home


@pytest.fixture
def con(home: Path) -> Iterator[DuckDBPyConnection]:
    """The warehouse, read only; a test that left a commit behind fails."""
    with open_warehouse(stages.lake_of(Settings(home=home)), read_only=True) as warehouse:
        before = snapshots(warehouse.con)
        yield warehouse.con
    with open_warehouse(stages.lake_of(Settings(home=home)), read_only=True) as warehouse:
        assert snapshots(warehouse.con) == before


def moves(con: DuckDBPyConnection, **scenario: object) -> dict[tuple[str, str], tuple[str, str]]:
    """(before, after) by document and item."""
    outcome = play(con, Scenario(**scenario))  # type: ignore[arg-type]
    return {(one.document_number, one.item_id): (one.before, one.after) for one in outcome.moved}


def test_today_is_as_expected(con: DuckDBPyConnection) -> None:
    """The drone of a listed maker is affected, that of an unknown one a question, the antivirus named."""
    rows = con.execute("select document_number, item_id, level from open_impacts order by all").fetchall()
    assert rows == [
        ("2024-13532", "K-1", "affected"),
        ("2024-30209", "D-1", "affected"),
        ("2024-30209", "D-3", "review"),
    ]


def test_a_supposed_seat_moves_the_makers_items(con: DuckDBPyConnection) -> None:
    """The unknown maker in China: affected; in Norway: no longer a question; a seat that is known gives way."""
    assert moves(con, facts=(supposed("Nobody Heard Of", "China"),)) == {
        ("2024-30209", "D-3"): ("review, consultation", "affected, consultation")
    }
    assert moves(con, facts=(supposed("Nobody Heard Of", "Norway"),)) == {
        ("2024-30209", "D-3"): ("review, consultation", "")
    }
    assert moves(con, facts=(supposed("Skydio", "CN"),)) == {("2024-30209", "D-2"): ("", "affected, consultation")}
    assert supposed("Skydio", "Atlantis") is None


def test_a_proposal_as_final_binds(con: DuckDBPyConnection) -> None:
    """Level stays, timing becomes that of a rule; what is final already is not touched."""
    moved = moves(con, final=frozenset({"2024-30209"}))
    assert set(moved) == {("2024-30209", "D-1"), ("2024-30209", "D-3")}
    assert {after.split(", ")[1] for _, after in moved.values()} <= {"in force", "from a date"}
    assert moved == moves(con, final=frozenset({"all"}))


def test_a_targets_inventory_adds_to_ours(con: DuckDBPyConnection) -> None:
    """Its assets come beside ours, one that has an id of ours too; totals are those of both."""
    target = (
        Item("D-1", "Mavic 3 drone", vendor="DJI", kind="hardware", category="drone"),
        Item("T-2", "Total Security", vendor="Kaspersky", kind="software", category="endpoint security"),
        Item("T-3", "Chair", vendor="Ostwald", kind="hardware"),
    )
    outcome = play(con, Scenario(items=target))
    assert {(one.item_id, one.after.split(",")[0], one.comes) for one in outcome.moved} == {
        ("D-1 (what if)", "affected", True),
        ("T-2", "affected", True),
    }
    assert {(one.document_number, one.affected, one.affected_then) for one in outcome.totals} == {
        ("2024-13532", 1, 2),
        ("2024-30209", 1, 2),
    }


def test_a_rule_that_is_ours_already_is_one_rule(con: DuckDBPyConnection) -> None:
    """Given again as a file it takes the place of ours: nothing moves, and it is counted once."""
    (again,) = documents([SAMPLE / "notices" / "2024-30209.xml"])
    outcome = play(con, Scenario(documents=(again,)))
    assert outcome.moved == ()
    assert [one.document_number for one in outcome.totals] == sorted(NOTICES)


def test_the_command_shows_both_sides(home: Path, command: Command, tmp_path: Path) -> None:
    """A table or JSON lines; with a rule and an inventory alone, the impacts as ever; nonsense is bad input."""
    shown = command("what-if", "--supplier", "Nobody Heard Of=CN", "--home", home)
    assert "review, consultation -> affected, consultation: Unheard drone (D-3)" in shown.stdout, shown.stderr
    lines = command("what-if", "--final", "2024-30209", "--json", "--home", home).stdout.splitlines()
    told = [json.loads(line) for line in lines]
    assert {one["item_id"] for one in told if one["what"] == "finding"} == {"D-1", "D-3"}
    assert {one["document_number"] for one in told if one["what"] == "total"} == set(NOTICES)
    outcome = outcome_of(lines)
    assert (len(outcome.moved), len(outcome.totals)) == (2, 2)
    target = tmp_path / "target.csv"
    target.write_text("item_id,name,vendor,category\nX-1,Inspire drone,DJI,drone\n")
    rule = SAMPLE / "notices" / "2024-30209.xml"
    (line,) = command("what-if", "--rule", rule, "--inventory", target).stdout.splitlines()
    assert (json.loads(line)["item_id"], json.loads(line)["level"]) == ("X-1", "affected")
    assert command("what-if", "--home", home).returncode == 2
    assert command("what-if", "--supplier", "Nobody", "--home", home).returncode == 2


def test_stand_ins_are_of_the_class_and_without_a_tie(con: DuckDBPyConnection, home: Path, command: Command) -> None:
    """The drone of a maker outside the adversaries, and such vendors; never one that is itself a question."""
    found = contingency.alternatives(con, "D-1")
    assert [one.item_id for one in found if one.item_id] == ["D-2"]
    assert "seated in US" in found[0].evidence
    assert len(found) > 1
    assert not {"DJI", "Nobody Heard Of"} & {one.vendor for one in found}
    with pytest.raises(contingency.NoSuchItem):
        contingency.alternatives(con, "nothing")
    assert "X10 drone (D-2), Skydio" in command("alternatives", "D-1", "--home", home).stdout
    assert command("alternatives", "nothing", "--home", home).returncode == 2


def test_what_is_undecided_is_one_figure(home: Path, tmp_path: Path) -> None:
    """Seen, or being looked into, is not decided; decided and expired is not either: digest, view and page agree."""
    copy = shutil.copytree(home, tmp_path / "home")
    settings, now = Settings(home=copy, compliance_mail="compliance@example.com"), dt.datetime.now(dt.UTC)
    hour = dt.timedelta(hours=1)
    words = [
        Disposition("w-1", "2024-30209", "D-1", "in review", "ann@example.com", "slack", now),
        Disposition("w-2", "2024-30209", "D-3", "affected", "ann@example.com", "slack", now),
        Disposition("w-3", "2024-13532", "K-1", "affected", "bob@example.com", "slack", now - hour, expires_at=now),
    ]
    write(stages.lake_of(settings), "test", "words", lambda con: load_dispositions(con, words, now))
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        con = warehouse.con
        (company,) = (
            digest.exposure
            for digest, _ in digests(con, settings, now + hour)
            if digest.recipient.kind is RecipientKind.COMPLIANCE
        )
        board.hold_findings(con)
        view = con.execute("select undecided from exposure_now where dimension = 'all'").fetchall()
        assert (company.undecided, view) == (2, [(2,)])
        assert board.figures(con, (), ())["undecided"] == 2
        assert board.count_findings(con, Filters(decided="yes"))["findings"] == 1


def test_every_face_tells_the_same_figures(
    con: DuckDBPyConnection, home: Path, command: Command, tmp_path: Path
) -> None:
    """Digest, page, report and command: affected, to review, to decide, and assets watched."""
    now = dt.datetime.now(dt.UTC)
    written = digests(con, Settings(home=home, compliance_mail="compliance@example.com"), now)
    (company,) = (digest.exposure for digest, _ in written if digest.recipient.kind is RecipientKind.COMPLIANCE)
    board.hold_findings(con)
    tiles = board.figures(con, board.due(con), board.unanswered(con))
    told = {name: tiles[name] for name in ("affected", "to_review", "undecided", "items")}
    assert told == {
        "affected": company.affected,
        "to_review": company.review,
        "undecided": company.undecided,
        "items": company.assets,
    }
    view = "select affected, to_review, undecided from exposure_now where dimension = 'all'"
    assert con.execute(view).fetchall() == [(told["affected"], told["to_review"], told["undecided"])]
    asked = json.loads(command("sql", view, "--format", "json", "--home", home).stdout)
    assert asked == {name: told[name] for name in ("affected", "to_review", "undecided")}
    month = "select affected, to_review from exposure_by_month where dimension = 'all' order by month desc limit 1"
    assert con.execute(month).fetchall() == [(told["affected"], told["to_review"])]
    for dimension in board.DIMENSIONS:  # the page's breakdown without a filter is the view's
        shown = board.breakdown(con, Filters(), dimension)
        view_rows = [row for row in board.exposure(con, dimension) if row["affected"] + row["to_review"]]
        assert (dimension, shown) == (dimension, view_rows)
    facts = facts_of(con, "America/New_York", Filters(), then=False)
    assert {name: facts["figures"][name] for name in told} == told
    file = tmp_path / "report.html"
    command("report", file, "--home", home)
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", file.read_text()))
    assert (
        shown["assets affected"],
        shown["assets to review"],
        shown["assets to decide"],
        shown["assets watched"],
    ) == (tuple(str(told[name]) for name in ("affected", "to_review", "undecided", "items")))
