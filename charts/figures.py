"""The few kinds of figures: a trend, bars, a map of hours."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.template import BLUE, FAINT, GREY, SERIES, TEMPLATE

DAYS = ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"]


def trend(
    values: pd.DataFrame,
    *,
    title: str,
    unit: str = "",
    share: bool = False,
    target: float | None = None,
    series: str | None = None,
) -> go.Figure:
    """A figure over months; a missing month is a gap, never a zero.

    Columns: month (date), value (a share 0…1 where `share`), optionally the `series` column.
    """
    figure = go.Figure(
        layout={"template": TEMPLATE, "title": {"text": f"{title}, {unit}" if unit else title}, "height": 300}
    )
    groups = values.groupby(series, sort=False) if series else [("", values)]
    for n, (name, part) in enumerate(groups):
        figure.add_scatter(
            x=pd.to_datetime(part["month"]),
            y=part["value"],
            name=str(name),
            mode="lines+markers",
            connectgaps=False,
            line={
                "color": SERIES[n % len(SERIES)],
                "width": 2.5,
                "dash": ["solid", "dash", "dot", "dashdot", "longdash"][n % 5],
            },
            customdata=[_percent(each) for each in part["value"]] if share else None,
            hovertemplate="%{customdata}" if share else "%{y:,.1~f}",
            showlegend=bool(series),
        )
    if target is not None:
        figure.add_hline(
            y=target,
            line={"color": "#888", "dash": "dot", "width": 1.5},
            annotation_text="ориентир",
            annotation_position="top left",
        )
    # every third month is named, the last among them: thirteen months fit a phone without turning the words
    figure.update_xaxes(
        tickformat="%m.%Y",
        hoverformat="%m.%Y",
        tick0=pd.to_datetime(values["month"]).max(),
        dtick="M3" if values["month"].nunique() <= 13 else "M6",
        tickangle=0,
        minor={"dtick": "M1", "ticks": "outside", "ticklen": 3, "tickcolor": GREY},
    )
    if share:
        figure.update_yaxes(**_share_ticks(values["value"].max()))
    else:
        figure.update_yaxes(tickformat=",~f")
    return figure


def _percent(share: float, digits: int = 1) -> str:
    """«92,9 %» with its space, which number formats of charts have no way to put."""
    return "" if pd.isna(share) else f"{100 * share:.{digits}f}\u00a0%".replace(".", ",")


def _share_ticks(top: float) -> dict:
    """Ticks of an axis of shares, from three to six of them, in Russian."""
    top = 1.0 if pd.isna(top) or top <= 0 else top
    step = next((each for each in (0.01, 0.02, 0.05, 0.1, 0.25) if top <= 5 * each), 0.5)
    shares = [n * step for n in range(int(top / step) + 2)]
    return {"tickmode": "array", "tickvals": shares, "ticktext": [_percent(each, 0) for each in shares]}


def bars(
    values: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    unit: str = "",
    share: bool = False,
    colour: str = BLUE,
) -> go.Figure:
    """Horizontal bars from zero, direct labels, the first row on top.

    Columns: `y` (name), `x` (value; a share 0…1 where `share`).
    """
    figure = go.Figure(
        go.Bar(
            x=values[x],
            y=values[y].astype(str),
            orientation="h",
            marker={"color": colour},
            text=[_percent(each) for each in values[x]] if share else None,
            texttemplate="%{text}" if share else "%{x:,.1~f}",
            textposition="auto",
            textangle=0,
            hovertemplate="%{y}: %{text}<extra></extra>" if share else "%{y}: %{x:,.1~f}<extra></extra>",
        ),
        layout={
            "template": TEMPLATE,
            "title": {"text": f"{title}, {unit}" if unit else title},
            "height": 90 + 30 * max(1, len(values)),
            "hovermode": "closest",
        },
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_xaxes(
        showgrid=True,
        gridcolor="rgba(128,128,128,0.2)",
        rangemode="tozero",
        **(_share_ticks(values[x].max()) if share else {"tickformat": ",~f"}),
    )
    return figure


def heatmap(
    values: pd.DataFrame, *, title: str, unit: str, quiet: tuple[int, int] | None = None
) -> go.Figure:
    """Hours of the day by weekday; `quiet` draws the borders of the allowed hours.

    Columns: weekday (1 = Monday … 7), hour (0…23), n.
    """
    table = values.pivot_table(index="weekday", columns="hour", values="n", aggfunc="sum").reindex(
        index=range(1, 8), columns=range(24)
    )
    figure = go.Figure(
        go.Heatmap(
            z=table.to_numpy(),
            x=[f"{hour:02d}" for hour in range(24)],
            y=DAYS,
            zmin=0,
            zmax=table.max(axis=None),
            colorscale=[[0, FAINT], [1, BLUE]],
            hovertemplate="%{y}, %{x}:00–%{x}:59 — %{z}<extra></extra>",
            colorbar={"thickness": 12},
            xgap=2,
            ygap=2,
        ),
        layout={
            "template": TEMPLATE,
            "title": {"text": f"{title}, {unit}"},
            "height": 320,
            "hovermode": "closest",
        },
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(type="category", range=[-0.5, 23.5], tickmode="array", tickvals=list(range(0, 24, 3)))
    for hour in quiet or ():
        figure.add_vline(x=hour - 0.5, line={"color": "#b3372f", "dash": "dot", "width": 1.5})
    return figure
