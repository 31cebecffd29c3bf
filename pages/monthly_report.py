"""Что посылаем департаменту и что ещё не готово? Clause 2.1 (item 13)."""

import streamlit as st

from ui import monthly_report
from ui.filters import month_filter
from ui.guard import data_required
from ui.login import who
from warehouse.access import What, demand

st.title("Отчёт за месяц")
with data_required():
    demand(who().role, What.REPORT)
    monthly_report.show(month_filter())
