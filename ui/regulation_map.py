"""The regulation clause by clause: paraphrase, state, indicators and the rows behind them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from regulation.clauses import CLAUSES
from regulation.indicators import INDICATORS, State
from reports import russian
from ui import data, paper
from ui.administration import worst_state
from ui.cards import state_badge
from ui.grid import picked_row
from ui.indicators import section

# In pixels: a title is read whole on a screen of 1440 in one line.
_WIDTHS = {"Пункт": 60, "Состояние": 105, "О чём": 600}


def _own(clause: str) -> list:
    return [each for each in INDICATORS if each.id.startswith(f"{clause}-") or each.clause == clause]


def clauses(month: str) -> str | None:
    """Every clause with its state; returns the one that is selected."""
    figures = data.catalogue(month)
    counts = dict.fromkeys(State, 0)
    rows = []
    for number, clause in CLAUSES.items():
        own = [figures[each.id] for each in _own(number) if each.id in figures]
        if not own:
            continue
        state = worst_state([each.state for each in own])
        counts[state] += 1
        rows.append(
            {
                "Пункт": number,
                "Состояние": f"{russian.SIGNS[state]} {russian.STATES[state]}",
                "О чём": clause.title,
                "Показателей": len(own),
                "С отклонением": sum(each.state in {State.BREACH, State.WARN} for each in own),
            }
        )
    st.markdown(
        " ".join(
            state_badge(state, f": {russian.counted(n, 'пункт', 'пункта', 'пунктов')}")
            for state, n in counts.items()
        )
    )
    table = pd.DataFrame(rows)
    _printed(table)
    with st.container(key="screen_map"):
        picked = picked_row(table, key=f"map_{month}", widths=_WIDTHS)
    return None if picked is None else table["Пункт"].iloc[picked]


def _printed(table: pd.DataFrame) -> None:
    """The same on paper: breaches in bold, how many of a clause's indicators deviate in one column."""
    breach = f"{russian.SIGNS[State.BREACH]} {russian.STATES[State.BREACH]}"
    deviating = zip(table["С отклонением"], table["Показателей"], strict=True)
    paper.table(
        pd.DataFrame(
            {
                "Пункт": table["Пункт"],
                "О чём": table["О чём"],
                "Состояние": [f"**{each}**" if each == breach else each for each in table["Состояние"]],
                "С отклонением": [f"{n} из {of}" if n else "—" for n, of in deviating],
            }
        ),
        key="map",
    )


def one(clause: str, month: str) -> None:
    """The indicators of one clause."""
    st.subheader(f"Пункт {clause}")
    section(_own(clause), month, key=f"clause_{clause}")
