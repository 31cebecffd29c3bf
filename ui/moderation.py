"""Moderation: what of blocks, removals and deadlines needs an explanation, by which clause, and what to do."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts import trend
from regulation.clauses import CLAUSES
from reports import russian
from ui import data, sources
from ui.cards import card
from ui.escape import markdown
from ui.grid import row_height
from ui.login import who
from ui.queue import data_labels, own
from ui.violations import TITLES
from warehouse import periods as calendar
from warehouse.access import What, may
from warehouse.moderation import (
    audit_cases,
    ledgers,
    measures_per_moderator,
    same_violation_different_outcome,
)

CARDS = ("4.2-03", "4.5-02", "4.5-03", "4.5-05", "4.6-02", "4.6-03", "4.7-01", "5.3-08")
LEVELS = {"breach": "требует разъяснения", "warn": "обратить внимание"}


def totals(month: str) -> None:
    """The institution's numbers: indicators with state and coverage."""
    figures, before = data.catalogue(month), data.catalogue_before(month)
    shown = [each for each in CARDS if each in figures]
    for start in range(0, len(shown), 4):
        for column, each in zip(st.columns(4), shown[start : start + 4], strict=False):
            with column:
                card(figures[each], before.get(each))


@st.cache_data(max_entries=16, show_spinner=False)
def _cases(key: data.Stamp, month: str) -> list[dict]:
    with data.reader() as reader:
        return audit_cases(reader, calendar.month(month))


