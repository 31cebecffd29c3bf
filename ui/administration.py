"""The thirteen duties of clause 2.1, each with the state of its indicators."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from regulation.clauses import CLAUSES
from regulation.indicators import State
from reports import russian
from ui import data
from ui.grid import row_height

_ORDER = [State.BREACH, State.WARN, State.NODATA, State.OK, State.INFO]


def worst_state(states: list[State]) -> State:
    """The state that a group of indicators shows: the worst of them."""
    return next((each for each in _ORDER if each in states), State.INFO)


def duties(month: str) -> None:
    """Thirteen duties of the administrator with their worst state."""
    figures = data.catalogue(month)
    rows = []
    for n in range(1, 14):
        clause = f"2.1.{n}"
        own = [figures[each] for each in figures if each.startswith(f"{clause}-")]
        state = worst_state([each.state for each in own])
        bad = [each for each in own if each.state is state and state in {State.BREACH, State.WARN}]
        rows.append(
            {
                "№": n,
                "Состояние": f"{russian.SIGNS[state]} {russian.STATES[state]}",
                "Обязанность администратора (п. 2.1)": CLAUSES[clause].title,
                "Что не так": "; ".join(each.indicator.title for each in bad[:2]),
                "Что делать": bad[0].indicator.action if bad else "",
            }
        )
    widths = {
        "Состояние": 105,
        "Обязанность администратора (п. 2.1)": 270,
        "Что не так": 300,
        "Что делать": 300,
    }
    table = pd.DataFrame(rows)
    height = row_height(table, widths)
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        row_height=height,
        height=38 + height * len(table),
        column_config={"№": st.column_config.NumberColumn(width=40)}
        | {name: st.column_config.TextColumn(width=width) for name, width in widths.items()},
    )
