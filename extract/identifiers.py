"""The numbers a document carries: its own, RINs, dockets, parts of the CFR, and Federal Register citations."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from extract.document import CfrReference

if TYPE_CHECKING:
    from collections.abc import Iterable

_DASHES = str.maketrans("‐‑‒–—−", "------")
_EASTERN = ZoneInfo("America/New_York")
# 2024-13532, 2012-1728, 93-32104, E9-1234, C1-2026-16628, R1-2014-00001, X14-10205, 2013-01503-1.
NUMBER = r"(?:[A-Z]\d{0,2}-)?\d{2,4}-\d{3,6}(?:-\d)?|[A-Z]\d{1,2}-\d{3,6}"
_FR_DOC = re.compile(rf"FR\s*Doc(?:ument)?\.?\s*(?:No[.:]*\s*)?:?\s*({NUMBER})(?![\d-])", re.IGNORECASE)
_BARE_NUMBER = re.compile(rf"(?<![\w-])({NUMBER})(?!\w)")
_FILED = re.compile(
    r"Filed:?\s+(\d{1,2})[-/](\d{1,2})[-/](\d{2,4})(?:\s*[;,]?\s*(?:at )?(\d{1,2}):(\d{2})\s*([ap])\.?m)?",
    re.IGNORECASE,
)
_RIN = re.compile(r"(?<![\w-])(\d{4})\s?-\s?([A-Z]{2})[\s-]?(\d{2,3})(?![\w-]*\d)")
_CITATION = re.compile(r"\b(\d{2,3})\s+(?:FR|Fed\.\s?Reg\.)\s+(\d{1,3}(?:,\d{3})+|\d{1,6})\b")


def plain_dashes(text: str) -> str:
    """The text with every printed dash as "-": PDF text prints en dashes within numbers."""
    return text.translate(_DASHES)


def document_number(filing: str) -> str | None:
    """The number in a filing line: "[FR Doc. 2024-13532 Filed 6-21-24; 8:45 am]" gives "2024-13532"."""
    found = _FR_DOC.search(plain_dashes(filing))
    return found[1].upper() if found else None


def number_in_name(name: str) -> str | None:
    """A document number within a file name or address, the last one there."""
    found = _BARE_NUMBER.findall(plain_dashes(name).replace("_", " "))
    return found[-1] if found else None


def filed_at(filing: str) -> dt.datetime | None:
    """When the document went on public inspection, in the Office of the Federal Register's time zone."""
    found = _FILED.search(plain_dashes(filing))
    if not found:
        return None
    month, day, year, hour, minute, half = found.groups()
    hours = int(hour or 0) % 12 + (12 if (half or "a").lower() == "p" else 0)
    try:
        full_year = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 90 else 1900 + int(year)
        return dt.datetime(full_year, int(month), int(day), hours, int(minute or 0), tzinfo=_EASTERN)
    except ValueError:  # a day or hour that does not exist: a misprint is no fact
        return None


def rins(texts: Iterable[str]) -> tuple[str, ...]:
    """Regulation identifier numbers as OIRA writes them: "RIN 7100–AD 90" gives "7100-AD90"."""
    found = (_RIN.findall(plain_dashes(text).upper()) for text in texts)
    return tuple(dict.fromkeys(f"{agency}-{letters}{digits}" for each in found for agency, letters, digits in each))


_DOCKET_LABEL = re.compile(
    r"^\W*(?:(?:agency )?(?:docket|case)\b\s*(?:\(?(?:nos?|numbers?|id|ids|file|identification)\b[.:)]*\s*)*[.:#]*\s*)+|"
    r"^Nos?\. ",
    re.IGNORECASE,
)
_CASE = re.compile(r"ICTS-\d{4}-\d+")
_RIN_ONLY = re.compile(r"RINs?:?\s+\d{4}\s?-\s?[A-Z]{2}[\s-]?\d{2,3}", re.IGNORECASE)
_RIN_BEHIND = re.compile(rf",\s*(?:and )?{_RIN_ONLY.pattern}$", re.IGNORECASE)
_TRADE_CASE = re.compile(r"[AC]-\d{3}-\d{3}")  # an investigation into dumping or subsidies
_ONE_DOCKET = r"(?:[A-Z]{2,}[A-Z0-9]*(?:-[A-Z0-9]+){2,}|\d{6}-\d{4})"
_BLANK_BETWEEN = re.compile(rf"(?<![\w-])({_ONE_DOCKET})\s+(?={_ONE_DOCKET})")
_LISTED = re.compile(r",\s*(?:and |& )?|\s(?:and|&)\s")


def agency_dockets(lines: Iterable[str]) -> tuple[str, ...]:
    """The agency's own docket numbers, several in one bracket too, without the words "Docket No.".

    >>> agency_dockets(["[EPA-R09-OAR-2016-0105 FRL-9944-94-Region 9]", "[Docket No. 250107–0005]"])
    ('EPA-R09-OAR-2016-0105', 'FRL-9944-94-Region 9', '250107-0005')
    """
    found: list[str] = []
    for line in lines:
        for piece in re.split(r";|\]\s*\[", plain_dashes(line).strip(" \n[]")):
            words = " ".join(piece.split())
            found += _dockets_in(re.sub(r"- (?=\d)", "-", words)) if words.casefold() != "correction" else []
    dockets = [
        number for number in found if not _CASE.fullmatch(number)
    ]  # a case stands for a docket where none is given
    return tuple(dict.fromkeys(dockets or found))


