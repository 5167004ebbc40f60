"""A server on 127.0.0.1 that speaks the Federal Register's API, with its quirks and, on request, with faults.

It serves a folder: NUMBER.json is the API's object of a document, NUMBER.xml its full text, and
public-inspection/NUMBER.json a document on display. By hand: python tests/servers/federal_register.py FOLDER --port N
"""

from __future__ import annotations

import argparse
import datetime as dt
import email.utils
import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from tests.servers.faulty_http import FaultyServer, Query, Reply, json_reply
from tests.servers.federal_register_search import (
    FIELDS,
    Held,
    Json,
    Paging,
    RefusedQuery,
    answer_search,
    matches,
    parse_query,
    select,
)

API = "/api/v1"
DOWNLOADS = ("full_text_xml_url", "json_url", "body_html_url", "raw_text_url")  # these point to this server
RSS_DAYS, RSS_ENTRIES = 30, 200


class FederalRegisterServer(FaultyServer):
    """The server as a context manager: `url`, `api`, `requests`, and what tests do to it.

    `today` dates the RSS feed (by default the newest document's day).
    """

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        *,
        paging: Paging | None = None,
        today: dt.date | None = None,
        max_age: int = 86_400,
        host: str = "127.0.0.1",
    ) -> None:
        super().__init__(port, max_age, host)
        self.folder, self.paging, self.today = folder, paging or Paging(), today
        self.api = self.url + API

    def publish(self, path_json: Path, path_xml: Path | None = None) -> None:
        """Add a document while the server runs; without XML its full text answers 404 for now."""
        for path in (path_xml, path_json):  # the text first: a listed document should have it
            if path:
                _put(path, self.folder)

    def display(self, path_json: Path) -> None:
        """Put a document on public inspection."""
        _put(path_json, self.folder / "public-inspection")

    def held(self) -> list[Held]:
        """The documents in the folder, read anew, their downloads pointing here."""
        found = []
        for path in sorted(self.folder.glob("*.json")):
            if path.name.count(".") == 1:  # not a sidecar such as NUMBER.expected.json
                text = path.with_suffix(".xml")
                words = re.sub(r"<[^>]+>", " ", text.read_text()) if text.is_file() else ""
                found.append(Held(self._here(json.loads(path.read_text())), " ".join(words.split())))
        return found

    def _here(self, record: Json) -> Json:
        moved = {key: self.url + urlsplit(str(record[key])).path for key in DOWNLOADS if record.get(key)}
        return {**record, **moved}

    def answer(self, path: str, query: Query) -> Reply:
        """The answer without faults."""
        for pattern, method in ROUTES:
            if found := re.fullmatch(pattern, path):
                try:
                    return method(self, *found.groups(), query=query)
                except RefusedQuery as refused:
                    return json_reply(refused.body, 400)
        return Reply(
            404, "text/html", b"<!DOCTYPE html><html><title>404</title><h2>The page doesn't exist.</h2></html>"
        )

    def search(self, *, query: Query) -> Reply:
        """Documents.json."""
        return json_reply(answer_search(self.held(), query, self.api + "/documents", self.paging))

    def documents(self, numbers: str, *, query: Query) -> Reply:
        """One document by number, or a comma list of them."""
        asked = [unquote(number).translate(str.maketrans("–—", "--")) for number in numbers.split(",")]
        _, _, fields = parse_query(query) if any(key == "fields[]" for key, _ in query) else ((), (), tuple(FIELDS))
        records = {str(document.record["document_number"]): document.record for document in self.held()}
        found = {number: record for number in asked if (record := records.get(number) or records.get(_padded(number)))}
        if len(asked) == 1:
            return json_reply(select(found[asked[0]], fields)) if found else json_reply(NOT_FOUND, 404)
        unique = {str(record["document_number"]): select(record, fields) for record in found.values()}
        body: Json = {"count": len(unique), "results": list(unique.values())}
        missing = [number for number in dict.fromkeys(asked) if number not in found]
        return json_reply({**body, "errors": {"not_found": missing}} if missing else body)

    def full_text(self, name: str, *, query: Query) -> Reply:
        """The XML of a document; an HTML page with 404 while it lags."""
        path = self.folder / Path(name).name
        return Reply(200, "application/xml", path.read_bytes()) if path.is_file() else self.answer("/404", [])

    def inspection(self, *, query: Query) -> Reply:
        """Public inspection's current issue."""
        paths = sorted((self.folder / "public-inspection").glob("*.json"))
        filings = [json.loads(path.read_text()) for path in paths if path.name.count(".") == 1]
        times = {"special_filings_updated_at": None, "regular_filings_updated_at": None}
        for filing in filings:
            key = f"{filing.get('filing_type', 'regular')}_filings_updated_at"
            times[key] = max(filter(None, (times[key], filing.get("filed_at"))), default=None)
        return json_reply({"count": len(filings), "results": filings, **(times if filings else {})})

    def rss(self, *, query: Query) -> Reply:
        """The feed: thirty days, two hundred entries, no document number and no type."""
        conditions, _, _ = parse_query(query)
        records = [document.record for document in self.held() if matches(document, conditions)]
        dates = [dt.date.fromisoformat(str(record["publication_date"])) for record in records]
        today = self.today or max(dates, default=dt.date(2025, 1, 1))
        recent = [pair for pair in zip(dates, records, strict=True) if pair[0] > today - dt.timedelta(days=RSS_DAYS)]
        recent.sort(key=lambda pair: (pair[0], str(pair[1]["document_number"])), reverse=True)
        items = "".join(_rss_item(date, record) for date, record in recent[:RSS_ENTRIES])
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Federal Register</title>'
            f"<link>https://www.federalregister.gov</link><description>Documents</description>{items}</channel></rss>\n"
        )
        return Reply(200, "application/rss+xml", body.encode())


