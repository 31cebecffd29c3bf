"""Where a chart's numbers come from, as a person looks for it: tables, files, the day of the load; then the numbers of indicators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import streamlit as st

from regulation.indicators import BY_ID
from reports import russian
from settings import settings
from ui import data
from ui.escape import markdown
from ui.login import who
from warehouse.access import What, may
from warehouse.labels import files_of
from warehouse.tables import BY_NAME


def told(ids: Iterable[str]) -> str:
    """«Источник: «Штат», «Участники» — 3 файла, последний сотрудники.xlsx, загружен 01.11.2026. Показатели: 2.3-01.»"""
    known = [BY_ID[each] for each in ids if each in BY_ID]
    tables = list(dict.fromkeys(name for each in known for name in (*each.requires, *each.requires_any)))
    titles = ", ".join(f"«{BY_NAME[name].title}»" for name in tables if name in BY_NAME)
    role = who().role
    files = _files(tables, role) if may(role, What.BREAKDOWNS) else ""
    word = "Показатель" if len(known) == 1 else "Показатели"
    numbers = f"{word}: {', '.join(f'{each.id}' for each in known)}." if known else ""
    return f"Источник: {' — '.join(filter(None, (titles or 'настройки', files)))}. {numbers}".strip()


def _files(tables: list[str], role: str) -> str:
    found = [
        (name, loaded_at)
        for brought, name, loaded_at in _all_files(*data.stamp()[:2], role)
        if brought.intersection(tables)
    ]
    if not found:
        return ""
    name, loaded_at = found[0]
    day = russian.day_text(loaded_at.replace(tzinfo=UTC).astimezone(settings().zone))
    last = f"{markdown(name)}, загружен {day}"
    if len(found) == 1:
        return f"файл {last}"
    return f"{russian.counted(len(found), 'файл', 'файла', 'файлов')}, последний {last}"


@st.cache_data(max_entries=8, show_spinner=False)
def _all_files(home: str, version: str, role: str) -> list[tuple[frozenset[str], str, datetime]]:
    with data.reader() as reader:
        return files_of(reader, role)
