"""The charts of the report and the page as SVG: drawn here, nothing is fetched, and each says in words what it shows."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alerts.exposure_chart import COLOURS, INK, LINE, SOFT

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = Mapping[str, Any]

BLANK = "(not stated)"
LABEL = 34
"""Characters of a value beside its bar."""


def trend_chart(rows: Sequence[Row]) -> str:
    """Exposed items by month, affected below and to review above."""
    import altair as alt

    data = [
        {"month": f"{row['month']:%b %Y}", "level": level, "order": order, "assets": int(row[column])}
        for row in rows
        for order, (level, column) in enumerate(zip(COLOURS, ("affected", "to_review"), strict=True))
    ]
    months = [str(one["month"]) for one in data[:: len(COLOURS)]]
    shown = months[:: -max(1, len(months) // 8)]
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar()
        .encode(
            x=alt.X("month:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, values=shown)),
            y=alt.Y("assets:Q", title="assets", axis=alt.Axis(tickCount=4, format=",d")),
            color=_colour(alt),
            order="order:Q",
        )
    )
    words = "; ".join(
        f"{row['month']:%B %Y}: {row['affected']:,} affected, {row['to_review']:,} to review" for row in rows
    )
    return _svg(chart, 560, 190, f"Exposed assets by month. {words}")


def bars_chart(rows: Sequence[Row], what: str) -> str:
    """Exposed items by the values of one dimension, the most exposed on top."""
    import altair as alt

    names = _distinct([str(row["value"] or BLANK) for row in rows])
    data = [
        {"value": name, "level": level, "order": order, "assets": int(row[column])}
        for name, row in zip(names, rows, strict=True)
        for order, (level, column) in enumerate(zip(COLOURS, ("affected", "to_review"), strict=True))
    ]
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar()
        .encode(
            y=alt.Y("value:N", sort=names, title=None, axis=alt.Axis(labelLimit=240)),
            x=alt.X("assets:Q", title="assets", axis=alt.Axis(tickCount=4, format=",d")),
            color=_colour(alt),
            order="order:Q",
        )
    )
    words = "; ".join(
        f"{row['value'] or BLANK}: {row['affected']:,} affected, {row['to_review']:,} to review" for row in rows
    )
    return _svg(chart, 560, max(60, 24 * len(rows)), f"Exposed assets by {what}. {words}")


def timeline_chart(rows: Sequence[Row]) -> str:
    """The steps of one rulemaking on a line of time, from its first notice to its last correction."""
    import altair as alt

    data = [{"day": row["day"].isoformat(), "stage": f"{row['step']} {row['stage']}"} for row in rows if row["day"]]
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6, labelAngle=0)),
        y=alt.Y("stage:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
    )
    chart = base.mark_circle(size=140, color="#24527a", opacity=1)
    words = "; ".join(f"{row['day']}: {row['stage']}, {row['title']}" for row in rows)
    return _svg(chart, 560, max(50, 30 * len(data)), f"Timeline of the rulemaking. {words}")


def _colour(alt: Any) -> Any:
    levels = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    return alt.Color("level:N", scale=levels, legend=alt.Legend(title=None, orient="top", symbolType="square"))


def _distinct(names: list[str]) -> list[str]:
    """Names short enough for an axis; two that begin alike stay two."""
    cut = [name if len(name) <= LABEL else f"{name[: LABEL - 1]}…" for name in names]
    return [f"{name} ({cut[:at].count(name) + 1})" if name in cut[:at] else name for at, name in enumerate(cut)]


def _svg(chart: Any, width: int, height: int, words: str) -> str:
    """The drawing with its words for those who do not see it; ids of our own, so that drawings can share a page."""
    import vl_convert

    sized = (
        chart.properties(width=width, height=height, background="transparent")
        .configure(autosize={"type": "fit-x", "contains": "padding"}, font="Liberation Sans, Arial, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=SOFT, titleColor=SOFT, gridColor=LINE, domainColor=LINE, tickColor=LINE, labelFontSize=12
        )
        .configure_legend(labelColor=INK, labelFontSize=12)
    )
    drawn = str(vl_convert.vegalite_to_svg(sized.to_dict()))
    label = html.escape(words, quote=True)
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', drawn, count=1)