NOT_FOUND: Json = {"status": 404, "message": "Record Not Found"}
ROUTES = (
    (API + r"/documents(?:\.json|/)?", FederalRegisterServer.search),
    (API + r"/documents\.rss", FederalRegisterServer.rss),
    (API + r"/documents/([^/]+?)(?:\.json)?", FederalRegisterServer.documents),
    (API + r"/public-inspection-documents/current(?:\.json)?", FederalRegisterServer.inspection),
    (r"/documents/full_text/xml/.*/([^/]+\.xml)", FederalRegisterServer.full_text),
)


def _put(path: Path, folder: Path) -> None:
    """Copy a file so that a request in between sees all of it or nothing."""
    folder.mkdir(exist_ok=True)
    shutil.copy(path, folder / f"{path.name}.part")
    (folder / f"{path.name}.part").replace(folder / path.name)


def _padded(number: str) -> str:
    year, _, serial = number.rpartition("-")
    return f"{year}-{serial.zfill(5)}"


def _rss_item(date: dt.date, record: Json) -> str:
    midnight = email.utils.format_datetime(dt.datetime.combine(date, dt.time(), dt.UTC))
    agencies = record.get("agencies")
    names = (
        ", ".join(agency.get("name") or agency["raw_name"] for agency in agencies) if isinstance(agencies, list) else ""
    )
    parts = {
        "title": record["title"], "link": record["html_url"], "description": record.get("abstract") or "",
        "pubDate": midnight, "guid": record["html_url"], "dc:creator": names,
    }  # fmt: skip
    return "<item>" + "".join(f"<{tag}>{escape(str(text))}</{tag}>" for tag, text in parts.items()) + "</item>"


def main() -> None:
    """Serve a folder by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="NUMBER.json and NUMBER.xml")
    parser.add_argument("--port", type=int, default=8199)
    arguments = parser.parse_args()
    server = FederalRegisterServer(arguments.folder, arguments.port)
    print(f"{len(server.held())} documents at {server.api}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print(f"{len(server.requests)} requests")


if __name__ == "__main__":
    main()
