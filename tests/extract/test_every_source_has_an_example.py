"""Each source makes of its example what is expected: the example is served over real sockets and polled."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.addresses import IndexPage, PageKind, SourceSettings
from extract.sources import PUBLISHERS, WATCH_LISTS
from tests.servers.clients import brisk
from tests.servers.ecfr import EcfrServer
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.pages import PagesServer

if TYPE_CHECKING:
    from extract.publication import Publication

EXAMPLES = Path(__file__).parent / "examples"
SINCE = dt.date(2024, 1, 1)


def polled(name: str) -> list[dict[str, object]]:
    """What the source gives for its example, the servers' addresses written as {register} and {server}."""
    own = EXAMPLES / name / "served"
    documents = own if name in {"public_inspection", "dod"} else EXAMPLES / "federal_register" / "served"
    with (
        FederalRegisterServer(documents) as register,
        PagesServer(own) as pages,
        EcfrServer(own) as ecfr,
        brisk(register, pages, ecfr) as web,
    ):
        settings = SourceSettings(
            federal_register=register.api,
            bis_pages=(
                IndexPage(
                    PageKind.GENERAL_AUTHORIZATION, f"{pages.url}/oicts/connected-vehicles/general-authorizations"
                ),
                IndexPage(PageKind.DETERMINATION, f"{pages.url}/oicts"),
                IndexPage(PageKind.PRESS_RELEASE, f"{pages.url}/news-updates"),
            ),
            feeds=(f"{register.api}/documents.rss", f"{pages.url}/agency.atom.xml"),
            ecfr=ecfr.api,
            covered_list=f"{pages.url}/supplychain/coveredlist",
            screening_list=f"{pages.url}/consolidated.csv",
        )

        def placed(text: str) -> str:
            for server, name in ((register, "{register}"), (pages, "{server}"), (ecfr, "{ecfr}")):
                text = text.replace(server.url, name)
            return text

        publications = list(PUBLISHERS[name](settings).poll(web, SINCE))
        assert all(each.source == name and each.fetched_at.utcoffset() == dt.timedelta(0) for each in publications)
        return [
            {
                "key": placed(each.key),
                "url": placed(each.url),
                "media_type": each.media_type,
                "metadata": json.loads(placed(each.metadata.decode() or "null")),
                "content": None if each.content == each.metadata else placed(each.content.decode()),
            }
            | ({"listing": json.loads(placed(json.dumps(listed(each))))} if name in WATCH_LISTS else {})
            for each in publications
        ]


def listed(publication: Publication) -> dict[str, object]:
    """What a watch list says, blank fields left out."""
    listing = WATCH_LISTS[publication.source](SourceSettings()).read(publication)
    return {
        "facts": [{column: said for column, said in asdict(fact).items() if said} for fact in listing.facts],
        "left_aside": [entry._asdict() for entry in listing.left_aside],
        "problems": [asdict(problem) for problem in listing.problems],
    }


@pytest.mark.parametrize("name", sorted(PUBLISHERS))
def test_a_source_reads_its_example_as_expected(name: str) -> None:
    """Every source has a README, something served and an expected result, and polling gives exactly that."""
    assert (EXAMPLES / name / "README.md").is_file()
    expected = json.loads((EXAMPLES / name / "expected.json").read_text())
    assert expected, "an example that expects nothing shows nothing"
    assert polled(name) == expected


def test_no_example_is_left_without_a_source() -> None:
    """A folder of examples that no source reads is a source that was renamed or lost."""
    assert {folder.name for folder in EXAMPLES.iterdir() if (folder / "served").is_dir()} == set(PUBLISHERS)
