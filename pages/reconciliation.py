"""Чья это учётная запись, кто лишний, кто появился и ушёл? For the administrator; clause 2.1 (item 7)."""

import streamlit as st

from ui import reconciliation
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Сверка")
with opened("reconciliation"):
    month = month_filter()
    reconciliation.totals(month)
    opened = reconciliation.names_opened()
    reconciliation.queue(opened)
    reconciliation.settled(opened)
    reconciliation.movements(opened)
    st.subheader("Показатели сверки")
    section(of_page("Сверка"), month, key="reconciliation")
