"""The HTTP client: retries, Retry-After, cache, allowed origins, bounds, challenge and broken answers."""

from __future__ import annotations

import datetime as dt
import email.utils
import pickle
import socket
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from extract.failures import (
    ChallengePage,
    HostRefused,
    MalformedAnswer,
    NotFound,
    ServerFailed,
    TooLarge,
    TooManyRequests,
    TruncatedAnswer,
    Unreachable,
)
from extract.web import Web, WebSettings
from extract.wire import Format, parse_retry_after
from tests.servers.clients import brisk
from tests.servers.pages import PagesServer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pages(tmp_path: Path):
    """A server with a JSON, an XML and an HTML file."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "data.json").write_text('{"count": 1, "words": "' + "x" * 500 + '"}')
    (folder / "text.xml").write_text("<?xml version='1.0'?>\n<RULE><P>" + "y" * 500 + "</P></RULE>\n")
    (folder / "page.html").write_text("<html><title>News</title><main>z</main></html>")
    with PagesServer(folder) as server:
        yield server


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_passing_fault_is_retried_until_the_answer_comes(pages: PagesServer, status: int) -> None:
    """Two refusals are followed by a third request, which is answered; no more and no fewer are sent."""
    pages.fail("status", times=2, status=status)
    with brisk(pages) as web:
        assert web.fetch_json(f"{pages.url}/data.json")["count"] == 1
    assert [asked.status for asked in pages.requests] == [status, status, 200]


@pytest.mark.parametrize(("status", "kind"), [(429, TooManyRequests), (503, ServerFailed)])
def test_a_lasting_fault_ends_after_the_configured_attempts(pages: PagesServer, status: int, kind: type) -> None:
    """After so many attempts the failure is raised with its status, and the server is left alone."""
    pages.fail("status", times=9, status=status)
    with brisk(pages, attempts=3) as web, pytest.raises(kind) as caught:
        web.fetch(f"{pages.url}/data.json")
    assert caught.value.status == status
    assert len(pages.requests) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_out(pages: PagesServer, status: int) -> None:
    """With Retry-After: 1 the second request comes no sooner than a second after the first."""
    pages.fail("status", status=status, retry_after="1")
    with brisk(pages) as web:
        web.fetch(f"{pages.url}/data.json")
    first, second = (asked.at for asked in pages.requests)
    assert second - first >= 0.98


def test_a_retry_after_beyond_our_patience_is_not_waited_for(pages: PagesServer) -> None:
    """A server that asks for an hour is not asked again; the hour is told to the caller."""
    pages.fail("status", status=429, retry_after="3600", times=5)
    with brisk(pages) as web, pytest.raises(TooManyRequests) as caught:
        web.fetch(f"{pages.url}/data.json")
    assert caught.value.retry_after == 3600
    assert len(pages.requests) == 1


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    """Both forms of the header give seconds from now; a past date gives none to wait, nonsense gives None."""
    soon = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60), usegmt=True)
    assert 55 < (parse_retry_after(soon) or 0) <= 60
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert parse_retry_after("7") == 7.0
    assert parse_retry_after("soon") is None


def test_nothing_found_is_not_retried(pages: PagesServer) -> None:
    """A 404, HTML page or not, is an answer: NotFound after one request, even where JSON was asked for."""
    with brisk(pages) as web, pytest.raises(NotFound):
        web.fetch_json(f"{pages.url}/absent.json")
    assert len(pages.requests) == 1


def test_a_server_that_is_not_there_is_unreachable() -> None:
    """A refused connection raises Unreachable with the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Web(WebSettings(frozenset({url}), attempts=2, backoff=0.001)) as web, pytest.raises(Unreachable, match=url):
        web.fetch(f"{url}/data.json")


def test_a_slow_server_times_out(pages: PagesServer) -> None:
    """An answer that does not come in time raises Unreachable."""
    pages.fail("slow", seconds=0.6)
    with brisk(pages, timeout=0.2, attempts=1) as web, pytest.raises(Unreachable):
        web.fetch(f"{pages.url}/data.json")


