"""Reconciliation: accounts that a person must settle, what was settled, who came and went between two lists."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from casebook import Casebook
from reports import russian
from ui import data
from ui.cards import card
from ui.escape import markdown, plain
from ui.grid import picked_row
from ui.login import who
from warehouse import reconciliation
from warehouse.access import What, demand, may
from warehouse.reconciliation import Candidate, Question

SHOWN = 25
_REASON = "names_reason_reconciliation"


def totals(month: str) -> None:
    """How exact the reconciliation is, as indicators."""
    figures, before = data.catalogue(month), data.catalogue_before(month)
    shown = [each for each in ("2.1.7-00", "2.1.7-01", "2.1.7-09", "2.1.7-03", "2.1.7-02") if each in figures]
    for column, each in zip(st.columns(len(shown) or 1), shown, strict=False):
        with column:
            card(figures[each], before.get(each))


def names_opened() -> str:
    """The reason for which names are open on this page in this session; empty while they are closed."""
    reason = st.session_state.get(_REASON, "")
    if reason:
        st.caption(f"Имена открыты: «{markdown(reason)}». Просмотр записан в журнал.")
        if st.button("Закрыть имена", key="close_names"):
            del st.session_state[_REASON]
            st.rerun()
        return reason
    with st.popover("Показать имена"):
        asked = st.text_input(
            "Зачем нужны имена (запишется в журнал просмотров)", key="reason_reconciliation"
        )
        if st.button("Открыть", key="open_reconciliation", disabled=len(asked.strip()) < 5):
            st.session_state[_REASON] = asked.strip()
            st.rerun()
    return ""


@st.cache_data(max_entries=8, show_spinner=False)
def _questions(key: tuple, person: str, role: str, reason: str) -> list[Question]:
    return reconciliation.questions(data.place(), person, role, _told(reason))


@st.cache_data(max_entries=8, show_spinner=False)
def _settled(key: tuple, person: str, role: str, reason: str) -> list[reconciliation.Settled]:
    return reconciliation.settled(data.place(), person, role, _told(reason))


def _told(reason: str) -> str:
    return f"сверка: {reason}" if reason else ""


def queue(reason: str) -> None:
    """Accounts to settle by hand; suggestions apart: there is one likely owner, but the name differs."""
    person = who()
    found = _questions(data.stamp(), person.name, person.role, reason)
    st.subheader("Разобрать вручную")
    if not found:
        st.success("Очередь пуста: решать нечего.", icon=":material/check_circle:")
        return
    if not reason:
        st.caption(
            "Имена закрыты: видны роли и группы. Чтобы узнать людей, откройте имена и назовите причину."
        )
    for title, chosen in (
        ("Неясно, чья учётная запись", [each for each in found if not each.is_suggestion]),
        ("Подсказки: похоже, но имя отличается", [each for each in found if each.is_suggestion]),
    ):
        if chosen:
            st.markdown(f"**{title}: {russian.number(len(chosen))}**")
            for question in chosen[:SHOWN]:
                _ask(question)
            if len(chosen) > SHOWN:
                st.caption(f"Показаны первые {SHOWN}; остальные появятся, когда эти будут разобраны.")


def _ask(question: Question) -> None:
    """One account, its candidates, and the buttons that settle it."""
    with st.container(border=True):
        st.text(plain(question.name) or f"участник {question.member_id[:6]}")
        groups = "; ".join(question.groups) or "групп нет"
        st.caption(markdown(f"{question.role} · {question.platform} · {groups} · {question.reason}"))
        can_settle = may(who().role, What.ASSIGN)
        for candidate in question.candidates:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.text(plain(_called(candidate)))
            if can_settle and right.button("Это он", key=f"he_{question.member_id}_{candidate.person_id}"):
                _settle(question.member_id, candidate.person_id)
        if can_settle and st.button("Никто из них", key=f"nobody_{question.member_id}"):
            _settle(question.member_id, None)


def _called(candidate: Candidate) -> str:
    name = candidate.name or f"человек {candidate.person_id[:6]}"
    return f"{name} — {candidate.kind}; {'; '.join(candidate.groups) or 'групп нет'}"


def _settle(member_id: str, person_id: str | None) -> None:
    person = who()
    demand(person.role, What.ASSIGN)
    with Casebook(data.place().casebook) as book:
        book.match(member_id, person_id, person.name, datetime.now(UTC))
    st.rerun()


def settled(reason: str) -> None:
    """What people settled; each decision can be withdrawn, then the automatic match holds again."""
    person = who()
    found = _settled(data.stamp(), person.name, person.role, reason)
    if not found:
        return
    with st.expander(f"Решено вручную: {russian.number(len(found))}"):
        for each in found:
            left, right = st.columns([5, 1], vertical_alignment="center")
            account = each.name or f"участник {each.member_id[:6]}"
            owner = (
                f"{each.person_name or f'человек {each.person_id[:6]}'} — {each.kind}"
                if each.person_id
                else "никто из наших"
            )
            left.text(plain(f"{account} → {owner}; {each.who}, {each.on:%d.%m.%Y}"))
            if may(person.role, What.ASSIGN) and right.button("Отменить", key=f"undo_{each.member_id}"):
                with Casebook(data.place().casebook) as book:
                    book.unmatch(each.member_id, person.name, datetime.now(UTC))
                st.rerun()


def movements(reason: str) -> None:
    """Who came and went between the two newest editions of each list."""
    st.subheader("Движение между двумя выгрузками")
    person = who()
    found = reconciliation.movements(data.place(), person.role)
    if not found:
        st.info(
            "Каждый список загружен один раз: сравнивать не с чем. Загрузите список на более позднюю дату."
        )
        return
    table = pd.DataFrame(
        [
            {
                "Список": each.title if each.scope == "*" else f"{each.title} ({each.scope})",
                "Было на": f"{each.before:%d.%m.%Y}",
                "Стало на": f"{each.after:%d.%m.%Y}",
                "Появились": each.n_joined,
                "Нет в новом": each.n_gone,
                "Новый список": "полный: их больше нет"
                if each.is_complete
                else "не назван полным: выбыли или нет, неизвестно",
            }
            for each in found
        ]
    )
    picked = picked_row(table, key="movements")
    if not reason:
        st.caption("Поимённый список откроется, когда открыты имена и выбрана строка.")
    elif picked is not None:
        chosen = found[picked]
        rows = reconciliation.moved(data.place(), chosen, person.name, person.role, _told(reason))
        st.dataframe(
            pd.DataFrame(rows, columns=["what", "full_name", "detail"]).rename(
                columns={"what": "Что", "full_name": "Имя", "detail": "Группа, роль или должность"}
            ),
            hide_index=True,
            width="stretch",
        )
