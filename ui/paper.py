"""Looks that Streamlit has no setting for, and what a page shows on paper alone: whose it is and of when, and tables in full (a table on the screen prints only what is in view).

The rules of print stand in `print.css`, those of the screen in `screen.css`; containers with keys `paper_…` and `screen_…` are for one
of the two.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from reports import russian
from settings import settings
from ui import data

_RULES = "\n".join(
    (Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("screen.css", "print.css")
)


def rules() -> None:
    """Rules of screen and print for every page (our own constant text, no data in it)."""
    st.html(f"<style>{_RULES}</style>")


def heading(month: str) -> None:
    """The institution, the month and the day to which the numbers are: the filter that says so is not printed."""
    with st.container(key="paper_heading"):
        st.text(
            f"{settings().institution.name}\n{russian.month_name(month).capitalize()}, "
            f"по состоянию на {russian.day_text(data.last_day(month))}"
        )


def table(frame: pd.DataFrame, *, key: str) -> None:
    """A table with all its rows; the first column names them. Cells are our own words, Markdown among them."""
    with st.container(key=f"paper_{key}"):
        st.table(frame.set_index(frame.columns[0]))
