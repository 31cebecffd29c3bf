"""One participant in one chat: what happened, which strikes count, what the clause allows today, the printable pack."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from casebook import Casebook
from regulation.sanctions import Ledger
from reports import evidence, russian
from settings import settings
from ui import data
from ui.escape import markdown, plain
from ui.grid import picked_row
from ui.login import who
from ui.queue import data_labels, label_of, own
from warehouse.access import What, demand, may
from warehouse.labels import names_of
from warehouse.moderation import ledger, timeline
from warehouse.review import fragments_of, words_of_names

WHAT = {
    "joined": "вступление",
    "left": "выход",
    "finding": "признак",
    "night": "факт: время",
    "decision": "решение",
    "violation": "журнал",
    "measure": "мера",
    "measure_ended": "мера снята",
    "apology": "извинения",
    "consulted": "опрос участников",
    "message_deleted": "удаление сообщения",
}

LATEST = 200  # events on the screen; the pack has all


def chosen() -> tuple[str, str] | None:
    """The case of the address line, or the one picked from the list; a moderator's own chats alone."""
    chats = own()
    asked = st.query_params.get("chat"), st.query_params.get("member")
    found = data.query("cases", chats)
    keys = list(zip(found["chat_id"], found["member_id"], strict=True))
    if all(asked) and asked in keys:
        if st.button("Все дела", icon=":material/arrow_back:"):
            st.query_params.clear()
            st.rerun()
        return asked
    if all(asked):
        st.warning("Такого дела нет, или оно из чата, который вам не открыт.", icon=":material/lock:")
    if found.empty:
        st.info("Дел нет: ни признаков, ни записей журнала, ни мер в доступных вам чатах.")
        return None
    picked = picked_row(
        pd.DataFrame(
            {
                "Участник": [f"участник {each[:6]}" for each in found["member_id"]],
                "Чат": [label_of(row) for row in found.itertuples()],
                "Мер": found["n_measures"],
                "Записей журнала": found["n_journal"],
                "Признаков и фактов": found["n_findings"],
                "Последнее": found["last_at"],
            }
        ),
        key="cases",
        columns={"Последнее": st.column_config.DatetimeColumn(format="DD.MM.YYYY HH:mm")},
    )
    st.caption("Выберите строку — откроется дело.")
    if picked is not None:
        chat, member = keys[picked]
        st.query_params.from_dict({"chat": chat, "member": member})
        st.rerun()
    return None


def show(chat: str, member: str) -> None:
    """The whole case."""
    now = data.newest().to_pydatetime()
    with data.reader() as reader:
        strikes, events = ledger(reader, chat, member, now), timeline(reader, chat, member)
    name = _name(chat, member)
    st.subheader(f"Участник {member[:6]}")
    if name:
        st.text(plain(name, 120))
    st.caption(data_labels().get(chat, f"чат {chat[:6]}"))
    _ledger(strikes)
    _timeline(events, chat, member)
    _pack(chat, member, name, strikes, events, now)


def _ledger(strikes: Ledger) -> None:
    st.info(strikes.sentence, icon=":material/gavel:")
    columns = st.columns(4)
    for n, column in enumerate(columns, 1):
        each = strikes.fresh[n - 1] if len(strikes.fresh) >= n else None
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{n}-й эпизод**")
            st.caption(f"{each.started.at:%d.%m.%Y}, п. {each.bullet}" if each else "нет")
    notes = [
        f"сверх четырёх: {len(strikes.fresh) - 4}" if len(strikes.fresh) > 4 else "",
        f"до возможной блокировки: {russian.counted(strikes.missing, 'эпизод', 'эпизода', 'эпизодов')}"
        if strikes.missing
        else "",
        "" if strikes.was_warned or not strikes.fresh else "замечания до четвёртого эпизода не было",
    ]
    st.caption(" · ".join(each for each in notes if each))


def _timeline(events: list[dict], chat: str, member: str) -> None:
    st.subheader("Ход событий")
    if not events:
        st.info("Событий нет.")
        return
    kinds = st.pills(
        "Показать",
        sorted({_kind(each) for each in events}, key=list(WHAT).index),
        format_func=WHAT.get,
        selection_mode="multi",
    )
    shown = [each for each in events if not kinds or _kind(each) in kinds]
    seen = _fragments(shown, chat, member)
    if len(shown) > LATEST:
        st.caption(f"Показаны последние {LATEST} из {russian.number(len(shown))}; остальное — в PDF.")
    st.markdown("\n".join(f"- {_line(each, seen)}" for each in shown[-LATEST:]))


