"""`icts-watch changes`: the difference between printings of a document, and what a rule changed in the regulation."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from extract.folder import Folder
from pipeline import stages
from pipeline.cli import app
from pipeline.exposure import change_report, changes
from pipeline.settings import Settings
from pipeline.sources import SAMPLE
from tests.servers.ecfr import EcfrServer
from warehouse.lake import open_warehouse
from warehouse.relation import fetched

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Command = Callable[..., subprocess.CompletedProcess[str]]
    Rows = list[dict[str, Any]]

pytestmark = pytest.mark.timeout(200)
EXAMPLE = Path(__file__).parents[1] / "extract" / "examples" / "ecfr" / "served"
RULE, EARLIER_RULE, DETERMINATION = "2025-00592", "2024-28335", "2024-13532"
NUMBERS = (RULE, EARLIER_RULE, DETERMINATION, "2024-21903")
CORRECTION = "2025-99001"


def keep(settings: Settings, served: Path, since: str, latest: str = "2025-06-30") -> dict[str, Any]:
    """Poll an eCFR that serves this folder, and read."""
    with EcfrServer(served, latest=dt.date.fromisoformat(latest)) as server:
        at = settings.model_copy(update={"ecfr_url": server.api})
        assert stages.poll(at, sources=["ecfr"], since=dt.date.fromisoformat(since))["failed"] == []
    return stages.read(settings)


def edit(folder: Path, number: str, *words: tuple[str, str]) -> None:
    """Change a document's files."""
    for file in (folder / f"{number}.xml", folder / f"{number}.json"):
        text = file.read_text()
        for old, new in words:
            text = text.replace(old, new)
        file.write_text(text)


