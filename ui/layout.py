"""What stands around every page: navigation, the sample's banner, how fresh the data are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st

from reports import russian
from ui import data
from warehouse.access import What, may
from warehouse.place import WarehouseMissing

ICON = Path(__file__).parent / "icon.png"

# group → (page file, title, the right to open it)
PAGES: dict[str, tuple[tuple[str, str, What], ...]] = {
    "Руководителю": (
        ("summary", "Сводка", What.TOTALS),
        ("adoption", "Внедрение", What.BREAKDOWNS),
        ("chats", "Чаты", What.BREAKDOWNS),
        ("violations", "Нарушения", What.BREAKDOWNS),
        ("moderation", "Модерация", What.BREACHES),
        ("events", "Мероприятия и каналы", What.BREAKDOWNS),
        ("regulation_map", "Карта Положения", What.TOTALS),
    ),
    "Работа": (
        ("queue", "Очередь проверки", What.QUEUE),
        ("case", "Дело", What.CASE),
        ("reconciliation", "Сверка", What.NAMES),
        ("administration", "Ссылки, заявки, администрирование", What.BREACHES),
    ),
    "Отчёт": (("monthly_report", "Отчёт за месяц", What.REPORT),),
    "Данные": (
        ("quality", "Загрузка и качество", What.LOAD),
        ("rules", "Правила и показатели", What.BREAKDOWNS),
        ("viewing_log", "Журнал просмотров", What.VIEWING_LOG),
    ),
}
_FOLDER = Path(__file__).parent.parent / "pages"


def right_of(page: str) -> What:
    """The right that it takes to open a page, by its file's name. Raises: KeyError for a page that the menu does not know."""
    return {name: right for pages in PAGES.values() for name, _, right in pages}[page]


def pages_for(role: str) -> dict[str, list[tuple[str, str]]]:
    """Groups of (file, title) that a role may open; a page that is not written yet is not offered."""
    allowed = {
        group: [
            (name, title)
            for name, title, right in pages
            if may(role, right) and (_FOLDER / f"{name}.py").exists()
        ]
        for group, pages in PAGES.items()
    }
    return {group: pages for group, pages in allowed.items() if pages}


# Names that the catalogue uses for pages, where they differ from the titles above.
_ALSO = {
    "Правила и нарушения": "violations",
    "Каналы и мероприятия": "events",
    "Ссылки и заявки": "administration",
    "Администрирование": "administration",
    "Отчёты": "monthly_report",
    "Качество данных": "quality",
}


def page_of(title: str, role: str) -> str | None:
    """The file of the page with this title (or an older name of it), if this role may open it: no other can be linked to."""
    titles = {shown: name for pages in pages_for(role).values() for name, shown in pages}
    name = titles.get(title) or _ALSO.get(title)
    return name if name in titles.values() else None


def banner() -> None:
    """«Вымышленные данные» on every page while the sample is shown."""
    try:
        if data.place().is_sample:
            st.warning(
                "**Вымышленные данные.** Показан пример несуществующего учреждения. "
                "Свои выгрузки загрузите на странице «Загрузка и качество».",
                icon=":material/theater_comedy:",
            )
    except WarehouseMissing:
        return


def footer() -> None:
    """As of when, from which version, counted when: the only line that reads the wall clock."""
    try:
        newest, version = data.newest(), data.stamp()[1]
    except WarehouseMissing:
        return
    if newest is not None:
        age = (datetime.now() - newest.to_pydatetime()).days
        old = f" · данным {russian.counted(age, 'день', 'дня', 'дней')}" if age > 0 else ""
        st.caption(
            f"Данные по {newest:%d.%m.%Y %H:%M}{old} · версия {version} · источники — на странице «Загрузка и качество»"
        )
