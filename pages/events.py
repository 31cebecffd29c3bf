"""Что прошло по плану, кто участвовал, живы ли каналы? For the director; clauses 1.3, 2.1 (items 9–10), 2.2."""

import streamlit as st

from ui import events
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Мероприятия и каналы")
with opened("events"):
    month = month_filter()
    events.calls_by_month(month)
    events.plan_and_fact(month)
    events.lessons_by_group(month)
    events.channels(month)
    st.subheader("Показатели")
    section(of_page("Каналы и мероприятия"), month, key="events")
