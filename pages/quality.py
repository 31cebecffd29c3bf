"""Что загружено, чему можно верить, что поправить? For the administrator; clause 2.1."""

from datetime import date

import streamlit as st

from reports import russian
from ui import data, tables, upload, vanished
from ui.guard import ask_right, data_required
from ui.login import who

st.title("Загрузка и качество")
with data_required():
    ask_right("quality")
st.caption(
    "Перетащите сюда файлы выгрузки и журналы. Сначала — просмотр, потом загрузка. Файл — до 2\u00a0ГБ; файлы не покидают этот компьютер."
)

files = st.file_uploader("Файлы XLSX, XLS, ODS, CSV, JSON, JSONL или архив ZIP", accept_multiple_files=True)
if files:
    folder = upload.keep_uploaded(files)
    left, middle, right = st.columns(3)
    as_of = left.date_input(
        "На какую дату верны списки", value=None, format="DD.MM.YYYY", max_value=date(2100, 12, 31)
    )
    zone = middle.selectbox("Пояс времён без пояса", list(upload.ZONES), format_func=upload.ZONES.get)
    complete = right.checkbox("Списки полные: кого в них нет, тот вышел")
    answers = upload.Answers(as_of, zone, complete, frozenset(st.session_state.get("ticked_chats", ())))
    result = upload.preview(folder, answers)
    if result:
        tables.show(tables.of_files(result.files), "Что распознано")
        for file in result.files:
            tables.file_questions(file, who())
        if st.button(
            "Загрузить", type="primary", disabled=not any(file.status == "loaded" for file in result.files)
        ):
            done = upload.run(folder, answers)
            if done:
                upload.forget_uploaded()
                st.session_state["loaded_message"] = tables.told(done)
                st.rerun()
if message := st.session_state.pop("loaded_message", None):
    st.success(message, icon=":material/check_circle:")

with data_required():
    summary = data.status()
    failed = sum(1 for check in summary["checks"] if check["rows"])
    with st.container(horizontal=True, gap="medium"):
        st.metric("Данные по", russian.day_text(data.newest()), width="content")
        st.metric("Загружено файлов", russian.number(len(summary["sources"])), width="content")
        st.metric("Отвергнуто строк", russian.number(summary["rejects"]), width="content")
        st.metric("Проверок не пройдено", russian.number(failed), width="content")
    vanished_title = "Исчезло из журналов"
    chosen = st.segmented_control(
        "Раздел",
        [
            "Таблицы",
            "Проверки",
            "Отвергнутые строки",
            "Непонятые ссылки",
            vanished_title,
            "Файлы",
            "Покрытие",
        ],
        default="Таблицы",
    )
    if chosen == vanished_title:
        vanished.show()
    else:
        tables.quality(chosen or "Таблицы", summary)
