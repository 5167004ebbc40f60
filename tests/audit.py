"""`make audit`: every locked dependency against the advisory database; a finding fails unless the ignore list says why not.

Where the database cannot be reached, or knows none of our packages, it says "not audited" and does not fail: that is no
statement on the dependencies. Usage: python tests/audit.py PIP-AUDIT CONSTRAINTS IGNORE-LIST
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

FEW = 3
PROBE, WHOLE = 20, 300
"""Seconds for a few packages, which show whether anybody answers, and for all of them."""


class Unexplained(Exception):
    """A line of the ignore list that gives no reason."""


def ignored(text: str) -> dict[str, str]:
    """The advisories that are passed over, each with its reason. Raises Unexplained."""
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            number, _, reason = line.partition(" ")
            if not reason.strip():
                raise Unexplained(line)
            found[number] = reason.strip()
    return found


def asked(program: str, requirements: Path, seconds: float) -> list[dict[str, object]] | None:
    """What the database says of each package; None where it gave no answer in time."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [
            program,
            "--requirement",
            str(requirements),
            "--no-deps",
            "--disable-pip",
            "--progress-spinner",
            "off",
        ]
        command += ["--timeout", "10", "--format", "json", "--output", str(answer)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        # Status 1 is a finding as well as a failure; only an audit that came to its end leaves an answer.
        if not answer.is_file() or not answer.stat().st_size:
            print(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"status {done.returncode}")
            return None
        dependencies: list[dict[str, object]] = json.loads(answer.read_text())["dependencies"]
        return dependencies


def known_of(found: list[dict[str, object]] | None) -> list[dict[str, object]]:
    """The packages that the database knows."""
    return [one for one in found or () if "skip_reason" not in one]


def main(program: str, constraints: Path, ignore_list: Path) -> int:
    """The exit status: 1 for a finding or an unexplained exception, else 0."""
    try:
        passed_over = ignored(ignore_list.read_text())
    except Unexplained as line:
        print(f"audit: {ignore_list}: no reason given: {line}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        probe.write_text("\n".join(constraints.read_text().splitlines()[:FEW]) + "\n")
        found = asked(program, constraints, WHOLE) if known_of(asked(program, probe, PROBE)) else None
    known = known_of(found)
    if not known:
        print("audit: not audited: the advisory database cannot be reached")
        return 0
    open_findings = 0
    for one in known:
        for advisory in one["vulns"]:  # type: ignore[attr-defined] # pip-audit's JSON
            names = {advisory["id"], *advisory.get("aliases", ())}
            if reason := next((why for number, why in passed_over.items() if number in names), ""):
                print(f"audit: {one['name']} {one['version']}: {advisory['id']} passed over: {reason}")
            else:
                fixed = ", ".join(advisory.get("fix_versions") or ()) or "no version yet"
                print(f"audit: {one['name']} {one['version']}: {advisory['id']} (fixed in {fixed})")
                open_findings += 1
    unknown = len(found or ()) - len(known)
    print(f"audit: {len(known)} packages audited, {unknown} unknown to the database, {open_findings} findings")
    return min(open_findings, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
