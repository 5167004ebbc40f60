"""How an item's classes stand to the classes a scope covers and excludes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.classes import RANK, Hit, classes_of_phrase, lexicon, profile, within, words_of
from models.decision import Fit

if TYPE_CHECKING:
    from extract.document import Document
    from extract.inventory import Item
    from models.scope import Scope, ScopeItem

USES = {
    "vehicle": frozenset(
        ["vehicle", "automotive", "car", "truck", "fleet", "telematics", "in-vehicle", "obd", "driver"]
    ),
    "uas": frozenset(
        ["drone", "uav", "uas", "unmanned", "uncrewed", "flight", "autopilot", "quadcopter", "fpv", "aircraft"]
    ),
    "cloud": frozenset(["cloud", "hosted", "hosting", "managed"]),
}
"""Words by which a row places a thing of many uses into one field of use."""


MODEL_YEAR = re.compile(
    r"\b(?:model year |MY ?)?(?P<first>(?:19|20)\d{2})(?:\s?[-–]\s?(?P<last>\d{4}|\d{2}))?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """The fit with what decided it: the item's phrase (or a note in its place), and the scope's covered or excluded piece."""

    fit: Fit
    hit: Hit | None = None
    piece: ScopeItem | None = None
    ask: bool = True
    note: str = ""


class ScopeClasses:
    """A scope's covered and excluded pieces by class."""

    def __init__(self, document: Document, scope: Scope) -> None:
        self._document, self._scope = document, scope
        self.covered: dict[str, ScopeItem] = {}
        self.hedged: set[str] = set()
        self.excluded: dict[str, ScopeItem] = {}
        self.pieces, self.left_out = scope.covered, scope.exclusions
        self.unmapped: list[ScopeItem] = []
        for piece in scope.covered:
            keys = classes_of_phrase(piece.text)
            if not keys:
                self.unmapped.append(piece)
            for key in keys:
                self.covered.setdefault(key, piece)
        for piece in scope.doubtful:
            for key in set(classes_of_phrase(piece.text)) - set(self.covered):
                self.covered[key] = piece
                self.hedged.add(key)
        for piece in scope.exclusions:
            for key in classes_of_phrase(piece.text):
                if key not in self.covered or self.covered[key].text.casefold() == piece.text.casefold():
                    self.excluded.setdefault(key, piece)

    @cached_property
    def first_model_year(self) -> int | None:
        """The first model year that any phase of the document names."""
        years = [
            int(phase.when.rpartition(" ")[2]) for phase in self._scope.phases if phase.when.startswith("model year ")
        ]
        return min(years, default=None)

    @cached_property
    def use(self) -> str:
        """The one field of use that the document's title and terms speak of; "" where they speak of several or none."""
        heads = [self._document.title, *(term.term for term in self._scope.defined_terms)]
        uses = {lexicon()[key].use for head in heads for key in classes_of_phrase(head)} - {""}
        return uses.pop() if len(uses) == 1 else ""

    def fit(self, item: Item) -> Fitting:
        """Where the item stands, with the words of both sides that say so."""
        hits = profile(item)
        covered = self._best(hits, self.covered, item.kind)
        excluded = self._best(hits, self.excluded, item.kind)
        if excluded and (not covered or excluded[0].weight > covered[0].weight or self._catch_all(excluded[0])):
            return Fitting(Fit.EXCLUDED, *excluded)
        if excluded and covered and excluded[0].weight == covered[0].weight:
            return Fitting(Fit.CONDITIONAL, *covered)
        telling = [hit for hit in hits.values() if not lexicon()[hit.key].broad]
        if not covered:
            return Fitting(
                Fit.OTHER if telling else Fit.UNCLEAR, max(telling, key=lambda hit: hit.weight, default=None)
            )
        hit, piece = covered
        if RANK[hit.field] == 1 and any(RANK[other.field] > 1 for other in telling if other.key != hit.key):
            return Fitting(Fit.OTHER, hit, piece)
        return Fitting(self._in_use(hit, item), hit, piece, ask=lexicon()[hit.key].unknown == "ask")

    @staticmethod
    def _best(hits: dict[str, Hit], pieces: dict[str, ScopeItem], kind: str) -> tuple[Hit, ScopeItem] | None:
        found = [
            (hit, pieces[key])
            for hit in hits.values()
            for key in sorted(within(hit.key), key=lambda wider: wider != hit.key)
            if key in pieces and (not kind or not lexicon()[key].kinds or kind.casefold() in lexicon()[key].kinds)
        ]
        return max(found, key=lambda pair: pair[0].weight, default=None)

    @staticmethod
    def _catch_all(hit: Hit) -> bool:
        """A row that says in name or category what kind of thing it is as a whole (open source, firmware)."""
        return lexicon()[hit.key].broad and RANK[hit.field] > 1

    def _in_use(self, hit: Hit, item: Item) -> Fit:
        entry = lexicon()[hit.key]
        if within(hit.key) & self.hedged:
            return Fit.CONDITIONAL
        if (
            entry.key == "vehicle"
            and self.first_model_year
            and (year := model_year(item))
            and year < self.first_model_year
        ):
            return Fit.EARLY
        if not self.use or entry.use == self.use:
            return Fit.COMPONENT if self.use and entry.part else Fit.DIRECT
        if entry.use:
            return Fit.OTHER
        if USES[self.use] & set(words_of(f"{item.name} {item.category} {item.description}")):
            return Fit.DIRECT
        return Fit.CONDITIONAL if entry.part else Fit.OTHER


def model_year(item: Item) -> int | None:
    """The latest model year that the row gives a vehicle ("2017-19" gives 2019)."""
    found = [hit for text in (item.model, item.name, item.version) for hit in MODEL_YEAR.finditer(text)]
    years = [int(f"{hit['first'][:2]}{hit['last'][-2:]}") if hit["last"] else int(hit["first"]) for hit in found]
    return max(years, default=None)
