"""The regulation clause by clause: paraphrase, state, indicators and the rows behind them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from regulation.clauses import CLAUSES
from regulation.indicators import INDICATORS, State
from reports import russian
from ui import data, paper
from ui.administration import worst_state
from ui.indicators import section


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
                "О чём": clause.title,
                "Состояние": f"{russian.SIGNS[state]} {russian.STATES[state]}",
                "Показателей": len(own),
                "С отклонением": sum(each.state in {State.BREACH, State.WARN} for each in own),
            }
        )
    columns = st.columns(len(counts))
    for column, (state, n) in zip(columns, counts.items(), strict=True):
        column.metric(
            f"{russian.SIGNS[state]} {russian.STATES[state]}",
            russian.counted(n, "пункт", "пункта", "пунктов"),
        )
    table = pd.DataFrame(rows)
    _printed(table)
    with st.container(key="screen_map"):
        event = st.dataframe(
            table,
            hide_index=True,
            width="stretch",
            height=38 + 35 * len(table),
            on_select="rerun",
            selection_mode="single-row",
            key=f"map_{month}",
        )
    return table["Пункт"].iloc[event.selection.rows[0]] if event.selection.rows else None


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
