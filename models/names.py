"""Company names compared as company names: legal forms, generic words, places and numbers weigh what they are worth."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from itertools import product
from typing import TYPE_CHECKING

from rigour.names import (
    Alignment,
    Name,
    NamePart,
    NamePartTag,
    NameTypeTag,
    SymbolCategory,
    analyze_names,
    compare_parts,
    pair_symbols,
)

from models.han import romanised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MATCH_AT = 0.70
"""Two names at or above this score are called the same company (chosen on the development pairs, once)."""

ADDS = 0.75
"""The least score of a name that is another with only generic words, places and legal forms added."""

INITIALS = 0.80
"""The score of a name and its initials: several firms share three letters, few of them stand in one inventory."""

LIKE = 0.85
"""What a pair of words counts that only sound alike, or of which one is cut short."""

SOUNDS, CUT = 4, 3
"""The least letters of a sound that two scripts share, and of an abbreviation."""

BRACKETED = re.compile(r"(?P<name>[^()]+?)\s*\((?P<other>[^()]{3,})\)")

WILDCARDS = frozenset(
    {"", "*", "-", "n/a", "na", "none", "null", "unknown", "various", "generic", "other", "tbd", "?", "oem"}
)
"""What inventories write where nobody knows the vendor: never agrees with anything."""


class Role(StrEnum):
    """What a word does in a company's name."""

    DISTINCTIVE = "distinctive"
    GENERIC = "generic"
    PLACE = "place"
    NUMBER = "number"
    LEGAL = "legal form"
    FILLER = "filler"


GENERIC_WORDS = frozenset(
    """
    advanced aerospace antenna antennas app apps auto automation automotive aviation avionics camera cameras cloud
    communication communications computer computers computing control controls data device devices digital drone
    drones electric electrical electronic electronics energy engineering equipment hardware industrial information
    innovation innovations instrument instruments intelligence intelligent internet lab laboratory labs machine
    machines media micro microelectronics microwave mobile mobility motor motors navigation net network networking
    networks online optical optics power precision radio research robot robotics robots science sciences security
    semiconductor semiconductors sensor sensors smart software solution solutions storage studio studios system
    systems tech technical technologies technology telecom telecommunications telematics vehicle vehicles video
    vision web wireless works
    """.split()
)
"""Words of the trade that name no one firm; rigour's own tagger knows the words of business at large."""

PLACES = frozenset(
    """
    america americas anhui asia beijing changsha chengdu chongqing dalian deutschland dongguan eurasia europe foshan
    fujian fuzhou gansu guangdong guangxi guangzhou guizhou hainan hangzhou harbin hebei hefei heilongjiang henan hk
    hongkong hubei hunan iberia india international japan jiangsu jiangxi jilin jinan kazan korea kunming liaoning
    london macao macau moscow moskva nanjing ningbo ningxia nordic norge novosibirsk overseas pacific petersburg
    polska qingdao quanzhou romania rus russia schweiz shaanxi shandong shanghai shanxi shenyang shenzhen sichuan
    singapore suzhou sz taipei taiwan tianjin tokyo uk usa wuhan wuxi xiamen xian xinjiang yekaterinburg yunnan
    zhejiang zhengzhou zhongshan zhuhai
    """.split()
)
"""Places that company names carry and that rigour's tagger does not know (it has the countries)."""

LEGAL_WORDS = frozenset("spzoo sro doo kft oy ab as bv nv pte pty sdn bhd coltd co ipjsc mkpao nao".split())
"""Legal forms that rigour rewrites to but does not tag where they stand beside other words."""

SYMBOLS = {
    SymbolCategory.ORG_CLASS: Role.LEGAL,
    SymbolCategory.LOCATION: Role.PLACE,
    SymbolCategory.NUMERIC: Role.NUMBER,
    SymbolCategory.SYMBOL: Role.GENERIC,
    SymbolCategory.DOMAIN: Role.GENERIC,
}
"""What rigour's symbols say of the words that they span."""

STATES = frozenset({"prc", "dprk"})
STATE_WORDS = frozenset("republic islamic special democratic region federation".split())

LIMITED = frozenset({"ltd", "coltd", "limited"})

VAGUE_FORMS = frozenset({"company", "corporation", "corp"})
"""What firms of every legal form are called."""

ROMAN = re.compile(r"(?=[ivx])x{0,2}(ix|iv|v?i{0,3})")

WEIGHT = {
    Role.DISTINCTIVE: 1.0,
    Role.GENERIC: 0.4,
    Role.PLACE: 0.35,
    Role.NUMBER: 0.3,
    Role.LEGAL: 0.12,
    Role.FILLER: 0.0,
}
"""What a word that both names share speaks for them being one company."""

MISSING = {
    Role.DISTINCTIVE: 0.9,
    Role.GENERIC: 0.15,
    Role.PLACE: 0.2,
    Role.NUMBER: 1.0,
    Role.LEGAL: 0.0,
    Role.FILLER: 0.0,
}
"""What a word that only one name has speaks against it."""

