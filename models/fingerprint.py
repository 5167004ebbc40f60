"""What two printings of a document must share to be materially the same, and what differs where they are not."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extract.document import Document
    from models.scope import Scope

# Raise it when the readers change what they read, so that old and new fingerprints are not compared as if alike.
VERSION = 1
SIDES = ("before", "after")
_DAY = re.compile(
    r"\[INSERT DATE[^\]]*\]"
    r"|\b\w+ (?:calendar |business )?days (?:after|from|following) (?:the )?(?:date of )?(?:its )?publication"
    r"(?: in the Federal Register)?"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}"
    r"|\b\d{4}-\d{2}-\d{2}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One material change: the field, and what it held before and after as printed ("" where nothing stood)."""

    field: str
    before: str
    after: str


def _distinct(texts: Iterable[str]) -> dict[str, str]:
    """Each text once by its essence, so that order, case and typography do not count."""
    found = {essence(text): text for text in texts}
    return {key: found[key] for key in sorted(found) if key}


def material(document: Document, scope: Scope) -> Mapping[str, Mapping[str, str]]:
    """The material content by field: the essence of each statement, and the statement as printed."""
    return {
        "stage": _distinct([document.stage]),
        "dates": {
            f"{fact.kind} {fact.date}": f"{fact.date} ({fact.kind})" for fact in sorted(document.dates, key=repr)
        },
        "parties": _distinct(
            f"{party.name} ({', '.join(sorted(party.aliases))}){' and affiliates' if party.affiliates else ''}"
            f"{' recalled' if party.recalled else ''}{''.join(f'; {product}' for product in sorted(party.products))}"
            for party in scope.named_parties
        ),
        "adversaries": _distinct(scope.adversaries),
        "definitions": _distinct(f"{term.term}: {term.quote}" for term in scope.defined_terms),
        "prohibitions": _distinct(item.quote for item in scope.prohibitions),
        "duties": _distinct(item.quote for item in scope.duties),
        "covered": _distinct(f"{item.text} ({item.under})" for item in scope.covered),
        "exclusions": _distinct(f"{item.text}: {item.quote}" for item in scope.exclusions),
        "phases": _distinct(f"{phase.when}: {phase.quote}" for phase in scope.phases),
    }


def fingerprint(document: Document, scope: Scope) -> str:
    """A SHA-256 in hexadecimal over the material content; typographic edits and re-ordering do not move it."""
    content = {field: sorted(statements) for field, statements in material(document, scope).items()}
    return hashlib.sha256(json.dumps([VERSION, content], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def material_difference(old: Document, old_scope: Scope, new: Document, new_scope: Scope) -> list[Difference]:
    """The statements that one version has and the other has not, field by field; empty where fingerprints agree.

    A statement replaced by one that begins alike is shown as one change, before and after.
    """
    before, after = material(old, old_scope), material(new, new_scope)
    found: list[Difference] = []
    for field in before:
        gone = [text for key, text in before[field].items() if key not in after[field]]
        come = [text for key, text in after[field].items() if key not in before[field]]
        found += [Difference(field, was, _counterpart(was, come)) for was in gone]
        found += [Difference(field, "", text) for text in come]
    return found


def _counterpart(was: str, come: list[str]) -> str:
    """The new statement about the same thing, taken out of `come`; "" where there is none."""
    subject = essence(was.split(":", maxsplit=1)[0])
    same = [text for text in come if essence(text.split(":")[0]) == subject]
    only = come if len(come) == 1 and not same else []
    for text in (same or only)[:1]:
        come.remove(text)
        return text
    return ""


def moved_matter(old: Document, old_scope: Scope, new: Document, new_scope: Scope) -> list[Difference]:
    """The differences of which somebody who knew the old state is to be told.

    What the old state did not speak of at all is completed, not moved: a title on public inspection that is followed by the
    full text. A day that stands in a sentence is compared as a date: "60 days after publication" may become the day meant.
    """
    spoken = {field for field, said in material(old, old_scope).items() if said}
    found = [one for one in material_difference(old, old_scope, new, new_scope) if one.field in spoken]
    gone, come = ({(one.field, _undated(text)) for one in found if (text := getattr(one, side))} for side in SIDES)
    return [
        one
        for one in found
        if one.field == "dates"
        or (one.before and (one.field, _undated(one.before)) not in come)
        or (one.after and (one.field, _undated(one.after)) not in gone)
    ]


def _undated(text: str) -> str:
    return essence(_DAY.sub(" day ", text))