def _kind(event: dict) -> str:
    return "night" if event["what"] == "finding" and event["outcome"] != "sign" else event["what"]


def _line(event: dict, fragments: dict[str, str]) -> str:
    """One event in one paragraph that a telephone can show."""
    waits = (
        ", ждёт решения" if _kind(event) == "finding" and event["state"] in ("open", "second_look") else ""
    )
    fragment = fragments.get(event["finding_key"] or "") if event["what"] == "finding" else None
    by = (
        event["who"]
        if event["what"] == "decision"
        else f"модератор {event['who'][:6]}"
        if event["who"]
        else ""
    )
    parts = (
        f"**{_moment(event)}**",
        WHAT[_kind(event)],
        markdown(event["sentence"].rstrip(".")) + waits,
        f":orange-background[{markdown(fragment, 200)}]" if fragment else "",
        f"причина: {markdown(event['reason'], 200)}" if event["reason"] else "",
        markdown(by or "", 80),
    )
    return " · ".join(part for part in parts if part)


def _fragments(events: list[dict], chat: str, member: str) -> dict[str, str]:
    """What the rules saw, where the person may see it and asks for it; the opening is logged once."""
    person, key = who(), f"case_seen_{chat}_{member}"
    keys = [each["finding_key"] for each in events if each["what"] == "finding"]
    if not keys or not may(person.role, What.FRAGMENTS):
        return {}
    if not st.toggle("Показать, что увидело правило", help="Открытие запишется в журнал просмотров"):
        return {}
    if key not in st.session_state:
        st.session_state[key] = fragments_of(
            data.place(), keys, person.name, person.role, f"дело {chat[:6]}/{member[:6]}: что увидело правило"
        )
    return st.session_state[key]


def _moment(event: dict) -> str:
    at = event["moment"]
    return (
        "дата не указана" if at is None else f"{at:%d.%m.%Y %H:%M}" if event["has_time"] else f"{at:%d.%m.%Y}"
    )


def _name(chat: str, member: str) -> str | None:
    """The name, once a person with the right has said why; kept for this session and this case."""
    person, key = who(), f"case_name_{chat}_{member}"
    if key not in st.session_state and may(person.role, What.NAMES_IN_CASE):
        with st.popover("Открыть имя", icon=":material/badge:"):
            reason = st.text_input("Зачем нужно имя (запишется в журнал просмотров)", key=f"why_{key}")
            if st.button("Открыть", key=f"open_{key}", disabled=len(reason.strip()) < 5):
                names = names_of(
                    data.place(),
                    [member],
                    person.name,
                    person.role,
                    f"дело: {reason.strip()}",
                    What.NAMES_IN_CASE,
                )
                st.session_state[key] = names.get(member, "имя не загружено")
                st.rerun()
    return st.session_state.get(key)


def _pack(
    chat: str, member: str, name: str | None, strikes: Ledger, events: list[dict], now: datetime
) -> None:
    st.subheader("Материалы для печати")
    st.caption(
        "PDF с контрольной суммой; имена других участников убраны, имя участника — если оно открыто выше."
    )
    person, key = who(), f"case_pack_{chat}_{member}"
    if st.button("Собрать PDF", icon=":material/picture_as_pdf:"):
        demand(person.role, What.CASE)
        keys = [each["finding_key"] for each in events if each["what"] == "finding"]
        why = f"материалы дела {chat[:6]}/{member[:6]}"
        fragments = (
            fragments_of(data.place(), keys, person.name, person.role, why)
            if may(person.role, What.FRAGMENTS)
            else {}
        )
        made = datetime.now(UTC)
        paper = evidence.pack(
            institution=settings().institution.name,
            chat=data_labels().get(chat, f"чат {chat[:6]}"),
            participant=name or f"участник {member[:6]} (псевдоним)",
            ledger=strikes,
            timeline=events,
            fragments=fragments,
            other_names=words_of_names(data.place(), person.role),
            version=data.stamp()[1],
            as_of=now,
            made_by=person.name,
            made_at=made.astimezone(settings().zone).replace(tzinfo=None),
        )
        with Casebook(data.place().casebook) as book:
            book.log_view(person.name, person.role, f"PDF sha256 {paper.file_hash}", why, made)
        st.session_state[key] = paper
    if paper := st.session_state.get(key):
        st.download_button(
            "Скачать PDF",
            paper.pdf,
            file_name=f"delo_{chat[:6]}_{member[:6]}.pdf",
            mime="application/pdf",
            icon=":material/download:",
            on_click="ignore",
        )
        st.code(
            f"SHA-256 содержания: {paper.content_hash}\nSHA-256 файла:      {paper.file_hash}", language=None
        )
