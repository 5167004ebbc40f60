"""One document against the items of an inventory: class, relation, decision, and the evidence of both sides."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.document import DateKind
from models.clauses import clauses
from models.decision import Fit, decide, speaks, timing
from models.dense import nearest
from models.embedding import embed
from models.fit import ScopeClasses
from models.impact import Impact, ItemEvidence, Level, Obligation, RuleEvidence
from models.nexus import State
from models.probability import calibration
from models.scope import Relation
from models.standing import RelationJudge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document
    from extract.inventory import Item
    from models.decision import Cell
    from models.dense import Embed
    from models.fit import Fitting
    from models.nexus import Nexus
    from models.register import Register
    from models.scope import Scope

QUOTE = 600
"""Characters of a passage that an impact quotes; its citation leads to the rest."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Matcher:
    """One document, ready to meet items.

    `today` (Eastern) decides what is in force; `as_final` takes a proposal as final; without `embed` (texts -> unit
    vectors) class is decided by the lexicon alone. `speaking` is the relation by which the whole document speaks, where
    `scope` is only a clause of it.
    """

    document: Document
    scope: Scope
    register: Register
    today: dt.date
    as_final: bool = False
    embed: Embed | None = embed
    speaking: Relation | None = None

    def impacts(self, items: Iterable[Item]) -> Iterator[Impact]:
        """An impact for every item, those with level "none" included, in the items' order: of each, its gravest clause."""
        every = list(items)
        first = self.scope.relation
        by_clause = [
            list(replace(self, scope=clause, speaking=first).of_clause(every)) for clause in clauses(self.scope)
        ]
        for found in zip(*by_clause, strict=True):
            yield min(found, key=lambda impact: list(Level).index(impact.level))

    def of_clause(self, every: list[Item]) -> Iterator[Impact]:
        """The impacts that the scope gives as it stands, whatever other clauses the document has."""
        classes = ScopeClasses(self.document, self.scope, self.register.firm)
        relation = RelationJudge(self.scope, self.register)
        days = [dt.date.fromisoformat(phase.when) for phase in self.scope.phases if _ISO.fullmatch(phase.when)]
        near = timing(self.document, days, self.today, as_final=self.as_final)
        obligations = _obligations(self.document, self.scope)
        nexuses = [relation.judge(item) for item in every]
        fits = self._second_opinion(every, [classes.fit(item) for item in every], nexuses, classes)
        for item, fitting, nexus in zip(every, fits, nexuses, strict=True):
            cell = decide(
                self.document.stage,
                self.scope.relation,
                fitting.fit,
                nexus.state,
                ask=fitting.ask,
                speaking=self.speaking,
            )
            yield Impact(
                document_number=self.document.document_number,
                item_id=item.item_id,
                level=cell.level,
                timing=near,
                probability=calibration().probability(self.scope.relation, fitting.fit, nexus.state),
                basis=f"{self.scope.relation.value}: {fitting.fit.value}, {nexus.state.value}",
                reasons=(_sentence(cell, fitting, nexus), nexus.reason),
                rule_evidence=tuple(self._rule_evidence(fitting)),
                item_evidence=tuple(_item_evidence(item, fitting, nexus)),
                obligations=obligations if cell.level is not Level.NONE else (),
            )

    def _second_opinion(
        self, items: list[Item], fits: list[Fitting], nexuses: list[Nexus], classes: ScopeClasses
    ) -> list[Fitting]:
        """The fits, with closeness in meaning where it could change the decision: the relation is there, the class is not."""
        if (
            self.embed is None
            or self.scope.relation in {Relation.NONE, Relation.PARTY}
            or not speaks(self.document.stage, self.speaking or self.scope.relation)
        ):
            return fits
        open_ = [place for place, nexus in enumerate(nexuses) if nexus.state in {State.FINDING, State.LEAD}]
        found = nearest([items[place] for place in open_], [fits[place] for place in open_], classes, self.embed)
        again = dict(zip(open_, found, strict=True))
        return [again.get(place, fitting) for place, fitting in enumerate(fits)]

    def _rule_evidence(self, fitting: Fitting) -> Iterator[RuleEvidence]:
        """The passage that covers or excludes the class, then what is prohibited or who is named."""
        seen: set[str] = set()
        named = [(party.passage, party.quote) for party in self.scope.named_parties[:1]]
        pieces = [(fitting.piece.passage, fitting.piece.quote)] if fitting.piece else []
        duties = [(duty.passage, duty.quote) for duty in self.scope.prohibitions[:1]]
        for passage, quote in [*pieces, *(named if self.scope.relation is Relation.PARTY else []), *duties]:
            if quote not in seen:
                seen.add(quote)
                yield self._quoted(passage, quote)

    def _quoted(self, passage: int, quote: str) -> RuleEvidence:
        """A quotation with its citation; of a filing on public inspection there is only the title to quote."""
        if not self.document.passages:
            return RuleEvidence(f"FR Doc. {self.document.document_number}, title", self.document.title[:QUOTE])
        return RuleEvidence(self.document.cite(self.document.passages[passage]), quote[:QUOTE])


def _item_evidence(item: Item, fitting: Fitting, nexus: Nexus) -> Iterator[ItemEvidence]:
    if fitting.hit:
        yield ItemEvidence(fitting.hit.field, getattr(item, fitting.hit.field)[:QUOTE])
    else:
        yield ItemEvidence("name", item.name[:QUOTE])
    yield from nexus.evidence


def _sentence(cell: Cell, fitting: Fitting, nexus: Nexus) -> str:
    """Why, in one sentence."""
    why = cell.why
    if fitting.fit is Fit.EXCLUDED and fitting.piece and nexus.state is not State.CLEARED:
        why = f"outside the document's reach, which leaves out “{fitting.piece.text}”"
    elif fitting.note and fitting.piece:
        why += f"; its row {fitting.note} to “{fitting.piece.text}”"
    elif fitting.hit and fitting.piece:
        why += f"; its {fitting.hit.field} says “{fitting.hit.phrase}”, which the document covers as “{fitting.piece.text}”"
    return f"{why[0].upper()}{why[1:]}."


def _obligations(document: Document, scope: Scope) -> tuple[Obligation, ...]:
    """What has to be done by when: the phases, then the dates that no phase repeats."""
    what = {
        DateKind.COMMENTS_CLOSE: "decide whether to comment",
        DateKind.EFFECTIVE: "the document takes effect",
        DateKind.COMPLIANCE: "compliance begins",
        DateKind.APPLICABILITY: "transactions count from then on",
        DateKind.HEARING: "hearing",
        DateKind.EXPIRATION: "exemption or authority ends",
    }
    found = [Obligation(phase.what, phase.when, phase.quote[:QUOTE]) for phase in scope.phases]
    dated = {obligation.date for obligation in found}
    found += [
        Obligation(what[fact.kind], fact.date.isoformat(), fact.quote[:QUOTE])
        for fact in document.dates
        if fact.kind in what and fact.date.isoformat() not in dated
    ]
    return tuple(found)
