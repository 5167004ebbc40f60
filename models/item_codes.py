"""The codes a row may carry: CPE names, package URLs, and part numbers whose first letters give their maker away."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_CPE23_TARGET = 10
"""Where a formatted CPE 2.3 name holds the software its product runs in."""

OPEN_REPOSITORIES = frozenset(
    """alpm apk bitbucket brew cargo cocoapods composer conda cran deb gem gitee github gitlab golang hackage hex maven npm
    nuget pub pypi rpm sourceforge swift""".split()
)
"""Kinds of package URL whose repositories hold software that is published with its source."""


@dataclass(frozen=True, slots=True)
class Cpe:
    """A CPE name's part (a, o, h), vendor, product and target software; blank where the name leaves them open."""

    part: str
    vendor: str
    product: str
    target: str


@dataclass(frozen=True, slots=True)
class Purl:
    """A package URL's type, namespace and name (https://github.com/package-url/purl-spec)."""

    type: str
    namespace: str
    name: str


def cpe_of(text: str) -> Cpe | None:
    """A CPE 2.3 name or a CPE 2.2 URI, read; None where the text is neither."""
    fields = [_plain(field) for field in re.split(r"(?<!\\):", text.strip())]
    if fields[:2] == ["cpe", "2.3"]:
        fields = fields[1:]
        target = fields[_CPE23_TARGET - 1] if len(fields) >= _CPE23_TARGET else ""
    elif len(fields) > 1 and fields[0] == "cpe" and fields[1].startswith("/"):
        fields[1] = fields[1].removeprefix("/")
        target = ""
    else:
        return None
    part, vendor, product = (*fields[1:4], "", "", "")[:3]
    return Cpe(part, vendor, product, target) if part in {"a", "o", "h"} else None


def _plain(field: str) -> str:
    return "" if field in {"*", "-"} else field.replace("\\", "").replace("_", " ").casefold()


def purl_of(text: str) -> Purl | None:
    """A package URL, read; None where the text is none."""
    found = re.fullmatch(r"pkg:/*(?P<type>[\w.+-]+)/(?P<path>[^?#]+)(?:\?[^#]*)?(?:#.*)?", text.strip())
    if not found:
        return None
    *namespace, name = re.sub(r"@[^@/]*$", "", found["path"].strip("/")).split("/")
    return Purl(found["type"].casefold(), "/".join(namespace), name)


@dataclass(frozen=True, slots=True)
class Series:
    """Part numbers that begin alike: their maker and, where the beginning says it, the class of the lexicon."""

    prefix: str
    maker: str
    key: str


def series_of(part_number: str) -> Series | None:
    """The series a part number belongs to by its beginning (part_numbers.csv, longest first); None for an unknown one.

    The beginnings are general knowledge of the trade; those that end with a colon are vendor numbers of the USB
    Implementers Forum, which rows write as "12d1:155a".
    """
    plain = part_number.strip().casefold()
    return next((series for series in _series() if plain.startswith(series.prefix)), None) if plain else None


@cache
def _series() -> tuple[Series, ...]:
    table = resources.files("models").joinpath("part_numbers.csv").read_text(encoding="utf-8")
    rows = [Series(row["prefix"].casefold(), row["maker"], row["class"]) for row in csv.DictReader(table.splitlines())]
    return tuple(sorted(rows, key=lambda series: (-len(series.prefix), series.prefix)))
