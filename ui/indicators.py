"""Indicators on a page: a list with states, and behind each one its trend, its breakdown and the rows, down to file and line."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from charts import bars, trend
from regulation.indicators import INDICATORS, Indicator, Kind, State, Unit
from reports import russian
from ui import data, rows, sources
from ui.cards import base_text, coverage_text, preliminary_text, state_badge, target_text, tooltip, value_text
from ui.grid import picked_row
from warehouse.measure import Figure

_WORST_FIRST = {State.BREACH: 0, State.WARN: 1, State.NODATA: 3, State.OK: 2, State.INFO: 4}
# Widths in pixels: all columns fit a screen of 1440, the first two that of a phone.
_WIDTHS = {
    "Состояние": 105,
    "Показатель": 235,
    "Значение": 82,
    "Порог": 128,
    "Что делать": 223,
    "Из чего": 88,
    "Изменение": 88,
    "№": 77,
}
_UNITS = {
    Unit.SHARE: "доля",
    Unit.COUNT: "количество",
    Unit.HOURS: "часов",
    Unit.DAYS: "дней",
    Unit.PER_1000: f"на 1{russian.NBSP}000 сообщений",
    Unit.INDEX: "индекс",
}
_BY = {"association": "По объединениям", "direction": "По направленностям", "platform": "По платформам"}


def of_page(*titles: str) -> list[Indicator]:
    """Indicators that name one of these pages as their own, in catalogue order."""
    return [each for each in INDICATORS if each.page in titles]


def of_clauses(*clauses: str) -> list[Indicator]:
    """Indicators of these clauses, in catalogue order."""
    return [
        each
        for each in INDICATORS
        if any(each.clause == clause or each.clause.startswith(f"{clause}.") for clause in clauses)
    ]


def section(chosen: Iterable[Indicator], month: str, *, key: str) -> None:
    """A list of indicators for a month; the selected one opens below with everything behind it."""
    figures = data.catalogue(month)
    shown = [figures[each.id] for each in chosen if each.id in figures]
    before = data.catalogue_before(month) if shown else {}
    table = pd.DataFrame([_row(each, before.get(each.indicator.id)) for each in shown])
    if table.empty:
        return
    picked = picked_row(table, key=f"indicators_{key}_{month}", widths=_WIDTHS, at_most=800)
    st.caption("Выберите строку — откроются определение, ход по месяцам и строки за числом.")
    if picked is not None:
        details(shown[picked], month, key=key)


def _row(figure: Figure, before: Figure | None) -> dict:
    return {
        "Состояние": f"{russian.SIGNS[figure.state]} {russian.STATES[figure.state]}",
        "Показатель": russian.glued(figure.indicator.title),
        "Значение": value_text(figure),
        "Порог": target_text(figure),
        "Что делать": figure.indicator.action if figure.state in {State.BREACH, State.WARN} else figure.why,
        "Из чего": " · ".join(
            filter(None, (base_text(figure), preliminary_text(figure) and russian.PRELIMINARY))
        ),
        "Изменение": russian.change(figure.value, before.value if before else None, figure.indicator.unit),
        # a figure beside another one (`4.2-02.p90`) is told by its title: its suffix is for programs
        "№": "" if "." in figure.indicator.id.split("-")[-1] else figure.indicator.id,
    }


def worst(figures: Iterable[Figure], n: int = 3) -> list[Figure]:
    """The worst states first, the heavier check before the lighter."""
    # 2.2-07 speaks of answers to these very states: it is no place to start with
    red = [
        each
        for each in figures
        if each.state in {State.BREACH, State.WARN}
        and "." not in each.indicator.id.split("-")[-1]
        and each.indicator.id != "2.2-07"
    ]
    return sorted(red, key=lambda each: (_WORST_FIRST[each.state], -(each.n_breaches or 0)))[:n]


def details(figure: Figure, month: str, *, key: str) -> None:
    """Everything behind one figure: definition, threshold, trend, breakdown, rows."""
    indicator = figure.indicator
    with st.container(border=True):
        st.markdown(f"#### {indicator.title}")
        st.markdown(state_badge(figure.state) + f" **{value_text(figure)}** {base_text(figure)}")
        st.markdown(tooltip(figure))
        facts = [
            coverage_text(figure),
            preliminary_text(figure),
            f"Что делает директор: {indicator.action}.",
            figure.why,
        ]
        st.caption(" · ".join(each for each in facts if each))
        left, right = st.columns([3, 2])
        with left:
            trend_of(indicator, month, key=key)
        with right:
            breakdown(indicator, month, key=key)
        if indicator.is_check:
            rows.behind(indicator, month, key=key)


def trend_of(indicator: Indicator, month: str, *, key: str) -> None:
    """Thirteen months of an indicator, with its table."""
    values = data.measured_frame(indicator, data.thirteen(month))
    if values["value"].notna().sum() == 0:
        st.caption("За последние 13 месяцев данных нет.")
        return
    is_share = indicator.unit is Unit.SHARE
    threshold = data.catalogue(month)[indicator.id].threshold
    target = threshold.ok if threshold and indicator.state_on == "value" else None
    # the heading above says what it is: repeated here, a long title would be cut on a phone
    figure = trend(values, title="По месяцам", unit=_UNITS[indicator.unit], share=is_share, target=target)
    st.plotly_chart(
        figure, width="stretch", key=f"trend_{key}_{indicator.id}", config={"displayModeBar": False}
    )
    with st.expander("Таблица и источник"):
        st.dataframe(_told(values, indicator), hide_index=True, width="stretch")
        st.caption(f"{sources.told([indicator.id])} Основание: п.\u00a0{indicator.clause} Положения.")


def breakdown(indicator: Indicator, month: str, *, key: str) -> None:
    """The month by association, direction or platform; small groups hidden."""
    offered = [by for by in _BY if by in indicator.by]
    if not offered:
        return
    by = (
        st.segmented_control(
            "Разрез", offered, default=offered[0], format_func=_BY.get, key=f"by_{key}_{indicator.id}"
        )
        or offered[0]
    )
    values = data.measured_frame(indicator, [month], by)
    shown = values.dropna(subset=["value"]).sort_values("value")
    if not shown.empty:
        figure = bars(
            shown.head(20),
            x="value",
            y=by,
            title=russian.month_name(month).capitalize(),
            unit=_UNITS[indicator.unit],
            share=indicator.unit is Unit.SHARE,
        )
        st.plotly_chart(
            figure, width="stretch", key=f"bars_{key}_{indicator.id}", config={"displayModeBar": False}
        )
    if values["suppressed"].any():
        st.caption(f"{russian.HIDDEN} — скрыто {int(values['suppressed'].sum())}: в группе мало людей.")


def _told(values: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Месяц": [russian.month_name(each) for each in values["month"]],
            "Значение": [
                russian.figure(None if pd.isna(each) else each, indicator.unit) for each in values["value"]
            ],
            "Числитель": [russian.number(None if pd.isna(each) else each, 1) for each in values["numerator"]],
            "Знаменатель": [
                russian.number(None if pd.isna(each) else each, 1) for each in values["denominator"]
            ],
        }
    )


__all__ = ["Kind", "breakdown", "details", "of_clauses", "of_page", "section", "trend_of", "worst"]
