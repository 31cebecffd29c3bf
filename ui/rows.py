"""Rows behind a check: chats by kind and group, people by pseudonym, each with the file and line it came from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from regulation.indicators import Indicator
from reports import russian
from reports.rows import LEVELS, UNSAID, in_words
from ui import data
from ui.login import who
from warehouse.access import What, may
from warehouse.labels import HEADINGS, chat_labels, names_of, sources_of

LIMIT = 500


def behind(indicator: Indicator, month: str, *, key: str) -> None:
    """The rows of a check; names only on request, with a reason that goes to the viewing log."""
    found = data.breaching_rows(indicator.id, month)
    if not found:
        st.success("Строк нет: всё в порядке.", icon=":material/check_circle:")
        return
    st.markdown(f"**Строк: {russian.number(len(found))}**")
    named = _names(found, indicator, key)
    with data.reader() as reader:
        chats = chat_labels(reader)
        places = sources_of(reader, found[:LIMIT])
    table = pd.DataFrame([_row(row, chats, named, places.get(n, "")) for n, row in enumerate(found[:LIMIT])])
    st.dataframe(table, hide_index=True, width="stretch")
    if len(found) > LIMIT:
        st.caption(f"Показаны первые {LIMIT}.")


def _row(row: dict, chats: dict[str, str], named: dict[str, str], place: str) -> dict:
    told = {"Уровень": LEVELS[row.get("level", "breach")]}
    for column, value in row.items():
        if column in UNSAID:
            continue
        heading = HEADINGS[column]
        if column == "chat_id":
            told[heading] = chats.get(value, f"чат {str(value)[:6]}")
        elif column == "member_id":
            told[heading] = named.get(value, f"участник {str(value)[:6]}")
        elif column == "deleted_by" and value:
            told[heading] = f"участник {value[:6]}"
        elif column.endswith("_id") and value is not None and len(str(value)) == 16:
            told[heading] = f"№ {str(value)[:6]}"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            told[heading] = value
        else:
            told[heading] = in_words(column, value)
    told["Источник"] = place
    return told


def _names(found: list[dict], indicator: Indicator, key: str) -> dict[str, str]:
    """Names of the members in the rows, once a person with the right has given a reason."""
    members = sorted({row["member_id"] for row in found if row.get("member_id")})
    person = who()
    right = What.NAMES if may(person.role, What.NAMES) else What.NAMES_OF_STAFF
    if not members or not may(person.role, right):
        return {}
    with st.popover("Показать имена"):
        reason = st.text_input(
            "Зачем нужны имена (запишется в журнал просмотров)", key=f"reason_{key}_{indicator.id}"
        )
        opened = st.button("Открыть", key=f"open_{key}_{indicator.id}", disabled=len(reason.strip()) < 5)
    if opened:
        st.session_state[f"named_{key}_{indicator.id}"] = names_of(
            data.place(), members, person.name, person.role, f"{indicator.id}: {reason.strip()}", right
        )
    return st.session_state.get(f"named_{key}_{indicator.id}", {})
