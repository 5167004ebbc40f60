"""The expressions that the readers look for, kept as data in phrasing/*.toml, where each can be read and amended."""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One file of expressions. `%part%` in an expression stands for an entry of its table `parts`."""

    entries: dict[str, Any]

    def __getitem__(self, key: str) -> re.Pattern[str]:
        """The entry as one pattern: any of its alternatives."""
        return re.compile("|".join(self._alternatives(key)), self._flags())

    def each(self, key: str) -> tuple[re.Pattern[str], ...]:
        """The entry's alternatives as patterns of their own, in order."""
        return tuple(re.compile(alternative, self._flags()) for alternative in self._alternatives(key))

    def words(self, key: str) -> frozenset[str]:
        """The entry's words."""
        return frozenset(word for line in self.entries[key] for word in line.split())

    def _flags(self) -> re.RegexFlag:
        return re.NOFLAG if self.entries.get("case_counts") else re.IGNORECASE

    def _alternatives(self, key: str) -> list[str]:
        return [self._filled(alternative) for alternative in self.entries[key]]

    def _filled(self, expression: str) -> str:
        parts: dict[str, list[str]] = self.entries.get("parts", {})
        return re.sub(r"%(\w+)%", lambda found: self._filled(f"(?:{'|'.join(parts[found.group(1)])})"), expression)


@functools.cache
def phrasing(name: str) -> Phrasing:
    """The expressions of one reader, from phrasing/NAME.toml."""
    source = importlib.resources.files("models").joinpath(f"phrasing/{name}.toml")
    return Phrasing(tomllib.loads(source.read_text("utf-8")))
