"""The Department of Defense: its list of Chinese military companies (section 1260H of the NDAA for fiscal year 2021).

The department prints an edition a year as a notice in the Federal Register, which is what is polled, and as a PDF whose
address changes with each edition and whose site turns programs away. A setting can name another address of the list: a
PDF, its text, or a CSV with the columns Name, Alias, Parent Name, Start date, End date. Notices between two editions
that add or remove one company are named as problems, not read.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.failures import LayoutChanged, ShapeChanged
from extract.federal_register_listing import Query, Window, fetch_listing
from extract.json_shape import canonical, text
from extract.pdf import pdf_text
from extract.reading import Quarantined
from extract.suppliers import SupplierFact
from extract.watch_list import Listing, Reading, clean, parse_date, published, rows
from extract.wire import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.addresses import SourceSettings
    from extract.publication import Publication
    from extract.web import Web

LIST = "DoD 1260H"
COUNTRY = "CN"  # what the list says of everybody on it
FIRST_EDITION = dt.date(2021, 6, 1)
FIELDS = ("document_number", "title", "publication_date", "citation", "html_url", "full_text_xml_url")
REQUIRED = frozenset({"name", "alias", "parent_name", "start_date", "end_date"})
REMARK, ENDED = "a remark on an entry", "no longer listed"
MOST_WORDS = 16  # of a firm's name
MOST_TEXT = 600  # characters of a name with all that stands in parentheses behind it
MOST_REMARK = 3_000  # characters that are put together from several lines

_EDITION = re.compile(r"designation of chinese military companies", re.IGNORECASE)
_SINGLE = re.compile(r"chinese military compan", re.IGNORECASE)
_START = re.compile(
    r"following (?:entities|companies)\b.*:$|^entities identified as chinese military companies\b", re.IGNORECASE
)
_HEAD = re.compile(
    r"section 1260h|public law|authorization act|operating in the united states|^in accordance with", re.IGNORECASE
)
_END = re.compile(
    r"^(?:dated:|\[fr doc|billing code|deletions?\b|removals?\b|entities (?:removed|deleted))", re.IGNORECASE
)
_SENTENCE = re.compile(r"\b(?:is|are|was|were|has|have|remains?)\b")
_PAGE = re.compile(r"^(?:page )?\d+$", re.IGNORECASE)
_MARK = re.compile(r"^(?:[•◦▪○o*–-]|\d{1,3}[.)])\s+")
_LEGAL_FIRST = re.compile(r"^(?:\(?limited\)?|ltd|co|inc|corp|corporation|company|llc)\b[.,]*(?:\s|$)", re.IGNORECASE)
_ENDS_AS_NAME = re.compile(
    r"\b(?:ltd|inc|corp|corporation|company|limited|group)\.?(?: ?\([^()]*\))?\*?$", re.IGNORECASE
)
_LEGAL_PARENTHESIS = re.compile(r"^(?:limited|group|holdings?|china|hong kong)$", re.IGNORECASE)
_SEVERAL = re.compile(r";|,(?! )")


@dataclass(frozen=True, slots=True)
class Dod:
    """The source: one publication, the newest edition; its metadata are the notice's facts and the notices since."""

    settings: SourceSettings
    name: str = "dod"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:  # noqa: ARG002 - a list has no days
        """The newest edition. Raises ShapeChanged where the Federal Register finds none."""
        if url := self.settings.military_companies:
            yield published(self.name, web.fetch(url, fresh=True), url)
            return
        api = self.settings.federal_register
        conditions = (("conditions[agencies][]", "defense-department"), ("conditions[term]", '"Chinese military"'))
        found = list(fetch_listing(web, Query(api, conditions, FIELDS), Window(FIRST_EDITION)))
        found.sort(key=lambda record: text(record, "publication_date", api), reverse=True)
        titles = [text(record, "title", api) for record in found]
        newest = next((position for position, title in enumerate(titles) if _EDITION.search(title)), None)
        if newest is None:
            raise ShapeChanged(api, "no notice with an edition of the list of Chinese military companies")
        record = {name: found[newest].get(name) for name in FIELDS}
        later = [text(found[at], "document_number", api) for at in range(newest) if _SINGLE.search(titles[at])]
        answer = web.fetch(text(record, "full_text_xml_url", api), wanted=Format.XML)
        number = text(record, "document_number", api)
        yield published(self.name, answer, number, canonical({**record, "later": later}))

    def read(self, publication: Publication) -> Listing:
        """Its companies, whatever form the edition has."""
        about = json.loads(publication.metadata) if publication.metadata else {}
        return parse_military_companies(publication.content, publication.key, publication.fetched_at.date(), about)


def parse_military_companies(content: bytes, where: str, on: dt.date, about: dict[str, Any] | None = None) -> Listing:
    """The companies of an edition as XML, PDF, CSV or text. Raises ShapeChanged where no list stands in it."""
    about, reading = about or {}, Reading(where)
    for number in about.get("later", ()):
        reading.problem(0, "notice", f"{number} is newer and may change the list; read it by hand", number, fatal=False)
    start = content.removeprefix(b"\xef\xbb\xbf")[:200].lstrip()
    if start[:1] == b"<":
        _take_lines(reading, _xml_lines(content, where), about)
    elif start.lower().startswith((b"name,", b'"name",')):
        _take_rows(reading, content, on)
    else:
        _take_lines(reading, _text_lines(content, where), about)
    return reading.listing()


