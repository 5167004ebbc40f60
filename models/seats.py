"""Countries as text gives them: codes, names, demonyms, and the seat a row's own words state or hint at."""

from __future__ import annotations

import re
from functools import lru_cache

from rigour.territories import lookup_territory

ADVERSARY_PARTS = {"HK": "CN", "MO": "CN"}
"""Places that 15 CFR 791.4 counts with a foreign adversary."""

DEMONYMS = {
    "american": "US", "argentine": "AR", "australian": "AU", "austrian": "AT", "belarusian": "BY", "belgian": "BE",
    "brazilian": "BR", "british": "GB", "bulgarian": "BG", "canadian": "CA", "chinese": "CN", "croatian": "HR", "cuban": "CU",
    "czech": "CZ", "danish": "DK", "dutch": "NL", "emirati": "AE", "estonian": "EE", "finnish": "FI", "french": "FR",
    "german": "DE", "greek": "GR", "hungarian": "HU", "icelandic": "IS", "indian": "IN", "indonesian": "ID", "iranian": "IR",
    "irish": "IE", "israeli": "IL", "italian": "IT", "japanese": "JP", "korean": "KR", "latvian": "LV", "lithuanian": "LT",
    "malaysian": "MY", "mexican": "MX", "norwegian": "NO", "polish": "PL", "portuguese": "PT", "romanian": "RO",
    "russian": "RU", "serbian": "RS", "singaporean": "SG", "slovak": "SK", "slovenian": "SI", "spanish": "ES", "swedish": "SE",
    "swiss": "CH", "taiwanese": "TW", "thai": "TH", "turkish": "TR", "ukrainian": "UA", "venezuelan": "VE", "vietnamese": "VN",
}  # fmt: skip

CITIES = {
    **dict.fromkeys(
        """beijing changsha chengdu chongqing dalian dongguan foshan guangdong guangzhou hangzhou harbin hefei jiangsu jinan
        nanjing ningbo qingdao quanzhou shandong shanghai shenyang shenzhen suzhou tianjin wuhan wuxi xiamen xian zhejiang
        zhuhai""".split(),
        "CN",
    ),
    **dict.fromkeys(["moscow", "saint petersburg", "st. petersburg", "novosibirsk", "kazan", "yekaterinburg"], "RU"),
    **dict.fromkeys(["tehran", "isfahan"], "IR"),
    "pyongyang": "KP",
    "havana": "CU",
    "caracas": "VE",
    "paris": "FR",
    "london": "GB",
    "taipei": "TW",
    "tokyo": "JP",
    "seoul": "KR",
    "tel aviv": "IL",
    "california": "US",
    "texas": "US",
    "massachusetts": "US",
    "silicon valley": "US",
    **dict.fromkeys(
        [
            "new york",
            "boston",
            "chicago",
            "dallas",
            "austin",
            "houston",
            "seattle",
            "denver",
            "atlanta",
            "portland",
            "san diego",
            "san jose",
            "los angeles",
            "irvine",
            "phoenix",
            "minneapolis",
            "philadelphia",
            "pittsburgh",
            "detroit",
            "raleigh",
            "salt lake city",
            "colorado",
            "virginia",
            "florida",
            "ohio",
            "michigan",
            "oregon",
            "utah",
            "arizona",
            "minnesota",
        ],
        "US",
    ),
    **dict.fromkeys(["berlin", "munich", "hamburg", "stuttgart"], "DE"),
    **dict.fromkeys(["toronto", "vancouver", "montreal", "ottawa", "calgary"], "CA"),
    "san francisco": "US",
}
"""Cities and provinces that rows name without the country."""

DOMAINS = {"cn": "CN", "hk": "CN", "ru": "RU", "su": "RU", "ir": "IR", "kp": "KP", "cu": "CU", "ve": "VE"}

_IN_PLACE = re.compile(
    r"\b(?i:based|headquartered|headquarters?(?: is)? located|located|founded|seated|incorporated|manufactured?|made)"
    r"(?: and \w+)? in (?P<place>[A-Z][\w.'’-]*(?:,? (?:of|the|and|[A-Z][\w.'’-]*))*)"
)
_PLACE_BASED = re.compile(r"\b(?P<place>[A-Z][\w.]+(?: [A-Z]\w+)?)-based\b")
_KIND_OF_FIRM = (
    r"(?:[\w-]+ ){0,4}?(?:manufacturer|maker|company|provider|vendor|producer|developer|firm|corporation|multinational|brand"
    r"|conglomerate|registrar|startup|start-up|operator|supplier)\b"
)
_DEMONYM = re.compile(rf"\b(?P<place>{'|'.join(DEMONYMS)}) {_KIND_OF_FIRM}", re.IGNORECASE)
_DOMAIN = re.compile(rf"(?:https?://|www\.)[\w.-]+\.(?P<zone>{'|'.join(DOMAINS)})(?=[/\s:?)]|$)", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO 3166 alpha-2 code of a country as a row writes it; "" where nobody can tell."""
    plain = text.strip().strip(".").removeprefix("the ").removeprefix("The ")
    if not plain:
        return ""
    if found := CITIES.get(plain.casefold()) or DEMONYMS.get(plain.casefold()):
        return found
    territory = lookup_territory(plain)
    while territory is not None and territory.parent is not None and len(territory.code) > 2:
        territory = territory.parent
    return territory.code.upper() if territory is not None and len(territory.code) == 2 else ""


def stated_seat(text: str) -> tuple[str, str]:
    """The country that a description states as its maker's seat, and the words; blanks where it states none."""
    for pattern in (_IN_PLACE, _PLACE_BASED, _DEMONYM):
        for found in pattern.finditer(text):
            for part in [found["place"], *reversed(re.split(r",\s*| and ", found["place"]))]:
                if code := country_code(part):
                    return code, found[0]
    return "", ""


def hinted_seats(vendor: str, text: str) -> list[tuple[str, str]]:
    """Weak signs of a seat, as (country, words): a place in the vendor's name, a country domain, Chinese writing."""
    found = [(country_code(word), f"{word!r} in the vendor's name") for word in re.findall(r"[A-Z][\w.]+", vendor)]
    found += [(DOMAINS[hit["zone"].lower()], hit[0]) for hit in _DOMAIN.finditer(text)]
    if script := _HAN.search(f"{vendor} {text}"):
        found.append(("CN", f"Chinese writing: {script[0]}"))
    return [(country, words) for country, words in found if country]
