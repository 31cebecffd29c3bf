"""Tables on pages: Russian headings, dates and numbers; hostile text only ever inside table cells."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reports import russian
from ui import data, upload
from ui.login import Person, who
from warehouse.place import current_place
from warehouse.queries import rejects, unresolved_rows
from warehouse.tables import TABLES


def show(table: pd.DataFrame, title: str = "", *, source: str = "", key: str | None = None) -> None:
    """A table with a heading, a source line and dates and numbers as people read them."""
    if title:
        st.subheader(title)
    settings = {
        name: st.column_config.DateColumn(format="DD.MM.YYYY")
        for name in table.columns
        if pd.api.types.is_datetime64_any_dtype(table[name]) or "дата" in name.lower()
    }
    settings |= {
        name: st.column_config.NumberColumn(format="localized")
        for name in table.columns
        if pd.api.types.is_integer_dtype(table[name])
    }
    st.dataframe(table, hide_index=True, width="stretch", column_config=settings, key=key)
    if source:
        st.caption(source)


def of_files(files: list) -> pd.DataFrame:
    """What was recognised in each file."""
    return pd.DataFrame(
        [
            {
                "Файл": file.name,
                "Состояние": upload.STATUS[file.status],
                "Формат": file.format,
                "Таблицы": ", ".join(_title(name) for name in file.table_rows),
                "Строк": file.rows_in,
                "Новых и уточнённых": file.loaded,
                "Отвергнуто": file.rejected,
                "Без изменений": file.unchanged,
                "Замечания": " ".join([file.reason, *file.notes]).strip(),
            }
            for file in files
        ]
    )


def _title(name: str) -> str:
    return next((table.title for table in TABLES if table.name == name), name)


def file_questions(file: object, person: Person) -> None:
    """Ask what only a person knows about a file: which chats, what an unknown heading means."""
    if file.asked_chats:
        st.multiselect(
            f"Какие чаты загрузить из файла {_plain(file.name)}", file.asked_chats, key="ticked_chats"
        )
    for table, known in file.mappings.items():
        for heading in file.unknown_headings:
            columns = {"": "не нужен", **upload.columns_of(table)}
            chosen = st.selectbox(
                f"{_plain(file.name)}: что значит заголовок «{_plain(heading)}»?",
                [key for key in columns if key not in known.values()],
                format_func=columns.get,
                key=f"heading_{file.file_id}_{table}_{heading}",
            )
            if chosen:
                upload.remember_heading(file, heading, table, chosen, person)
                st.rerun()


def _plain(text: str) -> str:
    """A name for a widget's label, where Streamlit reads Markdown."""
    return "".join(
        "\\" + each if each in "\\`*_{}[]()#+-.!|<>$~:" else each for each in text if each.isprintable()
    )


def told(result: object) -> str:
    """One sentence about a finished load."""
    loaded = sum(file.loaded for file in result.files)
    rejected = sum(file.rejected for file in result.files)
    rows = russian.counted(loaded, "строка", "строки", "строк")
    return f"Загружено: {rows}, отвергнуто {russian.number(rejected)}. Опубликована версия {result.version}."


def quality(section: str, summary: dict) -> None:
    """One section of the quality page."""
    if section == "Таблицы":
        show(
            pd.DataFrame(data.table_states()).rename(
                columns={"title": "Таблица", "n_rows": "Строк", "as_of": "Дата", "state": "Состояние"}
            )
        )
    elif section == "Проверки":
        checks = pd.DataFrame(summary["checks"])
        checks["state"] = ["пройдена" if rows == 0 else "есть строки" for rows in checks["rows"]]
        show(
            checks[["title", "rows", "state"]].rename(
                columns={"title": "Проверка", "rows": "Строк", "state": "Итог"}
            )
        )
    elif section == "Отвергнутые строки":
        rows = pd.DataFrame(
            rejects(current_place()), columns=["file", "locator", "column", "code", "message", "raw_masked"]
        )
        show(
            rows.rename(
                columns={
                    "file": "Файл",
                    "locator": "Место",
                    "column": "Столбец",
                    "code": "Код",
                    "message": "Почему",
                    "raw_masked": "Значение (маска)",
                }
            )
        )
    elif section == "Непонятые ссылки":
        rows = pd.DataFrame(
            unresolved_rows(current_place(), who().name, who().role),
            columns=["table", "file", "locator", "column", "text", "reason"],
        )
        rows["table"] = rows["table"].map(_title)
        show(
            rows.rename(
                columns={
                    "table": "Журнал",
                    "file": "Файл",
                    "locator": "Место",
                    "column": "Столбец",
                    "text": "Написано",
                    "reason": "Почему не понято",
                }
            )
        )
    elif section == "Файлы":
        show(
            pd.DataFrame(summary["sources"]).rename(
                columns={
                    "name": "Файл",
                    "format": "Формат",
                    "rows_in": "Строк",
                    "loaded": "Новых",
                    "rejected": "Отвергнуто",
                    "loaded_at": "Дата загрузки",
                }
            )
        )
    else:
        show(
            data.query("coverage_by_month").rename(
                columns={
                    "month": "Месяц (дата)",
                    "platform": "Платформа",
                    "n_chats": "Чатов с сообщениями",
                    "n_messages": "Сообщений",
                    "first_at": "Первое (дата)",
                    "last_at": "Последнее (дата)",
                }
            )
        )
