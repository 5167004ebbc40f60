"""`make audit` tells a finding, a clean answer and a database that cannot be reached apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).with_name("audit.py")
HOLE = {"id": "PYSEC-2099-1", "aliases": ["CVE-2099-1"], "fix_versions": ["1.1"], "description": ""}


def audit(tmp_path: Path, answer: list[dict[str, Any]] | None, ignore: str = "") -> subprocess.CompletedProcess[str]:
    """The audit with a pip-audit that gives this answer, or (None) cannot reach anybody."""
    program = tmp_path / "pip-audit"
    if answer is None:
        body = "print('requests.exceptions.ConnectionError: no route', file=sys.stderr); sys.exit(1)"
    else:
        told = json.dumps({"dependencies": answer, "fixes": []})
        status = int(any(one.get("vulns") for one in answer))
        body = f"open(sys.argv[sys.argv.index('--output') + 1], 'w').write({told!r}); sys.exit({status})"
    program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    program.chmod(0o700)
    (tmp_path / "constraints.txt").write_text("left==1.0\nright==2.0\n")
    (tmp_path / "ignore.txt").write_text(ignore)
    words = [sys.executable, AUDIT, program, tmp_path / "constraints.txt", tmp_path / "ignore.txt"]
    return subprocess.run(words, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("answer", "ignore", "status", "words"),
    [
        ([{"name": "left", "version": "1.0", "vulns": []}], "", 0, "1 packages audited, 0 unknown to the database, 0 findings"),
        ([{"name": "left", "version": "1.0", "vulns": [HOLE]}], "", 1, "left 1.0: PYSEC-2099-1 (fixed in 1.1)"),
        ([{"name": "left", "version": "1.0", "vulns": [HOLE]}], "CVE-2099-1 we never call it (2099-01)", 0, "passed over: we"),
        ([{"name": "left", "version": "1.0", "vulns": [HOLE]}], "CVE-2099-1", 1, "no reason given: CVE-2099-1"),
        ([{"name": "left", "skip_reason": "not found"}], "", 0, "not audited: the advisory database cannot be reached"),
        (None, "", 0, "not audited: the advisory database cannot be reached"),
    ],
)  # fmt: skip
def test_what_the_database_says_decides(
    tmp_path: Path, answer: list[dict[str, Any]] | None, ignore: str, status: int, words: str
) -> None:
    """A finding fails unless it is passed over with a reason; no answer is said plainly and fails nothing."""
    done = audit(tmp_path, answer, ignore)
    assert words in done.stdout, done.stdout + done.stderr
    assert done.returncode == status
