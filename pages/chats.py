"""Какие чаты есть, какие живут, чего не хватает? For the director and the administrator; clauses 2.3, 4.1."""

import streamlit as st

from ui import chats
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Чаты")
with opened("chats"):
    month = month_filter()
    chats.unassigned()
    chats.totals(month)
    chats.required(month)
    picked = chats.register(month)
    if picked:
        chats.one(picked, month)
    st.subheader("Показатели чатов")
    section(of_page("Чаты"), month, key="chats")
