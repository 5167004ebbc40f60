"""Relative days: counted from publication by the federal calendar, marked as computed, and hours in Eastern time."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.calendar_days import days_in, is_business_day
from extract.identifiers import filed_at

HOLIDAYS = """2021-12-31 2022-01-17 2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12
2026-11-11 2026-11-26 2026-12-25 2027-07-05 2027-12-24""".split()
WORKDAYS = "2026-01-02 2026-04-03 2026-07-02 2026-11-27 2026-12-24 2027-12-31 2020-06-19".split()


@pytest.mark.parametrize("day", HOLIDAYS)
def test_federal_holidays_and_their_observed_days_are_no_business_days(day: str) -> None:
    """A holiday on Saturday is kept on Friday, one on Sunday on Monday, also across New Year."""
    assert not is_business_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize("day", [*WORKDAYS[:5], WORKDAYS[6]])
def test_other_days_off_are_business_days(day: str) -> None:
    """Good Friday, the day after Thanksgiving, and Juneteenth before 2021 are no federal holidays."""
    assert is_business_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2026-06-04", "Comments are due 30 days after publication.", "2026-07-04"),
        (
            "2026-06-04",
            "Comments are due 30 days after publication or, if that is a weekend or federal holiday, on the next business day.",
            "2026-07-06",
        ),
        ("2026-11-20", "Comments are due within 10 business days of publication.", "2026-12-07"),
        ("2026-11-20", "Comments are due five working days after publication in the Federal Register.", "2026-11-30"),
        ("2026-01-31", "This rule is effective one month after publication.", "2026-02-28"),
        (
            "2024-01-02",
            "This rule is effective 60 days after the date of publication in the Federal Register.",
            "2024-03-02",
        ),
        (
            "2026-01-02",
            "This rule is effective on the ninetieth (90th) day, that is, 90 days after publication.",
            "2026-04-02",
        ),
        (
            "2026-01-02",
            "Effective [INSERT DATE 60 DAYS AFTER DATE OF PUBLICATION IN THE FEDERAL REGISTER].",
            "2026-03-03",
        ),
        ("2026-01-02", "Effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER].", "2026-01-02"),
        ("2024-02-29", "The exemption ends one year after publication.", "2025-02-28"),
        ("2026-01-02", "Comments are due by the 45th day after publication.", "2026-02-16"),
    ],
)
def test_days_are_counted_from_publication_and_marked(published: str, text: str, expected: str) -> None:
    """Calendar days unless the text says business days; a day off moves it only where the text says so."""
    (day,) = days_in(text, dt.date.fromisoformat(published))
    assert (day.date.isoformat(), day.computed) == (expected, True)


@pytest.mark.parametrize(
    "text",
    [
        "Comments are due 60 days after publication, March 3, 2026.",
        "Comments are due March 3, 2026 (60 days after publication).",
        "Comments are due within 60 days of publication, that is, by March 3, 2026.",
        "Comments are due March 3 of the year 2026.",
        "Comments are due on the third day of March, 2026.",
    ],
)
def test_a_printed_day_is_not_computed(text: str) -> None:
    """Where the day is printed as well, what is printed counts, even if a drafter counted otherwise."""
    (day,) = days_in(text, dt.date(2026, 1, 5))
    assert (day.date, day.computed) == (dt.date(2026, 3, 3), False)


def test_days_counted_from_another_event_are_left_out() -> None:
    """Service, an order, or another document's publication is not this document's publication."""
    for text in (
        "within 30 days after service",
        "90 days after the date of this order",
        "30 days after publication of the final rule",
    ):
        assert days_in(f"A response is due {text}.", dt.date(2026, 1, 5)) == []


def test_filing_hours_are_eastern() -> None:
    """Summer and winter time of the Office of the Federal Register."""
    summer, winter = filed_at("Filed 7-1-26; 4:15 pm"), filed_at("Filed: 1/14/2026 8:45 am")
    assert summer is not None
    assert winter is not None
    assert (summer.isoformat(), winter.isoformat()) == ("2026-07-01T16:15:00-04:00", "2026-01-14T08:45:00-05:00")
