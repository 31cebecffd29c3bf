"""Что нарушают, где и когда? For the director, the administrator and the methodologist; clause 5.3."""

import streamlit as st

from reports import russian
from ui import data, violations
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Нарушения")
with opened("violations"):
    month = month_filter()
    st.caption(f"За {russian.month_name(month)}, по {russian.day_text(data.last_day(month))}")
    violations.coverage(month)
    violations.totals(month)
    violations.per_thousand(month)
    found = violations.counts(month)
    violations.by_bullet(month)
    violations.places(found, month)
    violations.rows(month, found)
    st.subheader("Показатели")
    section(of_page("Правила и нарушения", "Нарушения"), month, key="violations")
