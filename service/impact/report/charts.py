"""Charts in Vega-Altair, drawn as SVG by vl-convert: no script, no browser, nothing fetched.

A figure that may not be shown is not in a chart. Before and after differ in colour, in shape and in name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import altair as alt
import vl_convert

BEFORE, AFTER = "Before", "After"
COLOURS = ("#8a9aa0", "#0f4c5c")
SHAPES = ("circle", "square")
WIDTH = 620
SCREEN = "Arial, Helvetica, 'Liberation Sans', sans-serif"
PAPER = "Libertinus Serif"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chart:
    """One chart: what it shows, in a sentence for those who cannot see it, and how it is drawn."""

    title: str
    says: str
    spec: Mapping[str, Any]

    @cached_property
    def screen(self) -> str:
        """The chart as SVG, for a page."""
        return self._svg(SCREEN)

    @cached_property
    def paper(self) -> str:
        """The chart as SVG, for paper, in the letters the paper is set in."""
        return self._svg(PAPER)

    def _svg(self, font: str) -> str:
        spec = {**self.spec, "config": {**_CONFIG, "font": font}}
        svg: str = vl_convert.vegalite_to_svg(spec)
        return svg


_CONFIG: Mapping[str, Any] = {
    "background": "white",
    "padding": {"left": 30, "top": 5, "right": 20, "bottom": 5},  # letters of another machine may be wider
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 320,
        "gridColor": "#e3e8ea",
        "domainColor": "#8a9aa0",
    },
    "legend": {"labelFontSize": 13, "title": None, "orient": "top", "symbolSize": 120},
}


def _sides(field: str = "side") -> tuple[alt.Color, alt.Shape]:
    domain = [BEFORE, AFTER]
    return (
        alt.Color(f"{field}:N", sort=domain, scale=alt.Scale(domain=domain, range=list(COLOURS)), title=None),
        alt.Shape(f"{field}:N", sort=domain, scale=alt.Scale(domain=domain, range=list(SHAPES)), title=None),
    )


def _data(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - Altair says nothing of its kind
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def bars(title: str, says: str, rows: Sequence[Row], axis: str) -> Chart:
    """Return bars side by side, before and after; each row has `name`, `side` and `value`."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    colour, _ = _sides()
    chart = (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False)),
            yOffset=alt.YOffset("side:N", sort=[BEFORE, AFTER]),
            x=alt.X("value:Q", title=axis),
            color=colour,
        )
        .properties(width=WIDTH - 220, height=alt.Step(17))
    )
    return Chart(title, says, chart.to_dict())


def plain_bars(title: str, says: str, rows: Sequence[Row], axis: str) -> Chart:
    """Return one bar for each row's `name` and `value`, in the order given."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    chart = (
        alt.Chart(_data(rows))
        .mark_bar(color=COLOURS[1])
        .encode(
            y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=420)),
            x=alt.X("value:Q", title=axis),
        )
        .properties(width=WIDTH - 330, height=alt.Step(26))
    )
    return Chart(title, says, chart.to_dict())


def lines(title: str, says: str, rows: Sequence[Row], axis: str) -> Chart:
    """Return two lines over time; each row has `name` (the stretch of time), `side` and `value`."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    colour, shape = _sides()
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("name:O", sort=names, title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("value:Q", title=axis, scale=alt.Scale(zero=True)),
        color=colour,
    )
    chart = (base.mark_line(strokeWidth=2) + base.mark_point(filled=True, size=60).encode(shape=shape)).properties(
        width=WIDTH - 70, height=240
    )
    return Chart(title, says, chart.to_dict())


def intervals(title: str, says: str, rows: Sequence[Row], axis: str) -> Chart:
    """Return shares with their intervals, before and after; each row has `name`, `side`, `value`, `low` and `high`."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    colour, shape = _sides()
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False)),
        yOffset=alt.YOffset("side:N", sort=[BEFORE, AFTER]),
        color=colour,
    )
    ends = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=axis, axis=alt.Axis(format=".0%")), x2="high:Q")
    points = base.mark_point(filled=True, size=70).encode(x="value:Q", shape=shape)
    chart = (ends + points).properties(width=WIDTH - 220, height=alt.Step(15))
    return Chart(title, says, chart.to_dict())


def curve(title: str, says: str, rows: Sequence[Row], axes: tuple[str, str], now: float | None = None) -> Chart:
    """Return a curve for each `name`, of `value` against `at`; `now` is marked as where the version stands."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("at:Q", title=axes[0], axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("value:Q", title=axes[1], scale=alt.Scale(zero=False)),
        strokeDash=alt.StrokeDash("name:N", sort=names, title=None),
    )
    layers: list[Any] = [
        base.mark_line(color=COLOURS[1], strokeWidth=2),
        base.mark_point(color=COLOURS[1], filled=True, size=60),
    ]
    if now is not None:
        here = alt.Chart(_data([{"at": now}]))
        layers.append(here.mark_rule(color="#8a5300", strokeDash=[4, 4], strokeWidth=2).encode(x="at:Q"))
    chart = alt.layer(*layers).properties(width=WIDTH - 90, height=240)
    return Chart(title, says, chart.to_dict())
