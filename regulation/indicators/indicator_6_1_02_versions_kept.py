"""Clause 6.1: every figure keeps the version of the rules it was counted by."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="6.1-02",
    clause="6.1",
    kind=Kind.INFO,
    title="Показатели с записанной версией правил расчёта",
    definition="Сохранённые показатели периода, при которых записана версия формул и порогов, — от всех сохранённых.",
    mart="mart_version_period",
    unit=Unit.SHARE,
    requires=(),
    page="Отчёты",
    action="Утвердить пороги приказом",
    numerator="count(*) filter (has_version)",
    denominator="count(*)",
    better=Better.NEITHER,
    counts_people=False,
)
