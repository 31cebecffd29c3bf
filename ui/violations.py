"""Violations: the month by bullet, chat kind, association, group and hour; from any mark to the rows and texts behind it.

Numbers of the institution and of associations are indicators, the same that the command line tells; by group, chat kind and
hour findings are counted as people left them. Facts and signs are never in one number.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts import bars, heatmap, trend
from regulation.model import BULLETS, Certainty
from regulation.rules import BY_ID
from reports import russian
from settings import settings
from ui import data, sources
from ui.cards import card, coverage_text
from ui.escape import markdown
from ui.grid import picked_row
from ui.queue import OUTCOMES, STATES, context, label_of
from warehouse import periods as calendar
from warehouse.measure import Figure

CARDS = ("5.3-00", "5.3-00.per_1000", "5.3-01", "5.3-02", "5.3-03", "5.3-04", "5.3-05", "5.3-06")
TITLES = {
    "5.3-1": "Тихие часы",
    "5.3-2": "Пустое общение",
    "5.3-3": "Грубость и угрозы",
    "5.3-4": "Брань и прозвища",
    "5.3-5": "Вражда",
    "5.3-6": "Личная информация",
}
LIMIT = 500
_STANDING = ("факты", "подтверждено", "признаки ждут решения")


def totals(month: str) -> None:
    """The institution's numbers with state and coverage: indicators, and nothing counted here."""
    figures, before = data.catalogue(month), data.catalogue_before(month)
    shown = [each for each in CARDS if each in figures]
    for start in range(0, len(shown), 4):
        for column, each in zip(st.columns(4), shown[start : start + 4], strict=False):
            with column:
                card(figures[each], before.get(each))


def per_thousand(month: str) -> None:
    """Thirteen months of episodes per 1,000 messages; a month without messages is a gap."""
    ids = {"5.3-00.per_1000": "все чаты", "1.3-04": "родительские чаты"}
    known = tuple(each for each in ids if each in data.catalogue(month))
    values = data.measured_frame(known, data.thirteen(month))
    values["series"] = values["indicator_id"].map(ids)
    if values["value"].notna().sum() == 0:
        st.info("Нет данных: сообщения за последние 13 месяцев не загружены.")
        return
    st.plotly_chart(
        trend(values, title="Эпизодов на 1 000 сообщений", series="series"),
        width="stretch",
        config={"displayModeBar": False},
    )
    with st.expander("Таблица и источник"):
        table = values.pivot_table(index="month", columns="series", values="value", sort=False, dropna=False)
        table.index = [russian.month_name(each) for each in table.index]
        st.dataframe(
            table.map(lambda each: "нет данных" if pd.isna(each) else russian.number(each, 1)),
            width="stretch",
        )
        st.caption(sources.told(known))


def counts(month: str) -> pd.DataFrame:
    """Findings of a month by place, bullet, hour and standing."""
    found = data.query("violation_counts", calendar.month(month).first_day)
    found["standing"] = [_standing(row) for row in found.itertuples()]
    return found


def _standing(row: object) -> str:
    if row.outcome in {"border", "excepted", "advisory"}:
        return OUTCOMES[row.outcome]
    if row.state == "dismissed":
        return "отклонено"
    if row.state == "confirmed" and row.outcome == "sign":
        return _STANDING[1]
    return _STANDING[0] if row.outcome == "break" else _STANDING[2]


# What is told of each bullet: title → indicator of that bullet, and which of its numbers.
_TOLD = {
    "нарушений": {"5.3-1": "5.3-01"} | {f"5.3-{n}": f"5.3-0{n}" for n in range(2, 7)},
    "признаки ждут решения": {f"5.3-{n}": f"5.3-0{n}.waiting" for n in range(2, 7)},
    "пограничная минута": {"5.3-1": "5.3-01b"},
    "исключение по реестру": {"5.3-1": "5.3-01a"},
    "рекомендация (чат обучающихся)": {"5.3-1": "5.3-01c"},
}


