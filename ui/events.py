"""Broadcasts, calls, remote lessons and channels: plan and fact, participants, groups."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts import stacked
from reports import russian
from ui import data
from ui.cards import card


def calls_by_month(month: str) -> None:
    """What took place, by purpose, over thirteen months."""
    figures, before = data.catalogue(month), data.catalogue_before(month)
    shown = [
        each
        for each in ("2.2-06", "2.2-06.participants", "1.3-02", "2.1.10-01", "2.1.9-01")
        if each in figures
    ]
    for column, each in zip(st.columns(len(shown) or 1), shown, strict=False):
        with column:
            card(figures[each], before.get(each))
    values = data.query("broadcasts_by_month")
    months = [pd.Timestamp(f"{each}-01") for each in data.thirteen(month)]
    values = values.assign(month=pd.to_datetime(values["month"]))
    values = values[values["month"].isin(months)]
    if values.empty:
        st.info("Трансляций и звонков за 13 месяцев не загружено. Их принесёт таблица «Трансляции и звонки».")
        return
    st.plotly_chart(
        stacked(values, x="month", y="n", series="purpose", title="Звонки и трансляции по цели", unit="шт."),
        width="stretch",
        config={"displayModeBar": False},
    )
    with st.expander("Таблица и источник"):
        st.dataframe(
            values.pivot_table(index="month", columns="purpose", values="n", aggfunc="sum")
            .rename(index=lambda each: russian.month_name(each))
            .fillna(0)
            .astype(int),
            width="stretch",
        )
        st.caption("Источник: журнал трансляций и звонков, вложения «звонок» в выгрузках чатов.")


def plan_and_fact(month: str) -> None:
    """Planned broadcasts and what came of them."""
    planned = data.mart("mart_broadcast_period", month)
    planned = planned[planned["is_planned_in"].fillna(False)]
    if planned.empty:
        return
    st.subheader("План и факт трансляций")
    st.dataframe(
        pd.DataFrame(
            {
                "Вид": planned["kind"],
                "Цель": planned["purpose"].fillna("не указана"),
                "Состоялась": planned["is_held"].map({True: "да", False: "нет"}),
                "Вовремя": planned["is_on_time"].map({True: "да", False: "нет"}).fillna("—"),
                "Участников": planned["participants"],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def lessons_by_group(month: str) -> None:
    """Remote lessons of each group."""
    lessons = data.mart("mart_lesson_period", month)
    if lessons.empty:
        return
    st.subheader("Дистанционные занятия по группам")
    table = lessons.assign(
        group=lessons["association"].fillna("")
        + " · "
        + lessons["group_id"].fillna("группа не указана").str.split(" · ").str[-1]
    )
    st.dataframe(
        table[["group", "purpose", "held_on", "participants"]].rename(
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
