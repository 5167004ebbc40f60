"""The weekly digest: one per reader and week, of the reader's own days and items, quiet weeks too."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from alerts.digest_mail import digest_mail
from alerts.envelope import MailSender, mime
from alerts.routing import Recipient, RecipientKind
from extract.document import DatedFact, DateKind, Stage
from pipeline import stages
from pipeline.messages.digest_window import reader_zone, window
from pipeline.messages.digests import digest_deliveries, digests
from pipeline.settings import Settings
from tests.warehouse.samples import VERSIONS, assess, impact, item, keep_document
from warehouse.assessments import Ending, pairs_to_assess
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.exposure import exposure_at
from warehouse.impacts import end_impacts, load_impacts
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.outbox import enqueue
from warehouse.runs import finish_run, start_run

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from alerts.digest import Digest

EASTERN = ZoneInfo("America/New_York")
MONDAY = dt.datetime(2026, 3, 9, 12, 0, tzinfo=dt.UTC)
"""8:00 in New York, the day after its clocks went forward."""

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ATTACK = "<b>x</b>\r\nBcc: all@example.com \u202e=cmd|' /C calc'!A0 <!channel> [y](https://evil.example)"


@pytest.fixture
def settings(prepared_home: Path, tmp_path: Path) -> Settings:
    """A home with an empty warehouse."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return Settings(home=tmp_path / "home", compliance_mail="compliance@example.com")


def filled(con: DuckDBPyConnection, at: dt.datetime = MONDAY - DAY, **about: Any) -> None:
    """Three items of two owners; a rule that touches one of each; a proposal that touches none; a poll that went well."""
    sync_items(con, [item("A-1"), item("A-2", name="Router B"),
                     item("B-1", name="Drone", owner="Bob", owner_email="bob@example.com")], at - DAY)  # fmt: skip
    keep_document(
        con,
        "2026-1",
        at=at,
        **{"title": "Final", "publication_date": dt.date(2026, 3, 6), "citation": "91 FR 1"} | about,
        dates=(DatedFact(DateKind.EFFECTIVE, dt.date(2026, 6, 1), "June 1, 2026"),),
    )
    keep_document(
        con,
        "2026-2",
        at=at,
        stage=Stage.NPRM,
        title="Proposed",
        publication_date=dt.date(2026, 3, 7),
        dates=(DatedFact(DateKind.COMMENTS_CLOSE, dt.date(2026, 4, 6), "April 6, 2026"),),
    )
    assess(con, impact("A-1", "2026-1"), impact("B-1", "2026-1"), at=at)
    polled(con, at)


def polled(con: DuckDBPyConnection, at: dt.datetime) -> None:
    """A poll of one source that went well."""
    finish_run(con, start_run(con, "poll", at), {"sources": ["bis"], "failed": []}, at)


def given(settings: Settings, work: Any) -> None:
    """Something done in the warehouse."""
    write(stages.lake_of(settings), "test", "given", work)


def told(settings: Settings, at: dt.datetime = MONDAY) -> dict[str, Digest]:
    """The digests that would be written at this moment, by reader."""
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        return {digest.recipient.key: digest for digest, _ in digests(warehouse.con, settings, at)}


def written(settings: Settings, at: dt.datetime) -> list[str]:
    """The ids of the digests that a run at this moment puts into the outbox."""
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        found = digest_deliveries(warehouse.con, settings, at)
    return write(stages.lake_of(settings), "digest", "weekly", lambda con: enqueue(con, found, at))