CONFLICT = {
    Role.DISTINCTIVE: 1.3,
    Role.GENERIC: 1.3,
    Role.PLACE: 1.3,
    Role.NUMBER: 0.3,
    Role.LEGAL: 0.75,
    Role.FILLER: 0.0,
}
"""What two different words of one role speak against it (AG beside GmbH, Atlanta beside Boston); a different number
alone mostly means a sister company of one series."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How alike two names are, from 0 to below 1, and the words that decided it."""

    score: float
    reason: str

    @property
    def match(self) -> bool:
        """The two are called one company."""
        return self.score >= MATCH_AT


@lru_cache(maxsize=65_536)
def analysed(name: str) -> tuple[Name, ...]:
    """The name taken apart by rigour as an organisation's; empty for blanks and wildcards."""
    if name.strip().casefold() in WILDCARDS:
        return ()
    return tuple(sorted(analyze_names(NameTypeTag.ORG, [romanised(name)]), key=lambda parsed: parsed.form))


@lru_cache(maxsize=65_536)
def roles(name: Name) -> Mapping[NamePart, Role]:
    """What each word of the name does; a word in no known class is distinctive."""
    found = {part: _plain_role(part) for part in name.parts}
    for span in name.spans:
        role = SYMBOLS.get(span.symbol.category)
        if role:
            found.update({part: role for part in span.parts if found[part] is Role.DISTINCTIVE})
    return found


def is_place(name: str) -> bool:
    """Whether a name is that of a place and no firm's: "Hong Kong Special Administrative Region", "Republic of China"."""
    kinds = {part.comparable: role for parsed in analysed(name) for part, role in roles(parsed).items()}
    other = {word for word, role in kinds.items() if role not in {Role.PLACE, Role.FILLER}}
    return name.casefold() in STATES or (Role.PLACE in kinds.values() and other <= STATE_WORDS)


def _plain_role(part: NamePart) -> Role:
    if part.numeric or ROMAN.fullmatch(part.comparable):
        return Role.NUMBER
    if part.tag == NamePartTag.LEGAL:
        return Role.LEGAL
    if part.tag == NamePartTag.STOP:
        return Role.FILLER
    if part.comparable in PLACES:
        return Role.PLACE
    if part.comparable in LEGAL_WORDS:
        return Role.LEGAL
    if part.comparable in VAGUE_FORMS:
        return Role.FILLER
    return Role.GENERIC if part.comparable in GENERIC_WORDS else Role.DISTINCTIVE


def compare(left: str, right: str) -> NameMatch:
    """How alike two company names are. Names without a distinctive word match only when every word is paired."""
    scored = [
        _aligned(one, other)
        for lefts, rights in product(_spellings(left), _spellings(right))
        for one, other in product(analysed(lefts), analysed(rights))
    ]
    return max(scored, key=lambda match: match.score, default=NameMatch(0.0, "no name to compare"))


def _spellings(name: str) -> tuple[str, ...]:
    """The name, and where it carries another in brackets, both of them apart: "Dawning Information (Sugon)"."""
    found = BRACKETED.fullmatch(name.strip())
    if not found or not any(Role.DISTINCTIVE in roles(each).values() for each in analysed(found["other"])):
        return (name,)
    return name, found["name"], found["other"]


def _aligned(left: Name, right: Name) -> NameMatch:
    kinds, others = roles(left), roles(right)
    if _letters(left) == _letters(right):
        return NameMatch(0.99, "the same letters")
    if _is_initials(left, right) or _is_initials(right, left):
        return NameMatch(INITIALS, "one is the initials of the other")
    options = [_score(left, right, kinds, others, symbols) for symbols in pair_symbols(left, right)]
    return max(options, key=lambda match: match.score)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Words of one name that stand for words of the other, and how well (0 to 1)."""

    left: tuple[NamePart, ...]
    right: tuple[NamePart, ...]
    score: float

    def __str__(self) -> str:
        one, other = (" ".join(part.comparable for part in side) for side in (self.left, self.right))
        return one if one == other else f"{one}~{other}"


def _in(pairs: list[_Pair], part: NamePart) -> bool:
    return any(part in pair.left or part in pair.right for pair in pairs)


def _equal_words(left: list[NamePart], right: list[NamePart]) -> list[_Pair]:
    """Words spelled alike that rigour's alignment gave up, as it does where one name has many words more."""
    found: list[_Pair] = []
    open_right = list(right)
    for part in left:
        twin = next((other for other in open_right if other.comparable == part.comparable), None)
        if twin is not None:
            open_right.remove(twin)
            found.append(_Pair((part,), (twin,), 1.0))
    return found


def _like_words(left: list[NamePart], right: list[NamePart], kinds: Mapping[NamePart, Role]) -> list[_Pair]:
    """Words that rigour leaves apart: one sound in two scripts, and a word of the trade cut short ("Ind", "Industry")."""
    found: list[_Pair] = []
    open_right = list(right)
    for part in left:
        twin = next(
            (other for other in open_right if _sounds_alike(part, other) or _cut_short(part, other, kinds)), None
        )
        if twin is not None:
            open_right.remove(twin)
            found.append(_Pair((part,), (twin,), LIKE))
    return found


