"""Every publisher's address can be set, and another address than the real register's is the only one that is spoken to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.addresses import BIS
from pipeline.settings import Settings
from pipeline.sources import addresses, choose

if TYPE_CHECKING:
    from pathlib import Path

REGISTER = "http://127.0.0.1:1/api/v1"


def test_the_bureau_s_pages_move_with_their_setting() -> None:
    """All three lists are asked for under the address given, and under the real one where none is given."""
    moved = addresses(Settings(bis_url="http://127.0.0.1:2/"))
    assert {page.url.partition("/oicts")[0].partition("/news")[0] for page in moved.bis_pages} == {"http://127.0.0.1:2"}
    assert [page.url for page in addresses(Settings()).bis_pages] == [
        page.url.replace("http://127.0.0.1:2", BIS) for page in moved.bis_pages
    ]


def test_a_stand_in_of_the_register_brings_no_other_publisher(tmp_path: Path) -> None:
    """Only those with a stand-in of their own are polled beside it."""
    alone = Settings(home=tmp_path, federal_register_url=REGISTER)
    assert [source.name for source in choose(alone, [REGISTER]).sources] == ["federal_register", "public_inspection"]
    both = alone.model_copy(update={"bis_url": "http://127.0.0.1:2"})
    assert [source.name for source in choose(both, [REGISTER]).sources][2:] == ["bis"]


def test_an_address_as_source_is_where_the_federal_register_is() -> None:
    """It counts for every stage, not only for `run`; nothing else of the publishers' is asked then."""
    at = addresses(Settings(source="http://127.0.0.1:3/api/v1/", federal_register_url="http://127.0.0.1:4"))
    assert (at.federal_register, at.feeds, at.bis_pages, at.ecfr) == ("http://127.0.0.1:3/api/v1", (), (), "")
