"""Documents that a person brings: a letter, an authorization, a subpoena, as a file or an https address.

Its publication has the source "hand", a key made from its bytes, and in its metadata the facts given with it: under the
Federal Register API's names where readers know them, the rest under "by_hand": {what, by, at, file, title, stage,
relevance}. So the record shows who said what, and every later reading takes it into account.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import os
import socket
from dataclasses import dataclass, replace
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from alerts.outside_text import safe_url, shown
from extract.document import Stage
from extract.failures import HostRefused
from extract.folder import publications
from extract.identifiers import regulations_docket, rins
from extract.json_shape import canonical
from extract.publication import Publication
from extract.web import Web, WebSettings, origin_of
from models.decision import speaks
from models.scope import read_scope
from models.triage import triage_document
from pipeline import stages
from pipeline.commands.console import BAD_INPUT, bad_input, emit, output, say, stage
from pipeline.commands.offline import parsed
from pipeline.reading import ACTED, BY_HAND, read_publication
from pipeline.sources import addresses, pace_folder
from warehouse.lake import open_warehouse
from warehouse.migrate import prepare
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reading import ReadPublication
    from pipeline.settings import Settings
    from warehouse.documents import ReadDocument

KEY_DIGITS = 12
NAMED = 5  # dates and parties shown of a document


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person says of a document; None is not said. `references` are RINs, regulations.gov dockets, file numbers."""

    by: str
    title: str | None = None
    date: dt.date | None = None
    stage: Stage | None = None
    url: str | None = None
    references: tuple[str, ...] = ()
    icts: bool | None = None

    @property
    def what(self) -> list[str]:
        """The names of the facts given."""
        given = {
            "title": self.title,
            "date": self.date,
            "stage": self.stage,
            "url": self.url,
            "reference": self.references or None,
            "icts": self.icts,
        }
        return [name for name, value in given.items() if value is not None]

    def of_one_document(self) -> bool:
        """Whether it says something that cannot hold for several documents at once."""
        return bool(set(self.what) - {"icts"})


def statement(
    by: str | None,
    title: str | None,
    date: dt.date | None,
    stage: str | None,
    url: str | None,
    references: Sequence[str],
    *,
    icts: bool | None,
) -> Statement:
    """What the command line says; bad input where it names no such stage or an address that is none."""
    if stage is not None and stage not in set(Stage):
        bad_input(f"--stage {stage}: none of {', '.join(Stage)}")
    if url is not None and safe_url(url) is None:
        bad_input(f"--url {shown(url)}: no plain http(s) address")
    return Statement(shown(by or _user()), title, date, Stage(stage) if stage else None, url, tuple(references), icts)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # an account without a name, as in some containers
        return str(os.getuid())


def add(settings: Settings, wanted: Sequence[str], said: Statement, *, as_json: bool = False) -> None:
    """Keeps and reads each file or address, and shows what was read. Leaves with status 2 where one cannot be read."""
    if len(wanted) > 1 and said.of_one_document():
        bad_input(f"{', '.join(said.what)}: said of {len(wanted)} documents at once; add them one by one")
    unread = 0
    for name in wanted:
        with stage("reading"):
            brought = _fetch(settings, name) if "://" in name else _file(Path(name))
            prepare(stages.lake_of(settings))
            one = read_publication(_with_statement(settings, brought, name, said))
            if len(one.documents) > 1 and said.what:
                bad_input(f"{name} holds {len(one.documents)} documents: {', '.join(said.what)} cannot be said of all")
            known = _known(settings, one)
            counts = stages.add(settings, one)
        if as_json:
            emit(_row(name, document, one, known) for document in one.documents)
        else:
            _show(name, one, known, new=bool(counts["new"]))
        for rejected in one.rejected:
            say(f"icts-watch: {shown(name)}: {shown(rejected.reason)} (kept in quarantine)")
        unread += not one.documents
    if unread:
        say("icts-watch: what cannot be read now is read again by itself with the next version, or: read --again")
        raise SystemExit(BAD_INPUT)


def _file(path: Path) -> Publication:
    """A file as the folder source reads it, with the API's record if it lies beside. Raises NoSuchFile."""
    if path.is_dir():
        bad_input(f"{path} is a folder; name its files, or: icts-watch run --source {path}")
    return next(publications(path))


def _fetch(settings: Settings, url: str) -> Publication:
    """An address of a configured publisher, or any other public one that was named: then nowhere else is gone to."""
    origins = addresses(settings).origins
    try:
        if (own := origin_of(url)) not in origins:
            _refuse_unless_public(httpx.URL(url))
            origins = frozenset({own})
        with Web(WebSettings(origins, pace=pace_folder(settings), attempts=2, timeout=20.0, deadline=90.0)) as web:
            answer = web.fetch(url)
    except httpx.InvalidURL as wrong:
        bad_input(f"{shown(url)}: {wrong}")
    except HostRefused as wrong:
        bad_input(f"{wrong}; if it is where the document lies, add that address itself")
    return Publication(BY_HAND, url, answer.url, answer.media_type, answer.content, answer.fetched_at)