def by_bullet(month: str) -> None:
    """Breaches and waiting signs apart, by bullet, with what counts nowhere beside."""
    st.subheader("По запретам п. 5.3")
    figures = data.catalogue(month)
    table = pd.DataFrame(
        [
            {"Пункт": bullet, "Запрет": TITLES[bullet]}
            | {title: _number(figures.get(ids.get(bullet, ""))) for title, ids in _TOLD.items()}
            for bullet in sorted(BULLETS)
        ]
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={title: title[0].upper() + title[1:] for title in _TOLD},
    )
    st.caption(
        "Факты (часы и реестр) и записи журнала считаются сразу, признаки (слова) — только подтверждённые человеком. "
        "Пограничная минута, исключения и рекомендации видны, но в нарушения не входят."
    )


def _number(figure: Figure | None) -> str:
    """A figure's number of breaches, signs or messages; a bullet that has no such figure shows nothing."""
    if figure is None:
        return ""
    return "нет данных" if figure.numerator is None else russian.number(figure.numerator)


# What stands behind each choice by association: the indicator whose numerator it is.
_OF_ASSOCIATIONS = dict(zip(_STANDING, ("5.3-01", "5.3-08", "5.3-08.waiting"), strict=True))


def _by_association(what: str, month: str) -> pd.DataFrame:
    """The month's messages out of time or signs by association, the most first."""
    values = data.measured_frame((_OF_ASSOCIATIONS[what],), [month], "association")
    values = values.rename(columns={"numerator": "n"}).query("n > 0")
    return values[["association", "n"]].sort_values("n", ascending=False)


def places(found: pd.DataFrame, month: str) -> None:
    """Facts and confirmed signs by chat kind, association or group; waiting signs on their own."""
    if found.empty:
        return
    left, right = st.columns([3, 2])
    by = (
        left.segmented_control(
            "Разрез",
            ["association", "group_id", "kind"],
            default="association",
            format_func={"association": "Объединения", "group_id": "Группы", "kind": "Вид чата"}.get,
            key="violations_by",
        )
        or "association"
    )
    what = (
        left.segmented_control(
            "Что считать",
            _STANDING,
            default=_STANDING[0],
            # short enough for a phone
            format_func=lambda each: "ждут решения" if each == _STANDING[2] else each,
            key="violations_standing",
        )
        or _STANDING[0]
    )
    chosen = found[found["standing"] == what]
    shown = (
        _by_association(what, month)
        if by == "association"
        else chosen.groupby(by, as_index=False)["n"].sum().sort_values("n", ascending=False)
    ).head(15)
    if shown.empty:
        left.info("За месяц таких отметок нет.")
    else:
        left.plotly_chart(
            bars(
                shown,
                x="n",
                y=by,
                title=f"{what.capitalize()} за {russian.month_name(month)}",
                unit="сообщений",
            ),
            width="stretch",
            config={"displayModeBar": False},
        )
        left.caption(f"{sources.told([_OF_ASSOCIATIONS[what]])} Таблица — ниже.")
    hours = chosen.groupby(["weekday", "hour"], as_index=False)["n"].sum()
    quiet = settings().quiet_hours
    if not hours.empty:
        right.plotly_chart(
            heatmap(
                hours,
                title="Когда: час и день недели",
                unit="сообщений",
                quiet=(quiet.from_.hour, quiet.to.hour),
            ),
            width="stretch",
            config={"displayModeBar": False},
        )


def coverage(month: str) -> None:
    """How much of the chats the month's numbers rest on: what 5.3-01 and 5.3-01c are counted among."""
    figures = data.catalogue(month)
    among = {"родительские чаты": figures.get("5.3-01"), "чаты обучающихся": figures.get("5.3-01c")}
    parts = [
        f"{kind} — {russian.counted(figure.denominator, 'сообщение', 'сообщения', 'сообщений')}, {coverage_text(figure)}"
        for kind, figure in among.items()
        if figure and figure.denominator
    ]
    if parts:
        st.caption(f"Основание: {' · '.join(parts)}.")
    else:
        st.warning("Нет данных: сообщения этого месяца не загружены.", icon=":material/cloud_off:")


