"""`doctor --live`: every source is asked once, politely, and its answer compared with what our readers expect of it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import islice
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from alerts.failures import DeliveryFailed
from alerts.outside_text import cut
from alerts.smtp import check_server
from extract.bis import Bis
from extract.failures import (
    HostRefused,
    MalformedAnswer,
    NotFound,
    PollIncomplete,
    ShapeChanged,
    SourceError,
    TooLarge,
)
from extract.federal_register import FederalRegister
from extract.federal_register_listing import Limits
from extract.feeds import Feeds
from extract.sources import WATCH_LISTS
from extract.web import Web, WebSettings
from extract.wire import Format
from pipeline.messages.sending import server_of, slack_of
from pipeline.operations.finding import Finding, note, well, wrong
from pipeline.reading import WAKE_UPS, read_publication
from pipeline.sources import addresses, live_sources, pace_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.addresses import SourceSettings
    from extract.publication import Publication
    from extract.sources import Source
    from pipeline.settings import Settings

LOOK_BACK = dt.timedelta(days=30)  # far enough that there is something to compare, in most sources
FEW = Limits(per_page=2)
WIDTH = 300  # characters of a failure that are shown
MOVED = (ShapeChanged, MalformedAnswer, NotFound, HostRefused, TooLarge)  # it answers, but not as we know it

PARSED_WHEN_POLLED = WAKE_UPS | {"bis"}
"""Sources of which a layout is all that is expected, and the poll itself has compared it."""

TEXT, TEXT_OR_NULL, LIST = (str,), (str, NoneType), (list, NoneType)
RELIED_ON: dict[str, dict[str, tuple[type, ...]]] = {
    "federal_register": {
        "document_number": TEXT, "title": TEXT, "type": TEXT, "publication_date": TEXT, "html_url": TEXT,
        "agencies": LIST, "abstract": TEXT_OR_NULL, "action": TEXT_OR_NULL, "dates": TEXT_OR_NULL,
        "citation": TEXT_OR_NULL, "start_page": (int, NoneType), "full_text_xml_url": TEXT_OR_NULL,
        "comments_close_on": TEXT_OR_NULL, "effective_on": TEXT_OR_NULL, "correction_of": TEXT_OR_NULL,
        "docket_ids": LIST, "regulation_id_numbers": LIST, "cfr_references": LIST,
        "regulations_dot_gov_info": (dict, NoneType),
    },
    "public_inspection": {
        "document_number": TEXT, "title": TEXT, "type": TEXT, "filed_at": TEXT_OR_NULL, "html_url": TEXT,
        "publication_date": TEXT_OR_NULL, "agencies": LIST, "docket_numbers": LIST,
    },
}  # fmt: skip
"""The keys of the API's JSON that readers rely on, with the types they may have."""


class Piece(NamedTuple):
    """A part of a source that one request shows; `what` names it."""

    what: str
    source: Source


def live_findings(settings: Settings) -> Iterator[Finding]:
    """Each source that is switched on, then Slack and the mail server if they are configured."""
    at = addresses(settings)
    with Web(WebSettings(at.origins, pace=pace_folder(settings), attempts=1, timeout=10.0, deadline=60.0)) as web:
        yield from source_findings(web, live_sources(settings), at, dt.datetime.now(dt.UTC).date() - LOOK_BACK)
    if slack := slack_of(settings):
        try:
            who = slack.check()
            yield well("live", "slack", f"answers: {cut(who['user'], 60)} in {cut(who['team'], 60)}")
        except DeliveryFailed as failure:
            yield wrong("live", "slack", _delivery(failure), "check slack_token and slack_url")
    if server := server_of(settings):
        try:
            check_server(server)
            yield well("live", "mail server", f"{server.host}:{server.port} takes our connection")
        except DeliveryFailed as failure:
            yield wrong("live", "mail server", _delivery(failure), "check smtp_host, smtp_port, log-in and certificate")


def source_findings(web: Web, sources: Iterable[Source], at: SourceSettings, since: dt.date) -> Iterator[Finding]:
    """A line for each part of these sources: as expected, unreachable, or with another shape and where."""
    for source in sources:
        for piece in _pieces(source, at):
            yield _asked(web, piece, at, since)


def _delivery(failure: DeliveryFailed) -> str:
    return cut(f"refused or unreachable: {failure.code} {failure.detail}", WIDTH)


def _pieces(source: Source, at: SourceSettings) -> Iterator[Piece]:
    """A source that has many queries, pages or feeds by one of each kind; any other as it is."""
    match source:
        case FederalRegister():
            nothing = {"cfr_parts": (), "terms": (), "agencies": ()}
            for kind in nothing:
                one = getattr(at, kind)[:1]
                narrow = replace(at, **nothing | {kind: one})
                yield Piece(f"{source.name}, {kind}", FederalRegister(narrow, FEW))
        case Bis():
            for page in at.bis_pages:
                yield Piece(f"{source.name}, {page.url}", Bis(replace(at, bis_pages=(page,))))
        case Feeds():
            for feed in at.feeds:
                yield Piece(f"{source.name}, {feed}", Feeds(replace(at, feeds=(feed,))))
        case _:
            yield Piece(source.name, source)


def _asked(web: Web, piece: Piece, at: SourceSettings, since: dt.date) -> Finding:
    try:
        first = next(islice(piece.source.poll(web, since), 1), None)
        if first is None:
            return well("live", piece.what, f"answers as expected; nothing since {since} to compare further")
        return _compared(web, piece, first, at)
    except SourceError as error:
        return _failed(piece, error)


def _failed(piece: Piece, error: SourceError) -> Finding:
    causes = error.causes if isinstance(error, PollIncomplete) else (error,)
    moved = [cause for cause in causes if isinstance(cause, MOVED)]
    if moved:
        do = f"compare that address with what extract/{piece.source.name}.py reads; until then nothing of it is read"
        return wrong("live", piece.what, f"shape changed: {cut(str(moved[0]), WIDTH)}", do)
    do = (
        "check network, proxy and the address in the settings; if they are right, the publisher is down or throttles us"
    )
    return wrong("live", piece.what, f"unreachable: {cut(str(causes[0]), WIDTH)}", do)


def _compared(web: Web, piece: Piece, first: Publication, at: SourceSettings) -> Finding:
    """The first publication against what readers expect: keys and types, then the reading itself. Raises SourceError."""
    name = piece.source.name
    if expected := RELIED_ON.get(name):
        record = json.loads(first.metadata)
        for key, types in expected.items():
            if not isinstance(record.get(key, ...), types):
                found = type(record[key]).__name__ if key in record else "missing"
                raise ShapeChanged(first.url, f"{key} is {found}, not {' or '.join(kind.__name__ for kind in types)}")
        text = record.get("full_text_xml_url")
        if text and first.content == first.metadata:  # a poll goes on without the text, and says why only at its end
            try:
                web.fetch(text, wanted=Format.XML)
            except NotFound:
                return note("live", piece.what, f"answers as expected; the text of {first.key} is not there yet")
    if name in WATCH_LISTS:
        listing = WATCH_LISTS[name](at).read(first)
        words = f"answers as expected: {sum(listing.firms.values())} firms read"
        if aside := len(listing.unreadable):
            return note(
                "live", piece.what, f"{words}, {aside} entries cannot be", "they are quarantined when it is polled"
            )
        return well("live", piece.what, words)
    if name not in PARSED_WHEN_POLLED and (problem := read_publication(first).problem):
        raise ShapeChanged(first.url, problem)
    return well("live", piece.what, f"answers as expected; read: {cut(first.key, 100)}")
