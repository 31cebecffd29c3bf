"""Adoption: the way from the list to activity by role, thirteen months, and whom of the staff to help.

Institution-wide numbers are indicators; only lists of staff come from marts. Parents and children: coverage alone.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts import bars, trend
from regulation.indicators import Unit
from reports import russian
from ui import data, sources
from ui.cards import tooltip
from ui.login import who
from warehouse.access import What, may
from warehouse.labels import staff_to_help

# role → the steps of the way, each an indicator: (words, id, numerator | denominator)
FUNNELS = {
    "Педагоги": (
        ("по штату", "B1", "numerator"),
        ("присоединились", "2.3-01", "numerator"),
        ("подтвердили статус", "2.3-03", "numerator"),
        ("активны за 30 дней", "2.3-09", "numerator"),
    ),
    "Обучающиеся": (
        ("в контингенте", "B2", "numerator"),
        ("присоединились", "2.4-01", "numerator"),
        ("активны за 30 дней", "2.4-03", "numerator"),
    ),
    "Семьи": (
        ("детей в контингенте", "B2", "numerator"),
        ("с родителем в чате группы", "2.5-01", "numerator"),
    ),
    "Группы": (
        ("действуют", "B3", "numerator"),
        ("с чатом обучающихся", "2.3-04", "numerator"),
        ("с родительским чатом", "2.3-05", "numerator"),
        ("с активными нужными чатами", "1.3-01", "numerator"),
    ),
}
TRENDS = {
    "2.3-01": "педагоги присоединились",
    "2.3-03": "педагоги подтвердили статус",
    "2.3-09": "педагоги активны",
    "2.4-01": "обучающиеся",
    "2.5-01": "семьи",
}


def funnel(month: str) -> None:
    """The way of each role from the list to activity; each step is an indicator with its definition."""
    figures = data.catalogue(month)
    for column, (role, steps) in zip(st.columns(len(FUNNELS)), FUNNELS.items(), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{role}**")
            known = [(words, figures[each]) for words, each, _ in steps if each in figures]
            for words, figure in known:
                n = _count(figure)
                is_share = figure.indicator.unit is Unit.SHARE and figure.value is not None
                part = f" · {russian.share(figure.value)}" if is_share else ""
                st.markdown(
                    f"{'нет данных' if n is None else russian.number(n)} {words}{part}", help=tooltip(figure)
                )
    values = pd.DataFrame(
        [
            {"step": f"{role}: {words}", "n": _count(figures[each])}
            for role, steps in FUNNELS.items()
            for words, each, _ in steps
            if each in figures and _count(figures[each]) is not None
        ]
    )
    if not values.empty:
        with st.expander("То же диаграммой"):
            st.plotly_chart(
                bars(
                    values,
                    x="n",
                    y="step",
                    title=f"Путь к активности, {russian.month_name(month)}",
                    unit="человек, групп",
                ),
                width="stretch",
                config={"displayModeBar": False},
            )


def _count(figure: object) -> float | None:
    return figure.numerator if figure.numerator is not None else figure.value


def trends(month: str) -> None:
    """Thirteen months of coverage and activity."""
    values = data.measured_frame(tuple(TRENDS), data.thirteen(month))
    values["series"] = values["indicator_id"].map(TRENDS)
    st.plotly_chart(
        trend(values, title="Подключение и активность, доля", share=True, series="series"),
        width="stretch",
        config={"displayModeBar": False},
    )
    with st.expander("Таблица и источник"):
        table = values.pivot_table(index="month", columns="series", values="value", sort=False)
        table = table.map(lambda each: russian.share(None if pd.isna(each) else each))
        table.index = [russian.month_name(each) for each in table.index]
        st.dataframe(table, width="stretch")
        st.caption(f"{sources.told(TRENDS)} Пропуск — месяц без данных.")


def whom_to_help(month: str) -> None:
    """Staff who have not joined, not verified or are silent: to help, not to blame. Children and parents are never listed."""
    st.subheader("Кому из педагогов помочь")
    staff = data.mart("mart_staff_period", month)
    wanted = staff[staff["is_teacher"] & ~(staff["is_joined"] & staff["is_verified"] & staff["is_active"])]
    if wanted.empty:
        st.success("Все педагоги подключены, подтверждены и активны.", icon=":material/check_circle:")
        return
    names = {}
    if may(who().role, What.NAMES_OF_STAFF):
        with st.popover("Показать имена"):
            reason = st.text_input("Зачем нужны имена (запишется в журнал просмотров)", key="help_reason")
            if st.button("Открыть", disabled=len(reason.strip()) < 5):
                people = [each for each in wanted["person_id"] if isinstance(each, str)]
                st.session_state["help_names"] = staff_to_help(
                    data.place(), people, who().name, who().role, reason.strip()
                )
        names = st.session_state.get("help_names", {})
    table = pd.DataFrame(
        {
            "Педагог": [names.get(each, f"педагог {str(each)[:6]}") for each in wanted["person_id"]],
            "Что сделать": [_step(row) for row in wanted.itertuples()],
            "Объединения": [", ".join(each) if each is not None else "" for each in wanted["associations"]],
            "Присоединился": _yes(wanted["is_joined"]),
            "Подтвердил статус": _yes(wanted["is_verified"]),
            "Активен за 30 дней": _yes(wanted["is_active"]),
        }
    )
    st.dataframe(
        table.sort_values("Что сделать"),
        hide_index=True,
        width="stretch",
        # the long heading would push the column off a screen of 1440
        column_config={
            "Активен за 30 дней": st.column_config.TextColumn("Активен", help="Активен за 30 дней")
        },
    )


def _yes(flags: pd.Series) -> list[str]:
    return ["да" if each else "нет" for each in flags]


def _step(row: object) -> str:
    if not row.is_joined:
        return (
            "1. Отправить ссылку-приглашение"
            if not row.is_newcomer
            else "Новый сотрудник: идёт срок приглашения"
        )
    return (
        "2. Помочь подтвердить статус"
        if not row.is_verified
        else "3. Спросить, что мешает пользоваться чатами"
    )