def _refuse_unless_public(url: httpx.URL) -> None:
    """Bad input is anything but https to a host whose addresses are all on the public internet."""
    where = shown(f"{url.scheme}://{url.host}")  # without what may be a password
    if url.scheme != "https" or not url.host:
        bad_input(f"{where}: only https addresses are fetched")
    if url.userinfo:
        bad_input(f"{where}: an address with a user name or password is not fetched, for it would be kept")
    try:
        found = socket.getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # a name that only a proxy knows, or nobody: the client will say
    for *_, address in found:
        ip = ip_address(str(address[0]).split("%")[0])
        ip = (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
        if not ip.is_global or ip.is_multicast:
            bad_input(f"{where}: {ip} is no address of the public internet")


def _with_statement(settings: Settings, brought: Publication, name: str, said: Statement) -> Publication:
    """The publication under a key of its bytes, with what was said of it now and before."""
    key = f"{BY_HAND}:{hashlib.sha256(brought.content).hexdigest()[:KEY_DIGITS]}"
    metadata = _metadata_before(settings, key)
    if metadata is None:
        where = {"html_url": brought.url} if brought.source == BY_HAND else {}
        metadata = _record(brought) | where | {"by_hand": {"file": Path(name).name}}
    if said.what:
        metadata = _merged(metadata, said)
    url = str(metadata.get("html_url") or brought.url)
    return replace(brought, source=BY_HAND, key=key, url=url, metadata=canonical(metadata))


def _record(brought: Publication) -> dict[str, Any]:
    record = json.loads(brought.metadata) if brought.metadata else {}
    return record if isinstance(record, dict) else {}


def _metadata_before(settings: Settings, key: str) -> dict[str, Any] | None:
    """The metadata with which the same bytes were added before, the newest; None where they were not."""
    query = "select metadata from lake.publications where source = ? and key = ? order by fetched_at desc limit 1"
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        rows = fetched(warehouse.con, query, [BY_HAND, key])
    return json.loads(rows[0]["metadata"]) if rows else None


def _merged(metadata: dict[str, Any], said: Statement) -> dict[str, Any]:
    """What is known with what is said now on top; the same words again change nothing, so that they add nothing."""
    record, words = dict(metadata), dict(metadata["by_hand"])
    if said.date:
        record["publication_date"] = said.date.isoformat()
    if said.url:
        record["html_url"] = said.url
    for reference in said.references:
        if found := rins([reference]):
            record["regulation_id_numbers"] = _with(record.get("regulation_id_numbers"), found)
        elif docket := regulations_docket([reference]):
            record["regulations_dot_gov_info"] = {"docket_id": docket}
        else:
            record["docket_ids"] = _with(record.get("docket_ids"), [shown(reference)])
    if said.title:
        words["title"] = said.title
    if said.stage:
        words["stage"] = said.stage.value
    if said.icts is not None:
        words["relevance"] = ACTED[0] if said.icts else None
    if (record | {"by_hand": words}) == metadata:
        return metadata
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return record | {"by_hand": words | {"by": said.by, "at": at, "what": _with(words.get("what"), said.what)}}


def _with(known: object, further: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*(known if isinstance(known, list) else []), *further]))


def _known(settings: Settings, one: ReadPublication) -> dict[str, str]:
    """From which other publication each of the documents is known already, by number."""
    numbers = [document.document.document_number for document in one.documents]
    query = (
        "select document_number, any_value(source) as source from lake.documents "
        "join lake.publications on sha256 = publication_sha256 where key != ? and document_number in "
        f"({', '.join('?' * len(numbers))}) group by document_number"
    )
    if not numbers:
        return {}
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        rows = fetched(warehouse.con, query, [one.publication.key, *numbers])
    return {row["document_number"]: row["source"] for row in rows}


def _row(name: str, read: ReadDocument, one: ReadPublication, known: dict[str, str]) -> dict[str, Any]:
    number = read.document.document_number
    return {
        "file": name,
        "publication": one.publication.sha256,
        **parsed(read.document),
        "relevance": read.relevance,
        "fingerprint": read.fingerprint,
        "known_from": known.get(number),
        "next": _next(read),
    }


def _show(name: str, one: ReadPublication, known: dict[str, str], *, new: bool) -> None:
    say(f"{shown(name)}: {'kept' if new else 'known already, nothing added'} ({one.publication.key})")
    for read, scope in zip(one.documents, one.scopes, strict=True):
        document = read.document
        days = [f"{fact.kind.value} {fact.date}" for fact in document.dates]
        parties = [party.name for party in scope.named_parties if not party.recalled]
        lines = {
            "document": f"{document.document_number}  {document.title}",
            "stage": document.stage.value,
            "relevance": f"{read.relevance} ({_why(read)})",
            "published": str(document.publication_date or "not known; give --date"),
            "dates": _few(days) or "none found",
            "parties": _few(parties) or "none named",
            "problems": "; ".join(document.problems) or "none",
        }
        if source := known.get(document.document_number):
            holds = "what was added now holds, being newer"
            dated = document.publication_date is not None
            lines["known"] = (
                f"from {source} already: {holds if dated else 'a version with its day goes before; give --date'}"
            )
        lines["next"] = _next(read)
        for heading, text in lines.items():
            output.print(f"  {heading:9} {shown(text)}", markup=False, soft_wrap=True)


def _few(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return ", ".join(texts[:NAMED]) + more


def _why(read: ReadDocument) -> str:
    """The reason of the triage, or that a person said otherwise."""
    found = triage_document(read.document)
    return found.reason if found.relevance == read.relevance else "said by a person"


def _next(read: ReadDocument) -> str:
    """What the person who added it does now."""
    if read.relevance not in ACTED:
        return "not taken for ICTS, so it meets no asset; if it is, add it again with --icts"
    if not speaks(read.document.stage, read_scope(read.document).relation):
        return f"a {read.document.stage.value} touches no asset by itself; if it binds, add it again with --stage"
    return "icts-watch assess, then icts-watch tell"
