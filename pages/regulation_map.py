"""Где учреждение стоит по каждому пункту Положения? For the director; every clause."""

import streamlit as st

from ui import paper, regulation_map
from ui.filters import month_filter
from ui.guard import opened

st.title("Карта Положения")
with opened("regulation_map"):
    month = month_filter()
    paper.heading(month)
    picked = regulation_map.clauses(month)
    if picked:
        regulation_map.one(picked, month)
