"""The JSON lines that scripts rely on, from the command itself, on our own sample and on the shared documents."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.sources import SAMPLE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

PARSE = {
    "document_number", "type", "stage", "title", "action", "agencies", "publication_date", "citation", "start_page", "rins",
    "agency_dockets", "regulations_dot_gov_docket", "cfr_references", "dates", "comments_close_on", "effective_on", "corrects",
    "fr_citations", "fingerprint", "named_parties", "adversaries", "relevance", "sections", "extends", "defined_terms",
    "covered", "exclusions", "phases", "problems",
}  # fmt: skip
WHAT_IF = {
    "document_number", "item_id", "level", "timing", "probability", "basis", "reasons", "rule_evidence", "item_evidence",
    "obligations",
}  # fmt: skip


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """The JSON lines that a command printed; it must have ended well and printed nothing else."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_parse_prints_a_line_per_document_with_every_field(command: Command) -> None:
    """Each of the sample's notices is one line, and no field of the contract is missing."""
    rows = lines(command("parse", SAMPLE / "notices"))
    assert len(rows) == len(list((SAMPLE / "notices").glob("*.xml")))
    for row in rows:
        assert set(row) >= PARSE, set(row) ^ PARSE
        assert row["relevance"] in {"icts", "adjacent", "other"}


def test_parse_passes_over_what_is_no_document(command: Command, shared: Path) -> None:
    """Of a folder with sidecars only the documents are read."""
    rows = lines(command("parse", shared / "data/rules"))
    assert {row["document_number"] for row in rows} == {file.stem for file in (shared / "data/rules").glob("*.xml")}


def test_triage_answers_line_by_line(command: Command, tmp_path: Path) -> None:
    """Title and abstract in; relevance, score and reason out; "districts" fools nobody."""
    asked = tmp_path / "titles.jsonl"
    titles = [
        {
            "document_number": "A",
            "title": "Securing the Information and Communications Technology and Services Supply Chain",
        },
        {"document_number": "B", "title": "Conflicts of Interest in School Districts", "abstract": None},
    ]
    asked.write_text("\n".join(map(json.dumps, titles)))
    rows = lines(command("triage", asked))
    assert [(row["document_number"], row["relevance"]) for row in rows] == [("A", "icts"), ("B", "other")]
    assert all({"relevance", "score", "reason"} <= set(row) for row in rows)


def test_a_line_that_is_no_json_is_named(command: Command, tmp_path: Path) -> None:
    """File and line number, status 2."""
    asked = tmp_path / "titles.jsonl"
    asked.write_text('{"title": "Good"}\nnot json\n')
    done = command("triage", asked)
    assert done.returncode == 2
    assert "titles.jsonl, line 2" in done.stderr


def test_screen_compares_pairs_and_names(command: Command, tmp_path: Path) -> None:
    """Pairs from a CSV, and names against the register that comes with us."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        'left,right\n"Huawei Technologies Co., Ltd.",HUAWEI TECHNOLOGIES COMPANY LIMITED\nCapital Corp,Capital Group\n'
    )
    rows = lines(command("screen", "--pairs", pairs))
    assert [row["match"] for row in rows] == [True, False]
    assert all({"left", "right", "score", "match", "reason"} == set(row) for row in rows)
    found = lines(command("screen", "Hikvision"))
    assert any("FCC Covered List" in tie for row in found for tie in row["ties"])  # type: ignore[attr-defined]


def test_what_if_shows_only_what_is_touched_unless_asked(command: Command) -> None:
    """The contract's fields; with --all a line for each item; nothing is kept."""
    asked = ("what-if", "--rule", SAMPLE / "notices/2024-13532.xml", "--inventory", SAMPLE / "inventory.csv")
    touched = lines(command(*asked))
    every = lines(command(*asked, "--all"))
    assert touched
    assert len(every) == 314
    assert {str(row["item_id"]) for row in touched} == {str(row["item_id"]) for row in every if row["level"] != "none"}
    for row in every:
        assert set(row) >= WHAT_IF
        assert 0 < float(str(row["probability"])) < 1


def test_a_proposal_taken_as_final_binds(command: Command) -> None:
    """With --as-final an NPRM's impacts have the timing of a final rule."""
    asked = ("what-if", "--rule", SAMPLE / "notices/2024-21903.xml", "--inventory", SAMPLE / "inventory.csv")
    assert {row["timing"] for row in lines(command(*asked))} == {"proposed"}
    assert {row["timing"] for row in lines(command(*asked, "--as-final"))} <= {"from a date", "in force"}


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        ("reading.py", ["data/rules"]),
        ("issue.py", ["data/federal-register/FR-2016-04-15.xml"]),
        ("triage.py", ["data/labels/triage-dev.jsonl"]),
        ("names.py", ["data/names/dev.csv"]),
        ("matching.py", ["data/labels/dev.csv", "--rules", "data/rules"]),
    ],
)
def test_the_shared_checks_hold(shared: Path, check: str, arguments: list[str]) -> None:
    """The figures that the README states, from the checks that state them."""
    import subprocess
    from pathlib import Path

    words = [str(shared / word) if word.startswith("data") else word for word in arguments]
    done = subprocess.run(
        [sys.executable, str(shared / "checks" / check), *words],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"ICTS_WATCH": str(Path(sys.executable).with_name("icts-watch")), "PATH": "/usr/bin:/bin", "HOME": "/tmp"},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
