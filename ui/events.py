"""Broadcasts, calls, remote lessons and channels: plan and fact, participants, groups."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts import trend
from reports import russian
from ui import data, sources
from ui.cards import card

# One call may be of several sorts (a lesson is a call, too): lines, never a stack.
TRENDS = {
    "2.2-06": "видеозвонки",
    "1.3-02": "дистанционные занятия и мероприятия",
    "2.2-05": "совещания",
    "2.1.10-01": "трансляции",
}


def calls_by_month(month: str) -> None:
    """What took place, over thirteen months."""
    figures, before = data.catalogue(month), data.catalogue_before(month)
    shown = [
        each
        for each in ("2.2-06", "2.2-06.participants", "1.3-02", "2.1.10-01", "2.1.9-01")
        if each in figures
    ]
    for column, each in zip(st.columns(len(shown) or 1), shown, strict=False):
        with column:
            card(figures[each], before.get(each))
    values = data.measured_frame(tuple(TRENDS), data.thirteen(month))
    values["series"] = values["indicator_id"].map(TRENDS)
    if values["value"].notna().sum() == 0:
        st.info("Трансляций и звонков за 13 месяцев не загружено. Их принесёт таблица «Трансляции и звонки».")
        return
    st.plotly_chart(
        trend(values, title="Звонки, занятия и трансляции по месяцам", unit="шт.", series="series"),
        width="stretch",
        config={"displayModeBar": False},
    )
    with st.expander("Таблица и источник"):
        table = values.pivot_table(index="month", columns="series", values="value", sort=False, dropna=False)
        table.index = [russian.month_name(each) for each in table.index]
        st.dataframe(
            table.map(lambda each: "нет данных" if pd.isna(each) else russian.number(each)), width="stretch"
        )
        st.caption(sources.told(TRENDS))


def plan_and_fact(month: str) -> None:
    """Planned broadcasts and what came of them."""
    planned = data.mart("mart_broadcast_period", month)
    planned = planned[planned["is_planned_in"].fillna(False)].sort_values("planned_on")
    if planned.empty:
        return
    st.subheader("План и факт трансляций")
    st.dataframe(
        pd.DataFrame(
            {
                "Дата": planned["planned_on"],
                "Вид": planned["kind"],
                "Цель": planned["purpose"].fillna("не указана"),
                "Состоялась": planned["is_held"].map({True: "да", False: "нет"}),
                "Вовремя": planned["is_on_time"].map({True: "да", False: "нет"}).fillna("—"),
                "Участников": [
                    "нет данных" if pd.isna(n) else russian.number(n) for n in planned["participants"]
                ],
            }
        ),
        hide_index=True,
        width="stretch",
        column_config={"Дата": st.column_config.DateColumn(format="DD.MM.YYYY")},
    )


def lessons_by_group(month: str) -> None:
    """Remote lessons of each group."""
    lessons = data.mart("mart_lesson_period", month)
    if lessons.empty:
        return
    st.subheader("Дистанционные занятия по группам")
    table = lessons.assign(
        group=(
            lessons["association"].fillna("")
            + " · "
            + lessons["group_id"].fillna("группа не указана").str.split(" · ").str[-1]
        ).str.removeprefix(" · ")
    )
    st.dataframe(
        table[["held_on", "group", "purpose", "participants"]]
        .sort_values("held_on")
        .rename(
            columns={"group": "Группа", "purpose": "Цель", "held_on": "Дата", "participants": "Участников"}
        ),
        hide_index=True,
        width="stretch",
        column_config={"Дата": st.column_config.DateColumn(format="DD.MM.YYYY")},
    )


def channels(month: str) -> None:
    """System channels: posts of the month and the longest silence."""
    found = data.mart("mart_channel_period", month)
    st.subheader("Системные каналы")
    if found.empty:
        st.info("Публикации каналов не загружены. Их принесёт таблица «Публикации в системных каналах».")
        return
    st.dataframe(
        found[["channel", "n_posts", "gap_days"]].rename(
            columns={
                "channel": "Канал",
                "n_posts": "Публикаций за месяц",
                "gap_days": "Наибольший перерыв, дней",
            }
        ),
        hide_index=True,
        width="stretch",
    )
