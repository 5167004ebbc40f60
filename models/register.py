"""The supplier register: which firm a vendor's name means, and how its seat, owners and lists tie it to a country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib import resources
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.suppliers import SupplierFact, parse_suppliers
from models.names import Role, analysed, compare, roles
from models.relations import COMMUNITY, NAMESAKE, SUPPLY, in_part, is_reported, spelt_out
from models.seats import ADVERSARY_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEPTH = 6
"""Owners are followed so far up; longer chains, and cycles, end there."""

SHORT = 4
"""Acronyms up to so many letters do not make two firms one: several firms share them."""

ORDER = attrgetter(*(field.name for field in fields(SupplierFact)))


class Basis(StrEnum):
    """By which kind of fact a firm is tied to a country."""

    SEATED = "seated in"
    OWNED = "owned from"
    LISTED = "listed for"
    SUPPLIED = "sells what is made in"
    COMMUNITY = "kept by a community, seated in"


@dataclass(frozen=True, slots=True)
class Tie:
    """A chain of facts from a firm to a country; `country` is blank for a community without a seat.

    `sourced` is False where a link rests on general knowledge or an unchecked report; `against` are facts of the same
    standing that seat the firm at its end elsewhere.
    """

    country: str
    basis: Basis
    chain: tuple[str, ...]
    facts: tuple[SupplierFact, ...]
    sourced: bool
    against: tuple[SupplierFact, ...] = ()

    @property
    def reported(self) -> bool:
        """Somebody said so, and nobody has checked it."""
        return any(is_reported(fact) for fact in self.facts)

    @property
    def in_part(self) -> bool:
        """A link of the chain is ownership of a part, or a venture of several."""
        return any(in_part(fact) for fact in self.facts)

    def sentence(self) -> str:
        """The chain in words, ending with the list, source and date of its last fact, and with what is said against it."""
        last = self.facts[-1]
        listed = f", on the list {last.list}" if last.list else ""
        where = f"{self.basis.value} {self.country or 'no country'}{listed}"
        but = "".join(f"; but in {fact.country} ({_origin(fact)})" for fact in self.against)
        return f"{' → '.join(self.chain)} {where} ({_origin(last)}){but}"


def _origin(fact: SupplierFact) -> str:
    return (fact.source or "no source") + (f", {fact.as_of}" if fact.as_of else "")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A firm of the register that a vendor's name may mean; `exact` when a name or alias has the same letters."""

    firm: str
    alias: str
    score: float
    exact: bool


def letters(name: str) -> str:
    """A name's comparable letters without legal forms: the key under which it is looked up; "" where it names nobody."""
    parsed = analysed(name)
    if not parsed:
        return ""
    kinds = roles(parsed[0])
    kept = "".join(part.comparable for part in parsed[0].parts if kinds[part] not in {Role.LEGAL, Role.FILLER})
    return kept or "".join(part.comparable for part in parsed[0].parts if kinds[part] is not Role.LEGAL)


