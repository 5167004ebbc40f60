"""What is known of the relation a scope asks for: a named party, an adversary nexus, a U.S. provider, foreign production."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from models.adversaries import COUNTRIES
from models.classes import classes_of_phrase, lexicon, profile, words_of
from models.expressions import phrasing
from models.impact import ItemEvidence
from models.names import WILDCARDS, Role, analysed, compare, roles
from models.nexus import Nexus, State, judge, makers, may_come_from, row_words
from models.relations import SUPPLY, in_line
from models.scope import Relation
from models.seats import country_code, stated_seat

if TYPE_CHECKING:
    from extract.inventory import Item
    from extract.suppliers import SupplierFact
    from models.register import Register
    from models.scope import NamedParty, Scope

_SAYS = phrasing("standing")
_OTHER_BRANDS = _SAYS["other_brands"]
_BUILT_IN = _SAYS["built_in"]
_HOST = _SAYS["host"]
_HOLDS = _SAYS["holds"]
_SIGN = _SAYS["sign"]
_OF_SOMEBODY, _EDITION = _SAYS["of_somebody"], _SAYS["edition"]


class RelationJudge:
    """Answers for one scope, item after item; what it learns of a vendor's name it keeps."""

    def __init__(self, scope: Scope, register: Register) -> None:
        self._scope, self._register = scope, register
        self._adversaries = frozenset(scope.adversaries or COUNTRIES)  # none named: all of 15 CFR 791.4
        self._parties = [_Party(party, register) for party in scope.named_parties]
        quotes = [piece.quote for piece in (*scope.covered, *scope.prohibitions)]
        quotes += [said.quote for said in scope.defined_terms] + [party.quote for party in scope.named_parties]
        self._relabelled = any(_OTHER_BRANDS.search(quote) for quote in quotes)
        self._built_in = any(_BUILT_IN.search(quote) for quote in quotes)
        held = [found["what"] for quote in quotes for found in _HOST.finditer(quote)]
        self._held = frozenset(key for what in held for key in classes_of_phrase(what))
        terms = [said for said in scope.defined_terms if self._held & set(classes_of_phrase(said.term))]
        self._signs = frozenset(word for term in terms for word in words_of(" ".join(_SIGN.findall(term.quote))))

    def judge(self, item: Item) -> Nexus:
        """The item's standing in the relation this scope asks for."""
        if self._scope.relation is Relation.PARTY:
            found = [nexus for party in self._parties if (nexus := party.judge(item, hosts=bool(self._held)))]
            order = list(State)
            best = min(found, key=lambda nexus: order.index(nexus.state), default=None)
            return best or self._nobody(item)
        if self._scope.relation is Relation.US_PROVIDER:
            return _us_provider(item, self._register)
        if self._scope.relation is Relation.FOREIGN_PRODUCED:
            return _foreign_produced(item, self._register)
        if self._scope.relation is Relation.NONE:
            return Nexus(State.UNKNOWN, "the document asks for no relation")
        return judge(item, self._register, self._adversaries)

    def _nobody(self, item: Item) -> Nexus:
        """No named party is behind the item: cleared, unless the document reaches other brands and the row names no maker."""
        goods = item.kind.casefold() in {"hardware", ""}
        known = any(
            maker.field != "supplier" for maker in makers(item, self._register)
        )  # who sells it need not make it
        if self._relabelled and goods and not known:
            return Nexus(State.UNKNOWN, "who built it is not known, and the parties build for other brands too")
        if self._held and goods and self._may_hold(item):
            return Nexus(State.UNKNOWN, "whose part is built into it is not known")
        nobody = item.vendor.strip().casefold() in WILDCARDS or _OF_SOMEBODY.search(f"{item.name} {item.description}")
        if self._built_in and not goods and not known and nobody:
            return Nexus(State.UNKNOWN, "what is built into it is not known, and the parties license to others too")
        return Nexus(State.CLEARED, "no named party stands behind it")

    def _may_hold(self, item: Item) -> bool:
        """Whether the row shows a part of the kind that the document looks for, and names no maker of it."""
        told = set(words_of(f"{item.name} {item.category} {item.description}"))
        if profile(item).keys() & self._held or not told & self._signs:
            return False
        names = re.findall(r"[A-Z][\w-]+", item.description)
        firms = {found.firm for name in names for found in self._register.resolve(name) if found.exact}
        own = {found.firm for found in self._register.resolve(item.vendor)}
        return not firms - own