def test_an_expired_copy_is_checked_with_a_conditional_request(pages: PagesServer, tmp_path: Path) -> None:
    """The second request carries the ETag, the server says 304, and the content comes from the disk."""
    with brisk(pages, cache=tmp_path / "cache") as web:
        first = web.fetch(f"{pages.url}/data.json", wanted=Format.JSON)
    with brisk(pages, cache=tmp_path / "cache") as web:
        second = web.fetch(f"{pages.url}/data.json", wanted=Format.JSON)
    assert [asked.status for asked in pages.requests] == [200, 304]
    assert pages.requests[1].headers["if-none-match"]
    assert (first.from_cache, second.from_cache) == (False, True)
    assert first.content == second.content


def test_a_copy_kept_for_a_day_is_used_without_asking_unless_fresh_is_wanted(
    pages: PagesServer, tmp_path: Path
) -> None:
    """max-age is obeyed for texts; a poll asks past it, with a conditional request, and sees what is new."""
    pages.max_age = 86_400
    url = f"{pages.url}/data.json"
    with brisk(pages, cache=tmp_path / "cache") as web:
        web.fetch(url)
        assert web.fetch(url).from_cache
        assert len(pages.requests) == 1
        assert web.fetch(url, fresh=True).from_cache
        assert pages.requests[1].status == 304
        (pages.folder / "data.json").write_text('{"count": 2}')
        assert web.fetch_json(url) == {"count": 2}


@pytest.mark.parametrize("kind", ["challenge", "truncated", "cut"])
def test_a_bad_answer_never_enters_the_cache(pages: PagesServer, tmp_path: Path, kind: str) -> None:
    """What was raised as bad is asked for anew the next time, although its headers allowed keeping it for a day."""
    pages.max_age = 86_400
    pages.fail(kind)
    with brisk(pages, cache=tmp_path / "cache", attempts=1) as web:
        with pytest.raises((ChallengePage, TruncatedAnswer)):
            web.fetch(f"{pages.url}/data.json", wanted=Format.JSON)
        assert web.fetch(f"{pages.url}/data.json", wanted=Format.JSON).content.startswith(b'{"count": 1')


def test_an_address_outside_the_configured_origins_is_refused_before_anything_is_sent(pages: PagesServer) -> None:
    """Another host, another port, another scheme: HostRefused, and the server never hears of it."""
    with brisk(pages) as web:
        for url in (
            "http://localhost:1/x",
            f"http://localhost:{pages.port}/data.json",
            "file:///etc/passwd",
            "data.json",
        ):
            with pytest.raises(HostRefused):
                web.fetch(url)
    assert pages.requests == []


def test_a_redirect_to_another_host_is_refused(pages: PagesServer, tmp_path: Path) -> None:
    """A redirect is checked like a first address; the other server is not asked."""
    with PagesServer(tmp_path / "served") as other, brisk(pages) as web:
        pages.fail("redirect", location=f"{other.url}/data.json")
        with pytest.raises(HostRefused, match=str(other.port)):
            web.fetch(f"{pages.url}/data.json")
        assert other.requests == []


def test_a_redirect_within_the_origins_is_followed(pages: PagesServer) -> None:
    """The answer names the address that it came from in the end."""
    pages.fail("redirect", where="page", location="/data.json")
    with brisk(pages) as web:
        assert web.fetch(f"{pages.url}/page").url == f"{pages.url}/data.json"


def test_a_circle_of_redirects_ends(pages: PagesServer) -> None:
    """Redirects that never arrive raise instead of going on for ever."""
    pages.fail("redirect", times=99, location="/data.json")
    with brisk(pages) as web, pytest.raises(MalformedAnswer, match="redirects"):
        web.fetch(f"{pages.url}/data.json")
    assert len(pages.requests) < 10


