"""A decision silences what it settles, is carried to the final rule, and is open again when its grounds are others."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.disposition import State
from pipeline import stages
from pipeline.answers import deciding, decision_desk
from tests.pipeline.passes import CORRECTION, INVENTORY, NUMBER, WITHDRAWAL, Passes, notice, what_changed
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.lake import open_warehouse, write
from warehouse.record import verify

if TYPE_CHECKING:
    from pathlib import Path

    from extract.publication import Publication

pytestmark = pytest.mark.timeout(240)
OWNER, CLEO, DORA = "ann@example.com", "cleo@example.com", "dora@example.com"
INITIAL = "2098-10001"
WORDS = "“a citizen of the United States” should read “any person in the United States”."
LATER = "“January 20, 2099” should read “February 20, 2099”."


def correction(instruction: str) -> Publication:
    """The correction C1 of the determination."""
    return notice(f"C1-{NUMBER}", published="2099-01-14", page=1400, text=CORRECTION, instruction=instruction)


def initial() -> Publication:
    """The initial determination, on public inspection."""
    title = "Initial Determination: Case No. ICTS-2098-007, Veltrona Systems, Inc."
    proposed = notice(INITIAL, title=title, published="2098-10-01", page=900)
    return replace(proposed, source="public_inspection")


@pytest.fixture(scope="module")
def told_initially(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the owner was told of the initial determination."""
    folder = tmp_path_factory.mktemp("initial")
    (alert,) = Passes.in_(folder, prepared_home).run(initial())
    assert alert["recipient"] == f"owner:{OWNER}"
    return folder


def passes_in(told: Path, tmp_path: Path, **options: Any) -> Passes:
    """A copy of a folder, with a compliance group of two."""
    return Passes.copied(told, tmp_path, **{"compliance": [CLEO, f"{DORA}=U0DORA000"]} | options)


@pytest.fixture
def final(told: Path, tmp_path: Path) -> Passes:
    """A home in which the final determination was told."""
    return passes_in(told, tmp_path)


@pytest.fixture
def proposed(told_initially: Path, tmp_path: Path) -> Passes:
    """A home in which the initial determination was told."""
    return passes_in(told_initially, tmp_path)


def decide(
    passes: Passes, by: str = OWNER, document: str = NUMBER, state: State = State.NOT_AFFECTED, **more: Any
) -> None:
    """A word on V-1 from the terminal."""
    known = {"justification": "not in use"} if state is State.NOT_AFFECTED else {}
    said = deciding.Said(state, by, "terminal", decision_desk.new_key(), **known | more)
    decision_desk.keep(passes.settings, said, document, ["V-1"])


def standing(passes: Passes) -> tuple[Any, ...]:
    """State, whether it holds and why not, of the one open impact."""
    (row,) = passes.rows("from lake.open_impacts where item_id = 'V-1'")
    return row["state"], row["holds"], row["reopened"]


def test_what_is_not_affected_by_something_final_waits_for_a_second_person(final: Passes) -> None:
    """It silences nothing until somebody of compliance who did not say so approves; the record vouches for both."""
    decide(final)
    assert standing(final) == ("not affected", False, "approval wanted")
    for by, why in ((OWNER, "only the compliance group"), (CLEO, "")):
        if why:
            with pytest.raises(SystemExit) as left:
                decision_desk.approve(final.settings, NUMBER, by, [], yes=True)
            assert left.value.code == 2
        else:
            decision_desk.approve(final.settings, NUMBER, by, [], yes=True)
    assert standing(final) == ("not affected", True, None)
    (word,) = final.rows("from lake.dispositions")
    assert (word["approval"], word["approved_by"], word["decided_by"]) == ("approved", CLEO, OWNER)
    assert word["expires_at"].date() == (stages.now() + dt.timedelta(days=365)).date()
    assert final.run(correction(LATER)) == []
    with open_warehouse(stages.lake_of(final.settings), read_only=True) as warehouse:
        assert not verify(warehouse.con).broken


