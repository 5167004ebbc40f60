"""How each source is looked at: its parts, and the entries that stand in a part now, by a token of their content."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.bis import LETTERS, parse_entries, parse_page
from extract.ecfr import fetch_versions
from extract.failures import NoSuchFile
from extract.federal_register import FederalRegister
from extract.federal_register_listing import Window, fetch_listing
from extract.feeds import parse_feed
from extract.json_shape import canonical, text
from extract.public_inspection import parse_current
from extract.sources import PUBLISHERS, WATCH_LISTS
from extract.wire import Format
from pipeline.sources import SAMPLE, addresses, reads_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from extract.addresses import IndexPage
    from extract.federal_register_listing import Query
    from extract.watch_list import WatchList
    from extract.web import Web
    from pipeline.settings import Settings

LOOK_BACK = dt.timedelta(days=7)  # what is older and was missed is the daily sweep's
FIELDS = ("document_number", "title", "effective_on", "comments_close_on", "full_text_xml_url", "corrections")
SETTLED = 2.0  # seconds; a file that changed more recently may still be being written
TOKEN = 16  # hexadecimal digits kept of an entry's hash

Entries = dict[str, str]  # token -> name: the token moves with what the entry says, the name tells people which it is


class Part(NamedTuple):
    """One part of a source and how to look at it; None means "not now"."""

    name: str
    look: Callable[[], Entries | None]


def parts(source: str, settings: Settings, web: Web) -> Iterator[Part]:
    """The parts of a source. Documents from a folder stand for what the Federal Register publishes."""
    folder = documents_folder(settings)
    if folder is None or source not in PUBLISHERS:
        yield from LOOKS[source](settings, web)
    elif source == "federal_register":
        yield from _files([folder])


def documents_folder(settings: Settings) -> Path | None:
    """The file or folder that documents come from, where the settings name one in place of the publishers."""
    if not reads_files(settings):  # who watches waits for the publishers, whether they answer now or not
        return None
    return SAMPLE / "notices" if settings.source == "sample" else Path(settings.source)


def first_day() -> dt.date:
    """The oldest day that a look still takes in."""
    return dt.datetime.now(dt.UTC).date() - LOOK_BACK


def _federal_register(settings: Settings, web: Web) -> Iterator[Part]:
    """One request for each query that is polled, over the last days, with few fields."""
    for query in FederalRegister(addresses(settings)).queries:
        few = replace(query, fields=FIELDS)
        yield Part(" ".join(value for _, value in query.conditions), partial(_listing, web, few, Window(first_day())))


def _listing(web: Web, query: Query, window: Window) -> Entries:
    records = fetch_listing(web, query, window)
    return {_token(canonical(record)): text(record, "document_number", query.api) for record in records}


def _public_inspection(settings: Settings, web: Web) -> Iterator[Part]:
    url = f"{addresses(settings).federal_register}/public-inspection-documents/current.json"
    yield Part(url, partial(_filings, web, url))


def _filings(web: Web, url: str) -> Entries:
    filings = parse_current(web.fetch_json(url), url)
    return {_token(canonical(filing)): text(filing, "document_number", url) for filing in filings}


def _bis(settings: Settings, web: Web) -> Iterator[Part]:
    for page in addresses(settings).bis_pages:
        yield Part(page.url, partial(_page, web, page))


def _page(web: Web, page: IndexPage) -> Entries:
    answer = web.fetch(page.url, wanted=Format.HTML)
    found = {_token(repr(entry).encode()): entry.url for entry in parse_entries(answer.content, answer.url, page.kind)}
    if page.kind in LETTERS:  # a standing page is content itself
        found[_token(parse_page(answer.content, answer.url).text.encode())] = page.url
    return found


def _feeds(settings: Settings, web: Web) -> Iterator[Part]:
    for url in addresses(settings).feeds:
        yield Part(url, partial(_feed, web, url))


def _feed(web: Web, url: str) -> Entries:
    entries = parse_feed(web.fetch(url, wanted=Format.FEED).content, url)
    return {_token(repr(entry).encode()): entry.document_number or entry.identity for entry in entries}


def _ecfr(settings: Settings, web: Web) -> Iterator[Part]:
    """One request for each part: the days on which it changed, without the text."""
    at = addresses(settings)
    for title, part in at.cfr_parts if at.ecfr else ():
        yield Part(f"{title} CFR {part}", partial(_versions, web, at.ecfr, title, part))


def _versions(web: Web, api: str, title: int, part: str) -> Entries:
    """A day to come is no news before it has come."""
    today = dt.datetime.now(dt.UTC).date()
    versions = fetch_versions(web, api, title, part)
    return {_token(repr(version).encode()): version.key for version in versions if version.date <= today}


def _watch_list(source: str, settings: Settings, web: Web) -> Iterator[Part]:
    """A list is one entry, by all that it says, and nobody looks at one that is switched off."""
    if source in settings.watch_lists:
        yield Part(source, partial(_firms, web, WATCH_LISTS[source](addresses(settings))))


def _firms(web: Web, watch_list: WatchList) -> Entries:
    entries: Entries = {}
    for publication in watch_list.poll(web, first_day()):
        listing = watch_list.read(publication)
        said = sorted(map(repr, (*listing.facts, *listing.left_aside, *listing.problems)))
        entries[_token(canonical(said))] = publication.key
    return entries


def _inventory(settings: Settings, _: Web) -> Iterator[Part]:
    yield from _files([settings.inventory or SAMPLE / "inventory.csv", *settings.owners])


def _suppliers(settings: Settings, _: Web) -> Iterator[Part]:
    """The register that comes with us changes with an upgrade, the company's own at any time."""
    yield from _files([Path(str(files("models") / "register")), *([settings.suppliers] if settings.suppliers else [])])


def _files(paths: list[Path]) -> Iterator[Part]:
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            yield Part(str(path), partial(_names, path, inside))
            yield from (Part(str(file), partial(_file, file)) for file in inside)
        else:
            yield Part(str(path), partial(_file, path))


def _names(folder: Path, inside: list[Path]) -> Entries:
    """A folder by the names in it: a file that is gone is news, too."""
    return {_token(canonical([str(file) for file in inside])): folder.name}


def _file(path: Path) -> Entries | None:
    """A file by size and hash; nothing yet while it may still be being written. Raises NoSuchFile."""
    try:
        status = path.stat()
        if 0 <= time.time() - status.st_mtime < SETTLED:
            return None
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        after = path.stat()
    except OSError as error:
        raise NoSuchFile(str(path), error.strerror or str(error)) from error
    if (status.st_mtime_ns, status.st_size) != (after.st_mtime_ns, after.st_size):
        return None  # written while it was read
    return {_token(b"%d %b" % (status.st_size, digest)): path.name}


def _token(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:TOKEN]


LOOKS: dict[str, Callable[[Settings, Web], Iterator[Part]]] = {
    "federal_register": _federal_register,
    "public_inspection": _public_inspection,
    "bis": _bis,
    "feeds": _feeds,
    "ecfr": _ecfr,
    **{source: partial(_watch_list, source) for source in WATCH_LISTS},
    "inventory": _inventory,
    "suppliers": _suppliers,
}
