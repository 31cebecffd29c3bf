"""Что посылаем департаменту и что ещё не готово? Clause 2.1 (item 13)."""

import streamlit as st

from ui import monthly_report
from ui.filters import month_filter
from ui.guard import opened

st.title("Отчёт за месяц")
with opened("monthly_report"):
    monthly_report.show(month_filter())
