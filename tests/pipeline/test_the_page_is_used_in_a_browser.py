"""The analyst's page and the report in a real browser: they load, filter, drill, print, and fetch nothing from outside."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from models.impact import ItemEvidence, Level, RuleEvidence
from pipeline.exposure.desk import PASSWORD
from tests.pipeline.conftest import COMMAND
from tests.warehouse.samples import assess, impact, item, keep_document
from warehouse.catalog import Lake
from warehouse.items import sync_items
from warehouse.lake import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from playwright.sync_api import Browser, Page

    Command = Callable[..., subprocess.CompletedProcess[str]]

EVIL = 'Cam <img src="http://evil.example/a.png"> http://evil.example/b.png <script>alert(1)</script>'
PLANT, OFFICE = 3, 2
SOON = 20_000
"""Milliseconds that a page may take here: other tests share the machine; how fast it is, is measured in `make load`."""


@pytest.fixture(scope="module")
def home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rules; five assets of two units, one of them with a name that would be a picture, a link and a script."""
    home = shutil.copytree(prepared_home, tmp_path_factory.mktemp("page") / "home")
    now = dt.datetime.now(dt.UTC)

    def work(con: DuckDBPyConnection) -> None:
        things = [item(f"P-{n}", business_unit="Plant", name=f"Relay {n}", vendor="Volna") for n in range(PLANT)]
        things += [item(f"O-{n}", business_unit="Office", vendor="Heliang") for n in range(OFFICE - 1)]
        sync_items(con, [*things, item("O-9", business_unit="Office", name=EVIL, vendor=EVIL)], now)
        quote = (RuleEvidence("91 FR 1", f"No person may use relays. {EVIL}"),)
        keep_document(con, "2026-1", publication_date=now.date(), title="Relays", at=now)
        found = [impact(one.item_id, "2026-1", rule_evidence=quote) for one in things[:PLANT]]
        assess(con, *found, impact("O-9", "2026-1", level=Level.REVIEW, rule_evidence=quote), at=now)
        keep_document(con, "2026-2", publication_date=now.date(), title="Cameras", at=now)
        fields = (ItemEvidence("vendor", "Heliang"),)
        assess(con, impact("O-0", "2026-2", item_evidence=fields), impact("P-0", "2026-2", level=Level.REVIEW), at=now)

    write(Lake.under(home), "test", "two rules", work)
    return home


@contextmanager
def served(home: Path, *options: str, **settings: str) -> Iterator[str]:
    """The page's address while it is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ICTS_WATCH_")}
    words = [str(COMMAND), "desk", "--no-browser", "--port", str(port), "--home", str(home), *options]
    with subprocess.Popen(words, env=clean | settings, stderr=subprocess.PIPE, start_new_session=True) as process:
        try:
            for _ in range(240):
                try:
                    urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.25)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, 15)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium of the system's; none is fetched."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The page of that home."""
    with served(home) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh tab; whatever it asks of another host, and every dialog, fails the test."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(SOON)
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    outside = [url for url in asked if url.startswith(("http:", "https:", "ws:")) and not url.startswith(address)]
    context.close()
    assert (outside, dialogs) == ([], [])


def count(page: Page, words: str) -> None:
    """Waits until the table says how many findings are left."""
    page.get_by_text(words).locator("visible=true").first.wait_for()


def test_the_state_is_on_one_screen(page: Page, address: str) -> None:
    """Figures, what is new, what is due, who has not answered; a heading, and names for readers of the screen."""
    page.goto(address)
    tiles = page.locator("dl.tiles:visible div")
    tiles.first.wait_for()
    told = dict(tile.inner_text().split("\n")[::2] if "\n\n" in tile.inner_text() else tile.inner_text().split("\n")
                for tile in tiles.all())  # fmt: skip
    assert (told["assets affected"], told["assets to review"], told["assets watched"]) == ("4", "1", "5")
    assert page.get_by_role("heading", name="ICTS Watch").count() == 1
    for heading in ("What is new", "What is due", "Who has not answered"):
        assert page.get_by_role("heading", name=heading).count() >= 1


def test_a_filter_stands_in_the_address_and_is_found_there(page: Page, address: str) -> None:
    """Chosen by its label, cleared by the button, and the same when the address is opened again."""
    page.goto(f"{address}/?tab=Findings")
    count(page, "6 findings on 5 assets")
    page.get_by_label("unit").select_option("Office")
    count(page, "2 findings on 2 assets")
    assert "unit=Office" in page.url
    page.goto(page.url)
    count(page, "2 findings on 2 assets")
    assert page.get_by_label("unit").input_value() != ""
    page.get_by_role("button", name="Clear all filters").click()
    count(page, "6 findings on 5 assets")
    assert "unit=" not in page.url


def test_the_words_are_searched_from_the_keyboard(page: Page, address: str) -> None:
    """Typed, and sent with the return key."""
    page.goto(f"{address}/?tab=Findings")
    count(page, "6 findings")
    words = page.get_by_label("words")
    words.focus()
    page.keyboard.type("relay 1")
    page.keyboard.press("Enter")
    count(page, "1 finding on 1 asset")


