"""The page «Отчёт за месяц»: checklist, preview, files, closing, «доведено до директора», council page, association month."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from reports import closing, russian
from reports.association import association_names, association_pdfs
from reports.council import council_pdf
from reports.docx import TemplateBroken
from reports.forms import FormError
from reports.monthly import Monthly, told, told_change
from ui import data
from ui.escape import markdown
from ui.login import who
from warehouse.access import Denied, What, may
from warehouse.suppress import footnote

# Columns of the preview: width in pixels, side on which the text stands.
_COLUMNS = {
    "N п/п": (48, "left"),
    "Показатель": (374, "left"),
    "Ед.": (48, "left"),
    "Значение": (74, "right"),
    "План / ориентир": (114, "right"),
    "Прошлый месяц": (112, "right"),
    "Изменение": (108, "right"),
    "Примечание": (182, "left"),
}
_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@st.cache_data(max_entries=8, show_spinner="Считаем отчёт…")
def _previewed(key: data.Stamp, month: str) -> tuple[Monthly, list[closing.Step]]:
    with data.reader() as reader:
        report = closing.preview(reader, month)
        return report, closing.checklist(reader, month, report)


@st.cache_data(max_entries=8, show_spinner="Готовим файлы…")
def _files(key: data.Stamp, month: str) -> dict[str, bytes]:
    with data.reader() as reader:
        return closing.files_of(reader, month)[0]


@st.cache_data(max_entries=8, show_spinner="Готовим страницу…")
def _council(key: data.Stamp, month: str) -> bytes:
    report, _ = _previewed(key, month)
    with data.reader() as reader:
        return council_pdf(reader, report)


@st.cache_data(max_entries=8, show_spinner=False)
def _associations(key: data.Stamp) -> list[str]:
    with data.reader() as reader:
        return association_names(reader)


@st.cache_data(max_entries=16, show_spinner="Готовим страницу…")
def _association(key: data.Stamp, month: str, name: str) -> bytes:
    with data.reader() as reader:
        return association_pdfs(reader, month, [name])[name]


def show(month: str) -> None:
    """Everything that the page shows for a month."""
    try:
        report, steps = _previewed(data.stamp(), month)
    except (FormError, TemplateBroken) as error:
        st.error(str(error))
        return
    with data.reader() as reader:
        closed = closing.closed_month(reader, month)
    _after_closing(report, closed)
    left, right = st.columns([3, 2])
    with left:
        _checklist(steps)
    with right:
        _downloads(month)
        _shown(month)
        _close(month, closed)
    _preview(report)
    _pages(month)


def _after_closing(report: Monthly, closed) -> None:
    if closed is None:
        return
    edition = f", уточнённый № {closed.correction}" if closed.correction else ""
    changed = closing.differences(closed.details, report.frozen)
    st.success(f"Месяц закрыт{edition}: файлы выдаются такими, какими сохранены.")
    if changed:
        with st.expander(f"После закрытия изменилось: {len(changed)}"):
            for line in changed:
                st.text(line)


def _checklist(steps: list[closing.Step]) -> None:
    st.subheader("Что осталось")
    st.table(
        pd.DataFrame(
            {
                "Готово": ["● да" if step.is_done else "○ нет" for step in steps],
                "Срок": [step.due_text for step in steps],
                "Шаг": [step.title for step in steps],
                "Чего не хватает": [markdown(step.missing) for step in steps],
            }
        ),
        hide_index=True,
        border="horizontal",
    )
    if years := sorted({year for step in steps for year in step.undecreed}):
        st.caption(f"Сроки — {russian.preliminary(years)}.")


def _downloads(month: str) -> None:
    st.subheader("Файлы")
    key = f"built_{month}"
    if st.button("Подготовить XLSX, DOCX и PDF", type="primary"):
        st.session_state[key] = True
    if not st.session_state.get(key):
        st.caption("Файлы сохраняются у вас. Программа никому ничего не отправляет.")
        return
    try:
        files = _files(data.stamp(), month)
    except (FormError, TemplateBroken) as error:
        st.error(str(error))
        return
    for name, content in files.items():
        st.download_button(
            f"Скачать {name}", content, name, _MIME[name.rsplit(".", 1)[-1]], on_click="ignore"
        )


def _shown(month: str) -> None:
    with st.popover("Доведено до директора"), st.form(f"shown_{month}", border=False):
        person = st.text_input("Кому доведено (фамилия и инициалы)")
        if st.form_submit_button("Записать", type="primary"):
            try:
                with data.reader() as reader:
                    closing.show_to_director(reader, month, person, who().name, who().role, datetime.now(UTC))
            except (closing.ClosingRefused, Denied) as error:
                st.error(str(error))
                return
            st.rerun()


def _close(month: str, closed) -> None:
    if not may(who().role, What.CLOSE_MONTH):
        return
    if data.place().is_sample:
        st.caption("Пример не закрывается: загрузите свои выгрузки.")
        return
    with st.popover("Закрыть месяц" if closed is None else "Уточнить закрытый месяц"):
        st.markdown(
            "Значения, определения, пороги и файлы будут сохранены и больше не изменятся; правки выйдут уточнённым отчётом."
        )
        sure = st.checkbox("Данные проверены, закрываю", key=f"sure_{month}")
        if st.button("Закрыть", type="primary", disabled=not sure):
            try:
                with data.reader() as reader:
                    _, number, changed = closing.close(
                        reader, month, who().name, who().role, datetime.now(UTC)
                    )
            except (closing.ClosingRefused, Denied, FormError, TemplateBroken) as error:
                st.error(str(error))
                return
            st.toast(f"Уточнённый № {number}" if number and changed else "Месяц закрыт")
            st.rerun()


def _preview(report: Monthly) -> None:
    st.subheader(report.form_name)
    st.caption(" · ".join(f"{name.lower()}: {text}" for name, text in report.passport))
    for line in report.missing:
        st.warning(f"Не хватает данных. {line}")
    table = pd.DataFrame(
        [
            (
                row.code,
                row.name,
                row.unit,
                told(row.value, row.kind),
                told(row.target, row.kind),
                told(row.before, row.kind),
                told_change(row),
                row.note,
            )
            for row in report.rows
        ],
        columns=list(_COLUMNS),
    )
    with st.container(key="wide_preview"):
        st.dataframe(
            table,
            column_config={
                name: st.column_config.TextColumn(width=width, alignment=side)
                for name, (width, side) in _COLUMNS.items()
            },
            hide_index=True,
            width="stretch",
            height=38 + 35 * len(table),
        )
    _preview_on_a_phone(table)
    if report.has_hidden:
        st.caption(footnote(report.k))


def _preview_on_a_phone(table: pd.DataFrame) -> None:
    """The same rows without scrolling sideways: name, value with its unit, change; the rest is on wider screens and in the files."""
    with st.container(key="phone_preview"):
        st.table(
            pd.DataFrame(
                {
                    "Показатель": [
                        markdown(f"{code} {name}")
                        for code, name in zip(table["N п/п"], table["Показатель"], strict=True)
                    ],
                    "Значение": [
                        value if unit == "%" or value.endswith(unit) else f"{value} {unit}"
                        for value, unit in zip(table["Значение"], table["Ед."], strict=True)
                    ],
                    "Изменение": table["Изменение"],
                }
            ),
            hide_index=True,
            border="horizontal",
        )
        st.caption("План, прошлый месяц и примечания — на широком экране и в файлах.")


def _pages(month: str) -> None:
    st.subheader("Для печати")
    left, right = st.columns(2)
    with left:
        st.markdown("**Страница к совету:** шесть показателей, пять групп, нужные решения")
        if st.button("Подготовить страницу"):
            st.download_button(
                "Скачать PDF к совету",
                _council(data.stamp(), month),
                f"k_sovetu_{month}.pdf",
                _MIME["pdf"],
                on_click="ignore",
            )
    names = _associations(data.stamp())
    if not names or not may(who().role, What.BREAKDOWNS):
        return
    with right:
        name = st.selectbox("Месяц одного объединения", names)
        if st.button("Подготовить месяц объединения"):
            content = _association(data.stamp(), month, name)
            st.download_button(
                "Скачать PDF объединения", content, f"obedinenie_{month}.pdf", _MIME["pdf"], on_click="ignore"
            )