def correction(folder: Path) -> None:
    """Write a document that corrects the rule's effective date."""
    record = json.loads((folder / f"{RULE}.json").read_text())
    record |= {
        "document_number": CORRECTION,
        "title": record["title"] + "; Correction",
        "action": "Final rule; correction.",
        "publication_date": "2025-02-10",
        "citation": "90 FR 9000",
        "correction_of": f"https://www.federalregister.gov/api/v1/documents/{RULE}",
        "effective_on": "2025-03-10",
        "full_text_xml_url": None,
    }
    (folder / f"{CORRECTION}.json").write_text(json.dumps(record))
    (folder / f"{CORRECTION}.xml").write_text(
        '<RULE><PREAMB><AGENCY TYPE="F">DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>'
        "<CFR>15 CFR Part 791</CFR><RIN>RIN 0694-AJ56</RIN><SUBJECT>Securing the Information and Communications "
        "Technology and Services Supply Chain: Connected Vehicles; Correction</SUBJECT><ACT><HD>ACTION:</HD><P>Final rule; "
        "correction.</P></ACT><SUM><HD>SUMMARY:</HD><P>The day is put right on which the rule at FR Doc. 2025-00592 takes "
        "effect.</P></SUM><EFFDATE><HD>DATES:</HD><P>This rule is effective March 10, 2025.</P></EFFDATE></PREAMB>"
        f"<FRDOC>[FR Doc. {CORRECTION}]</FRDOC></RULE>"
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with four documents, one of them in three printings, a correction, and three versions of the part."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "documents"
    folder.mkdir()
    for number in NUMBERS:
        for kind in ("json", "xml"):
            shutil.copy(SAMPLE / "notices" / f"{number}.{kind}", folder)
    settings = Settings(home=home)
    for words in ((), (("BIS found that", "BIS  found\nthat"),), (("10,000 pounds", "12,000 pounds"),)):
        edit(folder, RULE, *words)
        stages.poll(settings, sources=[Folder((folder,))])
        stages.read(settings)
    correction(folder)
    stages.poll(settings, sources=[Folder((folder,))])
    keep(settings, EXAMPLE, "2024-01-01")
    return settings


def of_kind(rows: Rows, kind: str) -> Rows:
    """The rows of a kind."""
    return [row for row in rows if row["kind"] == kind]


def notes(rows: Rows) -> str:
    """What is said in words."""
    return "\n".join(row["text"] for row in of_kind(rows, "note"))


def test_printings_differ_as_far_as_they_matter(settings: Settings) -> None:
    """Another line end between two printings is nothing, another weight in a definition is shown before and after."""
    spacing, weight = of_kind(list(changes.of_document(settings, RULE)), "version")
    assert spacing["differences"] == []
    assert spacing["after"] == weight["before"]
    assert weight["differences"]
    for each in weight["differences"]:
        assert each["before"].replace("10,000", "12,000") == each["after"]
        assert each["before"] != each["after"]


def test_a_document_of_one_printing_is_said_to_be_one(settings: Settings) -> None:
    """There is nothing to compare, and that is told; a determination amends no regulation."""
    rows = list(changes.of_document(settings, DETERMINATION))
    assert [row["kind"] for row in rows] == ["document", "note"]
    assert "Only one version is kept" in notes(rows)


def test_a_final_rule_is_compared_with_its_proposal(settings: Settings) -> None:
    """The last document before it in its rulemaking."""
    (row,) = of_kind(list(changes.of_document(settings, RULE)), "predecessor")
    assert (row["before"]["document_number"], row["before"]["stage"]) == ("2024-21903", "NPRM")
    assert any(each["field"] == "definitions" and each["before"] and each["after"] for each in row["differences"])


def test_a_correction_shows_what_it_puts_right(settings: Settings) -> None:
    """Only what it says otherwise; what it does not repeat is not gone."""
    (row,) = of_kind(list(changes.of_document(settings, CORRECTION)), "correction")
    assert row["before"]["document_number"] == RULE
    assert {"field": "dates", "before": "2025-03-17 (effective)", "after": "2025-03-10 (effective)"} in row[
        "differences"
    ]
    assert all(each["after"] for each in row["differences"])


@pytest.mark.parametrize(
    ("number", "before", "after", "sections"),
    [
        (RULE, "2025-02-04", "2025-03-17", {"Subpart D", "§ 791.300", "§ 791.302"}),
        (EARLIER_RULE, "2024-07-18", "2025-02-04", {"§ 791.2", "§ 791.6", "§ 791.109"}),
    ],
)
def test_what_a_rule_changed_in_the_code_is_shown_section_by_section(
    settings: Settings, number: str, before: str, after: str, sections: set[str]
) -> None:
    """The version before its effective date against the first from then on."""
    rows = list(changes.of_document(settings, number))
    (between,) = of_kind(rows, "regulation")
    assert (between["part"], str(between["before"]), str(between["after"])) == ("15 CFR 791", before, after)
    assert {row["section"] for row in of_kind(rows, "section")} == sections
    assert sum(between[change] for change in ("added", "removed", "changed")) == len(sections)


def test_a_version_that_is_not_kept_yet_is_said_to_be_missing(tmp_path: Path) -> None:
    """None at all; the eCFR not as far as the rule; versions that begin too late; and a first version of a later day."""
    served = tmp_path / "served"
    shutil.copytree(EXAMPLE, served)
    versions = served / "title-15/part-791/versions.json"
    versions.write_text(versions.read_text().replace("2025-03-17", "2025-04-01"))
    settings = Settings(home=tmp_path / "home")
    notices = tuple(SAMPLE / "notices" / f"{number}.xml" for number in (RULE, EARLIER_RULE))
    stages.poll(settings, sources=[Folder(notices)])
    stages.read(settings)
    rows = list(changes.of_document(settings, RULE))
    assert "No eCFR version of 15 CFR 791 is kept yet" in notes(rows)
    keep(settings, served, "2025-03-01", latest="2025-03-20")
    rows = list(changes.of_document(settings, RULE))
    assert "No eCFR version of 15 CFR 791 from 2025-03-17 on is kept yet" in notes(rows)
    rows += changes.of_document(settings, EARLIER_RULE)
    assert "No eCFR version of 15 CFR 791 before 2025-02-04 is kept yet" in notes(rows)
    assert "icts-watch run --since" in notes(rows)
    assert not of_kind(rows, "regulation")
    keep(settings, served, "2025-03-01")
    rows = list(changes.of_document(settings, RULE))
    assert [str(row["after"]) for row in of_kind(rows, "regulation")] == ["2025-04-01"]
    assert "the first version from then on is of 2025-04-01" in notes(rows)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (None, None, ("2025-02-04", "2025-03-17")),
        (None, "2025-03-01", ("2024-07-18", "2025-02-04")),
        ("2024-12-31", None, ("2024-07-18", "2025-03-17")),
        ("2025-02-04", "2025-03-16", ("2025-02-04", "2025-02-04")),
    ],
)
def test_a_part_is_compared_between_two_days(
    settings: Settings, start: str | None, end: str | None, days: tuple[str, str]
) -> None:
    """On each day the version that was in force; without days the newest and the one before."""
    limits = [dt.date.fromisoformat(day) if day else None for day in (start, end)]
    (between,) = of_kind(list(changes.of_part(settings, "15 CFR part 791", *limits)), "regulation")
    assert (str(between["before"]), str(between["after"])) == days


@pytest.mark.parametrize(("start", "end"), [("2020-01-01", None), (None, "2024-08-01"), (None, "2020-01-01")])
def test_days_before_the_first_kept_version_have_no_answer(
    settings: Settings, start: str | None, end: str | None
) -> None:
    """What is kept is named."""
    limits = [dt.date.fromisoformat(day) if day else None for day in (start, end)]
    rows = list(changes.of_part(settings, "15 CFR 791", *limits))
    assert [row["kind"] for row in rows] == ["note"]
    assert "as of 2024-07-18, 2025-02-04, 2025-03-17" in notes(rows)


