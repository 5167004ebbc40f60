"""Which classes the pieces of a scope name: their own words, their definition where those say too little, their limits."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from models.classes import classes_of_phrase, exact_classes, lexicon, operating, within, words_of
from models.expressions import phrasing
from models.measures import limits
from models.noun_phrases import PRODUCT, names_something
from models.scope import Relation, ScopeItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.inventory import Item
    from models.measures import Limit
    from models.scope import Scope

_SAYS = phrasing("pieces")
_QUALIFIER = _SAYS["qualifier"]
_LACKING = _SAYS["lacking"]
_HAS = _SAYS["has"]
_NOT_INCLUDED = _SAYS["not_included"]
_NOT_MEANT = _SAYS["not_meant"]
_OF_OTHERS = _SAYS["of_others"]
_HOUSEHOLD = _SAYS["household"]
_GRADE, _HOME_GOODS = _SAYS["grade"], _SAYS["home_goods"]
_PURPOSE = _SAYS["purpose"]
_INTANGIBLE = _SAYS["intangible"]
_GOES_ON = _SAYS["goes_on"]
_PRODUCT_TOO = _SAYS["product_too"]
_LABEL = _SAYS["label"]
_SHARED_HEAD = _SAYS["shared_head"]
_FEATURES = _SAYS["features"]
_THOSE = _SAYS["those"]
_SOFTWARE = _SAYS["software"]
_RUNS = _SAYS["runs"]
_OF_DEVICES = _SAYS["of_devices"]
_SERVICE = _SAYS["service"]
_HARDWARE = _SAYS["hardware"]
SHORT = 4
"""Words of what a thing lacks, its noun last; longer phrases go on with something else."""

TAIL = 40
"""Characters behind a piece that may still say whose goods it leaves out."""


class PieceClasses:
    """Reads the pieces of one scope."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._definitions = {
            name.casefold(): term.quote for term in scope.defined_terms for name in (term.term, *term.aliases)
        }
        self._covered, self._relation = scope.covered, scope.relation

    def covered(self, piece: ScopeItem) -> tuple[str, ...]:
        """The classes a covered piece names."""
        if self._relation is Relation.US_PROVIDER:
            return tuple(key for key in self._named(piece) if "service" in (lexicon()[key].kinds or ("service",)))
        keys = self._in_context(piece, self._beside(piece) or self._named(piece))
        return self.of_its_kind(keys)

    def of_its_kind(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The classes without those of goods, where the document's own terms are software: goods only run that."""
        return tuple(key for key in keys if not self._only_software or lexicon()[key].kinds != ("hardware",))

    @staticmethod
    def _beside(piece: ScopeItem) -> tuple[str, ...]:
        """The classes of a word that shares its neighbour's adjective: the switches of "smart plugs and switches"."""
        word = piece.text.strip()
        found = re.search(rf"\b([\w-]+) [\w-]+ (?:and|or) {re.escape(word)}\b", piece.quote)
        if not found or " " in word:
            return ()
        keys = classes_of_phrase(f"{found[1]} {word}")
        alone = {*classes_of_phrase(word), *classes_of_phrase(found[1])}
        return () if alone & set(keys) else keys

    def _in_context(self, piece: ScopeItem, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Of a single word that means several things ("storage"), those of the kinds that the longer phrases speak of."""
        kinds = {lexicon()[key].kinds for key in keys}
        if " " in piece.text.strip() or len(kinds) < 2:
            return keys
        fitting = [key for key in keys if not lexicon()[key].kinds or self._kinds & set(lexicon()[key].kinds)]
        return tuple(fitting) or keys

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """The kinds of asset that the covered phrases mean which can mean one kind only."""
        found = [{lexicon()[key].kinds for key in _phrase(piece.text)} for piece in self._covered]
        return frozenset(kind for kinds in found if len(kinds) == 1 for kind in next(iter(kinds)))

    def excluded(self, piece: ScopeItem) -> tuple[str, ...]:
        """The classes that an excluded piece leaves out as a whole.

        "Applications that control them" leaves out some applications: a catch-all with a condition that no row can show
        leaves nothing out, unless it is all said of one party's goods.
        """
        head, tail = self._parted(piece.text)
        keys = _phrase(head) if tail else _phrase(piece.text)
        if is_of_others(piece):
            return ()
        if not tail:
            return keys
        if keys and _THOSE.search(tail) and all(lexicon()[key].broad for key in keys):
            return self._of_those(piece)
        named = classes_of_phrase(piece.text)
        if keys and not any("hardware" in lexicon()[key].kinds for key in keys):
            named = tuple(
                key for key in named if lexicon()[key].kinds != ("hardware",)
            )  # "applications hosted on a server"
        lacking = self.lacking(piece)
        return tuple(
            dict.fromkeys(
                key
                for key in (*keys, *named)
                if key not in lacking
                and (self._relation is Relation.PARTY or not (lexicon()[key].broad and key in keys))
            )
        )

    def _of_those(self, piece: ScopeItem) -> tuple[str, ...]:
        """The software of the devices left out beside it ("applications that serve only those devices")."""
        beside = [other for other in self._scope.exclusions if other.passage == piece.passage and other is not piece]
        devices = {wider for other in beside for key in _phrase(self._parted(other.text)[0]) for wider in within(key)}
        return operating({key for key in devices if not lexicon()[key].broad}, "software") if devices else ()

    def lacking(self, piece: ScopeItem) -> frozenset[str]:
        """The classes without which alone an excluded piece leaves a thing out ("a board without an integrated radio")."""
        found = _LACKING.search(piece.text)
        return frozenset(_phrase(found["what"])) if found else frozenset()

    @staticmethod
    def shows(item: Item, piece: ScopeItem) -> bool:
        """Whether the row says that the thing has what alone an excluded piece must lack ("with camera")."""
        found = _LACKING.search(piece.text)
        noun = words_of(found["what"])[-1:] if found and len(found["what"].split()) <= SHORT else []
        told = f"{item.name}. {item.category}. {item.description}"
        return bool(noun) and any(noun[0] in words_of(part) for part in _HAS.findall(told))

    def bound(self) -> Iterator[ScopeItem]:
        """The persons a document binds, as pieces: what they sell may be covered ("Reseller")."""
        for term in self._scope.defined_terms:
            if term.term in self._scope.bound:
                yield ScopeItem(term.term, term.term, term.quote, term.passage)

    def running(self, devices: Iterable[str]) -> Iterator[tuple[str, ScopeItem]]:
        """The software classes that a piece covers as running on the covered devices: "firmware of such equipment"."""
        keys = operating([key for key in devices if "hardware" in lexicon()[key].kinds], "software")
        for piece in self._covered if keys else ():
            said = self._definitions.get(piece.text.casefold(), piece.quote)
            if _RUNS.search(piece.text) and _OF_DEVICES.search(said):
                yield from ((key, piece) for key in keys)

    def limits(self, piece: ScopeItem) -> tuple[Limit, ...]:
        """The limits in figures that a covered piece sets, in its own words and in its definition."""
        return (*limits(piece.text), *limits(self._definitions.get(piece.text.casefold(), "")))

    def _named(self, piece: ScopeItem) -> tuple[str, ...]:
        head, tail = self._parted(piece.text)
        what = _PURPOSE.sub("", head)  # "conversion systems for batteries" are no batteries
        tells = any(not lexicon()[key].broad and not lexicon()[key].part for key in _phrase(what))
        tells = tells and " " in what.strip()  # "receivers for satellite navigation" say what they are behind "for"
        own = _phrase(what) if tells else _phrase(head)
        if not own and not (tail and PRODUCT.search(head) and names_something(head)):
            own = classes_of_phrase(piece.text)  # "e-readers with an operating system" are no operating system
        own = self._told_by_head(what, own)
        if own and _LABEL.match(piece.text) and self._spelt_out(piece, own):
            return ()
        definition = _NOT_MEANT.sub("", _NOT_INCLUDED.sub("", self._definitions.get(piece.text.casefold(), "")))
        definition = _FEATURES.sub("", definition)
        if not definition or not all(lexicon()[key].broad for key in own):
            return tuple(dict.fromkeys((*own, *self._functions(piece, definition))))
        said = (*classes_of_phrase(definition), *self._of_terms(definition))
        if _SOFTWARE.search(piece.text):
            near = {wider for key in said for wider in within(key)}
            runs = [key for key, entry in lexicon().items() if near & set(entry.operates)]
            said = tuple(key for key in (*said, *runs) if "software" in (lexicon()[key].kinds or ("software",)))
        elif _HARDWARE.search(piece.text):
            said = tuple(key for key in said if "hardware" in (lexicon()[key].kinds or ("hardware",)))
        elif _SERVICE.search(piece.text):
            said = tuple(key for key in said if "service" in (lexicon()[key].kinds or ("service",)))
        telling = tuple(key for key in said if not lexicon()[key].broad)
        return tuple(dict.fromkeys((*own, *(telling or said))))

    @staticmethod
    def _told_by_head(what: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Without what only the purpose or another noun says: vehicles for "sensors for vehicles" or a "vehicle map service".

        What the purpose says of a part or of software stays: "modules for Wi-Fi".
        """
        own = set(_phrase(what))
        kept = [key for key in keys if key in own or lexicon()[key].part or "hardware" not in lexicon()[key].kinds]
        if _INTANGIBLE.search(what.strip()) and not _PRODUCT_TOO.search(what):
            kept = [key for key in kept if lexicon()[key].kinds != ("hardware",)]
        telling = [key for key in kept if not lexicon()[key].broad]
        libraries = "library" in kept and bool(telling)
        return tuple(key for key in kept if not (libraries and key == "library"))

    def _of_terms(self, definition: str) -> Iterator[str]:
        """The classes of the other terms that a definition is built on ("software that manages covered equipment")."""
        for name, meaning in self._definitions.items():
            if re.search(rf"(?<!^)\b{re.escape(name)}", definition[1:].casefold()) and meaning != definition:
                yield from classes_of_phrase(_FEATURES.sub("", _NOT_MEANT.sub("", _NOT_INCLUDED.sub("", meaning))))

    def _spelt_out(self, piece: ScopeItem, own: tuple[str, ...]) -> bool:
        """Whether the members of a "covered X" are given, and none of them is of the class that its bare name says."""
        members = [one for one in self._covered if one.under == piece.text and one is not piece]
        told = {wider for one in members for key in classes_of_phrase(one.text) for wider in within(key)}
        return len(members) > 1 and bool(told) and not told & set(own)

    @staticmethod
    def _functions(piece: ScopeItem, definition: str) -> tuple[str, ...]:
        """What the definition of a software adds to its name: "security software" that also "manages patches"."""
        if not _SOFTWARE.search(piece.text):
            return ()
        only = {"software", "service"}
        named = [lexicon()[key] for key in classes_of_phrase(definition)]
        return tuple(entry.key for entry in named if entry.kinds and not entry.broad and set(entry.kinds) <= only)

    @cached_property
    def _only_software(self) -> bool:
        """Every covered term that the document defines and the lexicon knows is software: so are its examples.

        A device counts against that, unless it only says where the software runs ("for use on an end-point computing device").
        """
        defined = [piece.text for piece in self._covered if piece.text.casefold() in self._definitions]
        known = [text for text in defined if classes_of_phrase(text)]
        said = " ".join(self._definitions[text.casefold()] for text in known).casefold()
        devices = any(_HARDWARE.search(text) and text.casefold() not in said for text in defined)
        return bool(known) and not devices and all(_SOFTWARE.search(text) for text in known)

    @staticmethod
    def _parted(text: str) -> tuple[str, str]:
        found = _QUALIFIER.search(text)
        return (text[: found.start()], text[found.start() :]) if found and found.start() else (text, "")


def of_households(piece: ScopeItem) -> bool:
    """Whether a piece speaks of goods for homes ("consumer-grade networking products: home routers")."""
    return _HOUSEHOLD.search(piece.text) is not None or _HOUSEHOLD.search(piece.quote) is not None


def for_a_home(text: str) -> bool:
    """Whether words of a row speak of a thing for a home ("home gateway", "xdsl")."""
    return _HOME_GOODS.search(text) is not None


def of_organizations(piece: ScopeItem) -> bool:
    """Whether the sentence of a piece limits its class to goods for organizations or carriers, and the piece names no other."""
    return _GRADE.search(piece.quote) is not None and not _HOUSEHOLD.search(piece.text)


def is_qualified(piece: ScopeItem) -> bool:
    """Whether the sentence goes on to say which of the kind it means ("UAS on the list of ...")."""
    at = piece.quote.casefold().find(piece.text.casefold())
    return at >= 0 and _GOES_ON.match(piece.quote[at + len(piece.text) :]) is not None


def limits_its_kind(piece: ScopeItem) -> bool:
    """Whether a piece says in its own words which of a kind it means ("applications that run on a telephone")."""
    return _QUALIFIER.search(piece.text) is not None or is_qualified(piece)


def is_of_others(piece: ScopeItem) -> bool:
    """Whether a piece leaves out the goods of other firms: whose they are leaves them out, not what they are.

    "Of makers other than X" may have lost its end.
    """
    at = piece.quote.casefold().find(piece.text.casefold())
    said = piece.quote[max(at, 0) : max(at, 0) + len(piece.text) + TAIL] if at >= 0 else piece.text
    return _OF_OTHERS.search(said) is not None


def _phrase(text: str) -> tuple[str, ...]:
    """The classes of a phrase, and of each member of its list that is a row's word and nothing else.

    Of "battery or energy management system" the first member is a battery management system, and no battery.
    """
    if shared := _SHARED_HEAD.fullmatch(text.strip()):
        first, second, noun = [part for part in shared.groups() if part]
        one, other = f"{first} {noun}", f"{second} {noun}"
        if narrower := classes_of_phrase(one):
            return tuple(dict.fromkeys((*narrower, *classes_of_phrase(other))))
    members = re.split(r",|;|\band\b|\bor\b", text)
    return tuple(
        dict.fromkeys(
            (
                *classes_of_phrase(text),
                *(
                    key
                    for member in members
                    if names_something(member) and not classes_of_phrase(member)
                    for key in exact_classes(member)
                ),
            )
        )
    )
