"""Filters shared by pages; what is chosen stays chosen from page to page."""

from __future__ import annotations

import streamlit as st

from reports import russian
from ui import data


def month_filter() -> str:
    """The month that a page shows, «YYYY-MM»; the newest by default, kept across pages and in the address."""
    months = data.months()
    kept = st.query_params.get("month") or st.session_state.get("month")
    index = months.index(kept) if kept in months else 0
    chosen = st.sidebar.selectbox(
        "Месяц",
        months,
        index=index,
        format_func=russian.month_name,
        key=f"month_{st.session_state.get('data_stamp', '')}",
    )
    st.session_state["month"] = chosen
    return chosen