class _Party:
    """One named party with every spelling and firm that stands for it."""

    def __init__(self, party: NamedParty, register: Register) -> None:
        self.name, self._register, self._affiliates = party.name, register, party.affiliates
        self._spellings = tuple(dict.fromkeys([party.name, *party.aliases]))
        self._marks, self._products, self._recalled = party.marks, party.products, party.recalled
        self._firms = {
            found.firm for spelling in self._spellings for found in register.resolve(spelling) if found.exact
        }
        self._words = [words for spelling in self._spellings if (words := _distinctive_words(spelling))]
        self._alike: dict[str, bool] = {}

    def judge(self, item: Item, *, hosts: bool = False) -> Nexus | None:
        """FINDING for the party's own goods, LEAD where it is only mentioned or built in; None where nothing points to it.

        Of a firm that the document only recalls, no more than a lead.
        """
        found = self._listed(item) if self._products else self._judge(item, hosts=hosts)
        if found and self._recalled and found.state is State.FINDING:
            why = f"{found.reason}; an earlier document listed it, which this one recalls"
            return replace(found, state=State.LEAD, reason=why)
        return found

    def _listed(self, item: Item) -> Nexus | None:
        """An item that bears the name of a listed product; a lead where other words follow, only its mark is borne, or another
        firm sells it. Of several products the one that the item is surest to be."""
        own = item.vendor.strip().casefold() in WILDCARDS or self._judge(item, hosts=False) is not None
        lead = None
        for product in self._products:
            name, listed = (" ".join(re.findall(r"\w+", text.casefold())) for text in (item.name, product))
            same = name.replace(" ", "") == listed.replace(" ", "")
            goes_on = f"{name} ".startswith(f"{listed} ")
            evidence = (ItemEvidence("name", item.name),)
            if own and (same or (goes_on and _EDITION.fullmatch(name.removeprefix(listed).strip()))):
                return Nexus(State.FINDING, f"its name is that of {product}, a listed product of {self.name}", evidence)
            brand = listed.split()[0]
            marked = own and (brand in name.split() if item.vendor else name.startswith(f"{brand} "))
            if same or goes_on or marked:
                lead = lead or Nexus(
                    State.LEAD, f"it bears the mark of {product}, a listed product of {self.name}", evidence
                )
        return lead

    def _judge(self, item: Item, *, hosts: bool) -> Nexus | None:
        behind = makers(item, self._register)
        if any(self._register.is_namesake(maker.resolved.firm) for maker in behind):
            return None
        for field, value in (("vendor", item.vendor), ("supplier", item.supplier)):
            if value and self._same(value):
                return Nexus(State.FINDING, f"{field} {value!r} is {self.name}", (ItemEvidence(field, value),))
        for maker in behind:
            firm = maker.resolved.firm
            if not maker.resolved.exact or not (self._register.owners(firm) & self._firms or self._above(firm)):
                continue
            same = firm in self._firms
            way = f"{maker.value!r} is {'a name' if same else 'an affiliate'} of {self.name} in the supplier register"
            doubt = maker.weak or (maker.field == "name" and item.vendor.strip().casefold() not in WILDCARDS)
            if not (same or self._register.owners(firm, whole=True) & self._firms or self._above(firm)):
                way, doubt = f"{way}, owned only in part or by report", True
            if not (same or self._affiliates):
                way, doubt = f"{way}; the document does not say that it takes in affiliates", True
            return Nexus(State.LEAD if doubt else State.FINDING, way, (ItemEvidence(maker.field, maker.value),))
        held = self._held(item, hosts=hosts)
        if held and hosts:
            return held
        mentioned = self._mentioned(item, known=bool(item.vendor) and bool(behind))
        return mentioned or held or self._marked(item) or self._built_in(item)

    def _marked(self, item: Item) -> Nexus | None:
        """LEAD for what is sold under a mark that the document names."""
        for field, value in (("vendor", item.vendor), ("name", item.name)):
            for mark in self._marks if value else ():
                if f"{value.casefold()} ".startswith(f"{mark.casefold()} "):
                    words = f"the document names the mark {mark} for what {self.name} stands behind"
                    return Nexus(State.LEAD, words, (ItemEvidence(field, value),))
        return None

    def _held(self, item: Item, *, hosts: bool) -> Nexus | None:
        """The row says that what the party makes is in the thing: a finding where the document reaches such things (`hosts`)."""
        if item.kind.casefold() not in {"hardware", ""}:
            return None
        for field, text in (("name", item.name), ("description", item.description)):
            plain = " ".join(re.findall(r"\w+", text.casefold()))
            if _HOLDS.search(text) and any(f" {words} " in f" {plain} " for words in self._words):
                state = State.FINDING if hosts else State.LEAD
                return Nexus(
                    state, f"its {field} says that it holds what {self.name} makes", (ItemEvidence(field, text),)
                )
        return None

    def _same(self, value: str) -> bool:
        if value not in self._alike:
            forms = (value, *re.split(r"\s+by\s+", value)[1:])  # "Brand by Firm"
            self._alike[value] = any(compare(form, spelling).match for form in forms for spelling in self._spellings)
        return self._alike[value]

    def _above(self, firm: str) -> bool:
        return any(firm in self._register.owners(own) for own in self._firms)

    def _mentioned(self, item: Item, *, known: bool) -> Nexus | None:
        name = " ".join(re.findall(r"\w+", item.name.casefold()))
        for words in self._words:
            if f" {words} " in f" {name} ":
                evidence = (ItemEvidence("name", item.name), ItemEvidence("vendor", item.vendor or "(blank)"))
                if known:
                    return Nexus(State.LEAD, f"its name carries {self.name}'s, another firm sells it", evidence)
                return Nexus(State.FINDING, f"its name carries {self.name}'s and no other maker is known", evidence)
        return None

    def _built_in(self, item: Item) -> Nexus | None:
        for maker in makers(item, self._register):
            owners = sorted(self._register.owners(maker.resolved.firm))
            for supplier, fact in (made for firm in owners for made in self._register.makers_supplying(firm)):
                made = SUPPLY.match(fact.relation)
                goods = made is not None and made["hardware"] is not None
                if not self._same(supplier) or not in_line(fact, row_words(item)):
                    continue
                if may_come_from(item, supplier, self._register) if goods else self._may_run(item):
                    words = f"{fact.name} {fact.relation} ({fact.source})"
                    return Nexus(
                        State.LEAD,
                        words,
                        (ItemEvidence(maker.field, maker.value), ItemEvidence("supplier register", words)),
                    )
        return None

    @staticmethod
    def _may_run(item: Item) -> bool:
        """Whether software that its maker builds in somewhere may be in this: not in hardware whose row names no class."""
        telling = [hit for key, hit in profile(item).items() if hit.field != "kind" and not lexicon()[key].broad]
        return item.kind.casefold() != "hardware" or bool(telling)


