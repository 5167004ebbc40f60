"""`icts-watch add`: a document that a person brings is kept, read and told of; what they say of it is on the record."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from pipeline import stages
from pipeline.cli import app
from pipeline.reading import read_publication
from pipeline.settings import Settings
from pipeline.sources import SAMPLE
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.pages import PagesServer
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse
from warehouse.publications import publication
from warehouse.record import verify
from warehouse.relation import Row, fetched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

LETTER = """UNITED STATES DEPARTMENT OF COMMERCE
Bureau of Industry and Security
Washington, D.C. 20230

March 3, 2026

Dear Counsel:

The importation of the vehicles named in your application may go on. This authorization expires on March 3, 2027.
"""
NUMBER = r"hand:[0-9a-f]{12}"


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home with an empty warehouse."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def untouched(tmp_path: Path) -> Path:
    """A home that is not there yet."""
    return tmp_path / "home"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A letter without number, title or any word of the programme."""
    file = tmp_path / "letter.txt"
    file.write_text(LETTER)
    return file


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `icts-watch add` on the home with these arguments and settings."""

    def run(*arguments: object, **settings: str) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(f"ICTS_WATCH_{name.upper()}", value)
        return CliRunner().invoke(app, ["add", "--home", str(tmp_path / "home"), *map(str, arguments)])

    return run


def rows(home: Path, query: str) -> list[Row]:
    """The rows of a query on the home's warehouse."""
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        return fetched(warehouse.con, query)


def line(done: Result) -> dict[str, object]:
    """The one JSON line that a command printed; it must have ended well."""
    assert done.exit_code == 0, done.output
    (found,) = (json.loads(text) for text in done.stdout.splitlines())
    assert isinstance(found, dict)
    return found


def test_a_letter_is_kept_byte_for_byte_and_read_at_once(add: Callable[..., Result], home: Path, letter: Path) -> None:
    """Its bytes are a publication of the hand, it has a number made of them, and the command says what to do next."""
    done = add(letter)
    assert done.exit_code == 0, done.output
    (kept,) = rows(home, "from lake.publications")
    assert (kept["source"], kept["content"]) == ("hand", LETTER.encode())
    (read,) = rows(home, "from lake.current_documents")
    assert read["document_number"] == kept["key"]
    for words in (kept["key"], "stage     notice", "relevance other", "expiration 2027-03-03", "give --date", "--icts"):
        assert words in done.stdout
    with open_warehouse(Lake.under(home)) as warehouse:
        found = verify(warehouse.con)
    assert (found.entries, found.broken) == (1, ())


def test_the_same_file_twice_adds_nothing(add: Callable[..., Result], home: Path, letter: Path, tmp_path: Path) -> None:
    """Neither the same file again nor the same bytes under another name, with the same words said of it, add anything."""
    said = ("--icts", "--title", "Letter to counsel", "--reference", "0694-AJ56")
    add(letter, *said)
    before = [
        rows(home, f"select count(*) as n from lake.{table}") for table in ("publications", "documents", "record")
    ]
    shutil.copy(letter, tmp_path / "copy.txt")
    for again in ((letter,), (letter, *said), (tmp_path / "copy.txt", *said)):
        done = add(*again)
        assert done.exit_code == 0, done.output
        assert "known already, nothing added" in done.stderr
    assert before == [
        rows(home, f"select count(*) as n from lake.{table}") for table in ("publications", "documents", "record")
    ]


def test_what_a_person_says_holds_and_is_on_the_record(add: Callable[..., Result], home: Path, letter: Path) -> None:
    """Title, stage, day, address, numbers and relevance are the document's; who said so and when is in the metadata."""
    said = ("--title", "Specific authorization", "--stage", "general authorization", "--date", "2026-03-03", "--icts")
    more = ("--reference", "0694-AJ56", "--reference", "BIS-2024-0005", "--reference", "Letter 17", "--by", "Ann Doe")
    read = line(add(letter, *said, *more, "--url", "https://example.com/letter", "--json"))
    assert (read["title"], read["stage"]) == ("Specific authorization", "general authorization")
    assert (read["relevance"], read["publication_date"]) == ("icts", "2026-03-03")
    assert (read["rins"], read["regulations_dot_gov_docket"]) == (["0694-AJ56"], "BIS-2024-0005")
    assert (read["agency_dockets"], read["next"]) == (["Letter 17"], "icts-watch assess, then icts-watch tell")
    (kept,) = rows(home, "from lake.publications")
    by_hand = json.loads(kept["metadata"])["by_hand"]
    assert (by_hand["by"], kept["url"]) == ("Ann Doe", "https://example.com/letter")
    assert dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(by_hand["at"]) < dt.timedelta(minutes=5)
    assert any("stated by Ann Doe" in problem for problem in rows(home, "from lake.documents")[0]["problems"])


