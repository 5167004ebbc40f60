"""BIS and its ICTS office: press releases, determinations and general authorizations, read from their web pages.

News are listed by date. Determinations and authorizations stand on pages of their own, which are content themselves and
link the letters. The site documents no layout: what is known of it stands in tables of selectors here, and a page that
fits none of them raises LayoutChanged, so that a redesign is noticed and never read as "nothing new".
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

from extract.addresses import PageKind
from extract.calendar_days import days_in
from extract.failures import HostRefused, LayoutChanged, PollIncomplete, SourceError, TooManyRequests, Unreachable
from extract.json_shape import canonical
from extract.publication import Publication
from extract.text_layout import NO_CONTENT
from extract.wire import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.addresses import IndexPage, SourceSettings
    from extract.web import Answer, Web


AGENCIES = [{"name": "Commerce Department"}, {"name": "Industry and Security Bureau"}]
"""Whose pages they are, as the Federal Register's API names them."""


class ListLayout(NamedTuple):
    """Where an index page keeps its entries; `link`, `title` and `date` are looked for inside an `item`."""

    item: str
    link: str
    title: str
    date: str


LISTS = (
    ListLayout("li[data-date]", "a[href]", "h2, h3, a[href]", ".date, time"),  # as the site had it in 2025 and 2026
    ListLayout(".views-row", "h2 a[href], h3 a[href], a[href]", "h2, h3, a[href]", "time, .date"),
    ListLayout("li.usa-collection__item", "a[href]", ".usa-collection__heading", "time"),
    ListLayout("main tbody tr:has(a[href])", "a[href]", "a[href]", "time, td:not(:has(a[href]))"),
)
LETTERS = {  # what a link on a standing page must say to be one of its letters; any PDF is
    PageKind.DETERMINATION: re.compile(r"determination", re.IGNORECASE),
    PageKind.GENERAL_AUTHORIZATION: re.compile(r"general authorization (?:letter|no|\d)", re.IGNORECASE),
}
MAIN = ("main article", "article", "main", "[role=main]")  # the first that a page has is its content
TITLE = ("h1", ".page-title")
DATE = ("time[datetime]", ".date", "time")
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "blockquote", "pre", "figcaption")
LEAST_TEXT = 80  # characters; a page with less is an empty shell that a browser would fill


class Entry(NamedTuple):
    """One line of an index page; `date` is None where the index prints none."""

    title: str
    date: dt.date | None
    url: str


class Link(NamedTuple):
    """A link in a page's content."""

    words: str
    url: str


class Page(NamedTuple):
    """A page without its navigation, banners and footers: `html` is the content element, `text` its words by blocks."""

    title: str
    date: dt.date | None
    text: str
    html: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Bis:
    """The source: one publication per listed page, keyed by its address; content is the page's main element, or a PDF,
    or for a page on another site, which we do not fetch, the metadata.

    Metadata is JSON with title, publication_date (ISO or null), html_url and agencies, named as the Federal Register's API
    names them, and kind, index, text and links.
    """

    settings: SourceSettings
    name: str = "bis"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """Pages listed with a date on or after `since`, or with none. Pages that fail are named by PollIncomplete."""
        seen: set[str] = set()
        failures: list[SourceError] = []
        for index in self.settings.bis_pages:
            try:
                answer = web.fetch(index.url, wanted=Format.HTML, fresh=True)
                for entry in parse_entries(answer.content, answer.url, index.kind):
                    if entry.url not in seen and (entry.date is None or entry.date >= since):
                        seen.add(entry.url)
                        yield from self._publications(web, index, entry, failures)
            except (Unreachable, TooManyRequests):
                raise
            except SourceError as error:
                failures.append(error)
        if failures:
            raise PollIncomplete(tuple(failures))

    def _publications(
        self, web: Web, index: IndexPage, entry: Entry, failures: list[SourceError]
    ) -> Iterator[Publication]:
        try:
            answer = web.fetch(entry.url)
            page = _read(answer, entry)
        except HostRefused:  # news that stand on another site: what the list says of them is kept
            yield self._publication(index, entry, None, _unread(entry))
        except (Unreachable, TooManyRequests):
            raise
        except SourceError as error:
            failures.append(error)
        else:
            yield self._publication(index, entry, answer, page)

    def _publication(self, index: IndexPage, entry: Entry, answer: Answer | None, page: Page) -> Publication:
        date = entry.date or page.date
        metadata = canonical(
            {
                "kind": index.kind.value,
                "title": page.title,
                "publication_date": date.isoformat() if date else None,
                "html_url": entry.url,
                "agencies": AGENCIES,
                "index": index.url,
                "text": page.text,
                "links": [link.url for link in page.links],
            }
        )
        return Publication(
            source=self.name,
            key=entry.url,
            url=answer.url if answer else entry.url,
            media_type=answer.media_type if answer else "application/json",
            content=page.html.encode() or (answer.content if answer else metadata),
            fetched_at=answer.fetched_at if answer else dt.datetime.now(dt.UTC),
            metadata=metadata,
        )


