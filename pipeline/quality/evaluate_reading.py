"""`icts-watch evaluate reading`: documents with what a perfect reader takes from each beside them in, figures out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.folder import MEDIA_TYPES
from models.names import compare
from pipeline.commands import offline
from pipeline.commands.console import bad_input, output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

READING_SET = Path(str(resources.files("pipeline").joinpath("reading_set")))
SUFFIX = ".expected.json"
_VALUES = (
    "document_number", "type", "stage", "title", "action", "comments_close_on", "effective_on", "corrects", "extends",
    "regulations_dot_gov_docket", "relevance",
)  # fmt: skip
# A document's own XML does not print these: they count where something was read.
_WHERE_READ = ("publication_date", "citation")
_SETS = ("agencies", "rins", "agency_dockets", "cfr_references", "adversaries")
_BINDING = frozenset({"comments_close", "effective", "compliance"})


@dataclass(slots=True)
class Marks:
    """What one document's reading is worth, as counts, and each error in words."""

    fields: int = 0
    fields_right: int = 0
    days: int = 0
    days_found: int = 0
    days_invented: int = 0
    parties: int = 0
    parties_found: int = 0
    parties_said: int = 0
    parties_right: int = 0
    parties_passed_over: int = 0
    relevance: tuple[str, str] = ("", "")
    errors: list[str] = field(default_factory=list)


def evaluate_reading(folder: Path | None, suffix: str | None) -> None:
    """Prints errors document by document, the triage figures, and one line of all figures; ours without a folder."""
    found = {name: marked(read, want) for name, read, want in _pairs(folder or READING_SET, suffix or SUFFIX)}
    for name, marks in found.items():
        for error in marks.errors:
            output.print(f"{name}: {error}", markup=False, soft_wrap=True)
    output.print(triage_line(marks.relevance for marks in found.values()), markup=False)
    output.print(summary_line(list(found.values())), markup=False, soft_wrap=True)


def _pairs(folder: Path, suffix: str) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """(name, what was read, what should have been) of every sidecar; bad input where one or its document is none."""
    sidecars = sorted(folder.glob(f"*{suffix}"))
    if not sidecars:
        bad_input(f"{folder}: no file named NUMBER{suffix}")
    for sidecar in sidecars:
        stem = sidecar.name.removesuffix(suffix)
        source = next((file for kind in MEDIA_TYPES if (file := folder / f"{stem}{kind}").is_file()), None)
        if source is None:
            bad_input(f"{sidecar}: no document {stem} beside it ({', '.join(MEDIA_TYPES)})")
        want = _expected(sidecar)
        rows = [offline.parsed(document) for document in offline.documents([source])]
        own = (row for row in rows if row["document_number"] == want["document_number"])
        yield source.name, next(own, rows[0] if rows else {}), want


def _expected(sidecar: Path) -> Mapping[str, Any]:
    try:
        want = json.loads(offline.content(sidecar))
    except ValueError as wrong:
        bad_input(f"{sidecar}: no JSON: {wrong}")
    if not isinstance(want, dict) or "document_number" not in want:
        bad_input(f"{sidecar}: needs the field document_number")
    for name in ("dates", "named_parties", *_SETS):
        if not isinstance(want.get(name) or [], list):
            bad_input(f"{sidecar}: {name}: not a list")
    if wrong_dates := [
        day for day in want.get("dates") or [] if not isinstance(day, dict) or {"kind", "date"} - set(day)
    ]:
        bad_input(f"{sidecar}: dates: needs kind and date, not {wrong_dates[0]!r}")
    return want


def marked(read: Mapping[str, Any], want: Mapping[str, Any]) -> Marks:
    """One reading beside what it should be. Only fields that the expectation has count."""
    marks = Marks(relevance=(str(want.get("relevance", "")), str(read.get("relevance", ""))))
    for name in (*_VALUES, *(name for name in _WHERE_READ if read.get(name))):
        if name in want:
            _mark_field(marks, name, read.get(name), want[name], same=_plain(read.get(name)) == _plain(want[name]))
    for name in _SETS:
        if name in want:
            got, wanted = read.get(name) or [], want[name] or []
            _mark_field(marks, name, got, wanted, same={*map(_plain, got)} == {*map(_plain, wanted)})
    _mark_days(marks, read, want)
    if "named_parties" in want:
        _mark_parties(marks, read, want["named_parties"] or [])
    return marks


