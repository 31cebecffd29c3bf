"""The viewing log: who opened names or texts, when, with which reason."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from casebook import Casebook
from settings import settings
from ui import data


def show() -> None:
    """The newest thousand openings, in the institution's time."""
    with Casebook(data.place().casebook) as book:
        found = pd.DataFrame(book.views(limit=1000), columns=["at", "who", "reason", "role", "what"])
    st.caption(
        "Каждое открытие имён и текстов: кто, когда и зачем. Последняя тысяча записей, новые сверху; исправить или удалить запись здесь нельзя."
    )
    if found.empty:
        st.info("Имена и тексты ещё никто не открывал.")
        return
    found["at"] = pd.to_datetime(found["at"], utc=True).dt.tz_convert(settings().zone).dt.tz_localize(None)
    st.dataframe(
        found.rename(columns={"at": "Когда", "who": "Кто", "role": "Роль", "what": "Что", "reason": "Зачем"}),
        hide_index=True,
        width="stretch",
        column_config={"Когда": st.column_config.DatetimeColumn(format="DD.MM.YYYY HH:mm")},
    )
