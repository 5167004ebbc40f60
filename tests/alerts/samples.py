"""Messages that the tests of this room share: real actions' facts, assets and people of an invented company."""

from __future__ import annotations

import datetime as dt
from functools import partial

from alerts.deadlines import document_deadlines
from alerts.digest import Decided, Digest, Exposure, ListChange, News, OpenDecision, SourceHealth, TrendPoint
from alerts.impact_alert import DocumentFacts, Event, ImpactAlert, compose
from alerts.notice import Notice, NoticeKind
from alerts.routing import Recipient, RecipientKind
from alerts.slack_answered import Answer
from extract.document import DatedFact, DateKind, Document, Stage
from extract.inventory import Item
from models.impact import Impact, ItemEvidence, Level, Obligation, RuleEvidence, Timing

OWNER = Recipient(RecipientKind.OWNER, "U024BE7LH", "dana.reyes@example.com", "Dana Reyes")
UNIT = Recipient(RecipientKind.UNIT, "#fleet-systems", "fleet@example.com", "Fleet Systems")
COMPLIANCE = Recipient(RecipientKind.COMPLIANCE, "C0COMPLY1", "trade-compliance@example.com", "Compliance")
STAMP = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)


def _fact(kind: DateKind, date: str, quote: str) -> DatedFact:
    return DatedFact(kind, dt.date.fromisoformat(date), quote)


KASPERSKY = Document(
    document_number="2024-13532",
    type="NOTICE",
    stage=Stage.FINAL_DETERMINATION,
    title="Final Determination: Case No. ICTS-2021-002, Kaspersky Lab, Inc.",
    publication_date=dt.date(2024, 6, 24),
    citation="89 FR 52434",
    url="https://www.federalregister.gov/d/2024-13532",
    dates=(
        _fact(DateKind.COMPLIANCE, "2024-07-20", "at 12:00 a.m. Eastern Daylight Time (EDT) on July 20, 2024"),
        _fact(DateKind.COMPLIANCE, "2024-09-29", "at 12:00 a.m. EDT on September 29, 2024"),
    ),
)
VEHICLES = Document(
    document_number="2025-00592",
    type="RULE",
    stage=Stage.FINAL_RULE,
    title="Securing the Information and Communications Technology and Services Supply Chain: Connected Vehicles",
    publication_date=dt.date(2025, 1, 16),
    citation="90 FR 5360",
    rins=("0694-AJ56",),
    url="https://www.federalregister.gov/d/2025-00592",
    dates=(_fact(DateKind.EFFECTIVE, "2025-03-17", "This final rule is effective March 17, 2025."),),
)
DRONES = Document(
    document_number="2024-30209",
    type="PRORULE",
    stage=Stage.ANPRM,
    title="Securing the Information and Communications Technology and Services Supply Chain: Unmanned Aircraft Systems",
    publication_date=dt.date(2025, 1, 3),
    citation="90 FR 271",
    rins=("0694-AJ72",),
    url="https://www.federalregister.gov/d/2024-30209",
    dates=(_fact(DateKind.COMMENTS_CLOSE, "2025-03-04", "Comments must be received on or before March 4, 2025."),),
)

PARTY = RuleEvidence(
    "89 FR 52435 (2024-13532), Final Determination, para. 12",
    "Kaspersky Lab, Inc., and all of its affiliates, subsidiaries and parent companies are prohibited from providing "
    "cybersecurity and anti-virus products and services to persons in the United States.",
)
INTEGRATED = RuleEvidence(
    "89 FR 52436 (2024-13532), Final Determination, para. 19",
    "The prohibition extends to Kaspersky software integrated into third-party products or services.",
)
CONNECTIVITY = RuleEvidence(
    "90 FR 5415 (2025-00592), § 791.301 Definitions, para. 27",
    "Vehicle connectivity system means a hardware or software item that directly enables the transmission, receipt, "
    "conversion or processing of radio frequency communications at a frequency over 450 megahertz.",
)
PHASES = (
    Obligation("No new agreements with Kaspersky", "2024-07-20", "on July 20, 2024"),
    Obligation(
        "No updates, no Kaspersky Security Network, no resale or integration", "2024-09-29", "September 29, 2024"
    ),
)
VEHICLE_PHASES = (
    Obligation("No vehicles with covered software", "model year 2027", "model year 2027"),
    Obligation("No VCS hardware", "model year 2030", "model year 2030"),
    Obligation("No VCS hardware for units without a model year", "2029-01-01", "January 1, 2029"),
)


