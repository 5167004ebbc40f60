"""Public inspection, BIS pages, feeds and folders: what is a document comes, what has changed its shape is told."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.addresses import IndexPage, PageKind, SourceSettings
from extract.bis import Bis, parse_entries, parse_index, parse_page
from extract.failures import (
    LayoutChanged,
    ListingIncomplete,
    MalformedFeed,
    NoSuchFile,
    NotFound,
    PollIncomplete,
    ShapeChanged,
    SourceFailed,
)
from extract.feeds import Feeds, parse_feed
from extract.folder import Folder, publications
from extract.public_inspection import PublicInspection, parse_current, parse_filed_at
from extract.sources import poll_sources
from tests.servers.clients import brisk, register_only
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.pages import PagesServer

if TYPE_CHECKING:
    from extract.publication import Publication

EXAMPLES = Path(__file__).parent / "examples"
LONG_AGO = dt.date(2000, 1, 1)
TEXT = "<p>" + "A sentence of the page's own. " * 5 + "</p>"
FEED = (EXAMPLES / "feeds" / "served" / "agency.atom.xml").read_bytes()


# Public inspection


def test_no_inspection_issue_is_no_failure(tmp_path: Path) -> None:
    """Without an issue the API counts none, and nothing comes."""
    with FederalRegisterServer(tmp_path) as register, brisk(register) as web:
        assert list(PublicInspection(register_only(register)).poll(web, LONG_AGO)) == []


def test_filings_before_the_day_are_left_out_and_undated_ones_kept(tmp_path: Path) -> None:
    """A filing counts from the day of its own time zone; one without a time is never missed."""
    for number, filed in (("2025-00001", "2025-01-13T23:30:00.000-05:00"), ("2025-00002", None)):
        (tmp_path / f"{number}.json").write_text(
            json.dumps({"document_number": number, "title": "T ", "filed_at": filed})
        )
    with FederalRegisterServer(tmp_path / "served") as register, brisk(register) as web:
        register.folder.mkdir()
        for path in tmp_path.glob("*.json"):
            register.display(path)
        source = PublicInspection(register_only(register))
        assert [each.key for each in source.poll(web, dt.date(2025, 1, 13))] == ["2025-00001", "2025-00002"]
        assert [each.key for each in source.poll(web, dt.date(2025, 1, 14))] == ["2025-00002"]


def test_an_inspection_list_that_lacks_something_is_told() -> None:
    """Fewer filings than counted, a filing without a number, a time without an offset."""
    with pytest.raises(ListingIncomplete):
        parse_current({"count": 2, "results": [{"document_number": "1", "title": "t"}]}, "x")
    with pytest.raises(ShapeChanged, match="document_number"):
        parse_current({"count": 1, "results": [{"title": "t"}]}, "x")
    untitled = [{"document_number": "1", "title": None, "subject_1": "A", "subject_2": "B"}, {"document_number": "2"}]
    assert [each["title"] for each in parse_current({"count": 2, "results": untitled}, "x")] == ["A B", "FR Doc. 2"]
    for value in ("2025-01-14T08:45:00", "this morning"):
        with pytest.raises(ShapeChanged, match="filed_at"):
            parse_filed_at({"filed_at": value}, "x")


# BIS pages


def bis(server: PagesServer, *pages: tuple[PageKind, str]) -> Bis:
    """The source with these index pages."""
    return Bis(SourceSettings(bis_pages=tuple(IndexPage(kind, server.url + path) for kind, path in pages)))


@pytest.mark.parametrize(
    "html",
    [
        "<main><h1>News</h1><div class='new-design'><a href='/press-release/a'>A</a></div></main>",
        "<div id='root'></div><script src='app.js'></script>",
        "",
        "<ul><li data-date='2025-01-01'>no link</li></ul>",
    ],
    ids=["new design", "empty shell", "nothing", "an item without a link"],
)
def test_an_index_with_another_layout_is_told(html: str) -> None:
    """A redesign never reads as "nothing new"."""
    with pytest.raises(LayoutChanged):
        parse_index(html.encode(), "http://x/")


@pytest.mark.parametrize(
    "html",
    [
        "<body><p>no main</p></body>",
        "<main><p>" + "x" * 200 + "</p></main>",
        "<main><h1>Title</h1><nav>" + "x" * 200 + "</nav></main>",
    ],
    ids=["no content element", "no title", "nothing but navigation"],
)
def test_a_page_with_another_layout_is_told(html: str) -> None:
    """A page without its main element, title or text raises."""
    with pytest.raises(LayoutChanged):
        parse_page(html.encode(), "http://x/")


JUNE = dt.date(2025, 6, 11)


@pytest.mark.parametrize(
    ("item", "date"),
    [
        ("<li data-date='x'><span class='date'>June 11, 2025</span><a href='/a'>A title</a></li>", JUNE),
        ("<li data-date='2025-06-11'><a href='/a'><h3>A title</h3></a></li>", JUNE),
        (
            "<div class='views-row'><h3><a href='/a'>A title</a></h3><time datetime='2025-06-11T12:00Z'></time></div>",
            JUNE,
        ),
        ("<li class='usa-collection__item'><b class='usa-collection__heading'><a href='/a'>A title</a></b></li>", None),
        ("<table><tbody><tr><td>06/11/2025</td><td><a href='/a'>A title</a></td></tr></tbody></table>", JUNE),
        (
            "<table><tbody><tr><td><a href='/a'>A title</a> of May 1, 2024</td><td>June 11, 2025</td></tr></tbody></table>",
            JUNE,
        ),
        (
            "<table><tbody><tr><td><a href='/a'>A title</a></td><td>Sept. 5, 2025</td></tr></tbody></table>",
            dt.date(2025, 9, 5),
        ),
    ],
)
def test_known_layouts_of_lists_are_read(item: str, date: dt.date | None) -> None:
    """Each layout gives title, date and the completed address; a date that is not printed is None."""
    assert parse_index(f"<main>{item}</main>".encode(), "http://x/news") == [("A title", date, "http://x/a")]


def test_letters_in_a_folded_part_of_a_page_are_found() -> None:
    """The site's accordions hide what they fold; other hidden parts are no content."""
    folded = "<div class='usa-accordion__content' hidden><a href='/ga-2.pdf'>General Authorization No. 2</a></div>"
    page = f"<main><h1>Letters</h1>{TEXT}{folded}<div hidden><a href='/x.pdf'>x</a></div></main>"
    entries = parse_entries(page.encode(), "http://x/letters", PageKind.GENERAL_AUTHORIZATION)
    assert [entry.url for entry in entries] == ["http://x/letters", "http://x/ga-2.pdf"]


