"""Что сейчас не так, почему и что делать? For the director; clauses 2.1 (item 13) and 2.2."""

import streamlit as st

from reports import russian
from settings import settings
from ui import data
from ui.cards import card
from ui.filters import month_filter
from ui.guard import data_required

st.title("Сводка")
with data_required():
    month = month_filter()
    chosen = settings().summary.indicators
    now = {each.indicator.id: each for each in data.measured(chosen, [month])}
    before = {each.indicator.id: each for each in data.measured(chosen, [data.month_before(month)])}
    st.subheader(f"Главные показатели за {russian.month_name(month)}")
    columns = st.columns(4)
    for n, indicator_id in enumerate(each for each in chosen if each in now):
        with columns[n % 4]:
            card(now[indicator_id], before.get(indicator_id))
