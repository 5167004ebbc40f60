"""The field of use that a row places a thing in, and the model year it gives a vehicle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.classes import words_of

if TYPE_CHECKING:
    from extract.inventory import Item

USES = {
    "vehicle": frozenset(
        ["vehicle", "automotive", "car", "truck", "bus", "coach", "trailer", "fleet", "telematics", "obd", "driver"]
    ),
    "uas": frozenset(
        ["drone", "uav", "uas", "unmanned", "uncrewed", "flight", "autopilot", "quadcopter", "fpv", "aircraft"]
    ),
    "cloud": frozenset(["cloud", "hosted", "hosting", "managed"]),
}
"""Words by which a row places a thing of many uses into one field of use."""

MODEL_YEAR = re.compile(
    r"\b(?:model year |MY ?)?(?P<first>(?:19|20)\d{2})(?:\s?[-–]\s?(?P<last>\d{4}|\d{2}))?\b", re.IGNORECASE
)


def shows_use(item: Item, use: str) -> bool:
    """Whether the row places the thing in this field of use."""
    return bool(USES[use] & set(words_of(f"{item.name} {item.category} {item.description}")))


def model_year(item: Item) -> int | None:
    """The latest model year that the row gives a vehicle ("2017-19" gives 2019)."""
    found = [hit for text in (item.model, item.name, item.version) for hit in MODEL_YEAR.finditer(text)]
    years = [int(f"{hit['first'][:2]}{hit['last'][-2:]}") if hit["last"] else int(hit["first"]) for hit in found]
    return max(years, default=None)