def test_what_surrounds_a_page_does_not_make_it_a_new_publication(tmp_path: Path) -> None:
    """Another token, banner, menu or footer leaves the hash as it is; another word of the content moves it."""
    hashes = []
    main = "<main><h1>Letter</h1>{1}<aside>{0}</aside></main>"
    frame = "<meta name='csrf' content='{0}'><nav>{0}</nav>" + main + "<footer>{0}</footer>"
    for around, word in (("one", ""), ("two", ""), ("two", "<p>More.</p>")):
        (tmp_path / "letters.html").write_text(frame.format(around, TEXT + word))
        with PagesServer(tmp_path, port=0) as server, brisk(server) as web:
            (each,) = bis(server, (PageKind.DETERMINATION, "/letters")).poll(web, LONG_AGO)
            assert around not in each.metadata.decode() + each.content.decode()
            hashes.append(each.content)
    assert hashes[0] == hashes[1] != hashes[2]


def test_one_broken_page_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """A linked page that is gone and an index with a new layout are named; the pages that can be read come."""
    row = "<li data-date='2025-06-{0}'><a href='/{1}'>{1}</a></li>"
    (tmp_path / "news.html").write_text("<main>" + row.format(11, "gone") + row.format(12, "there") + "</main>")
    (tmp_path / "there.html").write_text(f"<main><h1>There</h1>{TEXT}</main>")
    (tmp_path / "oicts.html").write_text("<div>another design</div>")
    with PagesServer(tmp_path) as server, brisk(server) as web:
        source = bis(server, (PageKind.DETERMINATION, "/oicts"), (PageKind.PRESS_RELEASE, "/news"))
        *came, failure = poll_sources(web, [source], LONG_AGO)
    assert [json.loads(each.metadata)["title"] for each in came] == ["There"]
    assert isinstance(failure.cause, PollIncomplete)
    assert [type(cause) for cause in failure.cause.causes] == [LayoutChanged, NotFound]