class Register:
    """Facts joined into firms: rows that share a name or an alias speak of one firm."""

    def __init__(self, facts: Iterable[SupplierFact]) -> None:
        said = {told for fact in facts for told in spelt_out(fact)}
        self.facts = tuple(sorted(said, key=ORDER))  # so that no answer hangs on the order of rows
        self._same: dict[str, str] = {}
        self._facts: dict[str, list[SupplierFact]] = defaultdict(list)
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        self._spellings: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        self._resolved: dict[str, tuple[Resolved, ...]] = {}
        self._ties: dict[str, tuple[Tie, ...]] = {}
        self._join()

    def _join(self) -> None:
        said = {spelling: letters(spelling) for fact in self.facts for spelling in (fact.name, fact.alias)}
        for fact in self.facts:
            name, alias = said[fact.name], said[fact.alias]
            if name and len(alias) > SHORT:
                self._same[self._root(name)] = self._root(alias)
        for fact in self.facts:
            root = self._root(said[fact.name])
            if not root:  # a wildcard, or a legal form alone, names nobody
                continue
            self._facts[root].append(fact)
            for spelling in (fact.name, fact.alias):
                if key := said[spelling]:
                    self._names[key][root] = spelling
                    self._spellings[key].add(spelling)
        for spellings in self._spellings.values():
            for spelling in spellings:
                for word in distinctive_words(spelling):
                    self._words[word].add(spelling)

    def _root(self, key: str) -> str:
        while (parent := self._same.get(key, key)) != key:
            key = parent
        return key

    def resolve(self, vendor: str) -> tuple[Resolved, ...]:
        """The firms a vendor's name may mean, best first; exact ones exclude the merely alike. Nobody for a wildcard."""
        if vendor not in self._resolved:
            self._resolved[vendor] = tuple(self._find(vendor))
        return self._resolved[vendor]

    def _find(self, vendor: str) -> list[Resolved]:
        if not (key := letters(vendor)):
            return []
        if exact := self._names.get(key):
            return [Resolved(self._root(firm), alias, 1.0, exact=True) for firm, alias in exact.items()]
        spellings = {spelling for word in distinctive_words(vendor) for spelling in self._words.get(word, ())}
        found: dict[str, Resolved] = {}
        for spelling in sorted(spellings):  # the same answer in every process
            alike = compare(vendor, spelling)
            for firm in self._names[letters(spelling)] if alike.match else ():
                best = found.get(firm)
                if best is None or best.score < alike.score:
                    found[firm] = Resolved(self._root(firm), spelling, alike.score, exact=False)
        return sorted(found.values(), key=lambda firm: (-firm.score, firm.firm))

    def spellings(self, key: str) -> frozenset[str]:
        """The names and aliases that have these letters."""
        return frozenset(self._spellings.get(key, ()))

    def links(self) -> Iterator[tuple[str, str]]:
        """Pairs of letters that hang together: two names of a firm, a firm and its owner, a seller and its maker."""
        for key, firms in self._names.items():
            for firm in firms:
                yield firm, key
        for firm, facts in self._facts.items():
            for fact in facts:
                for above, _ in self.above(fact):
                    yield firm, above

    def only_listed(self, firm: str) -> bool:
        """Nothing but lists of people and firms names it: one common word of its name is no mention of it."""
        return all(fact.list and not fact.general for fact in self._facts.get(firm, ()))

    def is_namesake(self, firm: str) -> bool:
        """A fact says that the firm only bears the name of a better known one."""
        return any(fact.relation.startswith(NAMESAKE) for fact in self._facts.get(firm, ()))

    def spelling(self, firm: str) -> str:
        """The firm's name as its first fact writes it."""
        return self._facts[firm][0].name if self._facts.get(firm) else firm

    def ties(self, firm: str) -> tuple[Tie, ...]:
        """Every chain of facts from the firm to a country, nearest first."""
        if firm not in self._ties:  # the same firms stand behind many items
            self._ties[firm] = tuple(self._walk(firm, (), (), frozenset(), supplied=False))
        return self._ties[firm]

    def _walk(
        self,
        firm: str,
        chain: tuple[str, ...],
        facts: tuple[SupplierFact, ...],
        seen: frozenset[str],
        *,
        supplied: bool,
    ) -> Iterator[Tie]:
        if firm in seen or len(chain) > DEPTH:
            return
        seen, chain = seen | {firm}, (*chain, self.spelling(firm))
        disputed = self.disputed_seats(firm)
        for fact in self.facts_of(firm):
            yield from _seats(fact, chain, facts, disputed, supplied=supplied)
        for fact in self.facts_of(firm):
            for above, made in self.above(fact):
                yield from self._walk(above, chain, (*facts, fact), seen, supplied=supplied or made)

    def firm(self, name: str) -> str:
        """The firm that a name or alias of a fact belongs to, whoever else shares it."""
        return self._root(letters(name))

    def facts_of(self, firm: str) -> tuple[SupplierFact, ...]:
        """What is known of the firm, in the order of the facts."""
        return tuple(self._facts.get(firm, ()))

    def disputed_seats(self, firm: str) -> tuple[SupplierFact, ...]:
        """The facts that seat the firm, if no one country agrees with all of the best of them (those with a source, else all)."""
        seats = [fact for fact in self._facts.get(firm, ()) if fact.country and _seated(fact)]
        best = [fact for fact in seats if not fact.general] or seats
        common = frozenset.intersection(*(_countries(fact) for fact in best)) if best else frozenset()
        return () if common or not best else tuple(best)

    def above(self, fact: SupplierFact) -> Iterator[tuple[str, bool]]:
        """The firms a fact leads up to: the maker whose goods are sold, the owner; and whether goods are all it says."""
        made = SUPPLY.match(fact.relation)
        for owner in filter(None, (made["maker"] if made else "", fact.parent)):
            for target in self.resolve(owner)[:1]:
                yield target.firm, bool(made)

    def owners(self, firm: str, *, whole: bool = False) -> frozenset[str]:
        """The firm itself and every firm above it; of `whole` owners none that holds but a part, or is only reported."""
        found, todo = {firm}, [firm]
        while todo:
            for fact in self._facts.get(todo.pop(), ()):
                if whole and (in_part(fact) or is_reported(fact)):
                    continue
                above = {target.firm for target in self.resolve(fact.parent)[:1]} if fact.parent else set()
                todo += above - found
                found |= above
        return frozenset(found)

    def subsidiaries_seated_in(self, firm: str, country: str) -> tuple[SupplierFact, ...]:
        """The facts that name a firm in that country as owned by this one."""
        return self._children.get((firm, country), ())

    @property
    def _children(self) -> dict[tuple[str, str], tuple[SupplierFact, ...]]:
        if not hasattr(self, "_by_parent"):
            found: dict[tuple[str, str], list[SupplierFact]] = defaultdict(list)
            for fact in (one for one in self.facts if letters(one.name)):
                for owner in self.resolve(fact.parent)[:1] if fact.parent else ():
                    for country in fact.country.split(";"):
                        found[owner.firm, country].append(fact)
            self._by_parent = {key: tuple(value) for key, value in found.items()}
        return self._by_parent

    def makers_supplying(self, firm: str) -> tuple[tuple[str, SupplierFact], ...]:
        """The makers whose goods the firm is said to relabel or build in, with the fact that says so."""
        return tuple(
            (made["maker"], fact) for fact in self._facts.get(firm, ()) if (made := SUPPLY.match(fact.relation))
        )


