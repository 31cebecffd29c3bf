"""Что сейчас не так, почему и что делать? For the director; clauses 2.1 (item 13) and 2.2."""

import streamlit as st

from reports import russian
from settings import settings
from ui import answers, data, paper
from ui.cards import card
from ui.filters import month_filter
from ui.guard import opened
from ui.indicators import worst

st.title("Сводка")
with opened("summary"):
    month = month_filter()
    figures, before = data.catalogue(month), data.catalogue_before(month)
    paper.heading(month)
    with st.container(key="screen_about"):
        st.caption(
            f"Главные показатели за {russian.month_name(month)}; изменение — к прошлому месяцу, определения — под знаком «?»"
        )
    chosen = [each for each in settings().summary.indicators if each in figures]
    for start in range(0, len(chosen), 4):
        for column, indicator_id in zip(st.columns(4), chosen[start : start + 4], strict=False):
            with column:
                card(figures[indicator_id], before.get(indicator_id))
    st.subheader("Три худших места и что делать")
    for figure in worst(figures.values()):
        answers.trouble(figure, month)
    answers.open_answers(month)
