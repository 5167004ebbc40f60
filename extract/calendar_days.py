"""The days a text prints: "January 10, 2020", "May 9-11, 2016", "5/15/2016", "60 days after publication"."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class Day(NamedTuple):
    """A day mentioned in a text from `start` to `end`; `computed` where the text does not print it in full."""

    start: int
    end: int
    date: dt.date
    computed: bool = False


_FULL = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
# "June", "JUNE", "Jun", but never the verb in "may 30 days".
_MONTHS = {
    form: number
    for number, name in enumerate(_FULL, start=1)
    for form in (name, name.upper(), name[:3], name[:3].upper(), *(["Sept", "SEPT"] if number == 9 else []))
}
_MONTH = r"[JFMASOND](?<![A-Za-z].)[A-Za-z]{2,8}"
_ORDINAL = r"(?:st|nd|rd|th)?"
_MORE_DAYS = rf"(?:\s*(?:,|-|–|—|and|&|through|to|or)\s*(?:and\s+)?(\d{{1,2}}){_ORDINAL}(?![\d:]|\s*[ap]\.?m))"
_PRINTED = re.compile(
    rf"({_MONTH})\.?\s*(\d{{1,2}}){_ORDINAL}(?![\d/:]){_MORE_DAYS}?{_MORE_DAYS}?"
    r"(?:\s*[,.]?\s*(?:of (?:the year )?)?((?:19|20)\d{2})(?!\d))?"
)
_WORDS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
        "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split(),
        start=1,
    )
}
_IN_WORDS = re.compile(rf"\b([a-z]+(?:-[a-z]+)?) day of ({_MONTH}),?\s+((?:19|20)\d{{2}})\b")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}){_ORDINAL}(?: day)?(?: of)?\s+({_MONTH})\.?,?\s+((?:19|20)\d{{2}})\b")
_NUMERIC = re.compile(r"(?<![\d/])(?<!\d-)(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<![\d-])((?:19|20)\d{2})-(\d{2})-(\d{2})(?![\d-])")
_NEAR = 40  # characters between days that share a year
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)|/\d\d(?!\d)")


def may_hold_days(text: str, since: int = 0) -> bool:
    """A quick look that saves reading texts without any year (from `since` on) or relative date."""
    if "publi" in text or "date of this" in text:
        return True
    if "effective date" in text or "Effective Date" in text or "ublic inspection" in text or "UBLIC INSPECTION" in text:
        return True
    if "20" not in text and "/" not in text:
        return False
    return any(year[0] == "/" or int(year) >= since for year in _YEAR.findall(text))


# Between a relative day and its printed date: ", ", " (", ", that is, by ".
_BESIDE = re.compile(
    r"[\s,;:()—-]*(?:(?:that is|i\.e\.|namely|or|which is)?,?\s*(?:the |by |on |not later than |no later than )?)"
)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:  # a misprint such as February 30: no day at all
        return None


class Starts(NamedTuple):
    """From what days are counted besides publication: an order's signature, filing for public inspection, a rule's effect."""

    signed: dt.date | None = None
    filed: dt.date | None = None
    effective: dt.date | None = None


NO_STARTS = Starts()


def days_in(
    text: str,
    published: dt.date | None = None,
    *,
    starts: Starts = NO_STARTS,
    assume_year: bool = False,
    rolls: bool = False,
) -> list[Day]:
    """Every day the text mentions, in order.

    Relative days ("60 days after publication") need `published`, or what they are counted from among `starts`; a day
    printed without its year is the next such day after `published` where `assume_year` allows it. "The first business day
    after ..." is the one meant; with `rolls` so is the next one where a counted day is none. All are marked computed.
    """
    found = [*_month_days(text, published if assume_year else None), *_other_forms(text)]
    if published and _PUBLISHES.search(text):
        found += relative_days(text, published, rolls=rolls)
    for start, (cues, counts) in zip(starts, _COUNTS_FROM, strict=True):
        if start and any(cue in text for cue in cues):
            found += [Day(*match.span(), _counted(match, start), computed=True) for match in counts.finditer(text)]
    if "day" in text or "month" in text:
        found = [_first_business_day(_counted_from(day, text), text) for day in found]
    found.sort()
    apart: list[Day] = []
    for day in found:
        # "upon publication, July 18, 2024": the printed day tells what would be counted, before or after it.
        if apart and apart[-1].computed != day.computed and _BESIDE.fullmatch(text, apart[-1].end, day.start):
            if day.computed:
                continue
            apart.pop()
        if not apart or day.start >= apart[-1].end or day[:2] == apart[-1][:2]:
            apart.append(day)
    return apart


def _month_days(text: str, published: dt.date | None) -> list[Day]:
    matches = [match for match in _PRINTED.finditer(text) if match[1] in _MONTHS]
    found: list[Day] = []
    for index, match in enumerate(matches):
        month = _MONTHS[match[1]]
        days = [int(day) for day in (match[2], match[3], match[4]) if day]
        year, assumed = _year_of(matches, index, published, month, days[0])
        if year:
            dates = filter(None, (_date(year, month, day) for day in days))
            found += (Day(match.start(), match.end(), date, assumed) for date in dates)
    return found


def _year_of(
    matches: list[re.Match[str]], index: int, published: dt.date | None, month: int, day: int
) -> tuple[int | None, bool]:
    match = matches[index]
    if match[5]:
        return int(match[5]), False
    # "June 15 through June 18, 2016", "June 2, June 4, and June 9, 2016": the year stands with the last day.
    end = match.end()
    for following in matches[index + 1 :]:
        if following.start() - end >= _NEAR:
            break
        if following[5]:
            return int(following[5]), False
        end = following.end()
    if published is None:
        return None, False
    this_year = _date(published.year, month, day)
    return published.year + (this_year is not None and this_year < published), True


def _full_year(printed: str) -> int:
    return int(printed) + (2000 if len(printed) == 2 else 0)


def _other_forms(text: str) -> list[Day]:
    forms = [(m, _date(int(m[3]), _MONTHS[m[2]], int(m[1]))) for m in _DAY_FIRST.finditer(text) if m[2] in _MONTHS]
    if " day of " in text:
        named = (m for m in _IN_WORDS.finditer(text) if m[1] in _WORDS and m[2] in _MONTHS)
        forms += [(m, _date(int(m[3]), _MONTHS[m[2]], _WORDS[m[1]])) for m in named]
    if "/" in text:
        forms += [(m, _date(_full_year(m[3]), int(m[1]), int(m[2]))) for m in _NUMERIC.finditer(text)]
    if "-" in text:
        forms += [(m, _date(int(m[1]), int(m[2]), int(m[3]))) for m in _ISO.finditer(text)]
    return [Day(match.start(), match.end(), date) for match, date in forms if date]


_COUNTS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45, "forty five": 45,
    "sixty": 60, "ninety": 90, "one hundred eighty": 180, "thirtieth": 30, "forty-fifth": 45, "sixtieth": 60, "ninetieth": 90,
}  # fmt: skip
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True))
_THIS = r"(?:its |their |(?:the )?(?:date|day|time) of (?:the |this |its )?)?(?:the |this )?"
_PUBLICATION = (
    rf"{_THIS}(?:publication(?! of (?:a|an|the) (?:final|notice by))|(?:(?:(?:(?:proposed|final|interim) )*"
    r"(?:document|notice|rule|order|determination|proposal)|it) (?:is|was) )?"
    r"(?:(?:it|document|notice|rule|proposal) appears(?= in the federal register)|"
    r"published)(?= in the federal register| here|\W*$))(?: of this (?:final |proposed |"
    r"interim )?\w+)?(?: in the federal register)?"
)
_SPAN = (
    rf"\(?\b(?P<count>\d{{1,3}}(?=th\b|\b)|{_COUNT})(?:th)?\)?(?:\s*\(\d{{1,3}}\))?[\s-]*(?P<business>(?:business|working|"
    rf"federal working)\s+)?(?:calendar\s+)?(?P<unit>day|week|month|year)s?\s+(?:after|from|following|of|beyond)\s+"
)
_RELATIVE = re.compile(
    rf"(?:{_SPAN}(?:(?:the )?date (?:that |on which |when )?(?:the |this )?)?"
    rf"|\b(?:immediately )?(?:upon|on|as of)\s+){_PUBLICATION}"
    rf"|\[insert (?:the )?date (?:(?P<inserted>\d{{1,3}}) (?P<inserted_unit>day|month|"
    rf"year)s? after )?(?:the )?(?:date of |of )?"
    r"publication(?: date)?[^\]]{0,60}\]",
    re.IGNORECASE,
)
_FROM_ORDER = re.compile(
    rf"{_SPAN}the date of this (?:executive )?(?:order|proclamation|memorandum|notice|declaration)\b", re.IGNORECASE
)
_FROM_FILING = re.compile(
    rf"(?:{_SPAN}(?:the )?(?:date of )?|\[insert (?:the )?(?:date )?(?:(?P<inserted>\d{{1,3}}) (?P<inserted_unit>day|month|"
    r"year)s? after )?(?:the )?(?:date of )?)(?:its |this document's )?filing for public inspection"
    r"(?: at [^\]]{0,60})?[^\]]{0,30}(?:\]|\b)",
    re.IGNORECASE,
)
_FROM_EFFECT = re.compile(
    rf"{_SPAN}(?:the |its )effective date(?: of (?:this|the) (?:final |interim )*"
    r"(?:rule|determination|order|regulation|section)s?)?\b(?!\s+of\b)",
    re.IGNORECASE,
)
# In the order of `Starts`, each behind words without which a text cannot hold it.
_COUNTS_FROM = (
    (("date of this",), _FROM_ORDER),
    (("nspection", "NSPECTION"), _FROM_FILING),
    (("effective date", "Effective Date"), _FROM_EFFECT),
)
_AFTER_DAY = re.compile(rf"{_SPAN.replace('after|from|following|of|beyond', 'after|following')}$", re.IGNORECASE)
_FIRST_BUSINESS_DAY = re.compile(
    r"\b(?:the )?(?:first|next) (?:federal )?(?:business|working) day (?P<on>on or )?(?:after|following) (?:the )?$",
    re.IGNORECASE,
)
_PUBLISHES = re.compile(r"publi(?:cation|shed)|appears", re.IGNORECASE)
_ROLLS = re.compile(
    r"next (?:\w+ )?(?:business|working|federal) day|weekend or (?:a )?(?:federal |legal )?holiday", re.IGNORECASE
)


@cache
def _federal_holidays(year: int) -> frozenset[dt.date]:
    import holidays  # 0.1 s to import, and few documents count in business days

    return frozenset(holidays.country_holidays("US", years=year))


def is_business_day(day: dt.date) -> bool:
    """Whether the federal government works on this day."""
    return day.weekday() < 5 and day not in _federal_holidays(day.year)


def rolls_over(text: str) -> bool:
    """Whether a text says that a day on which nobody works is moved to the next on which one does."""
    return _ROLLS.search(text) is not None


def _counted_from(day: Day, text: str) -> Day:
    """The day itself, or the one so long after it: "no later than 90 days after August 6, 2026"."""
    before = None if day.computed else _AFTER_DAY.search(text, max(0, day.start - 60), day.start)
    return day if before is None else Day(before.start(), day.end, _counted(before, day.date), computed=True)


def _first_business_day(day: Day, text: str) -> Day:
    """The day itself, or what "the first business day after" it is."""
    before = _FIRST_BUSINESS_DAY.search(text, max(0, day.start - 60), day.start)
    if before is None:
        return day
    date = day.date if before["on"] else day.date + dt.timedelta(days=1)
    while not is_business_day(date):
        date += dt.timedelta(days=1)
    return Day(before.start(), day.end, date, computed=True)


def relative_days(text: str, published: dt.date, *, rolls: bool = False) -> list[Day]:
    """Days counted from publication, in business days or rolled to one where the text, or `rolls`, says so."""
    rolls = rolls or rolls_over(text)
    found = []
    for match in _RELATIVE.finditer(text):
        day = _counted(match, published)
        while rolls and not is_business_day(day):
            day += dt.timedelta(days=1)
        found.append(Day(match.start(), match.end(), day, computed=True))
    return found


def is_bare_day(text: str) -> bool:
    """Whether a paragraph is a day and nothing else: the date line of a page or letter."""
    days = days_in(text) if len(text) < _NEAR else []
    return len(days) == 1 and not (text[: days[0].start] + text[days[0].end :]).strip(" .,")


def counts_from_effect(text: str) -> bool:
    """Whether the text gives a day relative to the one on which a rule takes effect."""
    return "effective date" in text.casefold() and _FROM_EFFECT.search(text) is not None


def counts_from_publication(text: str) -> bool:
    """Whether the text gives a day relative to its publication and does not print it as well."""
    return any(day.computed for day in days_in(text, dt.date.min))


def _counted(match: re.Match[str], start: dt.date) -> dt.date:
    said = match.groupdict()
    count = (said["count"] or said.get("inserted") or "0").lower()
    number = int(count) if count.isdigit() else _COUNTS[count]
    unit = (said["unit"] or said.get("inserted_unit") or "day").lower()
    if said["business"]:
        return _business_days_after(start, number)
    return start + relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]


def _business_days_after(start: dt.date, number: int) -> dt.date:
    day = start
    while number:
        day += dt.timedelta(days=1)
        number -= is_business_day(day)
    return day