def _plain(value: object) -> str:
    """A value as it counts: the words of a text in lower case, "Proposed Rule" for PRORULE, nothing for None."""
    text = json.dumps(value, sort_keys=True) if isinstance(value, dict) else str("" if value is None else value)
    words = " ".join(re.findall(r"\w+", text.lower()))
    return {"proposed rule": "prorule"}.get(words, words)


def _mark_field(marks: Marks, name: str, got: object, want: object, *, same: bool) -> None:
    marks.fields += 1
    marks.fields_right += same
    if not same:
        marks.errors.append(f"{name}: {got!r}, not {want!r}")


def _mark_days(marks: Marks, read: Mapping[str, Any], want: Mapping[str, Any]) -> None:
    got = {(day["kind"], day["date"]) for day in read.get("dates") or []}
    wanted = {
        (day["kind"], str(day["date"])) for day in want.get("dates") or [] if re.match(r"\d{4}-", str(day["date"]))
    }
    days = {day for _, day in wanted}
    missed = wanted - got
    invented = {fact for fact in got if fact[0] in _BINDING and fact[1] not in days} if "dates" in want else set()
    marks.days, marks.days_found, marks.days_invented = len(wanted), len(wanted) - len(missed), len(invented)
    marks.errors += [f"not found: {kind} {day}" for kind, day in sorted(missed)]
    marks.errors += [f"invented: {kind} {day}" for kind, day in sorted(invented)]


def _mark_parties(marks: Marks, row: Mapping[str, Any], want: list[Any]) -> None:
    """A wanted name may be given as a party or as its alias; a party too many is one that no wanted name agrees with.

    One that is missed is passed over unless a person is asked to look at it.
    """
    read = row.get("named_parties") or []
    wanted = [name for party in want for name in _names(party)]
    known = [name for party in read for name in _names(party)]
    missed = [name for name in wanted if not any(_same(name, each) for each in known)]
    asked = row.get("not_taken") or []
    passed_over = [name for name in missed if not any(_same(name, each) for each in asked)]
    strangers = [party["name"] for party in read if not any(_same(party["name"], each) for each in wanted)]
    marks.parties, marks.parties_found = len(wanted), len(wanted) - len(missed)
    marks.parties_passed_over = len(passed_over)
    marks.parties_said, marks.parties_right = len(read), len(read) - len(strangers)
    marks.errors += [f"party not found: {name}" for name in missed] + [f"party too many: {name}" for name in strangers]


def _names(party: Any) -> list[str]:
    return [party["name"], *party.get("aliases", [])] if isinstance(party, dict) else [str(party)]


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other) or compare(one, other).match


def triage_line(found: Iterable[tuple[str, str]]) -> str:
    """The figures of relevance from (wanted, said) pairs."""
    pairs = [pair for pair in found if pair[0]]
    icts = [said for want, said in pairs if want == "icts"]
    false = sum(want != "icts" and said == "icts" for want, said in pairs)
    both = sum(want == said == "adjacent" for want, said in pairs)
    either = sum(want == "adjacent" for want, _ in pairs) + sum(said == "adjacent" for _, said in pairs)
    f1 = f"{2 * both / either:.3f}" if either else "none among them"
    return f"triage: ICTS found {icts.count('icts')}/{len(icts)}; false ICTS {false}/{len(pairs) - len(icts)}; adjacent F1 {f1}"


def summary_line(marks: list[Marks]) -> str:
    """All figures in one line."""

    def share(part: str, whole: str) -> str:
        right, total = (sum(getattr(each, name) for each in marks) for name in (part, whole))
        return f"{right}/{total} = {right / total:.3f}" if total else "0/0"

    clean = sum(not each.errors for each in marks)
    return (
        f"{len(marks)} documents, {clean} without error; fields right {share('fields_right', 'fields')}; "
        f"dates found {share('days_found', 'days')}, invented {sum(each.days_invented for each in marks)}; "
        f"parties recall {share('parties_found', 'parties')}, precision {share('parties_right', 'parties_said')}; "
        f"neither read nor left to a person {sum(each.parties_passed_over for each in marks)}"
    )
