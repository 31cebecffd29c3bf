"""Что ловит каждое правило, насколько точно, и как считается каждый показатель? Clause 5.3 and all others."""

import streamlit as st

from regulation.rules import BY_ID
from ui import rules
from ui.guard import opened

st.title("Правила и показатели")
with opened("rules"):
    chosen = st.segmented_control("Раздел", ["Правила", "Показатели"], default="Правила") or "Правила"
    if chosen == "Правила":
        rules.poor()
        picked = rules.overview()
        if picked:
            rules.one(BY_ID[picked])
    else:
        rules.indicators()