@pytest.mark.parametrize(
    ("at", "first", "last", "hours"),
    [
        ("2026-03-08T04:30+00:00", "2026-02-28", "2026-03-07", 168),  # half an hour before midnight, in winter time
        ("2026-03-08T07:30+00:00", "2026-03-01", "2026-03-08", 167),  # half an hour after the clocks went forward
        ("2026-03-09T12:00+00:00", "2026-03-02", "2026-03-09", 167),
        ("2026-03-16T03:30+00:00", "2026-03-08", "2026-03-15", 168),  # half an hour before midnight, in summer time
        ("2026-11-01T05:30+00:00", "2026-10-25", "2026-11-01", 168),  # 1:30 for the first time
        ("2026-11-01T06:30+00:00", "2026-10-25", "2026-11-01", 169),  # and an hour later again
        ("2026-11-02T04:30+00:00", "2026-10-25", "2026-11-01", 169),  # in summer time it would be the 2nd
        ("2026-11-02T13:00+00:00", "2026-10-26", "2026-11-02", 169),
    ],
)
def test_a_week_is_a_week_on_the_wall_when_the_clocks_change(at: str, first: str, last: str, hours: int) -> None:
    """Days are those of New York on both sides of both changes, and a week is the same time of day a week before."""
    found = window(dt.datetime.fromisoformat(at), EASTERN, None)
    assert (found.first_day.isoformat(), found.last_day.isoformat()) == (first, last)
    assert (found.until.astimezone(dt.UTC) - found.since.astimezone(dt.UTC)) / HOUR == hours


def test_two_windows_meet_and_never_overlap() -> None:
    """A moment between two digests is told in exactly one of them, in the doubled hour of autumn, too."""
    ends = [dt.datetime(2026, 11, 1, 5, tzinfo=dt.UTC) + minutes * dt.timedelta(minutes=30) for minutes in range(6)]
    windows = [window(until, EASTERN, since) for since, until in itertools.pairwise(ends)]
    for minute in range(1, 150):
        moment = ends[0] + dt.timedelta(minutes=minute)
        assert sum(one.holds(moment) for one in windows) == 1


@pytest.mark.parametrize(
    ("kind", "email", "unit", "zone"),
    [
        (RecipientKind.OWNER, "Ann@Example.com", "Plant", "Asia/Tokyo"),  # her own
        (RecipientKind.OWNER, "bob@example.com", "Plant", "Europe/Berlin"),  # that of his items' unit
        (RecipientKind.OWNER, "bob@example.com", "Office", "America/New_York"),  # the company's
        (RecipientKind.UNIT, "plant@example.com", "Plant", "Europe/Berlin"),
        (RecipientKind.COMPLIANCE, "ann@example.com", "Plant", "America/New_York"),
    ],
)
def test_each_reader_has_a_zone(kind: RecipientKind, email: str, unit: str, zone: str) -> None:
    """An owner's own zone, else that of the unit, else the company's."""
    known = Settings(zones={"ann@example.com": "Asia/Tokyo"}, units={"Plant": {"zone": "Europe/Berlin"}})
    assert reader_zone(known, Recipient(kind, email=email), [item(business_unit=unit)]).key == zone


def test_a_zone_that_is_none_is_refused() -> None:
    """A misspelt zone is named when the settings are read, not on the Monday when it is needed."""
    for wrong in ({"zone": "America/New York"}, {"zones": {"a": "../etc"}}, {"units": {"Plant": {"zone": "Mars"}}}):
        with pytest.raises(ValidationError, match="is no time zone"):
            Settings(**wrong)  # type: ignore[arg-type] # as the environment may hold it


def test_the_same_moment_is_another_day_elsewhere(settings: Settings) -> None:
    """At 8:00 on Monday in New York it is Monday in Berlin and, at 23:30, Tuesday in Tokyo: each digest has its own day."""
    given(settings, filled)
    abroad = settings.model_copy(update={"zones": {"ann@example.com": "Asia/Tokyo"}})
    late = told(abroad, MONDAY + 4 * HOUR)
    assert late["owner:ann@example.com"].last_day == dt.date(2026, 3, 10)
    assert late["owner:bob@example.com"].last_day == dt.date(2026, 3, 9)


