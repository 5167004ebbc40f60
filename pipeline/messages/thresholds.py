"""What a new finding needs so that its owner is told at once on a channel; the rest waits for the digest.

The setting `thresholds` has for each channel (slack, email) any of `level` (affected, review), `probability` (0 to 1) and
`stages` (names of stages). A threshold that cannot be read lets every alert through, and says so in the log.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from extract.document import Stage
from models.impact import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.document import Document
    from models.impact import Impact
    from pipeline.settings import Settings

log = logging.getLogger(__name__)
ORDER = (Level.NONE, Level.REVIEW, Level.AFFECTED)
KNOWN = {"level", "probability", "stages"}


def lets_through(settings: Settings, channel: str, document: Document, impact: Impact) -> bool:
    """Whether the channel's threshold lets a new finding through."""
    wanted = settings.thresholds.get(channel, {})
    if broken := fault(wanted):
        log.warning("the threshold of %s cannot be read, the alert goes out: %s", channel, broken)
        return True
    level, probability, stages = _threshold(wanted)
    return (
        ORDER.index(impact.level) >= ORDER.index(level)
        and impact.probability >= probability
        and document.stage in stages
    )


def fault(wanted: Mapping[str, Any]) -> str:
    """What cannot be read of a threshold; blank where all of it can."""
    try:
        _threshold(wanted)
    except (ValueError, TypeError, AttributeError) as error:
        return str(error)
    return ""


def _threshold(wanted: Mapping[str, Any]) -> tuple[Level, float, set[Stage]]:
    if unknown := set(wanted) - KNOWN:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    names = wanted.get("stages", list(Stage))
    stages = {Stage(name.strip()) for name in (names.split(",") if isinstance(names, str) else names)}
    return Level(wanted.get("level", Level.NONE)), float(wanted.get("probability", 0)), stages
