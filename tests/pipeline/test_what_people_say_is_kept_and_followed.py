"""Reviewers amend scopes, compliance keeps the register, owners decide: it is on the record, and the next assess follows."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from extract.folder import Folder
from pipeline import stages
from pipeline.answers import decision_labels
from pipeline.quality.labels import parse_labels
from pipeline.review import register_desk, scope_desk
from pipeline.settings import Settings
from pipeline.sources import SAMPLE
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.lake import open_warehouse, write
from warehouse.record import verify
from warehouse.relation import fetched, scalar

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "2024-13532"  # the determination on Kaspersky, as our sample retells it
INVENTORY = """item_id,name,vendor,description
K-1,Endpoint Security 12,Kaspersky Lab,anti-virus software
K-2,Threat Intelligence Portal,Kaspersky Lab,Kaspersky Threat Intelligence products and services
B-1,Guard One,Baltic Guard,anti-virus software
B-2,Switch,Nobody Known,a switch
"""


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where one determination has met four assets."""
    home = tmp_path_factory.mktemp("assessed")
    (home / "inventory.csv").write_text(INVENTORY)
    chosen = of(home)
    stages.poll(chosen, [Folder((SAMPLE / f"notices/{NUMBER}.xml",))])
    stages.read(chosen)
    stages.sync(chosen)
    stages.assess(chosen, notify=False)
    return home


