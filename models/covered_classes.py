"""What a document covers and leaves out, by class: what can be said of its scope before any item is looked at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from models.classes import classes_of_phrase, lexicon, within
from models.coverage import topic
from models.expressions import phrasing
from models.measures import limits
from models.piece_classes import PieceClasses, is_qualified, limits_its_kind, of_households, of_organizations
from models.register import letters
from models.rule_words import RuleWords
from models.scope import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from extract.document import Document
    from models.scope import Scope, ScopeItem

_SAYS = phrasing("pieces")
_COMPONENTS = _SAYS["components"]
_ANYTHING = _SAYS["anything"]
_GOODS_OF, FOR_A_PURPOSE = _SAYS["goods_of"], _SAYS["for_a_purpose"]
_WHOLE_KIND = _SAYS["whole_kind"]


class CoveredClasses:
    """A scope's pieces by class: `covered` (`hedged` among them only perhaps), `excluded`, and those `unmapped` to any class.

    Of a covered class `for_a_purpose` or `for_homes` says what is left out of it.
    """

    def __init__(self, document: Document, scope: Scope, firm: Callable[[str], str] = letters) -> None:
        self._document, self._scope, self._firm = document, scope, firm
        self.reading = PieceClasses(scope)
        self.covered: dict[str, ScopeItem] = {}
        self.hedged: set[str] = set()
        self.excluded: dict[str, ScopeItem] = {}
        self.for_a_purpose: dict[str, ScopeItem] = {}
        self.for_homes: dict[str, ScopeItem] = {}
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
            for key in self.reading.of_its_kind(classes_of_phrase(piece.text)):
                if key not in self.covered:
                    self.covered[key] = piece
                    self.hedged.add(key)
        for piece in scope.exclusions:
            for key in self.reading.excluded(piece):
                if key in self.covered and of_households(piece) and of_organizations(self.covered[key]):
                    del self.covered[key]  # "routers of enterprise grade" stand under wider classes, too
                elif key in self.covered and of_households(piece):
                    self.for_homes.setdefault(key, piece)  # "routers", but no "consumer routers"
                if FOR_A_PURPOSE.search(piece.text) and (within(key) - {key}) & self.covered.keys():
                    self.for_a_purpose.setdefault(key, piece)  # "trackers for goods": a kind of what is covered
                    continue
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

    @cached_property
    def whatever_it_is(self) -> bool:
        """Whether all that the named parties supply is meant: a list of firms alone, or "any hardware, software, or service"."""
        return not self.pieces or any(_ANYTHING.search(piece.quote) for piece in self.pieces)

    @cached_property
    def left_out_kinds(self) -> dict[str, ScopeItem]:
        """The kinds of asset that are left out as a whole, by their name in an inventory ("hardware")."""
        found = [(_WHOLE_KIND.match(piece.text), piece) for piece in self._scope.exclusions]
        whole = [(kind, piece) for kind, piece in found if kind and not limits_its_kind(piece)]
        return {kind["kind"].casefold().removesuffix("s"): piece for kind, piece in whole}

    @cached_property
    def left_out_makers(self) -> list[tuple[str, ScopeItem]]:
        """(maker, piece) of the exclusions of one maker's goods; of a document against named parties none."""
        if self._scope.relation is Relation.PARTY:
            return []
        heads = [(_GOODS_OF.match(piece.text), piece) for piece in self._scope.exclusions]
        return [(head["maker"], piece) for head, piece in heads if head and not classes_of_phrase(head["maker"])]

    @cached_property
    def of_components(self) -> bool:
        """Whether the document speaks of components, and not of finished goods alone."""
        said = [piece.text for piece in self._scope.covered] + [term.quote for term in self._scope.defined_terms]
        return any(_COMPONENTS.search(text) for text in said)
