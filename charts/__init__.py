"""Figures: a frame in, a Plotly figure out; no Streamlit, no queries. Pages and notebooks share them."""

from charts.figures import bars, heatmap, trend
from charts.template import STATE_COLOURS

__all__ = ["STATE_COLOURS", "bars", "heatmap", "trend"]