def test_an_answer_beyond_the_bound_is_refused(pages: PagesServer) -> None:
    """More bytes than configured raise TooLarge, once; the bound is told."""
    pages.fail("padded", size=200_000)
    with brisk(pages, max_bytes=100_000) as web, pytest.raises(TooLarge, match="100000"):
        web.fetch(f"{pages.url}/data.json")
    assert len(pages.requests) == 1


def test_a_compressed_answer_is_bounded_by_what_it_unpacks_to(pages: PagesServer) -> None:
    """A megabyte of blanks in a kilobyte of gzip is refused like a megabyte."""
    pages.fail("gzip", size=5_000_000)
    with brisk(pages, max_bytes=100_000) as web, pytest.raises(TooLarge):
        web.fetch(f"{pages.url}/data.json")


@pytest.mark.parametrize("kind", ["truncated", "cut"])
@pytest.mark.parametrize(("path", "wanted"), [("data.json", Format.JSON), ("text.xml", Format.XML)])
def test_a_truncated_answer_is_noticed_and_asked_for_again(
    pages: PagesServer, kind: str, path: str, wanted: Format
) -> None:
    """Cut against its Content-Length or without one, it is retried; if it stays cut, TruncatedAnswer says so."""
    pages.fail(kind)
    with brisk(pages, attempts=2) as web:
        assert web.fetch(f"{pages.url}/{path}", wanted=wanted).content == (pages.folder / path).read_bytes()
        pages.fail(kind, times=2)
        with pytest.raises(TruncatedAnswer, match=path):
            web.fetch(f"{pages.url}/{path}", wanted=wanted)


@pytest.mark.parametrize("wanted", [Format.JSON, Format.XML, Format.FEED, Format.HTML])
def test_a_challenge_page_is_told_and_not_hammered(pages: PagesServer, wanted: Format) -> None:
    """A page that asks a person to prove himself raises ChallengePage with its title, after one request."""
    pages.fail("challenge", times=5)
    with brisk(pages) as web, pytest.raises(ChallengePage, match="Request Access"):
        web.fetch(f"{pages.url}/page", wanted=wanted)
    assert len(pages.requests) == 1


def test_any_html_in_the_place_of_data_is_a_challenge_page(pages: PagesServer) -> None:
    """An unsuspicious HTML page is no JSON, whatever it says; where a page is wanted it is one."""
    with brisk(pages) as web:
        with pytest.raises(ChallengePage, match="News"):
            web.fetch_json(f"{pages.url}/page")
        assert web.fetch(f"{pages.url}/page", wanted=Format.HTML).media_type == "text/html"


@pytest.mark.parametrize("body", ["[1, 2]", '{"a": }', '{"a"}'])
def test_what_is_no_json_object_is_malformed(pages: PagesServer, body: str) -> None:
    """Complete but not an object: MalformedAnswer, not retried."""
    (pages.folder / "odd.json").write_text(body)
    with brisk(pages) as web, pytest.raises(MalformedAnswer):
        web.fetch_json(f"{pages.url}/odd.json")
    assert len(pages.requests) == 1


def test_requests_to_one_host_keep_their_distance(pages: PagesServer) -> None:
    """With an interval of 0.3 s four requests arrive about that far apart on a busy machine, too; cached answers cost no wait."""
    with brisk(pages, interval=0.3) as web:
        for _ in range(4):
            web.fetch(f"{pages.url}/data.json")
    times = [asked.at for asked in pages.requests]
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(times))


def test_failures_survive_the_way_between_processes() -> None:
    """A scheduler pickles exceptions: address, status and message arrive whole."""
    failure = TooManyRequests("http://x/", 429, b"slow down", 5.0)
    copy = pickle.loads(pickle.dumps(failure))
    assert (copy.url, copy.status, copy.retry_after, str(copy)) == ("http://x/", 429, 5.0, str(failure))