@pytest.fixture
def home(assessed: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(assessed, tmp_path / "home")


def of(home: Path) -> Settings:
    """The settings of a home."""
    return Settings(home=home, inventory=home / "inventory.csv")


def rows(home: Path, query: str) -> list[dict[str, Any]]:
    """The rows of a query, after the record has been walked and found whole."""
    with open_warehouse(stages.lake_of(of(home)), read_only=True) as warehouse:
        assert not verify(warehouse.con).broken
        return fetched(warehouse.con, query)


def levels(home: Path) -> dict[str, str]:
    """The open findings, by item."""
    query = "select item_id, level from lake.impacts where status = 'open' order by 1"
    return {row["item_id"]: row["level"] for row in rows(home, query)}


def shown(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `scope show --json` prints."""
    capsys.readouterr()
    scope_desk.show(of(home), NUMBER, as_json=True)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_amended_scope_is_followed_and_taken_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An exclusion dropped opens a finding; who did so, when and why is shown; --revert closes it again."""
    before = levels(home)
    assert before["K-1"] == "affected"
    row = shown(home, capsys)
    assert not row["amended_by"]
    assert all(piece["citation"].startswith("89 FR") for piece in row["exclusions"])
    row["exclusions"] = [piece for piece in row["exclusions"] if "Threat Intelligence" not in piece["text"]]
    file = home / "scope.json"
    file.write_text(json.dumps(row))
    scope_desk.amend(of(home), NUMBER, file, {}, {}, "", by="Ann", note="we resell it")
    assert stages.assess(of(home), notify=False)["assessed"] == 4
    assert levels(home) == before | {"K-2": "review"}
    now = shown(home, capsys)
    assert (now["amended_by"], now["note"], now["earlier_version"]) == ("Ann", "we resell it", False)
    assert dt.datetime.fromisoformat(now["amended_at"]) > dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    scope_desk.revert(of(home), NUMBER, by="Bob", note="we do not")
    assert stages.assess(of(home), notify=False)["assessed"] == 4
    assert levels(home) == before
    said = [
        json.loads(one["payload"])["by"]
        for one in rows(home, "from lake.record where kind like 'amendment%' order by seq")
    ]
    assert said == ["Ann", "Bob"]


def test_small_amendments_need_no_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A party whose words stand in the document is added with options; its goods are affected then."""
    before = levels(home)
    scope_desk.amend(
        of(home),
        NUMBER,
        None,
        {"named_parties": ["Baltic Guard"]},
        {},
        "all of its affiliates",
        by="Ann",
        note="bought in May",
    )
    stages.assess(of(home), notify=False)
    assert levels(home)["B-1"] == "affected"
    scope_desk.amend(of(home), NUMBER, None, {}, {"named_parties": ["baltic guard"]}, "", by="Bob", note="sold again")
    stages.assess(of(home), notify=False)
    assert levels(home) == before


def test_an_amendment_stays_when_the_text_moves(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A materially other printing keeps it in force, says so, and finds its words in their new place."""
    scope_desk.amend(of(home), NUMBER, None, {}, {"exclusions": ["Kaspersky Threat Intelligence products and services"]}, "",
                     by="Ann", note="we do not use them so")  # fmt: skip
    text = (SAMPLE / f"notices/{NUMBER}.xml").read_text(encoding="utf-8")
    moved = text.replace("September 29, 2024", "October 29, 2024")
    assert moved != text
    again = home / f"{NUMBER}.xml"
    again.write_text(moved, encoding="utf-8")
    again.with_suffix(".json").write_bytes(
        (SAMPLE / f"notices/{NUMBER}.json").read_bytes()
    )  # with its day of publication
    stages.poll(of(home), [Folder((again,))])
    stages.read(of(home))
    row = shown(home, capsys)
    assert (row["amended_by"], row["earlier_version"]) == ("Ann", True)
    assert "Kaspersky Threat Intelligence products and services" not in {piece["text"] for piece in row["exclusions"]}
    assert any("not in the text as it now reads" in piece["quote"] for piece in row["phases"])
    stages.assess(of(home), notify=False)
    assert levels(home)["K-1"] == "affected"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "scope.json: file: no JSON"),
        ("[]", "file: no JSON object"),
        ('{"covred": []}', "covred: is no field of a scope"),
        ('{"document_number": "1"}', "document_number: '1' is not"),
        ('{"relation": "friendship"}', "relation: "),
        ('{"adversaries": ["China"]}', "adversaries: 'China' is no ISO"),
        ('{"covered": {}}', "covered: is no list"),
        ('{"covered": [7]}', "covered[0]: is no object"),
        ('{"covered": [{"text": "x", "colour": "red"}]}', "covered[0].colour: is none of"),
        (
            '{"covered": [{"text": "x", "under": "", "quote": "never said"}]}',
            "covered[0].quote: 'never said' stands nowhere",
        ),
        ('{"covered": [{"text": " ", "under": "", "quote": "Kaspersky"}]}', "covered.0: is blank"),
        ('{"covered": [{"under": "", "quote": "Kaspersky"}]}', "covered.0.text: Field required"),
        (
            '{"phases": [{"when": "2027-13-45", "what": "x", "quote": "Kaspersky"}]}',
            "phases.0.when: '2027-13-45' is no date",
        ),
    ],
)
def test_a_bad_amendment_names_file_and_field(
    assessed: Path, tmp_path: Path, content: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, and nothing is kept."""
    file = tmp_path / "scope.json"
    file.write_text(content)
    with pytest.raises(SystemExit) as left:
        scope_desk.amend(of(assessed), NUMBER, file, {}, {}, "", by="Ann", note="x")
    assert left.value.code == 2
    assert named in capsys.readouterr().err
    assert rows(assessed, "from lake.scopes where amended_by != ''") == []


def test_a_registers_new_version_replaces_the_one_before(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bad rows are named, set aside and counted; facts that are gone are retired; a sync leaves them; assess follows."""
    file, before = home / "register.csv", levels(home)
    head = "name,alias,country,parent,relation,list,source,as_of\n"
    file.write_text(
        head
        + "Baltic Guard,,EE,AO Kaspersky Lab,owned by,,trade register,2026-02-03\nX,,Estonia,,,,,\n"
        + "Loop,,,Loop,owned by,,a,2026-01-01\n"
    )
    register_desk.import_file(of(home), file, "register")
    told = capsys.readouterr()
    counts = json.loads(told.out)
    assert (counts["facts"], counts["added"], counts["rows_set_aside"], counts["items_to_assess"]) == (2, 2, 1, 3)
    assert "register.csv, row 3, country: 'ESTONIA' is no ISO 3166 alpha-2 code" in told.err
    assert "Loop: is its own parent" in told.err
    stages.sync(of(home))
    assert stages.assess(of(home), notify=False)["assessed"] == 3  # the firm's own, and its new owner's
    assert levels(home)["B-1"] == "affected"
    file.write_text(f"{head}Loop,,SE,,,,a,2026-01-01\n")
    register_desk.import_file(of(home), file, "register")
    assert json.loads(capsys.readouterr().out)["removed"] == 2
    stages.assess(of(home), notify=False)
    assert levels(home) == before
    with pytest.raises(SystemExit):
        register_desk.import_file(of(home), file, "company")
    assert "is taken" in capsys.readouterr().err


def test_a_report_asks_for_review_until_compliance_has_spoken(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reported, confirmed and rejected are entries of the record; a confirmed report is a fact with its source."""

    def report(name: str) -> str:
        capsys.readouterr()
        register_desk.report(of(home), name, "ru", by="Otto", note="heard it at a fair")
        done = json.loads(capsys.readouterr().out)
        assert done["items_to_assess"] == 1
        return str(done["fact_ids"][0])

    first, second = report("Baltic Guard"), report("Nobody Known")
    register_desk.settle(of(home), first, by="Cleo", source="trade register of Tallinn")
    register_desk.settle(of(home), second, by="Cleo", note="another firm")
    held = rows(
        home,
        "select name, relation, source, origin from lake.current_supplier_facts where name in ('Baltic Guard', 'Nobody Known')",
    )
    assert held == [
        {
            "name": "Baltic Guard",
            "relation": "",
            "source": "trade register of Tallinn (confirmed by Cleo)",
            "origin": "confirmed",
        }
    ]
    said = [
        json.loads(one["payload"])["what"]
        for one in rows(home, "from lake.record where kind = 'supplier fact' order by seq")
    ]
    assert said == ["reported", "reported", "confirmed", "rejected"]
    with pytest.raises(SystemExit):
        register_desk.settle(of(home), first, by="Cleo", source="again")
    for name, country in (("GmbH", "RU"), ("Baltic Guard", "Russia")):
        with pytest.raises(SystemExit):
            register_desk.report(of(home), name, country, by="Otto", note="x")


def test_decisions_become_labels_that_the_evaluation_reads(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last judging word on a pair counts; putting off does not unsay it; refused words are left out."""

    def word(number: int, item_id: str, state: str, **more: Any) -> Disposition:
        at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
        return Disposition(f"d{number}", NUMBER, item_id, state, "Ann", "terminal", at, **more)

    said = [
        word(1, "K-1", "in review"),
        word(2, "K-1", "affected", note="in use,\nsince 2023"),
        word(3, "K-1", "snoozed", until="2026-09-01"),
        word(4, "K-2", "not affected", justification="excluded", approval="wanted"),
        word(5, "B-1", "remediated", approval="refused"),
        word(6, "B-2", "acknowledged"),
    ]
    write(stages.lake_of(of(home)), "Ann", "decides", lambda con: load_dispositions(con, said, said[0].decided_at))
    file = home / "labels.csv"
    decision_labels.export(of(home), file)
    assert json.loads(capsys.readouterr().out) | {"file": ""} == {
        "file": "",
        "labels": 2,
        "affected": 1,
        "review": 0,
        "not": 1,
    }
    assert file.read_text().splitlines() == [
        "rule,asset_id,label,reason,confidence",
        f'{NUMBER},K-1,affected,"Ann: in use, since 2023",0.95',
        f"{NUMBER},K-2,not,Ann: excluded,0.50",
    ]
    assert [(label.item_id, label.level.value) for label in parse_labels(file.read_bytes(), "labels.csv", {})] == [
        ("K-1", "affected"),
        ("K-2", "none"),
    ]


def test_a_retired_items_findings_close_and_open_again_when_it_returns(home: Path) -> None:
    """They are kept as retired; the item that comes back, and one that changed, meets every document again."""
    lines = INVENTORY.splitlines(keepends=True)
    file = home / "inventory.csv"
    before = levels(home)
    file.write_text("".join(line for line in lines if not line.startswith("K-1")))
    stages.sync(of(home))
    assert stages.assess(of(home), notify=False)["assessed"] == 0
    kept = rows(home, "select status, closed_at is not null as closed from lake.impacts where item_id = 'K-1'")
    assert kept == [{"status": "retired", "closed": True}]
    file.write_text(INVENTORY.replace("Nobody Known", "AO Kaspersky Lab"))
    stages.sync(of(home))
    assert stages.assess(of(home), notify=False)["assessed"] == 2
    assert levels(home) == before | {"B-2": levels(home)["B-2"]}
    assert rows(home, "select status from lake.impacts where item_id = 'K-1'") == [{"status": "open"}]
    with open_warehouse(stages.lake_of(of(home)), read_only=True) as warehouse:
        assert scalar(warehouse.con, "select count(*) from lake.record where kind = 'retired'") == 1
