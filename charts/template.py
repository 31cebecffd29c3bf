"""The look of every figure: quiet, legible in black and white, Russian separators and dates."""

from __future__ import annotations

import plotly.graph_objects as go

BLUE, GREY = "#1f5fa8", "#8a93a0"
FAINT = "rgba(31,95,168,0.1)"  # the weak end of a scale: fades into a light page and into a dark one
# Colours are never alone: a state also has a shape and a word.
STATE_COLOURS = {"ok": "#2e7d4f", "warn": "#b7791f", "breach": "#b3372f", "nodata": GREY, "info": "#5b7fa6"}
SERIES = [BLUE, "#c4622d", "#3f8f6b", "#7a5ea8", "#a8873a"]
FONT = "Source Sans, 'Liberation Sans', 'DejaVu Sans', sans-serif"

TEMPLATE = go.layout.Template(
    layout=go.Layout(
        font={"family": FONT, "size": 14},
        colorway=SERIES,
        separators=",\u00a0",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 26, "t": 48, "b": 8},
        title={"x": 0, "xanchor": "left", "font": {"size": 15}},
        hovermode="x unified",
        legend={"orientation": "h", "y": -0.2, "x": 0, "title": {"text": ""}},
        # the last tick keeps its words: they stand over the margin
        xaxis={"showgrid": False, "automargin": True, "title": {"text": ""}, "ticklabeloverflow": "allow"},
        yaxis={
            "gridcolor": "rgba(128,128,128,0.2)",
            "automargin": True,
            "zeroline": False,
            "rangemode": "tozero",
        },
    )
)
