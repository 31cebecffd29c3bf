"""Chats: the register, what a group requires and has, assignment of kind and group, one chat in detail."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from casebook import Casebook
from charts import heatmap, trend
from reports import russian
from ui import data
from ui.cards import card
from ui.grid import picked_row
from ui.login import who
from warehouse.access import What, may
from warehouse.labels import chat_label, titles_of
from warehouse.tables import CHAT_KINDS


def unassigned() -> None:
    """Chats that nobody gave a kind: loaded, counted nowhere, first on the page."""
    found = data.query("unassigned_chats")
    if found.empty:
        return
    st.warning(
        f"Вид не задан у {russian.counted(len(found), 'чата', 'чатов', 'чатов')}. Пока вид не задан, чат не входит ни в один показатель.",
        icon=":material/push_pin:",
    )
    if not may(who().role, What.ASSIGN):
        return
    with st.expander("Задать вид и группу"):
        titles = titles_of(data.place(), list(found["chat_id"]), who().name, who().role)
        groups = ["", *data.query("groups")["group_id"]]
        for row in found.itertuples():
            columns = st.columns([3, 2, 3, 1], vertical_alignment="bottom")
            columns[0].text(titles.get(row.chat_id) or f"чат {row.chat_id[:6]}")
            kinds = list(CHAT_KINDS)
            hint = kinds.index(row.suggested_kind) if row.suggested_kind in kinds else None
            kind = columns[1].selectbox("Вид", kinds, index=hint, key=f"kind_{row.chat_id}")
            group = columns[2].selectbox(
                "Группа",
                groups,
                index=groups.index(row.group_id) if row.group_id in groups else 0,
                key=f"group_{row.chat_id}",
            )
            if columns[3].button("Задать", key=f"assign_{row.chat_id}", disabled=kind is None):
                association, _, name = (group or "").partition(" · ")
                with Casebook(data.place().casebook) as book:
                    book.assign_chat(
                        row.chat_id, kind, association or None, name or None, who().name, datetime.now(UTC)
                    )
                st.rerun()


def totals(month: str) -> None:
    """The state of chats as indicators."""
    figures = data.catalogue(month)
    before = data.catalogue_before(month)
    shown = [
        each
        for each in ("2.3-04", "2.3-05", "2.3-08", "2.3-08.one_sided", "2.3-08.silent")
        if each in figures
    ]
    for column, each in zip(st.columns(len(shown) or 1), shown, strict=False):
        with column:
            card(figures[each], before.get(each))


def required(month: str) -> None:
    """Groups that lack a chat they need."""
    groups = data.mart("mart_group_chat_period", month)
    lacking = groups[
        (groups["needs_student_chat"] & (groups["n_student_chats"] == 0))
        | (groups["needs_parent_chat"] & (groups["n_parent_chats"] == 0))
    ]
    if lacking.empty:
        return
    st.subheader("Группы без нужного чата")
    st.dataframe(
        pd.DataFrame(
            {
                "Объединение": lacking["association"],
                "Группа": lacking["group_name"],
                "Чат обучающихся": [
                    _has(need, n)
                    for need, n in zip(lacking["needs_student_chat"], lacking["n_student_chats"], strict=True)
                ],
                "Родительский чат": [
                    _has(need, n)
                    for need, n in zip(lacking["needs_parent_chat"], lacking["n_parent_chats"], strict=True)
                ],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def _has(needed: bool, n: int) -> str:
    return "есть" if n else "нет" if needed else "не нужен"


def register(month: str) -> str | None:
    """All chats with their state; returns the chat that is selected."""
    st.subheader("Реестр чатов")
    chats = data.mart("mart_chat_period", month)
    kinds = st.multiselect(
        "Вид", [each for each in CHAT_KINDS if (chats["kind"] == each).any()], placeholder="все виды"
    )
    if kinds:
        chats = chats[chats["kind"].isin(kinds)]
    chats = (
        chats.assign(state=[_state(row) for row in chats.itertuples()])
        .sort_values(["state", "association", "group_name"])
        .reset_index(drop=True)
    )
    table = pd.DataFrame(
        {
            "Состояние": chats["state"],
            "Чат": [chat_label(*_plain(row)) for row in chats.itertuples()],
            "Статус": chats["status"],
            "Создан": pd.to_datetime(chats["created_on"]),
            "Модераторов": chats["n_moderators"].fillna(0).astype(int),
            "Правила закреплены": chats["pinned_rules"].map({True: "да", False: "нет"}).fillna("нет данных"),
        }
    )
    created = {"Создан": st.column_config.DateColumn(format="DD.MM.YYYY")}
    picked = picked_row(table, key=f"chats_{month}", columns=created)
    return None if picked is None else chats["chat_id"].iloc[picked]


def _plain(row: object) -> tuple:
    return tuple(
        None if pd.isna(each) else each
        for each in (row.kind, row.association, row.group_name, row.chat_id, row.platform)
    )


def _state(row: object) -> str:
    if pd.isna(row.kind):
        return "вид не задан"
    if not row.is_living:
        return "не действует"
    if row.is_active:
        return "активен"
    return "пишет только модератор" if row.is_one_sided else "молчит" if row.is_silent else "мало движения"


def one(chat_id: str, month: str) -> None:
    """One chat: months, hours, people; titles and names stay closed here."""
    chats = data.mart("mart_chat_period", month)
    row = next(chats[chats["chat_id"] == chat_id].itertuples())
    with st.container(border=True):
        st.markdown(f"#### {chat_label(*_plain(row))}")
        months = data.query("chat_months", chat_id)
        left, right = st.columns(2)
        if months.empty:
            left.info("Сообщения этого чата не загружены.")
        else:
            months = months.rename(columns={"n_messages": "value"})
            left.plotly_chart(
                trend(months, title="Сообщения по месяцам", unit="шт."),
                width="stretch",
                config={"displayModeBar": False},
            )
            hours = data.query("chat_hours", chat_id)
            right.plotly_chart(
                heatmap(hours, title="Когда пишут", unit="сообщений", quiet=(7, 21)),
                width="stretch",
                config={"displayModeBar": False},
            )
        people = data.query("chat_people", chat_id)
        st.dataframe(
            people.rename(
                columns={"what": "Кто", "n_present": "Состоит", "n_left": "Вышли", "n_removed": "Удалены"}
            ),
            hide_index=True,
            width="stretch",
        )
        source = data.query("chat_source", chat_id)
        if not source.empty:
            parts = ", ".join(f"{each.format} ({russian.number(each.n)})" for each in source.itertuples())
            st.caption(f"Откуда сообщения: {parts}")
