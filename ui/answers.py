"""Answers to red states: what is wrong, what to do, and the decision, deadline and person that the director names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from casebook import Casebook
from regulation.indicators import BY_ID, State
from reports import russian
from ui import data, paper
from ui.cards import base_text, state_badge, tooltip, value_text
from ui.escape import markdown
from ui.layout import page_of
from ui.login import who
from warehouse.access import What, may
from warehouse.measure import Figure


def trouble(figure: Figure, month: str) -> None:
    """One of the worst things: state, value, what to do, a link to the page, an answer."""
    indicator = figure.indicator
    with st.container(border=True):
        left, right = st.columns([5, 2], vertical_alignment="center")
        left.markdown(
            f"{state_badge(figure.state)} **{indicator.title}: {_number(figure)}**",
            help=tooltip(figure),
        )
        left.markdown(f"Что делать: {indicator.action}.")
        if page := page_of(indicator.page, who().role):
            right.page_link(f"pages/{page}.py", label="Открыть строки", icon=":material/arrow_forward:")
        if figure.state is State.BREACH and may(who().role, What.ANSWER):
            with right.popover("Ответить решением"):
                _form(figure, month)


def _number(figure: Figure) -> str:
    """«25 из 740» for a count of its base, «80,0 % (12 из 15)» for a share."""
    value, base = value_text(figure), base_text(figure)
    if not base or base.startswith(f"{value} "):
        return base or value
    return f"{value} ({base})"


def _form(figure: Figure, month: str) -> None:
    with st.form(f"answer_{figure.indicator.id}_{month}", border=False):
        decision = st.text_input("Решение", placeholder="Поручить администратору отправить ссылки")
        deadline = st.date_input(
            "Срок", value=(data.newest() + timedelta(days=7)).date(), format="DD.MM.YYYY"
        )
        person = st.text_input("Кто отвечает")
        if st.form_submit_button("Записать", type="primary") and decision.strip():
            with Casebook(data.place().casebook) as book:
                book.answer(
                    figure.indicator.id,
                    month,
                    decision.strip(),
                    deadline,
                    person.strip() or None,
                    who().name,
                    datetime.now(UTC),
                )
            st.rerun()


def open_answers(month: str) -> None:
    """Decisions recorded for a month."""
    with Casebook(data.place().casebook) as book:
        found = [each for each in book.answers() if each["period"] == month]
    if not found:
        return
    st.subheader("Решения по нарушениям")
    known = [each for each in found if each["indicator_id"] in BY_ID]
    table = pd.DataFrame(
        {
            "Показатель": [f"{each['indicator_id']} {BY_ID[each['indicator_id']].title}" for each in known],
            "Решение": [each["decision"] for each in known],
            "Срок": [russian.day_text(each["deadline"]) for each in known],
            "Отвечает": [each["person"] or "" for each in known],
        }
    )
    with st.container(key="screen_answers"):
        st.dataframe(table, hide_index=True, width="stretch")
    paper.table(table.map(lambda each: markdown(each)), key="answers")
