"""Что было с одним участником в одном чате и что предусмотрено сегодня? For those who decide; clauses 4.5–4.7."""

import streamlit as st

from ui import case
from ui.guard import opened

st.title("Дело")
with opened("case"):
    picked = case.chosen()
    if picked:
        case.show(*picked)
