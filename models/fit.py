"""How an item's classes stand to the classes a scope covers and excludes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.classes import (
    RANK,
    Hit,
    by_trade,
    classes_of_phrase,
    everywhere,
    exact_classes,
    lexicon,
    profile,
    steps,
    within,
)
from models.coverage import topic
from models.decision import Fit
from models.expressions import phrasing
from models.measures import figures, limits
from models.names import WILDCARDS
from models.piece_classes import PieceClasses, is_of_others, is_qualified, of_households, of_organizations
from models.register import letters
from models.rule_words import RuleWords
from models.scope import Relation
from models.uses import model_year, shows_use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from extract.document import Document
    from extract.inventory import Item
    from models.rule_words import Said
    from models.scope import Scope, ScopeItem

NO_APPLICATION = frozenset(["library", "open_source", "cloud_reseller", "security_training", "advisory"])
"""What is published as code for others to build with, or is no software at all."""

COMPONENT = "electronic component"
"""How a shelf of bare parts is called."""

_SAYS = phrasing("pieces")
_COMPONENTS = _SAYS["components"]
_ANYTHING = _SAYS["anything"]
_GOODS_OF = _SAYS["goods_of"]


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

    def __init__(self, document: Document, scope: Scope, firm: Callable[[str], str] = letters) -> None:
        self._document, self._scope, self._firm = document, scope, firm
        self.reading = PieceClasses(scope)
        self.covered: dict[str, ScopeItem] = {}
        self.hedged: set[str] = set()
        self.excluded: dict[str, ScopeItem] = {}
        self.pieces, self.left_out = scope.covered, scope.exclusions
        self.unmapped: list[ScopeItem] = []
        for piece in scope.covered:
            keys = self.reading.covered(piece)
            if not keys:
                self.unmapped.append(piece)
            for key in keys:
                self.covered.setdefault(key, piece)
        for key, piece in self.reading.running(self.covered):
            self.covered.setdefault(key, piece)
        for piece in (*scope.doubtful, *self.reading.bound()):
            for key in classes_of_phrase(piece.text):
                if key not in self.covered:
                    self.covered[key] = piece
                    self.hedged.add(key)
        for piece in scope.exclusions:
            for key in self.reading.excluded(piece):
                if key in self.covered and of_households(piece) and of_organizations(self.covered[key]):
                    del self.covered[key]  # "routers of enterprise grade" stand under wider classes, too
                same = key in self.covered and self.covered[key].text.casefold() == piece.text.casefold()
                if key not in self.covered or (same and not is_qualified(piece)):
                    self.excluded.setdefault(key, piece)
        self._limited = [
            (
                piece,
                frozenset(wider for key in self.reading.excluded(piece) for wider in within(key)),
                limits(piece.text),
            )
            for piece in scope.exclusions
            if limits(piece.text)
        ]

        self._covering, self._leaving_out = RuleWords(scope.covered), RuleWords(scope.exclusions)

    @cached_property
    def first_model_year(self) -> int | None:
        """The first model year that any phase of the document names."""
        years = [
            int(phase.when.rpartition(" ")[2]) for phase in self._scope.phases if phase.when.startswith("model year ")
        ]
        return min(years, default=None)

    @cached_property
    def use(self) -> str:
        """The one field of use that the document's title and terms speak of; "" where they speak of several or none.

        A class of no field that the title or a covered term names ("surveillance cameras") says that not all are of one.
        """
        reached = {piece.text for piece in self._scope.covered}
        topical = topic(self._document.title) or ""
        uses: set[str] = set()
        for head in (topical, self._document.title, *(term.term for term in self._scope.defined_terms)):
            classes = [lexicon()[key] for key in classes_of_phrase(head)]
            named = {entry.use for entry in classes if not entry.broad}
            if (head == topical and "" in named) or (head in reached and named == {""}):
                return ""
            uses |= {entry.use for entry in classes} - {""}
        return uses.pop() if len(uses) == 1 else ""

    def fit(self, item: Item) -> Fitting:
        """Where the item stands, with the words of both sides that say so: the lexicon's, then the rule's own."""
        return self._in_so_many_words(item, self._by_lexicon(item))

    def _in_so_many_words(self, item: Item, fitting: Fitting) -> Fitting:
        """The fit again, where the row repeats a phrase of the rule that the lexicon does not know or has more widely."""
        covering, leaving_out = self._covering.said(item), self._leaving_out.said(item)
        if leaving_out and fitting.fit is not Fit.EXCLUDED and self._leaves_out(item, leaving_out, covering, fitting):
            return Fitting(Fit.EXCLUDED, as_hit(leaving_out), leaving_out.piece)
        if covering and fitting.fit in {Fit.UNCLEAR, Fit.OTHER} and self._speaks_of(item, covering, fitting):
            told = covering.field != "description" and (not self.use or shows_use(item, self.use))
            fit = Fit.DIRECT if told else Fit.CONDITIONAL
            return Fitting(fit, as_hit(covering), covering.piece, ask=_unnamed_software(item))
        return fitting

    def _leaves_out(self, item: Item, said: Said, covering: Said | None, fitting: Fitting) -> bool:
        """Whether the excluded phrase says more of the row than what covers it."""
        if covering and (covering.size, RANK[covering.field]) >= (said.size, RANK[said.field]):
            return False
        if is_of_others(said.piece) or self._not_lacking(item, said.piece) or self.reading.shows(item, said.piece):
            return False
        hit = fitting.hit if fitting.fit is not Fit.UNCLEAR else None
        return hit is None or RANK[said.field] >= RANK[hit.field] or f" {hit.phrase} " in f" {said.phrase} "

    def _speaks_of(self, item: Item, said: Said, fitting: Fitting) -> bool:
        """Whether the covered phrase can be what the row is, beside the class that the lexicon gives it."""
        if self._scope.relation is Relation.US_PROVIDER and item.kind.casefold() not in {"service", ""}:
            return False
        if self.use and (said.size == 1 or self.reading.covered(said.piece)):
            return False  # a thing of many uses, which the lexicon knows
        if fitting.fit is Fit.UNCLEAR or fitting.hit is None:
            return True
        return said.field != "description" and RANK[said.field] >= min(RANK[fitting.hit.field], 2)

    def _by_lexicon(self, item: Item) -> Fitting:
        hits = profile(item)
        if self._scope.relation is Relation.US_PROVIDER and item.kind.casefold() == "hardware":
            return Fitting(
                Fit.OTHER, max(hits.values(), key=lambda hit: hit.weight, default=None)
            )  # bought, not provided
        covered = self._best(hits, self.covered, item.kind)
        named = {key: hit for key, hit in hits.items() if hit.field != "kind"}  # what is merely assumed is not left out
        excluded = self._best(named, self.excluded, item.kind)
        if covered and (goods := self._left_out_maker(item)):
            return Fitting(Fit.EXCLUDED, covered[0], goods)
        if covered and (limit := self._beyond(item, covered)):
            return Fitting(Fit.EXCLUDED, covered[0], limit)
        if excluded and (present := self._not_lacking(item, excluded[1])):
            return Fitting(self._in_use(present[0], item), *present[:2])
        if excluded and self.reading.shows(item, excluded[1]):
            excluded = None
        if excluded and covered and self._kind_of(covered, excluded[0].key):
            excluded = None  # "no receivers of ordinary accuracy": one for surveyors is of a covered kind of its own
        if excluded and (not covered or self._outranks(excluded, covered) or self._catch_all(excluded[0])):
            return Fitting(Fit.EXCLUDED, *excluded[:2])
        if excluded and covered and self._narrower(excluded, covered, item):
            return Fitting(Fit.EXCLUDED, *excluded[:2])
        if excluded and covered and not self._outranks(covered, excluded):
            return Fitting(Fit.CONDITIONAL, *covered[:2])
        telling = [hit for hit in hits.values() if not lexicon()[hit.key].broad]
        if not covered:
            return self._unnamed(item, hits, telling)
        hit, piece, _ = covered
        if RANK[hit.field] == 1 and any(RANK[other.field] > 1 for other in telling if other.key not in within(hit.key)):
            return Fitting(Fit.OTHER, hit, piece)
        if lexicon()[hit.key].assumed and (other := self._no_application(hit, hits)):
            return Fitting(other, hit, piece)
        if lexicon()[hit.key].broad and not lexicon()[hit.key].assumed and hit.field == "category":
            return Fitting(Fit.CONDITIONAL, hit, piece)  # a shelf of many things
        return Fitting(self._in_use(hit, item), hit, piece, ask=_asks(hit.key, item))

    def _no_application(self, hit: Hit, hits: Mapping[str, Hit]) -> Fit | None:
        """What software is that only its kind or its shelf makes an application, and that its row calls something else."""
        if hit.field not in {"kind", "category"}:
            return None
        others = {key for key, other in hits.items() if RANK[other.field] > 1 and key not in self.covered}
        if others & NO_APPLICATION and not any(self.covered.keys() & within(key) for key in others):
            return Fit.OTHER
        return Fit.CONDITIONAL if any(lexicon()[key].elsewhere for key in others) else None

    def _unnamed(self, item: Item, hits: Mapping[str, Hit], telling: list[Hit]) -> Fitting:
        """A row of no class that the document names: a wider class, or a maker known for one, may still hold it."""
        for hit in hits.values() if not telling else ():
            entry = lexicon()[hit.key]
            for key, piece in self.covered.items() if entry.broad and not entry.assumed else ():
                if hit.key in within(key) and self._of_the_use(key) and self._kind_fits(item.kind, key):
                    return Fitting(Fit.CONDITIONAL, hit, piece)
        if not telling and self._scope.relation is not Relation.PARTY:
            for trade in filter(self._of_the_use, by_trade(item, self._firm)):
                if reached := next((self.covered[key] for key in steps(trade) if key in self.covered), None):
                    note = f"names no class, and its maker is known for {lexicon()[trade].name}: this may belong"
                    return Fitting(Fit.CONDITIONAL, None, reached, note=note)
        best = max(telling, key=lambda hit: hit.weight, default=None)
        if self._scope.relation is Relation.PARTY and self._whatever_it_is:
            return Fitting(Fit.UNCLEAR, best)
        possible = not self.covered or any(self._kind_fits(item.kind, key) for key in self.covered)
        return Fitting(Fit.UNCLEAR if possible and not telling else Fit.OTHER, best)

    @cached_property
    def _whatever_it_is(self) -> bool:
        """Whether all that the named parties supply is meant: a list of firms alone, or "any hardware, software, or service"."""
        return not self.pieces or any(_ANYTHING.search(piece.quote) for piece in self.pieces)

    def _left_out_maker(self, item: Item) -> ScopeItem | None:
        """The piece that leaves out the goods of the item's maker ("Kaspersky products that are subject to ...")."""
        for name, piece in self._left_out_makers:
            if item.vendor and self._firm(item.vendor) == self._firm(name):
                return piece
            if not item.vendor and item.name.casefold().startswith(f"{name.casefold()} "):
                return piece
        return None

    @cached_property
    def _left_out_makers(self) -> list[tuple[str, ScopeItem]]:
        if self._scope.relation is Relation.PARTY:
            return []
        heads = [(_GOODS_OF.match(piece.text), piece) for piece in self._scope.exclusions]
        return [(head["maker"], piece) for head, piece in heads if head and not classes_of_phrase(head["maker"])]

    def _of_the_use(self, key: str) -> bool:
        return not self.use or lexicon()[key].use == self.use

    def _best(
        self, hits: Mapping[str, Hit], pieces: dict[str, ScopeItem], kind: str
    ) -> tuple[Hit, ScopeItem, int] | None:
        """The most telling hit with its piece, and how many steps wider the piece is than the item's class."""
        found = [
            (hit, pieces[key], wider)
            for hit in hits.values()
            for key, wider in steps(hit.key).items()
            if key in pieces and (self._kind_fits(kind, key) or (wider and kind.casefold() in lexicon()[hit.key].kinds))
        ]
        return max(found, key=lambda pair: (pair[0].weight, -pair[2]), default=None)

    @staticmethod
    def _kind_fits(kind: str, key: str) -> bool:
        return not kind or not lexicon()[key].kinds or kind.casefold() in lexicon()[key].kinds

    @staticmethod
    def _outranks(one: tuple[Hit, ScopeItem, int], other: tuple[Hit, ScopeItem, int]) -> bool:
        return (one[0].weight, -one[2]) > (other[0].weight, -other[2])

    @staticmethod
    def _kind_of(covered: tuple[Hit, ScopeItem, int], wider: str) -> bool:
        """Whether the covered class itself, and none wider, is a kind of another."""
        return covered[2] == 0 and wider in within(covered[0].key) - {covered[0].key}

    @staticmethod
    def _narrower(one: tuple[Hit, ScopeItem, int], other: tuple[Hit, ScopeItem, int], item: Item) -> bool:
        """Whether the first names a kind of the second ("unmanaged switch"), or is alone what the row's category says."""
        if one[0].key != other[0].key and other[0].key in within(one[0].key):
            return True
        shelf = exact_classes(item.category)
        tied = one[0].weight >= other[0].weight
        return tied and one[0].key in shelf and other[0].key not in shelf

    def _beyond(self, item: Item, covered: tuple[Hit, ScopeItem, int]) -> ScopeItem | None:
        """The piece whose limit in figures keeps the item out: a covered one it exceeds, an excluded one it meets."""
        given = figures(item)
        for limit in self.reading.limits(covered[1]):
            if limit.unit in given and not limit.holds(given[limit.unit]):
                return covered[1]
        for piece, classes, set_limits in self._limited:
            met = any(limit.unit in given and limit.holds(given[limit.unit]) for limit in set_limits)
            if met and within(covered[0].key) & classes:
                return piece
        return None

    def _not_lacking(self, item: Item, piece: ScopeItem) -> tuple[Hit, ScopeItem, int] | None:
        """The covered class whose absence alone the excluded piece names, if the row shows it after all."""
        lacking = self.reading.lacking(piece)
        there = everywhere(item) if lacking else {}
        shown = {key: there[key] for key in lacking if key in there}
        return self._best(shown, self.covered, item.kind)

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
        if entry.part and not self.use and not self._of_components and item.category.casefold().startswith(COMPONENT):
            return Fit.CONDITIONAL
        if not self.use or entry.use == self.use:
            return Fit.COMPONENT if self.use and entry.part else Fit.DIRECT
        if entry.use:
            return Fit.OTHER
        if shows_use(item, self.use):
            return Fit.DIRECT
        return Fit.CONDITIONAL if entry.part else Fit.OTHER

    @cached_property
    def _of_components(self) -> bool:
        """Whether the document speaks of components, and not of finished goods alone."""
        said = [piece.text for piece in self._scope.covered] + [term.quote for term in self._scope.defined_terms]
        return any(_COMPONENTS.search(text) for text in said)


def as_hit(said: Said) -> Hit:
    """A rule's own phrase in a row, as the words that decided."""
    return Hit("", said.field, said.phrase)


def _unnamed_software(item: Item) -> bool:
    """Whether an unknown maker is a question: of any hardware, of software and services only where the row names none."""
    return item.kind.casefold() in {"hardware", ""} or item.vendor.strip().casefold() in WILDCARDS


def _asks(key: str, item: Item) -> bool:
    """Whether an unknown maker of the class is a question for an owner; of some only where the row names none at all."""
    unknown = lexicon()[key].unknown
    return unknown == "ask" or (unknown == "unnamed" and item.vendor.strip().casefold() in WILDCARDS)