def test_one_digest_for_each_reader_and_week(settings: Settings) -> None:
    """A run that repeats in the same week writes none; the next week's begins where the last one ended."""
    given(settings, filled)
    readers = ("owner:ann@example.com", "owner:bob@example.com", "compliance:compliance@example.com")
    assert written(settings, MONDAY) == [f"digest-2026-W11-{reader}" for reader in readers]
    assert written(settings, MONDAY) == []
    assert written(settings, MONDAY + 5 * DAY) == []
    given(settings, lambda con: keep_document(con, "2026-3", at=MONDAY + HOUR, title="Between two Mondays"))
    late = MONDAY + 8 * DAY  # a day later than usual
    compliance = told(settings, late)[readers[-1]]
    assert compliance.first_day == dt.date(2026, 3, 9)
    assert [news.document.number for news in compliance.news] == ["2026-3"]
    assert written(settings, late) == [f"digest-2026-W12-{reader}" for reader in readers]


def test_a_stage_that_runs_twice_sends_once(settings: Settings) -> None:
    """The digest stage twice in a row makes one preview for each reader."""
    given(settings, filled)
    assert [stages.digest(settings)["digests"] for _ in range(2)] == [3, 0]
    assert len(list((settings.home / "previews").glob("digest-*.eml"))) == 3


def test_each_reader_sees_own_items_only(settings: Settings) -> None:
    """Totals, names, news and decisions of an owner are of the owner's items; compliance's are of all."""
    given(settings, filled)
    ann, bob, compliance = told(settings).values()
    assert (ann.exposure.assets, bob.exposure.assets, compliance.exposure.assets) == (2, 1, 3)
    for digest, mine, theirs in ((ann, "Camera A-1", "Drone"), (bob, "Drone", "Camera")):
        mail = digest_mail(digest)
        assert mine in mail.text
        assert theirs not in mail.text + mail.html
    assert [news.total for news in compliance.news] == [2, 0]
    assert [(one.date, one.asks_for_comments) for one in compliance.deadlines] == [
        (dt.date(2026, 4, 6), True),
        (dt.date(2026, 6, 1), False),
    ]
    assert [one.document_number for one in ann.deadlines] == ["2026-1"]


def test_a_quiet_week_says_so(settings: Settings) -> None:
    """With nothing new the digest still comes, and says whether all sources were read."""
    given(settings, filled)
    written(settings, MONDAY)
    given(settings, lambda con: polled(con, MONDAY + 6 * DAY))
    quiet = told(settings, MONDAY + 7 * DAY)
    assert {digest.headline for digest in quiet.values()} == {"Nothing new, all sources read"}
    written(settings, MONDAY + 7 * DAY)
    unread = told(settings, MONDAY + 14 * DAY)["owner:ann@example.com"]
    assert unread.headline == "Nothing new, 1 source of 1 could not be read"
    assert "bis: was not asked in this time" in digest_mail(unread).text


def test_who_hears_nothing_unless_asked(settings: Settings) -> None:
    """An owner whom no document touches gets no digest, unless everyone is to."""
    given(settings, filled)
    given(settings, lambda con: sync_items(con, [item("A-1"), item("C-1", owner_email="cy@example.com")], MONDAY))
    assert "owner:cy@example.com" not in told(settings)
    everyone = settings.model_copy(update={"digest_everyone": True})
    assert told(everyone)["owner:cy@example.com"].news == ()


def test_what_was_decided_stands_with_its_reason(settings: Settings) -> None:
    """By whom, on what, why, and that a second approval is waited for; words that decide nothing are left out."""

    def words(con: DuckDBPyConnection) -> None:
        filled(con)
        at = MONDAY - 2 * HOUR
        no = Disposition("d-1", "2026-1", "A-1", "not affected", "ann@example.com", "slack", at,
                         justification="component not present", note="Checked", approval="wanted")  # fmt: skip
        yes = Disposition("d-2", "2026-1", "B-1", "affected", "bob@example.com", "terminal", at)
        seen = Disposition("d-3", "2026-1", "B-1", "acknowledged", "bob@example.com", "slack", at - HOUR)
        old = Disposition("d-4", "2026-1", "B-1", "in review", "bob@example.com", "slack", at - 9 * DAY)
        load_dispositions(con, [no, yes, seen, old], at)

    given(settings, words)
    ann, bob, compliance = told(settings).values()
    assert [(one.state, one.by, one.names, one.why, one.waits) for one in ann.decided] == [
        (
            "not affected",
            "ann@example.com",
            ("Camera A-1",),
            "component not present; Checked",
            "waits for a second approval",
        )
    ]
    assert [one.state for one in bob.decided] == ["affected"]
    assert len(compliance.decided) == 2
    assert (ann.exposure.undecided, bob.exposure.undecided) == (1, 0)
    assert (len(ann.open_decisions), len(bob.open_decisions)) == (1, 0)