# Feeds


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (FEED[: len(FEED) // 2], "not well-formed|unclosed|no element"),
        (FEED.replace(b"</entry>", b"", 1), "mismatched"),
        (b'{"count": 0}', "."),
        (b"<note><to>you</to></note>", "neither RSS nor Atom"),
        (b"", "."),
        (b'<!DOCTYPE r [<!ENTITY a "b">]>' + FEED, "entities"),
        (
            b"<rss version='2.0'><channel><item><description>only</description></item></channel></rss>",
            "without a title",
        ),
    ],
)
def test_a_malformed_feed_is_told(content: bytes, reason: str) -> None:
    """Truncated, mis-nested, no feed at all, with entities, or an entry that cannot be named."""
    with pytest.raises(MalformedFeed, match=reason):
        parse_feed(content, "http://x/feed")


def test_a_feed_without_entries_is_empty() -> None:
    """Nothing new is no failure."""
    assert parse_feed(b"<rss version='2.0'><channel><title>t</title></channel></rss>", "x") == []


def test_a_feed_in_another_encoding_is_read() -> None:
    """A declared encoding is obeyed."""
    feed = "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><item><title>Citroën</title><link>http://x/1</link></item></channel></rss>"
    assert parse_feed(feed.encode("iso-8859-1"), "x")[0].title == "Citroën"


def test_one_broken_feed_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """The broken one is named at the end, after the entries of the good one."""
    (tmp_path / "bad.xml").write_bytes(FEED.replace(b"</entry>", b"", 1))
    (tmp_path / "good.xml").write_bytes(FEED)
    with PagesServer(tmp_path) as server, brisk(server) as web:
        feeds = Feeds(SourceSettings(feeds=(f"{server.url}/bad.xml", f"{server.url}/good.xml")))
        *came, failure = poll_sources(web, [feeds], LONG_AGO)
    assert len(came) == 2
    assert isinstance(failure, SourceFailed)
    assert "bad.xml" in str(failure)


# Files and folders


def keys(path: Path) -> list[str]:
    """The keys of a path's publications."""
    return [each.key for each in publications(path)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have them."""
    files = {
        "2024-2.xml": "<RULE/>", "2024-1.xml": "<RULE/>", "2024-1.json": '{"document_number": "2024-1"}',
        "2024-3.json": '{"document_number": "2024-3"}', "listing.json": '{"results": []}', "labels.json": '{"a": 1}',
        "broken.json": '{"document_number', "2024-1.expected.json": '{"document_number": "2024-1"}', "README.md": "#",
        "readme.txt": "-", "letter.txt": "A letter.", "notes.md": "-", "table.csv": "a,b", ".hidden.xml": "<RULE/>",
        "deep/page.html": "<p>", ".git/config.xml": "<x/>", "image.png": "-",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_gives_its_documents_sorted_and_passes_over_the_rest(folder: Path) -> None:
    """Sidecars, READMEs, tables, notes, hidden files and JSON that is no document are passed over."""
    assert keys(folder) == [
        "2024-1.xml", "2024-2.xml", "2024-3.json", "broken.json", "deep/page.html", "letter.txt", "listing.json",
    ]  # fmt: skip


def test_json_beside_xml_is_its_metadata(folder: Path) -> None:
    """The pair is one publication, in a folder and by name alike."""
    for path in (folder, folder / "2024-1.xml"):
        first: Publication = next(publications(path))
        assert (first.source, first.media_type, first.content) == ("file", "application/xml", b"<RULE/>")
        assert first.metadata == b'{"document_number": "2024-1"}'
        assert first.url == (folder / "2024-1.xml").as_uri()


def test_a_file_named_by_itself_is_taken_whatever_it_is_called(folder: Path) -> None:
    """Notes that somebody names are meant."""
    assert [(each.key, each.media_type) for each in publications(folder / "notes.md")] == [
        ("notes.md", "text/markdown")
    ]
    assert keys(folder / "2024-1.expected.json") == ["2024-1.expected.json"]


def test_several_paths_are_polled_in_their_order(folder: Path) -> None:
    """A file, then a folder; no network and no date is needed."""
    source = Folder((folder / "notes.md", folder / "deep"))
    assert [each.key for each in source.poll()] == ["notes.md", "page.html"]


def test_a_path_that_is_not_there_is_told(folder: Path) -> None:
    """The message names it."""
    with pytest.raises(NoSuchFile, match=r"nowhere\.xml: no such file"):
        keys(folder / "nowhere.xml")


def test_the_folder_of_real_rules_holds_nine_documents(shared: Path) -> None:
    """The nine rules come, and not their expected results."""
    assert len(keys(shared / "data" / "rules")) == 9
    assert all(key.endswith(".xml") for key in keys(shared / "data" / "rules"))
