"""The exposure trend as a picture: stacked bars by week, legible on light and on dark pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.digest import TrendPoint

WIDTH, HEIGHT = 460, 150
"""Drawn smaller than it is shown, so that its letters can still be read on a telephone; it has twice as many pixels."""

FULLY_LABELLED = 6

COLOURS = {"affected": "#b3261e", "to review": "#e0a100"}
INK, SOFT, LINE = "#16202c", "#5b6776", "#e1e6ec"


def exposure_chart(trend: Sequence[TrendPoint]) -> bytes:
    """The trend as a PNG on a white ground, the same bytes for the same figures."""
    import vl_convert

    picture = vl_convert.vegalite_to_png(specification(trend), scale=2)
    return bytes(picture)


def specification(trend: Sequence[TrendPoint]) -> dict[str, Any]:
    """The trend as a Vega-Lite chart."""
    import altair as alt

    rows = [
        {"day": f"{point.day:%b} {point.day.day}", "level": level, "order": order, "assets": assets}
        for point in trend
        for order, (level, assets) in enumerate(zip(COLOURS, (point.affected, point.review), strict=True))
    ]
    days = [str(row["day"]) for row in rows[:: len(COLOURS)]]
    labelled = days[::-2] if len(days) > FULLY_LABELLED else days  # the last week always has its day
    highest = max((point.affected + point.review for point in trend), default=0)
    levels = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(size=18)
        .encode(
            x=alt.X("day:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, values=labelled)),
            y=alt.Y(
                "assets:Q",
                title="assets",
                scale=alt.Scale(domain=[0, max(highest, 4)], nice=True),
                axis=alt.Axis(tickCount=4, format=",d"),
            ),
            color=alt.Color("level:N", scale=levels, legend=alt.Legend(title=None, orient="top", symbolType="square")),
            order="order:Q",
        )
        .properties(width=WIDTH, height=HEIGHT, background="white", padding=10)
        .configure(
            autosize=alt.AutoSizeParams(type="fit", contains="padding"), font="Liberation Sans, Arial, sans-serif"
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=SOFT, titleColor=SOFT, gridColor=LINE, domainColor=LINE, tickColor=LINE, labelFontSize=12
        )
        .configure_legend(labelColor=INK, labelFontSize=12)
    )
    found: dict[str, Any] = chart.to_dict()
    return found