def _distinctive_words(name: str) -> str:
    for parsed in analysed(name):
        kinds = roles(parsed)
        words = [part.form for part in parsed.parts if kinds[part] is Role.DISTINCTIVE]
        if any(len(word) > 3 for word in words):
            return " ".join(words)
    return ""


def _us_provider(item: Item, register: Register) -> Nexus:
    behind = makers(item, register)
    ties = [
        (maker, tie)
        for maker in behind
        for tie in register.ties(maker.resolved.firm)
        if len(tie.chain) == 1 and tie.country
    ]
    home = [pair for pair in ties if pair[1].country == "US"]
    for maker, tie in sorted(home, key=lambda pair: pair[1].reported)[:1]:
        evidence = (ItemEvidence(maker.field, maker.value), ItemEvidence("supplier register", tie.sentence()))
        if tie.reported:
            return Nexus(State.LEAD, f"reported to be a U.S. provider: {tie.sentence()}", evidence, ("US",))
        return Nexus(State.FINDING, f"a U.S. provider: {tie.sentence()}", evidence, ("US",))
    for maker, tie in [pair for pair in ties if not pair[1].reported][:1]:
        evidence = (ItemEvidence(maker.field, maker.value), ItemEvidence("supplier register", tie.sentence()))
        own = "; ".join(f"{fact.name} ({fact.source})" for fact in _subsidiaries(register, maker.resolved.firm))
        if tie.country in COUNTRIES:
            words = f"a provider in {tie.country}; to be confirmed: who the contract is with. {tie.sentence()}"
            return Nexus(State.LEAD, words, evidence, (tie.country,))
        but = f"; a contract with its company in the United States would be with one: {own}" if own else ""
        return Nexus(State.CLEARED, f"no U.S. provider: {tie.sentence()}{but}", evidence, (tie.country,))
    code, words = stated_seat(item.description)
    code = country_code(item.vendor_country) or code
    if code:
        state = State.FINDING if code == "US" else State.CLEARED
        field = "vendor_country" if item.vendor_country else "description"
        return Nexus(
            state,
            f"the row places the provider in {code}",
            (ItemEvidence(field, item.vendor_country or words),),
            (code,),
        )
    return Nexus(State.UNKNOWN, f"whether {item.vendor or 'its provider'} is a U.S. provider is not known")


def _subsidiaries(register: Register, firm: str) -> list[SupplierFact]:
    """The facts of firms in the United States that belong to the provider or to an owner of it."""
    return [fact for owner in sorted(register.owners(firm)) for fact in register.subsidiaries_seated_in(owner, "US")]


def _foreign_produced(item: Item, register: Register) -> Nexus:
    if code := country_code(item.country_of_origin):
        state = State.CLEARED if code == "US" else State.FINDING
        return Nexus(
            state, f"produced in {code}", (ItemEvidence("country_of_origin", item.country_of_origin),), (code,)
        )
    for maker in makers(item, register):
        for tie in register.ties(maker.resolved.firm):
            if tie.country and tie.country != "US":
                evidence = (ItemEvidence(maker.field, maker.value), ItemEvidence("supplier register", tie.sentence()))
                return Nexus(State.LEAD, f"its maker is abroad: {tie.sentence()}", evidence, (tie.country,))
    return Nexus(State.UNKNOWN, "where it is produced is not known")