def test_what_was_said_outlives_the_reader_that_heard_it(add: Callable[..., Result], home: Path, letter: Path) -> None:
    """The publication alone, read again from the warehouse, gives the same document with the same relevance."""
    read = line(add(letter, "--icts", "--stage", "guidance", "--json"))
    with open_warehouse(Lake.under(home), read_only=True) as warehouse:
        kept = publication(warehouse.con, str(read["publication"]))
    assert kept
    (again,) = read_publication(kept).documents
    assert (again.relevance, again.document.stage.value, again.fingerprint) == ("icts", "guidance", read["fingerprint"])
    assert "touches no asset by itself" in str(read["next"])


def test_what_was_said_can_be_added_to_and_taken_back(add: Callable[..., Result], home: Path, letter: Path) -> None:
    """A later word adds to the earlier ones, --no-icts leaves the relevance to the document's own words again."""
    add(letter, "--icts")
    assert line(add(letter, "--title", "Letter", "--json"))["relevance"] == "icts"
    last = line(add(letter, "--no-icts", "--json"))
    assert (last["relevance"], last["title"]) == ("other", "Letter")
    (read,) = rows(home, "from lake.current_documents")
    assert (read["relevance"], read["title"]) == ("other", "Letter")


def test_a_letter_joins_the_rulemaking_it_belongs_to(add: Callable[..., Result], home: Path, letter: Path) -> None:
    """With the rule's RIN as reference, the letter and the rule are one family."""
    assert add(SAMPLE / "notices/2025-00592.xml").exit_code == 0
    number = line(add(letter, "--icts", "--reference", "0694-AJ56", "--json"))["document_number"]
    families = {row["document_number"]: row["rulemaking"] for row in rows(home, "from lake.rulemakings")}
    assert families == {"2025-00592": "RIN 0694-AJ56", number: "RIN 0694-AJ56"}


def test_a_determination_added_by_hand_is_assessed_like_any_other(
    add: Callable[..., Result], home: Path, tmp_path: Path
) -> None:
    """Its number is the printed one, its metadata file is used, and the next assessment finds the asset that it names."""
    assert add(SAMPLE / "notices/2024-13532.xml").exit_code == 0
    (kept,) = rows(home, "from lake.publications")
    assert json.loads(kept["metadata"])["document_number"] == "2024-13532"
    file = tmp_path / "assets.csv"
    file.write_text("item_id,name,vendor,kind\nA-1,Endpoint Security,Kaspersky,software\n")
    settings = Settings(home=home, inventory=file)
    stages.sync(settings)
    stages.assess(settings)
    (found,) = rows(home, "from lake.impacts")
    assert (found["document_number"], found["item_id"], found["level"]) == ("2024-13532", "A-1", "affected")


def test_a_known_document_brought_again_is_said_to_be_known(
    add: Callable[..., Result], home: Path, tmp_path: Path
) -> None:
    """A document that a source gave already, in other bytes, is named with that source."""
    add(SAMPLE / "notices/2024-13532.xml")
    other = tmp_path / "2024-13532.xml"
    other.write_bytes((SAMPLE / "notices/2024-13532.xml").read_bytes() + b"\n")
    assert line(add(other, "--json"))["known_from"] == "hand"