def impact(item: Item, level: Level, passage: RuleEvidence, why: str, **more: object) -> Impact:
    """An impact on the item with the fields that alerts read."""
    given = {"timing": Timing.FROM_A_DATE, "probability": 0.93, "obligations": PHASES} | more
    evidence = (ItemEvidence("vendor", item.vendor),)
    return Impact("2024-13532", item.item_id, level, basis="party", reasons=(why,), rule_evidence=(passage,),
                  item_evidence=evidence, **given)  # type: ignore[arg-type] # fmt: skip


def item(item_id: str, name: str, vendor: str) -> Item:
    """An asset of the owner in these samples."""
    return Item(item_id, name, vendor, owner=OWNER.name, owner_email=OWNER.email, owner_slack=OWNER.slack)


ENDPOINT = item("AST-0107", "Kaspersky Endpoint Security for Business, head office", "AO Kaspersky Lab")
MAIL_GATEWAY = item("AST-0112", "Kaspersky Secure Mail Gateway", "Kaspersky Lab, Inc.")
FIREWALL = item("AST-0388", "Zyxel USG FLEX 200 firewall, branch Reno", "Zyxel")
NAMED = "The vendor is a party that the determination names."
BUILT_IN = (
    "The product is known to have shipped with the named party's anti-virus engine; which engine runs is not on record."
)
HITS = (
    (impact(ENDPOINT, Level.AFFECTED, PARTY, NAMED), ENDPOINT),
    (impact(MAIL_GATEWAY, Level.AFFECTED, PARTY, NAMED), MAIL_GATEWAY),
    (impact(FIREWALL, Level.REVIEW, INTEGRATED, BUILT_IN, probability=0.41), FIREWALL),
)


def _many(number: int) -> tuple[tuple[Impact, Item], ...]:
    """A fleet's telematics units, all for review."""
    units = [item(f"TCU-{n:05}", f"Telematics control unit, truck {n}", "Quectel") for n in range(1, number + 1)]
    why = "It is a vehicle connectivity system, and who owns its maker is not on record."
    return tuple(
        (impact(unit, Level.REVIEW, CONNECTIVITY, why, probability=0.5, obligations=VEHICLE_PHASES), unit)
        for unit in units
    )


ASSIGNEE = Recipient(RecipientKind.OWNER, "U0EVE0000", "eve@example.com", "Eve")
OPEN_AGAIN = "The decision “not affected” of dana.reyes@example.com is open again: scope changed"


def alerts() -> dict[str, ImpactAlert]:
    """An alert of every kind, by the name of its golden files."""
    kaspersky = partial(compose, KASPERSKY, rulemaking="2024-13532", today=dt.date(2024, 7, 1))
    vehicles = partial(compose, VEHICLES, rulemaking="0694-AJ56")
    moved = ("The date from which updates are forbidden moved from September 29, 2024 to October 29, 2024.",)
    fleet = _many(1_204)
    return {
        "2024-13532-new": kaspersky(HITS, OWNER, Event.NEW),
        "2024-13532-changed": kaspersky(HITS[:2], OWNER, Event.CHANGED, changes=moved, revision=1),
        "2024-13532-withdrawn": kaspersky(HITS, OWNER, Event.WITHDRAWN, revision=2),
        "2024-13532-in-force": kaspersky(HITS[:1], OWNER, Event.NEW, today=dt.date(2026, 1, 5)),
        "2024-13532-again": kaspersky(HITS[:1], OWNER, Event.AGAIN, changes=(OPEN_AGAIN,)),
        "2024-13532-assigned": kaspersky(HITS[:2], ASSIGNEE, Event.ASSIGNED),
        "2025-00592-fleet": vehicles(
            fleet, UNIT, Event.NEW, today=dt.date(2025, 1, 17), full_list="All of them: icts-watch sql."
        ),
        "2025-00592-unowned": vehicles(fleet[:7], COMPLIANCE, Event.NEW, today=dt.date(2025, 4, 1)),
    }


def notices() -> dict[str, Notice]:
    """A notice of every kind, by the name of its golden files."""
    document = DocumentFacts.of(KASPERSKY)
    items = tuple((one.item_id, one.name) for one in (ENDPOINT, MAIL_GATEWAY, FIREWALL))
    fleet = tuple((f"TCU-{number:05}", f"Telematics control unit, truck {number}") for number in range(1, 1_205))
    return {
        "2024-13532-unanswered": Notice(
            NoticeKind.UNANSWERED,
            (("Told", "dana.reyes@example.com (slack)"), ("Sent", "July 1, 2024, 08:00 EDT")),
            "Ask them to answer, decide in their place, or assign the assets to somebody else.",
            document,
            items,
            len(items),
        ),
        "2025-00592-approval": Notice(
            NoticeKind.APPROVAL,
            (("Decided by", "U024BE7LH"), ("Why", "other"), ("Note", "<!channel> *never* <https://evil.example|used>")),
            "Press a button, or: icts-watch approve 2025-00592 --by YOU [--refuse].",
            DocumentFacts.of(VEHICLES),
            fleet,
            len(fleet),
            "5f2c5b0e",
        ),
        "supplier-report": Notice(
            NoticeKind.REPORT,
            (
                ("Supplier", "Quill & Sons"),
                ("Said to sit in", "RU"),
                ("By", "U0BOB0000"),
                ("What they heard", "<b>a rumour</b>"),
            ),
            "Look it up, then: icts-watch suppliers confirm ID --by YOU --source WHERE.",
        ),
    }


