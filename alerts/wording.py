"""The words that every message shares: how dates and counts are put, and what an owner is asked to do."""

from __future__ import annotations

import datetime as dt

from extract.document import DateKind
from models.impact import Level, Timing

PRODUCT = "ICTS Watch"
NO_LEGAL_ADVICE = "This is no legal advice: it points to official text and to your own records, and a person decides."

DATE_WORDS = {
    DateKind.COMMENTS_CLOSE: "comments close",
    DateKind.EFFECTIVE: "takes effect",
    DateKind.COMPLIANCE: "compliance begins",
    DateKind.APPLICABILITY: "transactions from this day on count",
    DateKind.HEARING: "hearing",
    DateKind.EXPIRATION: "an exemption or authority ends",
    DateKind.OTHER: "date named in the document",
}

SINCE_WORDS = {
    DateKind.EFFECTIVE: "in effect since",
    DateKind.COMPLIANCE: "compliance due since",
    DateKind.APPLICABILITY: "transactions count since",
    DateKind.EXPIRATION: "an exemption or authority ended on",
}
"""The kinds of date that bind from then on, before a day that has passed."""

LEVEL_WORDS = {Level.AFFECTED: "affected", Level.REVIEW: "to review", Level.NONE: "not affected"}

TIMING_WORDS = {
    Timing.IN_FORCE: "in force now",
    Timing.FROM_A_DATE: "binding from a set date",
    Timing.PROPOSED: "proposed, not binding yet",
    Timing.CONSULTATION: "under consultation, nothing decided",
}

TO_DO = {
    Level.AFFECTED: {
        Timing.IN_FORCE: "Stop what the text forbids (purchases, renewals, updates) and ask compliance what follows.",
        Timing.FROM_A_DATE: "Plan the replacement, or ask compliance about an exemption, before it binds.",
        Timing.PROPOSED: "Nothing is forbidden yet: tell compliance what a ban would cost you while comments are open.",
        Timing.CONSULTATION: "Nothing is forbidden yet: tell compliance whether to answer the questions asked.",
    },
    Level.REVIEW: {
        Timing.IN_FORCE: "Find out who makes and supplies the asset and record it: the text already binds.",
        Timing.FROM_A_DATE: "Find out who makes and supplies the asset and record it before it binds.",
        Timing.PROPOSED: "Check whether the description fits the asset, to have the answer before the rule is final.",
        Timing.CONSULTATION: "Check whether the description fits the asset; nothing is decided yet.",
    },
}
"""What to do with an item, by level and timing."""


def spelled(day: dt.date) -> str:
    """A day as readers in the United States write it: "Sunday, September 29, 2024"."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def short_date(day: dt.date) -> str:
    """A day without its weekday: "September 29, 2024"."""
    return f"{day:%B} {day.day}, {day.year}"


def spelled_iso(date: str) -> str:
    """An ISO date as `short_date` has it; any other text ("model year 2027") as it is."""
    try:
        return short_date(dt.date.fromisoformat(date))
    except ValueError:
        return date


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 asset", "1,204 assets"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def tally(affected: int, review: int, gone: str = "") -> str:
    """Totals in words: "2 affected, 1 to review"; blank for none; `gone` stands before each level."""
    totals = ((affected, Level.AFFECTED), (review, Level.REVIEW))
    return ", ".join(f"{number:,} {gone}{LEVEL_WORDS[level]}" for number, level in totals if number)


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