def test_what_cannot_be_read_is_kept_with_its_reason(
    add: Callable[..., Result], home: Path, letter: Path, tmp_path: Path
) -> None:
    """A broken PDF is quarantined with its bytes, status 2; the letter beside it is read; nothing is shown as a command."""
    broken = tmp_path / "b\x1b[31mroken [bold].pdf"
    broken.write_bytes(b"%PDF-1.7 \x1b]0;gone\x07 no more")
    done = add(broken, letter)
    assert done.exit_code == 2, done.output
    assert "PDF cannot be read" in done.stderr
    assert "read --again" in done.stderr
    assert "\x1b[31m" not in done.output
    (aside,) = rows(home, "from lake.open_quarantine")
    (kept,) = rows(home, "select content from lake.quarantine")
    assert (aside["source"], kept["content"]) == ("hand", broken.read_bytes())
    assert len(rows(home, "from lake.publications")) == 2
    assert len(rows(home, "from lake.current_documents")) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.pdf",), "nowhere.pdf: no such file"),
        ((".",), "is a folder"),
        (("letter.txt", "--stage", "edict"), "--stage edict: none of ANPRM"),
        (("letter.txt", "--url", "javascript:alert(1)"), "no plain http(s) address"),
        (("letter.txt", "letter.txt", "--title", "Two"), "title: said of 2 documents at once"),
        (("two.json", "--icts"), "holds 2 documents"),
    ],
)
def test_bad_input_is_named_and_nothing_kept(
    add: Callable[..., Result],
    untouched: Path,
    letter: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    """Status 2, the reason, and no publication."""
    monkeypatch.chdir(letter.parent)
    records = [json.loads((SAMPLE / f"notices/{number}.json").read_text()) for number in ("2024-13532", "2025-00592")]
    (letter.parent / "two.json").write_text(json.dumps({"count": 2, "results": records}))
    done = add(*arguments)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert not (untouched / "catalog.sqlite").exists() or rows(untouched, "from lake.publications") == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com/letter.pdf", "only https"),
        ("file:///etc/passwd", "only https"),
        ("ftp://example.com/letter.pdf", "only https"),
        ("https://ann:secret@example.com/letter.pdf", "user name or password"),
        ("https://127.0.0.1:1/letter.pdf", "no address of the public internet"),
        ("https://localhost/letter.pdf", "no address of the public internet"),
        ("https://2130706433/letter.pdf", "no address of the public internet"),
        ("https://0x7f.1/letter.pdf", "no address of the public internet"),
        ("https://10.1.2.3/letter.pdf", "no address of the public internet"),
        ("https://169.254.169.254/latest/meta-data", "no address of the public internet"),
        ("https://[::1]/letter.pdf", "no address of the public internet"),
        ("https://[::ffff:192.168.1.1]/letter.pdf", "no address of the public internet"),
        ("https://[fd00::1]/letter.pdf", "no address of the public internet"),
    ],
)
def test_private_and_plain_addresses_are_refused(
    add: Callable[..., Result], untouched: Path, url: str, words: str
) -> None:
    """Nothing is sent there, status 2, and no secret is shown."""
    done = add(url)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert "secret" not in done.output
    assert not untouched.exists()


def test_a_configured_address_is_fetched_and_kept_with_its_origin(add: Callable[..., Result], home: Path) -> None:
    """A document of a publisher that the settings name is fetched and read, although that publisher is on loopback."""
    with FederalRegisterServer(SAMPLE / "notices") as server:
        url = f"{server.url}/documents/full_text/xml/2024/06/24/2024-13532.xml"
        read = line(add(url, "--json", federal_register_url=server.api))
    assert read["document_number"] == "2024-13532"
    (kept,) = rows(home, "from lake.publications")
    assert (kept["url"], kept["content"]) == (url, (SAMPLE / "notices/2024-13532.xml").read_bytes())


def test_a_redirect_to_another_place_is_not_followed(
    add: Callable[..., Result], untouched: Path, tmp_path: Path
) -> None:
    """The address it leads to is named, nothing is asked of it, and nothing is kept."""
    with FederalRegisterServer(SAMPLE / "notices") as server, PagesServer(tmp_path) as elsewhere:
        server.fail("redirect", location=f"{elsewhere.url}/letter")
        done = add(f"{server.url}/documents/full_text/xml/2024/06/24/2024-13532.xml", federal_register_url=server.api)
        assert elsewhere.requests == []
    assert done.exit_code == 2, done.output
    assert f"{elsewhere.url}/letter" in done.stderr
    assert not untouched.exists()


def test_a_publisher_that_does_not_answer_fails_and_says_so(add: Callable[..., Result], untouched: Path) -> None:
    """A name that nobody has: status 1, and the address."""
    done = add("https://icts-watch.invalid/letter.pdf")
    assert done.exit_code == 1, done.output
    assert "icts-watch.invalid" in done.stderr
    assert not untouched.exists()
