"""`evaluate reading`: the set that comes with the product is read without an error, and every error would be seen."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline.quality.evaluate_reading import READING_SET, Marks, marked, summary_line, triage_line

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

READ = {
    "document_number": "2026-1", "type": "NOTICE", "stage": "final determination", "title": "A “Title”", "rins": ["0694-AK31"],
    "cfr_references": [{"title": 15, "part": "791"}], "citation": None, "relevance": "icts",
    "dates": [{"kind": "compliance", "date": "2026-08-20"}, {"kind": "other", "date": "2026-09-01"}],
    "named_parties": [{"name": "Lanqiao Technologies Co., Ltd.", "aliases": ["LQ-Link"]}],
}  # fmt: skip
WANT = READ | {"title": "A Title", "citation": "91 FR 1", "dates": READ["dates"][:1]}


def test_our_set_is_read_without_error(command: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Every field, day, party and relevance of the documents that ship with the product; one line tells it."""
    done = command("evaluate", "reading")
    *errors, triage, summary = done.stdout.splitlines()
    assert (done.returncode, errors) == (0, [])
    assert "false ICTS 0/" in triage
    assert "invented 0;" in summary
    assert summary.count("= 1.000") == 4


def test_what_is_right_has_no_error() -> None:
    """Typography, what XML does not print, and days that bind nobody are no errors."""
    marks = marked(READ, WANT)
    assert (marks.errors, marks.fields, marks.fields_right) == ([], 7, 7)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"stage": "notice"}, "stage: 'notice', not 'final determination'"),
        ({"rins": []}, "rins: [], not ['0694-AK31']"),
        ({"cfr_references": [{"title": 15, "part": "7"}]}, "cfr_references: "),
        ({"citation": "91 FR 2"}, "citation: '91 FR 2', not '91 FR 1'"),
        ({"dates": [{"kind": "other", "date": "2026-08-20"}]}, "not found: compliance 2026-08-20"),
        ({"dates": [*READ["dates"], {"kind": "effective", "date": "2026-10-01"}]}, "invented: effective 2026-10-01"),
        ({"named_parties": []}, "party not found: Lanqiao Technologies Co., Ltd."),
        ({"named_parties": [*READ["named_parties"], {"name": "Harbor Bank"}]}, "party too many: Harbor Bank"),
        ({"named_parties": [{"name": "Lanqiao Technologies Co., Ltd."}]}, "party not found: LQ-Link"),
    ],
)
def test_every_error_is_told(change: dict[str, object], error: str) -> None:
    """A wrong field, a day missed or invented, a party missed or too many."""
    (told,) = (each for each in marked(READ | change, WANT).errors if each.startswith(error))
    assert told


def test_figures_add_up_over_documents() -> None:
    """Shares are of all fields, days and parties together; F1 needs an adjacent document."""
    marks = [marked(READ, WANT), marked({}, WANT), Marks()]
    assert summary_line(marks).startswith(
        "3 documents, 2 without error; fields right 7/14 = 0.500; dates found 1/2 = 0.500"
    )
    assert triage_line(
        [("icts", "other"), ("other", "icts"), ("adjacent", "adjacent"), ("adjacent", "other"), ("", "")]
    ) == ("triage: ICTS found 0/1; false ICTS 1/3; adjacent F1 0.667")


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("{", "2026-30120.expected.json: no JSON"),
        ("[]", "2026-30120.expected.json: needs the field document_number"),
        ('{"document_number": "2026-30120", "rins": "x"}', "rins: not a list"),
        ('{"document_number": "2026-30120", "dates": [{"kind": "other"}]}', "dates: needs kind and date"),
    ],
)
def test_a_bad_sidecar_is_named(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, sidecar: str, message: str
) -> None:
    """File and field, status 2."""
    shutil.copy(READING_SET / "2026-30120.xml", tmp_path)
    (tmp_path / "2026-30120.expected.json").write_text(sidecar)
    done = command("evaluate", "reading", "--documents", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


def test_sidecars_may_be_called_otherwise(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """--expected names their ending; a sidecar without its document, and a folder without any, are bad input."""
    (tmp_path / "2026-30120.want").write_text(json.dumps({"document_number": "2026-30120", "stage": "guidance"}))
    assert (
        "no document 2026-30120 beside it"
        in command("evaluate", "reading", "--documents", tmp_path, "--expected", ".want").stderr
    )
    assert "no file named NUMBER.expected.json" in command("evaluate", "reading", "--documents", tmp_path).stderr
    shutil.copy(READING_SET / "2026-30120.xml", tmp_path)
    done = command("evaluate", "reading", "--documents", tmp_path, "--expected", ".want")
    assert done.stdout.splitlines()[0] == "2026-30120.xml: stage: 'notice', not 'guidance'"
