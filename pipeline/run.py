"""One pass for a person at a terminal: poll, read, sync, assess, tell, and a table of what it came to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.table import Table

from pipeline import stages
from pipeline.commands.console import output, say, stage
from pipeline.commands.offline import today
from pipeline.sources import SAMPLE, at_address, choose
from warehouse.lake import open_warehouse
from warehouse.relation import fetched

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pipeline.settings import Settings

FEW = 3

TOUCHED = """
    select documents.document_number, documents.stage, documents.title, documents.publication_date,
        count(*) filter (impacts.level = 'affected') as affected,
        count(*) filter (impacts.level = 'review') as to_review,
        min(open.next_date) as next_date,
        any_value(told.owners) as owners
    from lake.impacts impacts
    join lake.current_documents documents using (document_number)
    join lake.open_impacts open using (impact_id)
    left join (
        select document_number, count(distinct recipient) as owners from lake.deliveries
        where status = 'sent' and sent_at >= $began group by document_number
    ) told on told.document_number = documents.document_number
    where impacts.status = 'open' group by all order by documents.publication_date nulls last, documents.document_number"""


def run(settings: Settings, sources: Sequence[str], since: dt.date | None, *, quiet_alerts: bool) -> dict[str, Any]:
    """One pass over everything; prints what each stage did. Returns the stages' counts, with seconds."""
    began = stages.now()
    settings = at_address(settings, sources)
    chosen = choose(settings, sources)
    say(chosen.said)
    if settings.inventory is None:
        say(f"Inventory: the bundled sample ({SAMPLE.name}/inventory.csv; name yours with --inventory).")
    counts: dict[str, Any] = {}

    def step(name: str, work: Any, words: str) -> None:
        start = time.perf_counter()
        with stage(name):
            counts[name] = work()
        counts[name]["seconds"] = round(time.perf_counter() - start, 1)
        say(f"{name:7} {words.format(**counts[name])} ({counts[name]['seconds']} s)")

    step("poll", lambda: stages.poll(settings, chosen.sources, since), "{publications} publications, {new} of them new")
    for failure in counts["poll"]["failed"]:
        say(f"        {failure}")
    step(
        "read",
        lambda: stages.read(settings),
        "{documents} documents: {icts} ICTS, {adjacent} adjacent; {quarantined} set aside",
    )
    for failure in counts["read"]["failed"]:
        say(f"        {failure}")
    step(
        "sync",
        lambda: stages.sync(settings),
        "{items} items: {added} new, {changed} changed, {retired} retired; {rows_set_aside} rows set aside",
    )
    _say_problems(counts["sync"]["problems"])
    notify = not quiet_alerts
    step(
        "assess",
        lambda: stages.assess(settings, notify=notify),
        "{new} new findings, {changed} changed, {closed} closed",
    )
    if notify:
        step("tell", lambda: stages.tell(settings), "{sent} alerts, {again} to be tried again, {dead} undeliverable")
        if not settings.smtp_host:
            step("digest", lambda: stages.digest(settings), "{digests} weekly digests")
    _show(settings, began, counts)
    return counts


def _say_problems(problems: Sequence[str]) -> None:
    for problem in problems[:FEW]:
        say(f"        {problem}")
    if len(problems) > FEW:
        say(f"        and {len(problems) - FEW} more of the kind (icts-watch sync lists them all)")


def _show(settings: Settings, began: dt.datetime, counts: dict[str, Any]) -> None:
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        rows = fetched(warehouse.con, TOUCHED, {"began": began})
        known = fetched(warehouse.con, "select count(*) as icts from lake.current_documents where relevance = 'icts'")[
            0
        ]["icts"]
    table = Table(title=f"What touches your assets, {today():%d %B %Y}", title_justify="left")
    for heading, justify in (
        ("document", "left"),
        ("stage", "left"),
        ("next date", "left"),
        ("affected", "right"),
        ("to review", "right"),
        ("told now", "right"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        day = row["next_date"].isoformat() if row["next_date"] else "-"
        table.add_row(
            f"{row['document_number']}  {_short(row['title'])}",
            row["stage"],
            day,
            str(row["affected"]),
            str(row["to_review"]),
            str(row["owners"] or 0),
        )
    output.print(table)
    say(f"{known - len(rows)} other ICTS documents touch no asset by themselves. No legal advice: a person decides.")
    told = counts.get("tell", {}).get("sent", 0) + counts.get("digest", {}).get("sent", 0)
    previews = settings.home / "previews" / "index.html"
    if not told:
        say("Nothing new to tell anybody.")
    elif previews.exists():
        say(f"Nothing was sent: neither Slack nor a mail server is configured. Previews: {previews}")


def _short(title: str, width: int = 60) -> str:
    lead = "Securing the Information and Communications Technology and Services Supply Chain"
    text = title.replace(lead, "ICTS Supply Chain")
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