def test_the_command_shows_people_and_prints_lines(command: Command, settings: Settings) -> None:
    """The same for both: marked words on the terminal, a row of JSON for each section with --json."""
    asked = ("changes", EARLIER_RULE, "--home", settings.home)
    shown = command(*asked)
    assert shown.returncode == 0, shown.stderr
    assert "15 CFR 791 as of 2024-07-18 and as of 2025-02-04: 0 added, 1 removed, 2 changed" in shown.stdout
    assert "180 [-days.-] {+days after the initial determination was served.+}" in shown.stdout
    lines = command(*asked, "--json").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["kind"] for row in rows] == ["document", "note", "regulation", "section", "section", "section"]
    (paragraph, added) = rows[-1]["paragraphs"]
    assert paragraph["before"] == "(b) It is issued within 180 days."
    assert added == {"before": "", "after": added["after"], "runs": [["+", added["after"]]]}
    part = command("changes", "--cfr", "15 CFR 791", "--from", "2025-02-04", "--home", settings.home)
    assert "3 added, 0 removed, 0 changed" in part.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2099-12345"], "no document '2099-12345' is kept"),
        ([], "name a document, or a part"),
        ([RULE, "--cfr", "15 CFR 791"], "name a document, or a part"),
        ([RULE, "--from", "2025-01-01"], "--from and --to go with --cfr"),
        (["--cfr", "part seven"], "named like '15 CFR 791'"),
        (["--cfr", "15 CFR 744"], "no version of 15 CFR 744 is kept, but of 15 CFR 791"),
        (["--cfr", "15 CFR 791", "--from", "2025-03-01", "--to", "2025-02-01"], "is after"),
    ],
)
def test_what_is_unknown_or_unclear_is_bad_input(settings: Settings, arguments: list[str], words: str) -> None:
    """Status 2 and what is wrong, nothing on standard output."""
    done = CliRunner().invoke(app, ["changes", *arguments, "--home", str(settings.home)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


def test_hostile_text_is_shown_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a title nor a regulation can steer the terminal, turn the reading direction, or set markup."""
    title = "Rule\u001b[2J\u202e [bold red]x[/nothing]"
    record = json.loads((SAMPLE / "notices" / f"{DETERMINATION}.json").read_text()) | {"title": title}
    folder, served = tmp_path / "documents", tmp_path / "served"
    folder.mkdir()
    (folder / f"{DETERMINATION}.json").write_text(json.dumps(record))
    shutil.copytree(EXAMPLE, served)
    text = served / "title-15/part-791/2025-03-17.xml"
    text.write_text(text.read_text().replace("This subpart forbids", "\u009b31m\u202e[/bold][link=x]This subpart"))
    settings = Settings(home=tmp_path / "home")
    stages.poll(settings, sources=[Folder((folder,))])
    keep(settings, served, "2025-03-01")
    change_report.show(changes.of_document(settings, DETERMINATION))
    change_report.show(changes.of_part(settings, "15 CFR 791", None, None))
    said = capsys.readouterr().out
    assert "[bold red]x[/nothing]" in said
    assert "[/bold][link=x]This subpart" in said
    assert not {"\u001b", "\u009b", "\u202e"} & set(said)


def test_regulations_are_read_without_documents_and_set_aside_when_they_are_none(tmp_path: Path) -> None:
    """A version counts as read once; XML without a part is quarantined with its bytes and the reason."""
    served = tmp_path / "served"
    shutil.copytree(EXAMPLE, served)
    bad = b"<ECFR><P>Under maintenance.</P></ECFR>"
    (served / "title-15/part-791/2025-03-17.xml").write_bytes(bad)
    settings = Settings(home=tmp_path / "home")
    counts = keep(settings, served, "2024-01-01")
    assert (counts["documents"], counts["quarantined"]) == (0, 1)
    assert stages.read(settings)["quarantined"] == 0
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        aside = fetched(warehouse.con, "select source, name, reason, content from lake.quarantine")
        readings = fetched(warehouse.con, "select documents, problem from lake.readings order by problem nulls first")
    assert [(row["source"], row["name"], row["content"]) for row in aside] == [
        ("ecfr", "15 CFR 791 as of 2025-03-17", bad)
    ]
    assert "not one part" in aside[0]["reason"]
    assert [row["problem"] for row in readings] == [None, None, aside[0]["reason"]]
    rows = list(changes.of_part(settings, "15 CFR 791", None, None))
    assert "15 CFR 791 as of 2025-03-17 cannot be read" in notes(rows)