def cases(month: str) -> None:
    """Each case with a sentence, its clause and what to do."""
    st.subheader("Что требует разъяснения")
    chats = own()
    found = [each for each in _cases(data.stamp(), month) if chats is None or each["chat_id"] in chats]
    if not found:
        st.success("За месяц всё в порядке: разъяснений не требуется.", icon=":material/check_circle:")
        return
    clauses = sorted({each["clause"] for each in found})
    left, right = st.columns([3, 2])
    picked = left.pills("Пункт", clauses, selection_mode="multi", key="moderation_clauses")
    levels = right.pills(
        "Степень", list(LEVELS), format_func=LEVELS.get, selection_mode="multi", key="moderation_levels"
    )
    shown = [
        each
        for each in found
        if (not picked or each["clause"] in picked) and (not levels or each["level"] in levels)
    ]
    st.markdown(f"**Случаев: {russian.number(len(shown))}**")
    size = 10
    n_pages = max(1, -(-len(shown) // size))
    page = 1
    if n_pages > 1:
        page = st.number_input(
            f"Страница (всего {n_pages})", 1, n_pages, 1, key=f"moderation_page_{month}", width=220
        )
    for n, each in enumerate(shown[(page - 1) * size : page * size]):
        _case(each, n)


def _case(each: dict, n: int) -> None:
    with st.container(border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        colour = "orange" if each["level"] == "warn" else "red"
        clause = CLAUSES.get(each["clause"])
        left.markdown(
            f":{colour}-badge[{LEVELS[each['level']]}] **п. {each['clause']}** · {markdown(each['sentence'])}"
        )
        left.markdown(f"Что делать: {markdown(each['advice'])}")
        facts = (
            f"{each['moment']:%d.%m.%Y}" if each["moment"] else "дата не указана",
            data_labels().get(each["chat_id"], "") if each["chat_id"] else "",
            f"участник {each['member_id'][:6]}" if each["member_id"] else "",
            f"модератор {each['moderator'][:6]}" if each["moderator"] else "",
            clause.title if clause else "",
            f"показатель {each['check']}",
        )
        left.caption(" · ".join(markdown(part) for part in facts if part))
        if each["member_id"] and each["chat_id"] and may(who().role, What.CASE):
            right.page_link(
                "pages/case.py",
                label="Дело",
                icon=":material/folder_shared:",
                query_params={"chat": each["chat_id"], "member": each["member_id"]},
            )


def trends(month: str) -> None:
    """Thirteen months of cases that count, by clause 4.2–4.7."""
    ids = [
        each
        for each in CARDS
        if each in data.catalogue(month) and data.catalogue(month)[each].indicator.is_check
    ]
    values = data.measured_frame(ids[:5], data.thirteen(month))
    values["series"] = [data.catalogue(month)[each].indicator.title for each in values["indicator_id"]]
    if values["value"].notna().sum() == 0:
        st.info("Нет данных за последние 13 месяцев.")
        return
    st.plotly_chart(
        trend(values, title="Случаев по месяцам", unit="шт.", series="series"),
        width="stretch",
        config={"displayModeBar": False},
    )
    with st.expander("Таблица и источник"):
        table = values.pivot_table(index="month", columns="series", values="value", sort=False, dropna=False)
        table.index = [russian.month_name(each) for each in table.index]
        st.dataframe(
            table.map(lambda each: "нет данных" if pd.isna(each) else russian.number(each)), width="stretch"
        )
        st.caption(sources.told(ids[:5]))


@st.cache_data(max_entries=8, show_spinner=False)
def _ledgers(key: data.Stamp) -> list:
    with data.reader() as reader:
        return ledgers(reader, data.newest().to_pydatetime())


def strikes() -> None:
    """Participants with strikes: nearest to what clause 4.5 speaks of first."""
    st.subheader("Счёт эпизодов участников")
    chats = own()
    found = [each for each in _ledgers(data.stamp()) if chats is None or each.chat_id in chats]
    if not found:
        st.info("Подтверждённых эпизодов в этом учебном году нет.")
        return
    found.sort(key=lambda each: (-len(each.fresh), each.chat_id, each.member_id))
    labels, widths = data_labels(), {"Что предусмотрено": 480}
    table = pd.DataFrame(
        {
            "Участник": [f"участник {each.member_id[:6]}" for each in found],
            "Эпизодов": [len(each.fresh) for each in found],
            "Что предусмотрено": [each.sentence for each in found],
            "Чат": [labels.get(each.chat_id, each.chat_id[:6]) for each in found],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        row_height=row_height(table, widths),
        column_config={"Что предусмотрено": st.column_config.TextColumn(width=widths["Что предусмотрено"])},
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _fairness(key: data.Stamp, month: str) -> tuple[list[dict], list[dict]]:
    with data.reader() as reader:
        period = calendar.month(month)
        return same_violation_different_outcome(reader, period), measures_per_moderator(reader, period)


def fairness(month: str) -> None:
    """The same violation with different outcomes, and measures of each moderator where there is enough to compare."""
    outcomes, moderators = _fairness(data.stamp(), month)
    st.subheader("Одинаковое нарушение — разный исход")
    different = [each for each in outcomes if each["is_different"]]
    if not different:
        st.caption("За месяц одинаковые эпизоды заканчивались одинаково, или их слишком мало.")
    else:
        st.dataframe(
            pd.DataFrame(
                {
                    "Запрет": [f"{each['bullet']} {TITLES.get(each['bullet'], '')}" for each in different],
                    "Вид чата": [each["chat_kind"] for each in different],
                    "Исход": [each["outcome"] for each in different],
                    "Кто решил": [
                        f"модератор {each['moderator'][:6]}" if each["moderator"] else "никто"
                        for each in different
                    ],
                    "Эпизодов": [each["n_episodes"] for each in different],
                    "Участников": [each["n_participants"] for each in different],
                }
            ),
            hide_index=True,
            width="stretch",
        )
        st.caption(
            "Это признак, а не вывод: исход зависит и от обстоятельств. Разберите на совещании модераторов."
        )
    st.subheader("Меры по модераторам")
    if not moderators:
        st.caption("Мер за месяц нет.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Модератор": [f"модератор {each['moderator'][:6]}" for each in moderators],
                "Мер": [each["n_measures"] for each in moderators],
                "Замечаний": [each["n_remarks"] for each in moderators],
                "Блокировок": [each["n_blocks"] for each in moderators],
                "Удалений": [each["n_removals"] for each in moderators],
                "К скольким людям": [each["n_people"] for each in moderators],
                "Эпизодов в чатах": [each["n_episodes"] for each in moderators],
                "Мер на эпизод": [_ratio(each) for each in moderators],
                "Признак": [_sign(each) for each in moderators],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def _ratio(each: dict) -> str:
    if not each["is_compared"] or each["measures_per_episode"] is None:
        return "мало данных"
    return russian.number(each["measures_per_episode"], 1)


def _sign(each: dict) -> str:
    if not each["is_compared"]:
        return "не сравнивается: мало данных"
    signs = [
        "меры к одному человеку" if each["is_one_person"] else "",
        "мер больше, чем у других" if each["is_above_others"] else "",
    ]
    return "; ".join(sign for sign in signs if sign) or "нет"