def _sounds_alike(one: NamePart, other: NamePart) -> bool:
    """The same sound but for an ending, and one of the two words was written in another script."""
    short, full = sorted((one.metaphone or "", other.metaphone or ""), key=len)
    is_foreign = not (one.form.isascii() and other.form.isascii())
    return is_foreign and len(short) >= SOUNDS and full in (short, short + full[-1:])


def _cut_short(one: NamePart, other: NamePart, kinds: Mapping[NamePart, Role]) -> bool:
    short, full = sorted((one.comparable, other.comparable), key=len)
    is_trade = Role.GENERIC in (kinds.get(one), kinds.get(other)) or full in GENERIC_WORDS
    return is_trade and len(short) >= CUT and full.startswith(short)


def _is_initials(short: Name, full: Name) -> bool:
    """One word of capitals that is the first letters of the other's words, its legal form counted or not."""
    word = [part for part in short.parts if roles(short)[part] not in {Role.LEGAL, Role.FILLER}]
    rest = [part for part in full.parts if part.tag != NamePartTag.STOP]
    if len(word) != 1 or len(word[0].comparable) < CUT:
        return False
    whole = "".join(part.comparable[:1] for part in rest)
    bare = "".join(part.comparable[:1] for part in rest if roles(full)[part] not in {Role.LEGAL, Role.FILLER})
    limited = bare + "l" if any(part.comparable in LIMITED for part in rest) else bare  # CATL is ... Co., Limited
    return word[0].comparable in {whole, bare, limited} and len(bare) > 1


def _letters(name: Name) -> str:
    return "".join(part.comparable for part in name.parts if part.tag != NamePartTag.STOP)


def _score(
    left: Name,
    right: Name,
    kinds: Mapping[NamePart, Role],
    others: Mapping[NamePart, Role],
    symbols: tuple[Alignment, ...],
) -> NameMatch:
    pairs = [_Pair(pair.qps, pair.rps, pair.score) for pair in symbols]
    rest = [part for part in left.parts if not _in(pairs, part)], [part for part in right.parts if not _in(pairs, part)]
    pairs += [
        _Pair(pair.qps, pair.rps, pair.score) for pair in compare_parts(*rest) if pair.qps and pair.rps and pair.score
    ]
    for find in (_equal_words, partial(_like_words, kinds={**kinds, **others})):
        pairs += find([p for p in rest[0] if not _in(pairs, p)], [p for p in rest[1] if not _in(pairs, p)])
    only_left = [part for part in rest[0] if not _in(pairs, part)]
    only_right = [part for part in rest[1] if not _in(pairs, part)]
    agree = total = 0.0
    for pair in pairs:
        weight = max(WEIGHT[kinds[part]] for part in pair.left)
        agree += weight * pair.score
        total += weight
    against, words = _against([kinds[p] for p in only_left], [others[p] for p in only_right])
    distinctive = any(kinds[part] is Role.DISTINCTIVE for pair in pairs for part in pair.left)
    if not distinctive and (words or not agree):
        return NameMatch(0.0, "they share no distinctive word")
    value = 0.98 * agree / (total + against) if total else 0.0
    if distinctive and _only_adds([kinds[p] for p in only_left], [others[p] for p in only_right]):
        value = max(value, min(ADDS, 0.98 * agree / total))
    shared = ", ".join(map(str, pairs))
    differ = ", ".join(part.form for part in (*only_left, *only_right))
    return NameMatch(round(value, 4), f"shared: {shared}" + (f"; only one has: {differ}" if differ else ""))


def _only_adds(left: list[Role], right: list[Role]) -> bool:
    """One name is the other with generic words, places or legal forms added ("DJI", "SZ DJI Technology Co., Ltd.")."""
    mild = {Role.GENERIC, Role.PLACE, Role.LEGAL, Role.FILLER}
    heavy = [[role for role in side if role not in {Role.LEGAL, Role.FILLER}] for side in (left, right)]
    other_form = not any(heavy) and Role.LEGAL in left and Role.LEGAL in right
    return set(heavy[0] + heavy[1]) <= mild and not (heavy[0] and heavy[1]) and not other_form


def _against(left: Iterable[Role], right: Iterable[Role]) -> tuple[float, int]:
    """The weight of unpaired words, and how many of them are no mere legal form or filler."""
    one, other = Counter(left), Counter(right)
    weight = 0.0
    for role in one | other:
        both = min(one[role], other[role])
        weight += CONFLICT[role] * both + MISSING[role] * (max(one[role], other[role]) - both)
    words = sum(one[role] + other[role] for role in (Role.DISTINCTIVE, Role.GENERIC, Role.PLACE, Role.NUMBER))
    return weight, words
