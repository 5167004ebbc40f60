"""Watch lists from a server to the register and the digest: what is listed holds, what is no longer listed does not."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from alerts.mail import render_mail
from extract.folder import Folder
from extract.sources import WATCH_LISTS
from pipeline import stages
from pipeline.messages.digests import digests
from pipeline.settings import Settings
from pipeline.sources import SAMPLE, choose
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.pages import PagesServer
from warehouse.lake import open_warehouse
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[1] / "extract" / "examples"
ROW = "<tr><td>Radios produced by {}, including parts.</td><td>May 1, 2026</td></tr>"
FCC = {"Huawei Technologies Company", "AO Kaspersky Lab", "China Mobile International USA Inc.", "Pacific Networks Corp",
       "ComNet (USA) LLC", "Kaspersky Lab, Inc."}  # fmt: skip


def lists(folder: Path) -> Path:
    """The example lists of the FCC and of the ITA in a folder that a test may change; every row of the FCC's readable."""
    for name in ("fcc", "trade"):
        shutil.copytree(EXAMPLES / name / "served", folder, dirs_exist_ok=True)
    page = folder / "supplychain/coveredlist.html"
    page.write_text(page.read_text().replace("equipment of a kind that nobody has described yet", "foreign-produced"))
    return folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PagesServer, Settings, dict[str, Any]]]:
    """A server, settings with its two lists switched on, and what the first poll and read of them counted."""
    folder = tmp_path_factory.mktemp("first")
    with PagesServer(lists(folder / "served")) as server:
        addresses = {"fcc_url": f"{server.url}/supplychain/coveredlist", "trade_url": f"{server.url}/consolidated.csv"}
        settings = Settings(home=folder / "home", watch_lists=["fcc", "trade"], **addresses)
        yield server, settings, go(settings, "fcc", "trade")


@pytest.fixture
def served(loaded: tuple[PagesServer, Settings, dict[str, Any]], tmp_path: Path) -> Iterator[PagesServer]:
    """The server with lists of the test's own."""
    server = loaded[0]
    server.folder = lists(tmp_path / "served")
    yield server
    server.faults.clear()


@pytest.fixture
def settings(loaded: tuple[PagesServer, Settings, dict[str, Any]], served: PagesServer, tmp_path: Path) -> Settings:
    """Settings with a home of the test's own, into which both lists have been read once."""
    shutil.copytree(loaded[1].home, tmp_path / "home")
    return loaded[1].model_copy(update={"home": tmp_path / "home"})


def go(settings: Settings, *names: str) -> dict[str, Any]:
    """Poll these lists and read; what the read stage counted."""
    stages.poll(settings, names)
    return stages.read(settings)


def rows(settings: Settings, query: str) -> list[dict[str, Any]]:
    """The rows of a query on the warehouse."""
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        return fetched(warehouse.con, query)


def held(settings: Settings, origin: str = "fcc") -> set[str]:
    """The firms that the register holds from a list."""
    found = rows(settings, f"select distinct name from lake.current_supplier_facts where origin = '{origin}'")
    return {row["name"] for row in found}


def rewrite(served: PagesServer, old: str, new: str) -> None:
    """Change the page with the Covered List."""
    page = served.folder / "supplychain/coveredlist.html"
    assert old in page.read_text()
    page.write_text(page.read_text().replace(old, new))


