"""A large inventory is assessed in slices, many documents in groups: the outcome is that of one piece, told once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import assess_stage, stages
from tests.pipeline.passes import HEAD_OF_INVENTORY, NUMBER, Given, Passes, notice, rows_of_veltrona

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(240)
ITEMS, PAIRS = 6, 3
SECOND = "2099-20002"


@pytest.fixture
def passes(prepared_home: Path, tmp_path: Path) -> Passes:
    """Six anti-virus programs of one owner, and a determination about their maker that nobody has assessed."""
    made = Passes.in_(tmp_path, prepared_home)
    (tmp_path / "inventory.csv").write_text(
        "\n".join([HEAD_OF_INVENTORY, *rows_of_veltrona(ITEMS)]) + "\n", encoding="utf-8"
    )
    made.settings = made.settings.model_copy(update={"assess_pairs": PAIRS})
    made.count = 1
    arrive(made)
    stages.sync(made.settings)
    return made


def arrive(passes: Passes, *others: Any) -> None:
    """The determination, and others, are published and read."""
    stages.poll(passes.settings, [Given((notice(), *others))], dt.date(2099, 1, 1))
    stages.read(passes.settings)


def outcome(passes: Passes) -> list[dict[str, Any]]:
    """What was found, without the times."""
    return passes.rows("select document_number, item_id, level, timing, fingerprint from lake.impacts order by all")


def alerts(passes: Passes) -> list[dict[str, Any]]:
    """What was written to owners."""
    return passes.rows("select recipient, len(findings::json[]) as findings from lake.deliveries order by all")


def test_the_owner_is_told_once_when_the_last_slice_is_in(passes: Passes) -> None:
    """Until then nobody is told, by no stage; a slice that is done already is passed over, whatever their order."""
    planned = assess_stage.plan(passes.settings)
    groups = [group for share in planned["shares"] for group in share]
    assert [(group["documents"], group["slice_"], group["slices"]) for group in groups] == [
        ((NUMBER,), number, 2) for number in range(2)
    ]
    found = 0
    for group in (groups[1], groups[1]):
        assert alerts(passes) == []
        found += assess_stage.assess_share(passes.settings, share=[group])["new"]
        stages.tell(passes.settings)
    assert 0 < found < ITEMS
    assert [each["slice_"] for share in assess_stage.plan(passes.settings)["shares"] for each in share] == []
    assert len(outcome(passes)) == ITEMS
    assert alerts(passes) == [{"recipient": alerts(passes)[0]["recipient"], "findings": ITEMS}]
    assert assess_stage.plan(passes.settings)["assessed"] == 0


def test_slices_in_tasks_and_in_one_process_come_to_the_same(
    passes: Passes, prepared_home: Path, tmp_path: Path
) -> None:
    """The command does in one process what Airflow does in tasks; a second document makes a group of its own slices."""
    arrive(passes, notice(SECOND, page=2000, published="2099-01-11"))
    planned = assess_stage.plan(passes.settings)
    for share in reversed(planned["shares"]):
        assess_stage.assess_share(passes.settings, share=share)
    assess_stage.end(passes.settings)
    whole = Passes.in_(tmp_path / "whole", prepared_home)
    whole.settings = whole.settings.model_copy(update={"inventory": passes.settings.inventory, "assess_pairs": 10_000})
    whole.count = 1
    arrive(whole, notice(SECOND, page=2000, published="2099-01-11"))
    stages.sync(whole.settings)
    assert stages.assess(whole.settings)["assessed"] >= ITEMS
    assert outcome(passes) == outcome(whole)
    assert alerts(passes) == alerts(whole)
    assert stages.assess(passes.settings)["assessed"] == 0


def test_a_half_assessed_document_does_not_wait_for_ever(passes: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last slice does not come, owners are told of what is known after half an hour."""
    (first, *_), *_ = assess_stage.plan(passes.settings)["shares"]
    found = assess_stage.assess_share(passes.settings, share=[first])["new"]
    monkeypatch.setattr(stages, "now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31))
    stages.tell(passes.settings)
    assert [alert["findings"] for alert in alerts(passes)] == [found]


def test_many_groups_make_few_shares() -> None:
    """However much there is, it goes into a bounded number of tasks, in order and without rest."""
    many = [assess_stage.Group((f"2099-{number}",)) for number in range(101)]
    shared = assess_stage.shares(many)
    assert len(shared) == assess_stage.SHARES
    assert {len(share) for share in shared} == {3, 4}
    assert [group["documents"] for share in shared for group in share] == [group.documents for group in many]
