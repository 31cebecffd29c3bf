"""Cards: one figure with its state, target, change, coverage and definition, drawn the same everywhere."""

from __future__ import annotations

import streamlit as st

from regulation.indicators import State, Unit
from reports import russian
from warehouse.measure import Figure

_COLOUR = {
    State.OK: "green",
    State.WARN: "orange",
    State.BREACH: "red",
    State.NODATA: "gray",
    State.INFO: "blue",
}


def state_badge(state: State, more: str = "") -> str:
    """State as colour, shape and word, in Streamlit's own Markdown; `more` are our own words that follow inside."""
    return f":{_COLOUR[state]}-badge[{russian.SIGNS[state]} {russian.STATES[state]}{more}]"


def value_text(figure: Figure) -> str:
    """A figure's value, or why there is none."""
    if figure.suppressed:
        return russian.HIDDEN
    if figure.value is None:
        return "нет данных" if figure.state is State.NODATA else "—"
    return russian.figure(figure.value, figure.indicator.unit)


def base_text(figure: Figure) -> str:
    """«183 из 200» for a share; '' where there is nothing to add."""
    if figure.suppressed or figure.numerator is None or not figure.denominator:
        return ""
    if figure.indicator.unit is Unit.SHARE or figure.indicator.is_check:
        return f"{russian.number(figure.numerator)} из {russian.number(figure.denominator)}"
    return ""


def target_text(figure: Figure) -> str:
    """«ориентир 95,0 % (Н)»."""
    if figure.threshold is None:
        return ""
    unit = Unit.SHARE if figure.indicator.state_on == "share" else figure.indicator.unit
    word = {"Н": "норма", "О": "ориентир", "В": "внутренний ориентир"}[figure.threshold.kind]
    return f"{word} {russian.figure(figure.threshold.ok, unit)}"


def coverage_text(figure: Figure) -> str:
    """«по 45 % чатов» where a figure rests on loaded chats."""
    return "" if figure.coverage is None else f"покрытие чатов {russian.share(figure.coverage)}"


def preliminary_text(figure: Figure) -> str:
    """«предварительно: …» where working days decide the figure and the year's calendar is not decreed."""
    return "" if figure.value is None else russian.preliminary(figure.undecreed)


def tooltip(figure: Figure) -> str:
    """The definition, the clause, the source of the threshold: from the declaration alone."""
    indicator = figure.indicator
    parts = [indicator.definition, f"Основание: п. {indicator.clause} Положения. Показатель {indicator.id}."]
    if figure.threshold is not None:
        parts.append(f"Порог: {target_text(figure)} — {figure.threshold.source}.")
    return "\n\n".join(part.replace("$", "\\$") for part in parts)


def card(figure: Figure, before: Figure | None = None) -> None:
    """One indicator: value, state, base, target, change against the same day or full month before, coverage."""
    with st.container(border=True, height="stretch"):
        title = russian.glued(figure.indicator.title)
        change = russian.change(figure.value, before.value if before else None, figure.indicator.unit)
        st.markdown(f"**{title}**", help=tooltip(figure))
        st.metric(title, value_text(figure), label_visibility="collapsed")
        st.markdown(state_badge(figure.state))
        lines = [
            base_text(figure),
            target_text(figure),
            f"к\u00a0прошлому месяцу: {change}" if change else "",
            coverage_text(figure),
            preliminary_text(figure),
            figure.why,
        ]
        st.caption(" · ".join(line for line in lines if line) or " ")
        if figure.state in {State.BREACH, State.WARN}:
            st.markdown(f":small[Что делать: {figure.indicator.action}.]")
