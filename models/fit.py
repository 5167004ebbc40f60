"""How an item's classes stand to the classes a scope covers and excludes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.best_class import Match, best, kind_fits
from models.classes import (
    RANK,
    Hit,
    by_trade,
    everywhere,
    lexicon,
    profile,
    steps,
    within,
    words_of,
)
from models.covered_classes import FOR_A_PURPOSE, CoveredClasses
from models.decision import Fit
from models.measures import figures
from models.names import WILDCARDS
from models.piece_classes import for_a_home, is_of_others, limits_its_kind
from models.scope import Relation
from models.uses import model_year, shows_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.inventory import Item
    from models.rule_words import Said
    from models.scope import ScopeItem

NO_APPLICATION = frozenset(["library", "open_source", "cloud_reseller", "security_training", "advisory"])
"""What is published as code for others to build with, or is no software at all."""

FURTHER = re.compile(r"(?:,? (?:(?:or|and) )?(?:for|by) (?!an? other)[\w-]+(?: [\w-]+)?)+")
"""The further purposes behind an exclusion: " by a person, for pets, or for bicycles"."""
SHORT = 3  # letters of a word that a longer one of a row ("personal") does not stand for
NO_PURPOSE = frozenset(
    "a an and be by for in of on or the their to made meant designed intended built sold that use".split()
)
IN_A_BROWSER = ("saas", "web_technology")
"""Services that people use as finished applications, whoever's equipment runs them."""
COMPONENT = "electronic component"
"""How a shelf of bare parts is called."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """The fit with what decided it: the item's phrase (or a note in its place), and the scope's covered or excluded piece."""

    fit: Fit
    hit: Hit | None = None
    piece: ScopeItem | None = None
    ask: bool = True
    note: str = ""


class ScopeClasses(CoveredClasses):
    """Says of one item after the other where it stands."""

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
        if said.size == 1 and limits_its_kind(said.piece):
            return False  # "a sensor whose only principle is radar" leaves not every sensor out
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
        """Left out in words of the document; else of a covered class; else of none that it names."""
        hits = profile(item)
        if self._scope.relation is Relation.US_PROVIDER and item.kind.casefold() == "hardware":
            best_hit = max(hits.values(), key=lambda hit: hit.weight, default=None)
            return Fitting(Fit.OTHER, best_hit)  # bought, not provided
        covered = best(hits, self.covered, item.kind)
        if left_out := self._left_out(item, hits, covered):
            return left_out
        return self._as_covered(item, hits, covered) if covered else self._unnamed(item, hits)

    def _left_out(self, item: Item, hits: Mapping[str, Hit], covered: Match | None) -> Fitting | None:
        """By its maker, by a figure, or by the class that an exclusion names; the order of the questions counts."""
        named = {key: hit for key, hit in hits.items() if hit.field != "kind"}  # what is merely assumed is not left out
        if whole := self.left_out_kinds.get(item.kind.casefold()):
            return Fitting(Fit.EXCLUDED, covered.hit if covered else None, whole)
        excluded = best(named, self.excluded, item.kind)
        if covered and (piece := self._left_out_maker(item) or self._beyond(item, covered)):
            return Fitting(Fit.EXCLUDED, covered.hit, piece)
        if excluded and (present := self._not_lacking(item, excluded.piece)):
            return Fitting(self._in_use(present.hit, item), present.hit, present.piece)
        merely = covered and lexicon()[covered.hit.key].assumed and covered.hit.field in {"kind", "category"}
        if merely and (piece := self._left_out_trade(item)):
            return Fitting(
                Fit.EXCLUDED, None, piece, note="names no class, and its maker is known for others: these belong"
            )
        if excluded is None or self.reading.shows(item, excluded.piece):
            return None
        if covered is None and self._scope.relation is Relation.PARTY and _merely_shelved(excluded):
            return None  # the shelf of all software does not show "applications that run on a telephone"
        if covered and covered.is_kind_of(excluded.hit.key):
            return None  # "no receivers of ordinary accuracy": one for surveyors is of a covered kind of its own
        if (
            not covered
            or excluded.outranks(covered)
            or self._catch_all(excluded.hit)
            or excluded.narrows(covered, item)
        ):
            return Fitting(Fit.EXCLUDED, excluded.hit, excluded.piece)
        return None if covered.outranks(excluded) else Fitting(Fit.CONDITIONAL, covered.hit, covered.piece)

    def _as_covered(self, item: Item, hits: Mapping[str, Hit], covered: Match) -> Fitting:
        """Of a covered class, unless the row says otherwise; or only perhaps."""
        hit, piece = covered.hit, covered.piece
        if hit.key in self.for_homes and for_a_home(f"{hit.phrase} {item.category}"):
            return Fitting(Fit.EXCLUDED, hit, self.for_homes[hit.key])
        aside = self.for_a_purpose.get(hit.key)
        shown = aside is not None and self._shows_purpose(item, aside)
        if aside and (shown or not (self.use and shows_use(item, self.use))):
            return Fitting(Fit.EXCLUDED if shown else Fit.CONDITIONAL, hit, aside if shown else piece)
        telling = [other for other in hits.values() if not lexicon()[other.key].broad]
        if RANK[hit.field] == 1 and any(RANK[other.field] > 1 for other in telling if other.key not in within(hit.key)):
            return Fitting(Fit.OTHER, hit, piece)
        if lexicon()[hit.key].broad and self.use and not shows_use(item, self.use):
            return Fitting(Fit.OTHER, hit, piece)  # of all software or all services, those of this use
        if lexicon()[hit.key].assumed and (other := self._no_application(hit, hits)):
            return Fitting(other, hit, piece)
        if lexicon()[hit.key].broad and not lexicon()[hit.key].assumed and hit.field == "category":
            return Fitting(Fit.CONDITIONAL, hit, piece)  # a shelf of many things
        return Fitting(self._in_use(hit, item), hit, piece, ask=_asks(hit.key, item))

    def _shows_purpose(self, item: Item, piece: ScopeItem) -> bool:
        """Whether the row tells of the use for which alone a kind of the covered things is left out."""
        said = set(words_of(f"{item.name} {item.category} {item.description}"))
        found = FOR_A_PURPOSE.search(piece.text)
        at = piece.quote.casefold().find(piece.text.casefold())
        goes_on = FURTHER.match(piece.quote, at + len(piece.text)) if at >= 0 else None
        told = set(words_of(f"{piece.text[found.start() + 1 :] if found else ''} {goes_on[0] if goes_on else ''}"))
        return any(
            row == word or (len(word) > SHORT and row.startswith(word)) for word in told - NO_PURPOSE for row in said
        )

    def _no_application(self, hit: Hit, hits: Mapping[str, Hit]) -> Fit | None:
        """What software is that only its kind or its shelf makes an application, and that its row calls something else."""
        if hit.field not in {"kind", "category"}:
            return None
        others = {key for key, other in hits.items() if RANK[other.field] > 1 and key not in self.covered}
        if others & NO_APPLICATION and not any(self.covered.keys() & within(key) for key in others):
            return Fit.OTHER
        return Fit.CONDITIONAL if any(lexicon()[key].elsewhere for key in others) else None

    def _unnamed(self, item: Item, hits: Mapping[str, Hit]) -> Fitting:
        """A row of no class that the document names: a wider class, or a maker known for one, may still hold it."""
        telling = [hit for hit in hits.values() if not lexicon()[hit.key].broad]
        for hit in hits.values() if not telling else ():
            entry = lexicon()[hit.key]
            for key, piece in self.covered.items() if entry.broad and not entry.assumed else ():
                if hit.key in within(key) and self._of_the_use(key) and kind_fits(item.kind, key):
                    return Fitting(Fit.CONDITIONAL, hit, piece)
        provided = self._scope.relation is not Relation.US_PROVIDER or item.kind.casefold() in {"service", ""}
        if not telling and provided and self._scope.relation is not Relation.PARTY:
            for trade in filter(self._of_the_use, by_trade(item, self._firm)):
                if reached := next((self.covered[key] for key in steps(trade) if key in self.covered), None):
                    note = f"names no class, and its maker is known for {lexicon()[trade].name}: this may belong"
                    return Fitting(Fit.CONDITIONAL, None, reached, note=note)
        best = max(telling, key=lambda hit: hit.weight, default=None)
        if self._scope.relation is Relation.PARTY and self.whatever_it_is:
            return Fitting(Fit.UNCLEAR, best)
        possible = not self.covered or any(kind_fits(item.kind, key) for key in self.covered)
        of_services = any(
            "service" in said.text.casefold() for said in (*self._scope.covered, *self._scope.prohibitions)
        )
        if used := self._in_a_browser(item, hits):
            return used
        if not possible and item.kind.casefold() == "service" and not of_services:
            return Fitting(Fit.OTHER_KIND, best)  # a hosted service, where all that is covered are goods
        return Fitting(Fit.UNCLEAR if possible and not telling else Fit.OTHER, best)

    def _in_a_browser(self, item: Item, hits: Mapping[str, Hit]) -> Fitting | None:
        """A finished service, where connected applications are covered: part of it runs on the device of whoever visits it."""
        piece = self.covered.get("connected_application")
        hit = next((hits[key] for key in IN_A_BROWSER if key in hits), None)
        below = any("iaas" in within(key) for key in hits)
        if piece is None or hit is None or below or item.kind.casefold() != "service":
            return None
        return Fitting(Fit.CONDITIONAL, hit, piece)

    def _left_out_trade(self, item: Item) -> ScopeItem | None:
        """The piece that leaves out what the item's maker is known for, where the row says no more than its kind."""
        trades = by_trade(item, self._firm)
        out = [self.excluded.get(next((key for key in steps(trade) if key in self.excluded), "")) for trade in trades]
        return out[0] if out and all(out) else None

    def _left_out_maker(self, item: Item) -> ScopeItem | None:
        """The piece that leaves out the goods of the item's maker ("Kaspersky products that are subject to ...")."""
        for name, piece in self.left_out_makers:
            if item.vendor and self._firm(item.vendor) == self._firm(name):
                return piece
            if not item.vendor and item.name.casefold().startswith(f"{name.casefold()} "):
                return piece
        return None

    def _of_the_use(self, key: str) -> bool:
        return not self.use or lexicon()[key].use == self.use

    def _beyond(self, item: Item, covered: Match) -> ScopeItem | None:
        """The piece whose limit in figures keeps the item out: a covered one it exceeds, an excluded one it meets."""
        given = figures(item)
        for limit in self.reading.limits(covered.piece):
            if limit.unit in given and not limit.holds(given[limit.unit]):
                return covered.piece
        for piece, classes, set_limits in self._limited:
            met = any(limit.unit in given and limit.holds(given[limit.unit]) for limit in set_limits)
            if met and within(covered.hit.key) & classes:
                return piece
        return None

    def _not_lacking(self, item: Item, piece: ScopeItem) -> Match | None:
        """The covered class whose absence alone the excluded piece names, if the row shows it after all."""
        lacking = self.reading.lacking(piece)
        there = everywhere(item) if lacking else {}
        shown = {key: there[key] for key in lacking if key in there}
        return best(shown, self.covered, item.kind)

    @staticmethod
    def _catch_all(hit: Hit) -> bool:
        """A row that says in name or category what kind of thing it is as a whole (open source, firmware)."""
        return lexicon()[hit.key].broad and RANK[hit.field] > 1 and not lexicon()[hit.key].assumed

    def _in_use(self, hit: Hit, item: Item) -> Fit:
        entry = lexicon()[hit.key]
        if within(hit.key) & self.hedged:
            return Fit.CONDITIONAL
        if (
            "vehicle" in within(entry.key)
            and self.first_model_year
            and (year := model_year(item))
            and year < self.first_model_year
        ):
            return Fit.EARLY
        if entry.part and not self.use and not self.of_components and item.category.casefold().startswith(COMPONENT):
            return Fit.CONDITIONAL
        if not self.use or entry.use == self.use:
            return Fit.COMPONENT if self.use and entry.part else Fit.DIRECT
        if entry.use:
            return Fit.OTHER
        if shows_use(item, self.use):
            return Fit.DIRECT
        return Fit.CONDITIONAL if entry.part else Fit.OTHER


def _merely_shelved(excluded: Match) -> bool:
    """Whether only its shelf makes the row of a class that is left out in certain cases alone."""
    shelf = excluded.hit.field == "category" and excluded.hit.phrase in lexicon()[excluded.hit.key].shelf
    return shelf and limits_its_kind(excluded.piece)


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
