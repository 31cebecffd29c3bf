"""Rows that a later edition of their journal no longer holds: each counts until a person says that it was removed rightly."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from casebook import Casebook
from reports import russian
from ui import data
from ui.escape import plain
from ui.guard import ask_right
from ui.login import who
from warehouse.queries import vanished_rows
from warehouse.tables import BY_NAME

DECISIONS = {"keep": "считается", "drop": "удалена верно, не считается"}


def show() -> None:
    """The rows, undecided ones first, and what to decide on them. Raises: Denied."""
    rows = vanished_rows(data.place(), who().name, who().role)
    st.caption(
        "Этих строк нет в новой редакции журнала. Пока никто не решил, строка остаётся и считается в показателях. "
        "Решение можно изменить; строка, вернувшаяся в журнал, снова считается. Сообщения, которые оправдало "
        "снятое исключение из времени, следующая загрузка рассмотрит заново."
    )
    if not rows:
        st.success("Ничего не исчезло.", icon=":material/check_circle:")
        return
    st.dataframe(
        pd.DataFrame([{"N п/п": n} | _told(row) for n, row in enumerate(rows, 1)]),
        hide_index=True,
        width="stretch",
    )
    # The numbers mean these very rows: after a decision the list is another one.
    key = data.stamp()[2]
    chosen = st.multiselect(
        "О каких строках решаете (номера по порядку)",
        range(len(rows)),
        format_func=lambda n: _label(n + 1, rows[n]),
        key=f"vanished_rows_{key}",
    )
    reason = st.text_input("Причина (останется в журнале решений)", key=f"vanished_reason_{key}")
    left, right = st.columns(2)
    for column, decision, title in (
        (left, "keep", "Оставить: строка считается"),
        (right, "drop", "Удалена верно: не считать"),
    ):
        if column.button(title, key=f"vanished_{decision}", disabled=not chosen, width="stretch"):
            _decide([rows[n] for n in chosen], decision, reason)


def _told(row: dict) -> dict:
    at = russian.moment_text(row["happened"]) if row["has_time"] else russian.day_text(row["happened"])
    return {
        "Журнал": BY_NAME[row["table_name"]].title,
        "Номер": plain(row["number"] or "—"),
        "Когда": at,
        "Файл": plain(", ".join(filter(None, (row["file"], row["locator"])))),
        "Состояние": f"исчезла из журнала {russian.day_text(row['vanished_on'])}",
        "Решение": DECISIONS.get(row["decision"], "ждёт решения"),
        "Кто и почему": plain(": ".join(filter(None, (row["decided_by"], row["reason"])))),
    }


def _label(n: int, row: dict) -> str:
    told = _told(row)
    return f"{n}. {told['Журнал']} № {told['Номер']}, {told['Когда']}"


def _decide(rows: list[dict], decision: str, reason: str) -> None:
    ask_right("quality")
    with Casebook(data.place().casebook) as book:
        for row in rows:
            book.decide_vanished(
                row["table_name"],
                row["row_key"],
                decision,
                who().name,
                datetime.now(UTC),
                reason=reason.strip() or None,
            )
    st.rerun()