def is_of_the_programme(publication: Publication) -> bool:
    """Whether it stands where the ICTS office keeps its determinations and authorizations, whatever words it uses."""
    if publication.source != "bis":
        return False
    kind = json.loads(publication.metadata or b"{}").get("kind")
    return kind in {page.value for page in LETTERS}


def _unread(entry: Entry) -> Page:
    """What the index alone says of a page."""
    return Page(title=entry.title, date=entry.date, text="", html="", links=())


def _read(answer: Answer, entry: Entry) -> Page:
    """A linked page; a PDF is kept as it is, under the title that the index gives it."""
    return parse_page(answer.content, answer.url) if "html" in answer.media_type else _unread(entry)


def parse_entries(content: bytes, url: str, kind: PageKind) -> list[Entry]:
    """What an index page leads to: a news list its items; a standing page itself, then the letters it links."""
    if kind not in LETTERS:
        return parse_index(content, url)
    page = parse_page(content, url)
    letters = (link for link in page.links if link.url.lower().endswith(".pdf") or LETTERS[kind].search(link.words))
    return [Entry(page.title, page.date, url), *(Entry(link.words or page.title, None, link.url) for link in letters)]


def parse_index(content: bytes, url: str) -> list[Entry]:
    """The entries of an index page, in its order; `url` completes relative links.

    Raises LayoutChanged when no known layout fits or an entry lacks its link or title.
    """
    soup = BeautifulSoup(content, "lxml")
    for layout in LISTS:
        if items := soup.select(layout.item):
            return [_entry(item, layout, url) for item in items]
    raise LayoutChanged(url, f"none of {[layout.item for layout in LISTS]}")


def _entry(item: Tag, layout: ListLayout, url: str) -> Entry:
    link, title, date = item.select_one(layout.link), item.select_one(layout.title), item.select_one(layout.date)
    words = _words(title)
    if link is None or not words:
        raise LayoutChanged(url, f"{layout.item} without {layout.link if link is None else layout.title}")
    return Entry(words, _date(date) or _parse_date(str(item.get("data-date", ""))), _address(link, url))


def parse_page(content: bytes, url: str) -> Page:
    """Title, date and main text of a page; what stands in navigation, banners and footers is left out.

    Raises LayoutChanged when the page has no main element, no title, or hardly any text.
    """
    soup = BeautifulSoup(content, "lxml")
    main = _first(soup, MAIN)
    title = main and (_first(main, TITLE) or _first(soup, TITLE))
    if main is None or title is None:
        raise LayoutChanged(url, f"none of {list(TITLE if main else MAIN)}")
    date = _date(_first(main, DATE))
    for part in main.select(NO_CONTENT):
        part.decompose()
    text = _text(main)
    if len(text) < LEAST_TEXT:
        raise LayoutChanged(url, f"{len(text)} characters of text in {main.name}")
    links = {(address := _address(link, url)): Link(_words(link), address) for link in main.select("a[href]")}
    return Page(_words(title), date, text, str(main), tuple(links.values()))


def _first(tag: Tag, selectors: tuple[str, ...]) -> Tag | None:
    return next((found for selector in selectors if (found := tag.select_one(selector))), None)


def _address(link: Tag, url: str) -> str:
    return urldefrag(urljoin(url, str(link["href"]))).url


def _words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def _text(main: Tag) -> str:
    """The blocks of a page, a line each; a block inside another is told once, in the outer one's place."""
    blocks = [block for block in main.find_all(BLOCKS) if not block.find_parent(BLOCKS)]
    lines = [_words(block) for block in blocks] if blocks else [_words(main)]
    return "\n".join(line for line in lines if line)


def _date(tag: Tag | None) -> dt.date | None:
    return (_parse_date(str(tag.get("datetime", ""))) or _parse_date(_words(tag))) if tag else None


def _parse_date(words: str) -> dt.date | None:
    """The first date in a text, in any of the ways the site prints one."""
    days = days_in(words)
    return days[0].date if days else None
