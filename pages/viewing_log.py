"""Кто, когда и зачем открывал имена и тексты? For the director and the administrator."""

import streamlit as st

from ui import viewing_log
from ui.guard import opened

st.title("Журнал просмотров")
with opened("viewing_log"):
    viewing_log.show()
