"""Исполнены ли 13 обязанностей администратора? For the director and the administrator; clauses 2.1, 2.2, 3, 6."""

import streamlit as st

from ui import administration
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import of_page, section

st.title("Ссылки, заявки, администрирование")
with opened("administration"):
    month = month_filter()
    administration.duties(month)
    chosen = (
        st.segmented_control("Раздел", ["Ссылки и заявки", "Администрирование"], default="Ссылки и заявки")
        or "Ссылки и заявки"
    )
    section(of_page(chosen), month, key="administration")
