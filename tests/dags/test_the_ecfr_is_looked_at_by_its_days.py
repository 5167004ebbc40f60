"""A look at the eCFR asks for the days on which a part changed, never for the text, and moves when a day comes or changes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.failures import ListingIncomplete
from pipeline.settings import Settings
from pipeline.watching.watch import marker, poll_news
from tests.servers.ecfr import EcfrServer

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).parents[1] / "extract" / "examples" / "ecfr" / "served"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EcfrServer]:
    """The example in a folder that a test may change."""
    shutil.copytree(EXAMPLE, tmp_path / "served")
    with EcfrServer(tmp_path / "served") as server:
        yield server


@pytest.fixture
def settings(server: EcfrServer, tmp_path: Path) -> Settings:
    """Settings that know this eCFR."""
    return Settings(home=tmp_path / "home", source="live", ecfr_url=server.api)


def edit(server: EcfrServer, old: str, new: str) -> None:
    """Change the versions of part 791."""
    file = server.folder / "title-15" / "part-791" / "versions.json"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_days_are_news_once_and_a_day_to_come_when_it_comes(server: EcfrServer, settings: Settings) -> None:
    """At first all past days; then nothing, until a listed day is reached or another section changed on one."""
    first = marker("ecfr", settings)
    assert first.problems == ()
    assert first.news({}) == tuple(f"15 CFR 791 as of {day}" for day in ("2024-07-18", "2025-02-04", "2025-03-17"))
    known = first.watermark({})
    assert marker("ecfr", settings).news(known) == ()
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    edit(server, "2099-01-04", yesterday.isoformat())
    assert marker("ecfr", settings).news(known) == (f"15 CFR 791 as of {yesterday}",)
    edit(server, '"791.302"', '"791.303"')
    assert "15 CFR 791 as of 2025-03-17" in marker("ecfr", settings).news(known)
    assert not [request for request in server.requests if "/full/" in request.path]


def test_an_incomplete_list_is_a_failure_and_hides_nothing(server: EcfrServer, settings: Settings) -> None:
    """A part that cannot be looked at is told of; part 7, which is gone, is looked at as empty."""
    known = marker("ecfr", settings).watermark({})
    assert known["15 CFR 7"] == []
    file = server.folder / "title-15" / "part-791" / "versions.json"
    answer = json.loads(file.read_text())
    answer["content_versions"].pop()
    file.write_text(json.dumps(answer))
    look = marker("ecfr", settings)
    assert (look.news(known), look.watermark(known)) == ((), known)
    assert ListingIncomplete.fact in look.problems[0]


def test_another_federal_register_has_no_ecfr_of_its_own(server: EcfrServer, tmp_path: Path) -> None:
    """Where settings name another address for the Federal Register and none for the eCFR, the real one is not asked."""
    elsewhere = Settings(home=tmp_path / "home", source="live", federal_register_url="http://127.0.0.1:9/api/v1")
    assert marker("ecfr", elsewhere).parts == {}


def test_the_watcher_wakes_a_poll_of_the_ecfr_alone(server: EcfrServer, settings: Settings) -> None:
    """What it fetches is the newest version as the baseline of what comes."""
    done = poll_news(settings, woken_by={"ecfr"})
    assert (done["publications"], done["new"], done["failed"]) == (1, 1, [])
    assert poll_news(settings, woken_by={"ecfr"})["new"] == 0
