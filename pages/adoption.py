"""Кто подключён, кто активен, где пробелы? For the director; clauses 1.3, 2.3–2.5."""

import streamlit as st

from reports import russian
from ui import adoption, data
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Внедрение")
with opened("adoption"):
    month = month_filter()
    st.caption(
        f"По состоянию на {russian.day_text(data.last_day(month))}. Участие детей и родителей добровольно: для них — только охват, без списков."
    )
    adoption.funnel(month)
    adoption.trends(month)
    adoption.whom_to_help(month)
    st.subheader("Все показатели внедрения")
    section(of_page("Внедрение"), month, key="adoption")