ANSWERS = (
    Answer("U024BE7LH", "acknowledged", 2, dt.date(2024, 7, 1)),
    Answer("U024BE7LH", "not affected", 1, dt.date(2024, 7, 2), "other", "<!channel> *never* in use", approval="wanted"),
    Answer("cleo@b.example", "not affected", 1, dt.date(2024, 7, 3), "not in use", approval="approved", approved_by="U0DORA000"),
    Answer("U024BE7LH", "snoozed", 1, dt.date(2024, 7, 4), until="2024-08-01"),
    Answer("U024BE7LH", "snoozed", 1, dt.date(2024, 7, 4), until="next stage"),
    Answer("U024BE7LH", "assigned", 1, dt.date(2024, 7, 5), assignee="U0EVE0000"),
)  # fmt: skip
"""An answer of each kind."""

WEEK = (dt.date(2025, 1, 13), dt.date(2025, 1, 19))
SOURCES = tuple(SourceHealth(name, WEEK[1]) for name in ("Federal Register", "Public inspection", "BIS pages"))
BROKEN = SourceHealth("BIS pages", dt.date(2025, 1, 16), "the list of notices has another layout than before")


def digests() -> dict[str, Digest]:
    """A digest of every kind, by the name of its golden files."""
    kaspersky, vehicles, drones = map(DocumentFacts.of, (KASPERSKY, VEHICLES, DRONES))
    busy = Digest(
        recipient=COMPLIANCE,
        first_day=WEEK[0],
        last_day=WEEK[1],
        news=(
            News(Event.NEW, vehicles, affected=3, review=1_204),
            News(Event.CHANGED, drones, affected=0, review=12, changes=("The comment deadline is now known.",)),
            News(Event.WITHDRAWN, kaspersky, affected=2, review=1),
        ),
        open_decisions=(
            OpenDecision(kaspersky, Level.AFFECTED, 2, (ENDPOINT.name, MAIL_GATEWAY.name), dt.date(2024, 7, 1)),
            OpenDecision(vehicles, Level.REVIEW, 1_204, ("Telematics control unit, truck 1",), dt.date(2025, 1, 16)),
        ),
        deadlines=(*document_deadlines(DRONES, "0694-AJ72"), *document_deadlines(VEHICLES, "0694-AJ56")),
        exposure=Exposure(assets=20_598, affected=5, review=1_217, undecided=1_219),
        sources=(*SOURCES[:2], BROKEN),
        decided=(
            Decided(
                vehicles,
                "not affected",
                4,
                ("Router A", "Router B", "Router C"),
                "dana.reyes@example.com",
                dt.date(2025, 1, 15),
                "The radio module is not fitted.",
                "waits for a second approval",
            ),
            Decided(kaspersky, "remediated", 1, ("<!channel> Gateway",), "", dt.date(2025, 1, 14)),
        ),
        trend=tuple(
            TrendPoint(WEEK[1] - dt.timedelta(weeks=back), 5 - back // 4, 1_217 - 90 * back)
            for back in range(11, -1, -1)
        ),
        list_changes=(
            ListChange("FCC Covered List", dt.date(2025, 1, 15), "removed", 1, ("<b>Example</b> Networks Inc.",)),
            ListChange(
                "DoD 1260H", dt.date(2025, 1, 14), "added", 30, ("Example Avionics", "Example Chips", "Example Rail")
            ),
        ),
    )
    nothing = Exposure(assets=3, affected=0, review=0, undecided=0)
    calm = tuple(TrendPoint(WEEK[1] - dt.timedelta(weeks=back), 0, 0) for back in (1, 0))
    return {"busy": busy, "quiet": Digest(OWNER, *WEEK, (), (), (), nothing, SOURCES, trend=calm)}


NO_LISTENER = {"2024-13532-in-force"}
"""Alerts that are shown as sent where nobody listens for answers."""