def rows(month: str, found: pd.DataFrame) -> None:
    """The messages behind the marks: filters, the list, and one message in its context."""
    st.subheader("Сообщения за отметками")
    first, second, third, fourth = st.columns(4)
    bullets = first.multiselect(
        "Запрет", sorted(TITLES), format_func=lambda each: f"{each} {TITLES[each]}", placeholder="все"
    )
    outcomes = first.multiselect("Что это", list(OUTCOMES), format_func=OUTCOMES.get, placeholder="всё")
    kinds = second.multiselect("Вид чата", ["родители", "обучающиеся"], placeholder="все")
    associations = second.multiselect(
        "Объединение", sorted(found["association"].dropna().unique()), placeholder="все"
    )
    groups = third.multiselect("Группа", sorted(found["group_id"].dropna().unique()), placeholder="все")
    weekday = third.selectbox("День недели", [None, *range(1, 8)], format_func=_weekday)
    hour = fourth.selectbox(
        "Час", [None, *range(24)], format_func=lambda each: "любой" if each is None else f"{each:02d}:00"
    )
    listed = data.query(
        "violation_rows",
        calendar.month(month).first_day,
        bullets or None,
        kinds or None,
        associations or None,
        groups or None,
        weekday,
        hour,
        outcomes or None,
        LIMIT,
    )
    if listed.empty:
        st.info("По этим условиям сообщений нет.")
        return
    n_all = int(listed["n_all"].iloc[0])
    st.markdown(
        f"**Строк: {russian.number(n_all)}**" + (f", показаны первые {LIMIT}" if n_all > LIMIT else "")
    )
    picked = picked_row(
        pd.DataFrame(
            {
                "Когда": listed["sent_local"],
                "Запрет": [f"{each} {TITLES.get(each, '')}" for each in listed["bullet"]],
                "Что это": [OUTCOMES[each] for each in listed["outcome"]],
                "Решение": [_decision(row) for row in listed.itertuples()],
                "Чат": [label_of(row) for row in listed.itertuples()],
                "Участник": [f"участник {str(each)[:6]}" for each in listed["author_id"]],
            }
        ),
        key=f"violation_rows_{month}",
        columns={"Когда": st.column_config.DatetimeColumn(format="DD.MM.YYYY HH:mm:ss")},
    )
    st.caption("Выберите строку — откроется сообщение с соседними (если вам можно видеть тексты).")
    if picked is not None:
        _one(listed["finding_key"].iloc[picked])


def _weekday(each: int | None) -> str:
    return "любой" if each is None else ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"][each - 1]


def _decision(row: object) -> str:
    if row.outcome in {"border", "excepted", "advisory"}:
        return "не считается"
    if row.outcome == "break" and row.state == "open":
        return "считается (факт)"
    return STATES[row.state]


def _one(key: str) -> None:
    finding = next(data.query("finding", key).itertuples())
    rule = BY_ID.get(finding.rule)
    certainty = Certainty(finding.certainty).title if finding.certainty in set(Certainty) else ""
    with st.container(border=True):
        st.markdown(f"#### {rule.title if rule else markdown(finding.rule)}")
        st.caption(
            " · ".join(
                each
                for each in (
                    f"п. {finding.bullet}",
                    certainty,
                    OUTCOMES[finding.outcome],
                    STATES[finding.state],
                    label_of(finding),
                )
                if each
            )
        )
        if finding.outcome == "excepted":
            basis = "основание указано" if finding.has_basis is True else "основание не указано"
            st.info(
                f"Исключение по реестру: {finding.exception_kind}, {basis}.",
                icon=":material/event_available:",
            )
        if not pd.isna(finding.decision_reason):
            st.text(f"Причина решения: {finding.decision_reason}")
        context(finding, why="страница «Нарушения»")