def _dockets_in(piece: str) -> list[str]:
    numbers = _RIN_BEHIND.sub("", _DOCKET_LABEL.sub("", piece))
    if _RIN_ONLY.fullmatch(numbers):
        return []
    listed = _LISTED.split(numbers)
    # "Docket Nos. 18-89 and 20-34" are two; "OMB 3060-0179 and 3060-0500" is printed as one name.
    if all(map(_TRADE_CASE.fullmatch, listed)):
        return listed
    if numbers == piece or not all(any(map(str.isdigit, number)) for number in listed):
        listed = [numbers]
    split = (_BLANK_BETWEEN.sub(r"\1;", number).split(";") for number in listed)
    return [_DOCKET_LABEL.sub("", number).strip(" ,.[]") for each in split for number in each if number.strip(" ,.[]")]


# BIS-2024-0005, EPA-R09-OAR-2014-0636, FDA-2014-D-0044, EERE-2014-BT-TP-0054; AMS-SC-25-0070.
_REGULATIONS_DOCKET = re.compile(
    r"(?<![A-Za-z0-9-])((?:DoD|[A-Z][A-Z0-9]{1,9})(?:[-_][A-Z0-9]{1,6}){0,3}-(?:19|20)\d{2}(?:-[A-Z]{1,5}){0,2}-\d{4,5}|[A-Z]{3,5}-[A-Z]{2,5}-\d{2}-\d{4})"
    r"(?!\d)"
)
# "Docket No: USCIS 2020-0013": printed with a blank after the agency, so only after the word docket or the like.
_DOCKET_WITH_BLANK = re.compile(
    r"\b(?:[Dd]ocket|DOCKET|[Ii]dentification [Nn]umber)\b[^.;\[\]]{0,40}?(?:\bNos?\.[: ]*)?"
    r"(?<![A-Za-z0-9-])([A-Z]{3,8}) ((?:19|20)\d{2}-\d{4,5})(?![\d-])"
)
_YEAR_IN_NUMBER = re.compile(r"[-‐-―− ](?:(?:20|19)\d\d|\d\d)[-‐-―−]")
_NUMBER_OF_ANOTHER = re.compile(
    r"\b(?:authori[sz]ation|license|application|permit|contract|subpoena)s? (?:Nos?\.? ?|number )?$", re.IGNORECASE
)
_OTHER_REGISTERS = ("CVE-", "ICTS-", "ISO-", "IEC-", "ANSI-", "FR-", "RIN-")


def regulations_docket(texts: Iterable[str]) -> str | None:
    """The docket on regulations.gov that these texts name first ("BIS-2024-0005")."""
    for text in texts:
        if not _YEAR_IN_NUMBER.search(text):
            continue
        plain = plain_dashes(text)
        for found in _REGULATIONS_DOCKET.finditer(plain):
            if not (found[1].startswith(_OTHER_REGISTERS) or _NUMBER_OF_ANOTHER.search(plain, 0, found.start())):
                return str(found[1])
        if blank := _DOCKET_WITH_BLANK.search(plain_dashes(text)):
            return f"{blank[1]}-{blank[2]}"
    return None


_CFR_LINE = re.compile(r"(\d{1,2})\s+CFR\s+((?:(?!\d{1,2}\s+CFR).)*)", re.IGNORECASE | re.DOTALL)
_PARTS = re.compile(r"\bParts?\b((?:(?!\bChapters?\b|\bSubparts?\b|\bAppendix\b|\[).)*)", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"\d+[a-z]?(?:-\d+[a-z]?)?")
_BARE_PARTS = re.compile(
    r"^(\d+[a-z]?(?:(?:, (?:and )?| and )\d+[a-z]?)*)(?![\w.])"
)  # "15 CFR 791", no section "791.2"


def cfr_references(lines: Iterable[str]) -> tuple[CfrReference, ...]:
    """The parts a heading names: "12 CFR Parts 1024 and 1026" are two; "34 CFR Chapter II" names none."""
    found: list[CfrReference] = []
    for line in lines:
        for title, rest in _CFR_LINE.findall(plain_dashes(line)):
            for parts in _PARTS.findall(rest) or _BARE_PARTS.findall(rest):
                found += (CfrReference(int(title), part) for part in _PART.findall(parts))
    return tuple(dict.fromkeys(found))


def fr_citations(texts: Iterable[str]) -> tuple[str, ...]:
    """Every Federal Register citation, in order, as "84 FR 65316"."""
    found: dict[str, None] = {}
    for text in texts:
        if " FR " in text or "Fed." in text:
            found.update((f"{volume} FR {page.replace(',', '')}", None) for volume, page in _CITATION.findall(text))
    return tuple(found)


_DOCUMENTS = re.compile(
    rf"(?:FR\s*(?:rule\s+)?Doc(?:ument)?s?\.?|\bdocuments?)\s*(?:(?:Nos?\.?|numbers?)[:]*\s*)?:?\s*({NUMBER})(?![\d-])",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?<![\w-])((?:19|20)\d\d-\d{5}|[EXZ]\d-\d{3,5})(?![\w-])")


def fr_documents(text: str) -> list[str]:
    """The document numbers a text gives after "FR Doc." or "document", in order."""
    return [number.upper() for number in _DOCUMENTS.findall(plain_dashes(text))]


def numbers_alone(text: str) -> list[str]:
    """What can only be a document number, wherever a text gives it: "2024-28335"."""
    return _ALONE.findall(plain_dashes(text))


def volume_of(year: int) -> int:
    """The Federal Register's volume of a year: 2024 is volume 89."""
    return year - 1935