def _take_rows(reading: Reading, content: bytes, on: dt.date) -> None:
    for number, row, printed in rows(content, reading, REQUIRED):
        ended = parse_date(row["end_date"])
        if ended and ended <= on:
            reading.aside(number, ENDED, printed)
            continue
        name, in_name = split_name(row.get("clean_name") or row["name"])
        parent = split_name(row["parent_name"])[0]
        since = reading.date(number, "start_date", row["start_date"])
        source = clean(row.get("source_url", "")) or reading.where
        former = _SEVERAL.split(row.get("previous_name", ""))
        fact = _fact(name, parent, source, since)
        reading.firm(number, printed, fact, [*in_name, *_SEVERAL.split(row["alias"]), *former])


def _take_lines(reading: Reading, lines: Iterable[tuple[int, str]], about: dict[str, Any]) -> None:
    """Lines (how far indented, words) between the list's opening words and its end."""
    source = str(about.get("html_url") or reading.where)
    since = str(about.get("publication_date") or _day_of(reading.where))
    began, above = False, ""
    for number, (level, line) in enumerate(lines, start=1):
        if not began:
            began = bool(_START.search(line))
        elif _END.search(line):
            break
        elif _HEAD.search(line) or _SENTENCE.search(line) or _PAGE.search(line):
            if _ENDS_AS_NAME.search(line):
                reading.problem(number, "name", "is a remark that may hold a company's name", line)
            else:
                reading.aside(number, REMARK, line)
        else:
            name, aliases = split_name(line)
            if len(name.split()) > MOST_WORDS:
                reading.problem(number, "name", f"has more than {MOST_WORDS} words: no company's name", line)
                continue
            above = above if level else name
            reading.firm(number, line, _fact(name, above, source, since), aliases)
    if not began:
        raise LayoutChanged(reading.where, "the words that open the list of companies")


def _fact(name: str, parent: str, source: str, since: str) -> SupplierFact:
    above = parent if parent != name else ""
    return SupplierFact(
        name, country=COUNTRY, parent=above, relation="owned by" if above else "", list=LIST, source=source, as_of=since
    )


def split_name(printed: str) -> tuple[str, list[str]]:
    """A company as the list prints it, taken apart: "X Co., Ltd. (formerly Y (Z))*" gives X Co., Ltd. and Y, Z."""
    name = clean(printed).rstrip("* ")
    aliases: list[str] = []
    if len(name) > MOST_TEXT:  # nobody's name, and each parenthesis in it would be gone into
        return name, aliases
    while name.rstrip(".").endswith(")"):
        name = name.rstrip(".")
        depth, start = 0, len(name)
        while start and (depth or start == len(name)):
            start -= 1
            depth += {")": 1, "(": -1}.get(name[start], 0)
        inner = name[start + 1 : -1].strip()
        if depth or not start or _LEGAL_PARENTHESIS.match(inner):
            break
        former, further = split_name(re.sub(r"^(?:formerly|f/?k/?a|a/?k/?a|also known as)\s+", "", inner))
        aliases = [former, *further, *aliases]
        name = name[:start].rstrip("* ")
    return name, aliases


def _xml_lines(content: bytes, where: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a notice; a company's subsidiaries are set in a deeper kind of paragraph."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ShapeChanged(where, f"no XML: {error.msg}") from error
    for paragraph in root.iter("P", "FP", "DATED", "FRDOC"):
        words = clean("".join(map(str, paragraph.itertext())))
        if words:
            deeper = re.match(r"FP\d", str(paragraph.get("SOURCE", "")))
            yield (1 if deeper else 0), f"Dated: {words}" if paragraph.tag in {"DATED", "FRDOC"} else words


def _text_lines(content: bytes, where: str) -> Iterator[tuple[int, str]]:
    """The lines of a text or a PDF, those that are one entry put together."""
    if content.startswith(b"%PDF"):
        found = pdf_text(content, where)
        if isinstance(found, Quarantined):
            raise ShapeChanged(where, found.reason)
    else:
        try:
            found = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ShapeChanged(where, f"is not UTF-8 text (byte {error.start})") from error
    level, whole = 0, ""
    for raw in found.replace("\f", "\n").splitlines():
        marked = _MARK.match(raw.strip())
        line = clean(_MARK.sub("", raw.strip()))
        if line and whole and _goes_on(whole, line):
            whole = f"{whole} {line}"
        elif line:
            if whole:
                yield level, whole
            indented = raw[:1].isspace() or (marked is not None and not marked.group()[0].isdigit())
            level, whole = int(indented), line
    if whole:
        yield level, whole


def _goes_on(whole: str, line: str) -> bool:
    """Whether a line continues the one above: an open parenthesis, an unfinished sentence, or a legal form at its start."""
    if len(whole) > MOST_REMARK:
        return False
    unfinished = whole.count("(") > whole.count(")") or whole.endswith((",", "&", " and", " of"))
    ended = whole.endswith((".", ":")) or _ENDS_AS_NAME.search(whole) or _END.search(line) or _PAGE.search(line)
    sentence = bool(_SENTENCE.search(whole)) and not ended
    return unfinished or sentence or line[0].islower() or bool(_LEGAL_FIRST.match(line))


def _day_of(address: str) -> str:
    """The day that the department's own addresses carry: .../2026/Jun/08/...; blank without one."""
    found = re.search(r"/(\d{4})/([A-Z][a-z]{2})/(\d{2})/", address)
    day = parse_date(f"{found[2]} {int(found[3])}, {found[1]}") if found else None
    return day.isoformat() if day else ""