def _seated(fact: SupplierFact) -> bool:
    """The fact says where the firm itself sits: not a list's entry, a report, a community, or whose goods it sells."""
    told = fact.relation == COMMUNITY or is_reported(fact) or SUPPLY.match(fact.relation)
    return not (fact.list or told)


def _countries(fact: SupplierFact) -> frozenset[str]:
    return frozenset(ADVERSARY_PARTS.get(country, country) for country in fact.country.split(";"))


def _seats(
    fact: SupplierFact,
    chain: tuple[str, ...],
    facts: tuple[SupplierFact, ...],
    disputed: tuple[SupplierFact, ...],
    *,
    supplied: bool,
) -> Iterator[Tie]:
    sourced = not any(link.general or is_reported(link) for link in (*facts, fact))
    basis = Basis.OWNED if facts else Basis.LISTED if fact.list else Basis.SEATED
    if supplied:
        basis = Basis.SUPPLIED
    elif fact.relation == COMMUNITY:
        basis = Basis.COMMUNITY
    seats = [country for country in fact.country.split(";") if country]
    if not seats and basis is Basis.COMMUNITY:
        seats = [""]
    against = tuple(other for other in disputed if not _countries(other) & _countries(fact)) if fact in disputed else ()
    for country in seats:
        yield Tie(country, basis, chain, (*facts, fact), sourced, against)


def distinctive_words(name: str) -> set[str]:
    """The words under which alike spellings are sought: the distinctive ones, and what they sound like."""
    found: set[str] = set()
    for parsed in analysed(name):
        kinds = roles(parsed)
        for part in parsed.parts:
            if kinds[part] is Role.DISTINCTIVE:
                found.add(part.comparable)
                if part.metaphone and len(part.metaphone) > 2:
                    found.add("~" + part.metaphone)
    return found


def starting_facts() -> tuple[SupplierFact, ...]:
    """The facts that come with the product (models/register/*.csv). A row that cannot be read is a defect: ValueError."""
    facts: list[SupplierFact] = []
    for file in sorted(resources.files("models").joinpath("register").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".csv"):
            found, problems = parse_suppliers(file.read_bytes(), file.name)
            if problems:
                raise ValueError(str(problems[0]))
            facts += found
    return tuple(facts)
