"""Справедливы ли меры и что требует разъяснения? For the director and the administrator; clauses 4.2–4.7, 5.1."""

import streamlit as st

from reports import russian
from ui import data, moderation
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Модерация")
with opened("moderation"):
    month = month_filter()
    st.caption(
        f"За {russian.month_name(month)}, по {russian.day_text(data.last_day(month))}. "
        "Программа никого не обвиняет: показывает, что требует разъяснения и по какому пункту."
    )
    moderation.totals(month)
    moderation.cases(month)
    moderation.trends(month)
    moderation.strikes()
    moderation.fairness(month)
    st.subheader("Показатели")
    section(of_page("Модерация"), month, key="moderation")
