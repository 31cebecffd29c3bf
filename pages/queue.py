"""Какие признаки ждут решения человека? For moderators, the methodologist and the administrator; clauses 4.2, 5.3."""

import streamlit as st

from ui import queue
from ui.guard import opened

st.title("Очередь проверки")
st.caption(
    "Признак — не нарушение: им он становится, только когда человек подтвердил. "
    "Клавиши: 1 — подтвердить, 2 — отклонить, 3 — посмотреть ещё раз, 4 — дальше, 5 — назад, 0 — отменить."
)
with opened("queue"):
    queue.show()