def test_nobody_approves_what_they_said_themselves_under_another_name(
    final: Passes, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person of compliance is the same by e-mail and by Slack id."""
    decide(final, "U0DORA000")
    with pytest.raises(SystemExit):
        decision_desk.approve(final.settings, NUMBER, DORA, [], yes=True)
    assert "not the one who decided" in capsys.readouterr().err
    decision_desk.approve(final.settings, NUMBER, CLEO, [], yes=False)
    assert standing(final) == ("not affected", False, "refused")
    (told,) = final.run(correction(LATER))
    assert told["kind"] == "impact alert: changed"


def test_one_person_suffices_where_settings_say_so(told: Path, tmp_path: Path) -> None:
    """Without a second approver the word holds at once."""
    passes = passes_in(told, tmp_path, second_approver=False)
    decide(passes)
    assert standing(passes) == ("not affected", True, None)


def test_what_one_person_said_of_a_proposal_waits_for_a_second_when_it_binds(
    told_initially: Path, tmp_path: Path
) -> None:
    """It holds for the proposal; under the final determination compliance is asked, and it holds once somebody approved."""
    proposed = passes_in(told_initially, tmp_path, compliance_mail="compliance@example.com")
    decide(proposed, document=INITIAL)
    assert standing(proposed) == ("not affected", True, None)
    proposed.run(notice())
    kinds = [row["kind"] for row in proposed.rows("from lake.deliveries order by enqueued_at, delivery_id")]
    assert sorted(kinds[1:]) == ["impact alert: new", "notice: approval wanted"]
    assert standing(proposed) == ("not affected", False, "approval wanted")
    assert proposed.run() == []
    decision_desk.approve(proposed.settings, NUMBER, CLEO, [], yes=True)
    assert standing(proposed) == ("not affected", True, None)
    assert proposed.run(correction(LATER)) == []
    with open_warehouse(stages.lake_of(proposed.settings), read_only=True) as warehouse:
        assert not verify(warehouse.con).broken


def test_a_decision_on_the_proposal_holds_on_the_final_rule(told_initially: Path, tmp_path: Path) -> None:
    """Stage, timing and document are others, the grounds are the same: it shows, holds, and nobody is told."""
    proposed = passes_in(told_initially, tmp_path, second_approver=False)
    decide(proposed, document=INITIAL)
    assert standing(proposed) == ("not affected", True, None)
    assert proposed.run(notice()) == []
    (row,) = proposed.rows("from lake.open_impacts where item_id = 'V-1'")
    assert (row["document_number"], row["stage"]) == (NUMBER, "final determination")
    assert (row["state"], row["holds"], row["reopened"]) == ("not affected", True, None)
    (told,) = proposed.run(correction(WORDS))
    assert "The decision “not affected” of ann@example.com is open again: scope changed" in what_changed(told)
    assert standing(proposed) == ("not affected", False, "scope changed")


def test_a_decision_is_open_again_when_the_documents_words_move_and_not_when_a_day_does(final: Passes) -> None:
    """A corrected day leaves it standing and its owner alone; a corrected definition opens it, and is told once."""
    decide(final, state=State.REMEDIATED)
    assert final.run(correction(LATER)) == []
    assert standing(final) == ("remediated", True, None)
    second = notice(f"C2-{NUMBER}", published="2099-01-15", page=1500, text=CORRECTION, instruction=WORDS)
    (told,) = final.run(second)
    assert "open again: scope changed" in what_changed(told)
    assert final.run() == []


def test_a_changed_row_opens_a_decision(final: Passes) -> None:
    """The item is another than the one that was judged; its owner is told so, once."""
    decide(final, state=State.REMEDIATED)
    file = final.settings.inventory
    assert file
    file.write_text(file.read_text().replace("Runs on laptops", "Runs on servers"))
    stages.sync(final.settings)
    (told,) = final.run()
    assert standing(final) == ("remediated", False, "item changed")
    assert told["kind"] == "impact alert: again"
    assert "open again: item changed" in what_changed(told)
    assert final.run() == []


def word(passes: Passes, state: str, at: dt.datetime, **more: Any) -> None:
    """A word on V-1 as it was given at some time, straight into the warehouse."""
    said = Disposition(f"w-{state}-{at}", NUMBER, "V-1", state, OWNER, "terminal", at, **more)
    write(stages.lake_of(passes.settings), "test", "a word", lambda con: load_dispositions(con, [said], at))


def told_earlier(passes: Passes, days: int) -> None:
    """As if everything had been told so many days before."""
    write(
        stages.lake_of(passes.settings), "test", "earlier",
        lambda con: con.execute(f"update lake.deliveries set enqueued_at = enqueued_at - interval {days} day"),
    )  # fmt: skip


def test_an_expired_decision_is_open_again_and_told_once(final: Passes) -> None:
    """When its time is over the owner hears of the finding again."""
    now = stages.now()
    word(final, "remediated", now, expires_at=now + dt.timedelta(days=1))
    assert standing(final) == ("remediated", True, None)
    assert final.run() == []
    write(
        stages.lake_of(final.settings), "test", "a day later",
        lambda con: con.execute("update lake.dispositions set expires_at = expires_at - interval 1 day"),
    )  # fmt: skip
    (told,) = final.run()
    assert (told["kind"], standing(final)) == ("impact alert: again", ("remediated", False, "expired"))
    assert final.run() == []


def test_what_is_put_off_until_a_day_is_told_again_on_it(final: Passes) -> None:
    """Until then even a changed day is not told; then it comes back, once."""
    now = stages.now()
    word(final, "snoozed", now, until=str((now + dt.timedelta(days=3)).date()))
    assert final.run(correction(LATER)) == []
    (row,) = final.rows("from lake.open_impacts where item_id = 'V-1'")
    assert (row["state"], row["snoozed_until"]) == (None, str((now + dt.timedelta(days=3)).date()))
    told_earlier(final, 3)
    word(final, "snoozed", now + dt.timedelta(seconds=1), until=str((now - dt.timedelta(days=1)).date()))
    (told,) = final.run()
    assert told["kind"] == "impact alert: changed"
    assert "What was put off until now is back" in what_changed(told)
    assert final.run() == []


def test_what_is_put_off_until_the_next_stage_is_told_with_it(proposed: Passes) -> None:
    """A changed initial determination is not told; the final one is."""
    decide(proposed, document=INITIAL, state=State.SNOOZED, until="next stage")
    assert proposed.run(notice(INITIAL, title="Initial Determination: Case No. ICTS-2098-007, Veltrona Systems, Inc.",
                               published="2098-10-01", page=900, day="March 3, 2099")) == []  # fmt: skip
    (told,) = proposed.run(notice())
    assert (told["kind"], told["document_number"]) == ("impact alert: new", NUMBER)
    assert proposed.run() == []


def test_a_withdrawal_is_told_whatever_was_decided(final: Passes) -> None:
    """What was told is taken back in its thread, also to an owner who had settled it."""
    decide(final, state=State.REMEDIATED)
    (told,) = final.run(notice("2099-20009", published="2099-02-01", page=2000, text=WITHDRAWAL))
    assert told["kind"] == "impact alert: withdrawn"


def test_an_assignee_is_told_may_decide_and_hears_on(final: Passes) -> None:
    """The finding is theirs from then on; its next change goes to them, not to the owner."""
    with pytest.raises(SystemExit):
        decide(final, "bob@example.com")
    decide(final, state=State.ASSIGNED, assignee="Bob@example.com")
    assert final.run() == []
    (handed,) = final.rows("from lake.deliveries where kind = 'impact alert: assigned'")
    assert (handed["recipient"], handed["status"]) == ("owner:bob@example.com", "sent")
    (told,) = final.run(correction(LATER))
    assert (told["recipient"], told["thread"]) == ("owner:bob@example.com", handed["delivery_id"])
    decide(final, "bob@example.com", state=State.IN_REVIEW)
    assert standing(final) == ("in review", True, None)
    gone = final.run(notice("2099-20009", published="2099-02-01", page=2000, text=WITHDRAWAL))
    assert {row["kind"] for row in gone} == {"impact alert: withdrawn"}
    # Both were told, so what was said is taken back from both, each in their own thread.
    assert {row["recipient"] for row in gone} == {"owner:ann@example.com", "owner:bob@example.com"}
    assert len({row["thread"] for row in gone}) == len(gone)


def test_a_new_owner_in_the_inventory_hears_at_once_and_a_former_one_hears_the_end(final: Passes) -> None:
    """The new owner is told what was told before, once; back to the old one, nobody is; the end is told to both."""

    def listed(inventory: str) -> list[dict[str, Any]]:
        assert final.settings.inventory is not None
        final.settings.inventory.write_text(inventory)
        stages.sync(final.settings)
        return final.run()

    settled = INVENTORY.replace("Ann,ann@example.com", "Eve,eve@example.com")
    (told,) = listed(settled)
    assert (told["recipient"], told["kind"]) == ("owner:eve@example.com", "impact alert: assigned")
    assert "The inventory names you for it now" in what_changed(told)
    assert final.run() == []
    assert listed(settled.replace("Runs on laptops", "Runs on all laptops")) == []
    assert listed(INVENTORY) == []
    gone = final.run(notice("2099-20009", published="2099-02-01", page=2000, text=WITHDRAWAL))
    assert {row["recipient"] for row in gone} == {"owner:ann@example.com", "owner:eve@example.com"}


def test_a_finding_that_returns_to_what_it_was_is_told_each_time(final: Passes) -> None:
    """A day that moves there, back, and there again is three messages in one thread."""
    there, back = notice(day="March 3, 2099"), notice()
    back = replace(back, content=back.content.replace(b"New agreements.", b"New agreements ."))
    again = replace(there, content=there.content.replace(b"New agreements.", b"New  agreements ."))
    kinds = [row["kind"] for one in (there, back, again) for row in final.run(one)]
    assert kinds == ["impact alert: changed"] * 3
    assert final.run() == []


def test_a_handed_over_word_is_kept_once_however_often_it_arrives(final: Passes) -> None:
    """The key of a word decides, not the time at which it came."""
    said = deciding.Said(State.AFFECTED, OWNER, "slack", "press:1")
    for _ in range(3):
        decision_desk.keep(final.settings, said, NUMBER, ["V-1"])
    assert len(final.rows("from lake.dispositions")) == 1
    assert json.loads(final.rows("from lake.record where kind = 'decision'")[0]["payload"]) == {"count": 1}