def test_a_drill_leads_from_rule_to_asset_and_back(page: Page, address: str) -> None:
    """A finding shows the rule's passage beside the asset's row, and leads to all of either; hostile text stays text."""
    page.goto(f"{address}/?tab=Findings&document=2026-1&level=review")
    count(page, "1 finding on 1 asset")
    page.locator("tbody tr").first.locator("[role=checkbox], input[type=checkbox], [role=radio]").first.click()
    passage = page.locator("article:visible blockquote")
    passage.first.wait_for()
    assert "No person may use relays." in passage.first.inner_text()
    assert "<script>alert(1)</script>" in page.locator("article:visible dl.row").first.inner_text()
    page.get_by_role("button", name="All findings of this document").click()
    count(page, "4 findings on 4 assets")
    page.goto(f"{address}/?tab=Findings&words=Relay%200")
    count(page, "2 findings on 1 asset")
    page.locator("tbody tr").first.locator("[role=checkbox], input[type=checkbox], [role=radio]").first.click()
    page.get_by_role("button", name="All findings on this asset").click()
    page.wait_for_url("**item=P-0**")
    count(page, "2 findings on 1 asset")


def test_charts_say_in_words_what_they_show(page: Page, address: str) -> None:
    """Every drawing has a name for readers of the screen, with its figures."""
    page.goto(f"{address}/?tab=Exposure")
    charts = page.locator("svg[role=img]:visible")
    charts.first.wait_for()
    labels = [chart.get_attribute("aria-label") or "" for chart in charts.all()]
    assert any("Exposed assets by unit. Plant: 3 affected, 0 to review" in label for label in labels)
    page.goto(f"{address}/?tab=Rulemakings")
    page.get_by_text("document 2026-1").locator("visible=true").first.wait_for()
    page.goto(f"{address}/?tab=Suppliers")
    page.get_by_role("heading", name="Coverage").locator("visible=true").first.wait_for()


def test_what_if_is_played_and_bad_input_is_said(page: Page, address: str) -> None:
    """A supposed seat shows today beside then; a country that is none is said in words."""
    page.goto(f"{address}/?tab=What+if")
    supplier = page.get_by_role("textbox", name="supplier")
    supplier.fill("Volna")
    supplier.press("Enter")
    seat = page.get_by_role("textbox", name="sits in")
    seat.fill("Atlantis")
    seat.press("Enter")
    page.get_by_role("button", name="What if?").click()
    page.get_by_text("is no NAME=COUNTRY").locator("visible=true").first.wait_for()
    seat.fill("CN")
    seat.press("Enter")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="What if?").click()
    page.get_by_text("Exposed assets today, and as they would be").locator("visible=true").first.wait_for()


def test_the_page_prints(page: Page, address: str) -> None:
    """Paper holds what the screen held."""
    page.goto(address)
    page.locator("dl.tiles:visible").first.wait_for()
    assert len(page.pdf()) > 10_000


def test_strange_addresses_do_no_harm(page: Page, address: str) -> None:
    """Values that nothing has, and names that are no filter, leave nothing or are passed over."""
    page.goto(f"{address}/?tab=Nothing&unit=%27%3B%20drop%20table%20items--&decided=maybe&other=1")
    page.locator("dl.tiles:visible").first.wait_for()
    page.goto(f"{address}/?tab=Findings&unit=%27%3B%20drop%20table%20items--")
    page.get_by_text("No finding is left by these filters.").locator("visible=true").first.wait_for()


def test_the_report_is_one_file_that_fetches_nothing(
    browser: Browser, home: Path, command: Command, tmp_path: Path
) -> None:
    """Opened from disk it shows figures, charts and evidence; no request, no script, no dialog."""
    file = tmp_path / "report.html"
    done = command("report", file, "--home", home)
    assert done.returncode == 0, done.stderr
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert [url for url in asked if not url.startswith("file:")] == []
    assert page.locator("svg[role=img]").count() >= 3
    assert page.locator("article blockquote").first.inner_text().startswith("No person may use relays.")
    assert page.locator("img, script, iframe, link").count() == 0
    assert len(page.pdf()) > 10_000
    page.close()
    only = command("report", tmp_path / "only.html", "--unit", "Office", "--home", home)
    assert only.returncode == 0, only.stderr
    assert "2 findings on 2 assets" in (tmp_path / "only.html").read_text()


def test_others_must_log_in(home: Path, command: Command, browser: Browser) -> None:
    """Beyond loopback there is no page without a password; with one, there is none without logging in."""
    refused = command("desk", "--host", "0.0.0.0", "--no-browser", "--home", home)
    assert (refused.returncode, PASSWORD in refused.stderr) == (2, True)
    with served(home, **{PASSWORD: "quite secret"}) as address:
        page = browser.new_page()
        page.goto(address)
        assert "/auth/login" in page.url
        page.goto(f"{address}/?access_token=wrong")
        assert "/auth/login" in page.url
        page.goto(f"{address}/?access_token=quite%20secret")
        page.locator("dl.tiles:visible").first.wait_for(timeout=SOON)
        page.close()