def test_a_withdrawal_is_news_and_a_backfill_is_none(settings: Settings) -> None:
    """What no longer stands is said with its totals; what a first load found was told to nobody and is no news."""
    given(settings, filled)
    written(settings, MONDAY)

    def later(con: DuckDBPyConnection) -> None:
        end_impacts(con, [Ending("2026-1", "withdrawn by 2026-9", None, retracted=True)], MONDAY + DAY)
        keep_document(con, "2026-4", at=MONDAY + DAY, title="Old", publication_date=dt.date(2020, 1, 1))
        work = next(one for one in pairs_to_assess(con, VERSIONS) if one.document_number == "2026-4")
        load_impacts(con, {work: [impact("A-1", "2026-4")]}, VERSIONS, MONDAY + DAY, notify=False)

    given(settings, later)
    ann = told(settings, MONDAY + 7 * DAY)["owner:ann@example.com"]
    assert [(news.event, news.document.number, news.tally) for news in ann.news] == [
        ("withdrawn", "2026-1", "1 no longer affected")
    ]


def test_the_trend_is_what_the_warehouse_held_then(settings: Settings) -> None:
    """Earlier levels come from the snapshots: what is closed today was open then, and before the first there is none."""
    before = dt.datetime.now(dt.UTC) - DAY
    given(settings, filled)
    then = dt.datetime.now(dt.UTC)
    time.sleep(0.01)
    given(settings, lambda con: end_impacts(con, [Ending("2026-1", "gone", None, retracted=True)], then))
    now = dt.datetime.now(dt.UTC)
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        found = exposure_at(warehouse.con, [now, then, before])
    assert found == {then: {"A-1": "affected", "B-1": "affected"}, now: {}}
    ann = told(settings, now)["owner:ann@example.com"]
    assert [(point.affected, point.review) for point in ann.trend] == [(0, 0)]


def test_hostile_words_are_shown_in_every_part_and_do_nothing(settings: Settings) -> None:
    """A title, a name, a reason that carry markup, headers, formulas or marks of direction stay text in the digest."""

    def hostile(con: DuckDBPyConnection) -> None:
        filled(con, title=ATTACK, citation=ATTACK)
        sync_items(con, [item("A-1", name=ATTACK)], MONDAY - HOUR)
        word = Disposition("d-1", "2026-1", "A-1", "not affected", ATTACK, "csv", MONDAY - HOUR, justification=ATTACK)
        load_dispositions(con, [word], MONDAY)

    given(settings, hostile)
    digest = told(settings)["owner:ann@example.com"]
    mail = digest_mail(digest)
    message = mime(mail, "d-1", MailSender("w@example.com"), "ann@example.com", date=MONDAY, name=ATTACK)
    assert "Bcc" not in message
    assert "<b>x</b>" not in mail.html
    assert mail.html.count("&lt;b&gt;x&lt;/b&gt; Bcc: all@example.com") >= 4
    assert "\u202e" not in mail.text + mail.html
    assert "evil.example" not in " ".join(part.split(">")[0] for part in mail.html.split("<a ")[1:])
    assert str(message["Subject"]).isprintable()


def test_the_outbox_holds_the_whole_mail(settings: Settings) -> None:
    """Text, HTML and chart are in the payload: what is sent later is what was written."""
    given(settings, filled)
    written(settings, MONDAY)
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        query = "select payload from lake.deliveries order by delivery_id limit 1"
        payload = json.loads(warehouse.con.execute(query).fetchall()[0][0])
    assert set(payload["mail"]) == {"subject", "text", "html", "calendar", "images"}
