"""Кто, когда и зачем открывал имена и тексты? For the director and the administrator."""

import streamlit as st

from ui import viewing_log
from ui.guard import data_required

st.title("Журнал просмотров")
with data_required():
    viewing_log.show()