def test_lists_are_off_until_they_are_switched_on(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody polls a list that is not named in the settings; a name that is none is refused."""
    with FederalRegisterServer(tmp_path) as register:
        off = settings.model_copy(update={"federal_register_url": register.api, "source": "live", "watch_lists": []})
        on = off.model_copy(update={"watch_lists": ["trade"]})
        assert {source.name for source in choose(off, ()).sources}.isdisjoint(WATCH_LISTS)
        assert "trade" in {source.name for source in choose(on, ()).sources}
        assert "trade" in {source.name for source in choose(on, [register.api]).sources}
        assert "fcc" not in {source.name for source in choose(on, ()).sources}
    monkeypatch.setenv("ICTS_WATCH_WATCH_LISTS", "fcc, dod")
    assert Settings().watch_lists == ["fcc", "dod"]
    monkeypatch.setenv("ICTS_WATCH_WATCH_LISTS", "fcc,ofac")
    with pytest.raises(ValidationError, match="watch_lists"):
        Settings()


def test_what_is_listed_becomes_facts_with_source_and_date(
    loaded: tuple[PagesServer, Settings, dict[str, Any]], settings: Settings
) -> None:
    """Poll keeps the bytes, read makes the facts; another poll and read change nothing."""
    counts = loaded[2]
    assert held(settings) == FCC
    assert counts["lists"]["fcc"]["left_aside"] == {"a class of goods, no firm named": 2}
    assert counts["lists"]["trade"]["left_aside"] == {"an individual": 1, "a vessel": 1, "no longer in force": 1}
    assert counts["facts_added"] == counts["lists"]["fcc"]["facts_added"] + counts["lists"]["trade"]["facts_added"]
    (fact,) = rows(settings, "from lake.current_supplier_facts where name = 'ComNet (USA) LLC'")
    assert (fact["list"], fact["as_of"], fact["parent"]) == ("FCC Covered List", "2022-09-20", "Pacific Networks Corp")
    assert fact["source"] == settings.fcc_url
    again = go(settings, "fcc", "trade")
    assert (again["facts_added"], again["facts_removed"], again["lists"]) == (0, 0, {})
    assert rows(settings, "select count(*) as n from lake.publications") == [{"n": 2}]


def test_a_second_version_adds_and_removes(settings: Settings, served: PagesServer) -> None:
    """Who is no longer listed gets the moment of removal, who is new gets a fact, and the view tells both."""
    rewrite(served, "<strong>Huawei Technologies Company</strong>", "Example Radio Inc.")
    counts = go(settings, "fcc")
    assert (counts["facts_added"], counts["facts_removed"]) == (1, 1)
    assert held(settings) == FCC - {"Huawei Technologies Company"} | {"Example Radio Inc."}
    (gone,) = rows(settings, "from lake.supplier_facts where removed_at is not null")
    assert gone["name"] == "Huawei Technologies Company"
    told = rows(settings, "select name, change from lake.register_changes where not first_load order by name")
    assert told == [
        {"name": "Example Radio Inc.", "change": "added"},
        {"name": "Huawei Technologies Company", "change": "removed"},
    ]


def test_a_list_that_goes_back_to_an_earlier_version_is_followed(settings: Settings, served: PagesServer) -> None:
    """A version whose bytes were there before counts when it comes back, once, and stays quiet from then on."""
    page = served.folder / "supplychain/coveredlist.html"
    before = page.read_text()
    rewrite(served, "<strong>Huawei Technologies Company</strong>", "Example Radio Inc.")
    go(settings, "fcc")
    page.write_text(before)
    counts = go(settings, "fcc")
    assert (counts["facts_added"], counts["facts_removed"]) == (1, 1)
    assert held(settings) == FCC
    assert stages.poll(settings, ["fcc"])["new"] == 0
    assert stages.read(settings)["lists"] == {}


def test_a_list_without_half_of_its_firms_is_refused_until_confirmed(settings: Settings, served: PagesServer) -> None:
    """Nobody is taken off, the version is quarantined and said to be refused; confirmed by its hash it is taken."""
    page = served.folder / "supplychain/coveredlist.html"
    head, _, rest = page.read_text().partition("<tbody>")
    page.write_text(f"{head}<tbody>{ROW.format('ZTE Corporation')}</tbody>{rest.partition('</tbody>')[2]}")
    counts = go(settings, "fcc")
    assert held(settings) == FCC
    assert counts["lists"]["fcc"]["refused"]
    (said,) = counts["failed"]
    assert said.startswith("fcc: FCC Covered List: 1 of 6 firms left")
    (waiting,) = rows(settings, "from lake.open_quarantine where source = 'fcc'")
    assert (waiting["source"], waiting["size"]) == ("fcc", page.stat().st_size)
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        health, _ = [digest for digest, _ in digests(warehouse.con, settings, stages.now())][-1].sources
    assert "1 of 6 firms left" in health.problem

    assert stages.read(settings)["lists"] == {}, "refused once, not again and again"
    confirmed = next(word for word in said.split() if len(word) == 16)
    short = settings.model_copy(update={"confirmed_lists": [confirmed[:4]]})
    assert stages.read(short)["lists"] == {}, "a few digits name no version"
    accepting = settings.model_copy(update={"confirmed_lists": [confirmed]})
    assert stages.read(accepting)["facts_removed"] == len(FCC)
    assert held(settings) == {"ZTE Corporation"}
    assert rows(settings, "from lake.open_quarantine where source = 'fcc'") == []
    assert stages.read(accepting)["lists"] == {}


def test_one_list_that_vanishes_from_many_is_refused(settings: Settings, served: PagesServer) -> None:
    """The Consolidated Screening List without its Entity List is refused, though most of its firms are there."""
    file = served.folder / "consolidated.csv"
    with file.open(newline="") as opened:
        header, *parties = list(csv.reader(opened))
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows(
            [header, *[party for party in parties if "Entity List" not in party[header.index("source")]]]
        )
    (said,) = go(settings, "trade")["failed"]
    assert "Entity List (EL) - Bureau of Industry and Security: 0 of 1 firms left" in said
    assert "Example Radio Works 99th Institute (ERW 99)" in held(settings, "trade")


def test_an_unreadable_entry_is_quarantined_and_takes_nobody_off(settings: Settings, served: PagesServer) -> None:
    """The rest loads; whoever may stand in the entry that cannot be read stays listed until it can."""
    rewrite(served, "produced by <strong>Huawei Technologies Company</strong>", "that Huawei makes")
    rewrite(served, "</tbody>", f"{ROW.format('Example Radio Inc.')}</tbody>")
    counts = go(settings, "fcc")
    assert held(settings) == FCC | {"Example Radio Inc."}
    (waiting,) = rows(settings, "from lake.open_quarantine where source = 'fcc'")
    assert (
        waiting["reason"]
        == f"{settings.fcc_url}, row 1, covered equipment or services: names a maker in no form that is known"
    )
    assert "nobody is taken off" in counts["failed"][0]
    rewrite(served, "that Huawei makes", "produced by <strong>Huawei Technologies Company</strong>")
    assert go(settings, "fcc")["resolved"] == 1
    assert rows(settings, "from lake.open_quarantine where source = 'fcc'") == []


@pytest.mark.parametrize("kind", ["changed", "challenge", "down"])
def test_a_publisher_in_trouble_takes_nobody_off(kind: str, settings: Settings, served: PagesServer) -> None:
    """Another layout, a page for people, a server that is down: each is said, and the register stays as it was."""
    if kind == "changed":
        rewrite(served, "Date of Inclusion on Covered List", "Since")
        counts = go(settings, "fcc")
        assert "layout has changed" in counts["failed"][0]
        assert [row["source"] for row in rows(settings, "from lake.open_quarantine where source = 'fcc'")] == ["fcc"]
    else:
        served.fail("challenge" if kind == "challenge" else "status", "/supplychain", times=9)
        assert stages.poll(settings, ["fcc", "trade"])["failed"]
    assert held(settings) == FCC


def test_only_the_newest_version_counts(settings: Settings, served: PagesServer) -> None:
    """Of two versions that were fetched before anybody read, the older one makes no facts."""
    rewrite(served, "<strong>Huawei Technologies Company</strong>", "Example Radio Inc.")
    stages.poll(settings, ["fcc"])
    rewrite(served, "Example Radio Inc.", "Example Chips Inc.")
    go(settings, "fcc")
    ever = {row["name"] for row in rows(settings, "from lake.supplier_facts")}
    assert "Example Chips Inc." in ever
    assert "Example Radio Inc." not in ever


def test_the_digest_for_compliance_says_what_changed(settings: Settings, served: PagesServer) -> None:
    """By list, day and kind of change, with names that are only text where they are shown; nobody else is told."""
    rewrite(served, "<strong>Huawei Technologies Company</strong>", "Example Radio Inc.")
    file = served.folder / "consolidated.csv"
    file.write_text(file.read_text().replace("EXAMPLE SHIPPING LLC", "<b>EXAMPLE</b> SHIPPING"))
    go(settings, "fcc", "trade")
    stages.sync(settings)
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        *owners, compliance = [digest for digest, _ in digests(warehouse.con, settings, stages.now())]
    assert [digest for digest in owners if digest.list_changes] == []
    told = {
        (each.list, each.change, each.firms, each.names) for each in compliance.list_changes if each.change != "listed"
    }
    assert told == {
        ("FCC Covered List", "added", 1, ("Example Radio Inc.",)),
        ("FCC Covered List", "removed", 1, ("Huawei Technologies Company",)),
        ("Specially Designated Nationals (SDN) - Treasury Department", "added", 1, ("<b>EXAMPLE</b> SHIPPING",)),
    }
    listed = {(each.list, each.firms) for each in compliance.list_changes if each.change == "listed"}
    assert ("FCC Covered List", 6) in listed
    mail = render_mail("weekly_digest", digest=compliance)
    assert "WHAT CHANGED ON THE WATCH LISTS" in mail.text
    assert "&lt;b&gt;EXAMPLE" in mail.html
    assert "<b>EXAMPLE" not in mail.html


def test_a_firm_that_comes_onto_a_list_touches_what_the_company_has(settings: Settings, served: PagesServer) -> None:
    """A vendor nobody knew is put on a list with an address in China: its item becomes affected, and its owner is told."""
    inventory = settings.home / "inventory.csv"
    header = "item_id,name,vendor,kind,category,description,owner,owner_email"
    what = "LTE module soldered into the telematics control unit of light vans from model year 2030"
    row = f"T-1,Nomaar NZ25 LTE Cat 4 module,Nomaar Zenfirex,hardware,cellular module,{what},Ann,ann@example.com"
    inventory.write_text(f"{header}\n{row}\n")
    settings = settings.model_copy(update={"inventory": inventory})
    stages.poll(settings, [Folder((SAMPLE / "notices" / "2025-00592.xml",))])
    stages.read(settings)
    stages.sync(settings)
    stages.assess(settings, notify=False)
    before = rows(settings, "select item_id, level, status from lake.impacts where status = 'open'")
    assert before == [{"item_id": "T-1", "level": "review", "status": "open"}]
    file = served.folder / "consolidated.csv"
    file.write_text(file.read_text().replace("Example Propulsion Academy", "Nomaar Zenfirex"))
    go(settings, "trade")
    assert stages.assess(settings)["changed"] == 1
    (after,) = rows(settings, "select level, reasons, item_evidence from lake.impacts where status = 'open'")
    assert after["level"] == "affected"
    assert "Military End User (MEU) List - Bureau of Industry and Security" in str(after["item_evidence"])
    assert rows(settings, "select count(*) as waiting from lake.deliveries") != [{"waiting": 0}]
