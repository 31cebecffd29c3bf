"""Clause 3.1: how long access was lost, by tickets."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="3.1-02",
    clause="3.1",
    kind=Kind.INFO,
    title="Недоступность по обращениям",
    definition="Часы внутри периода от поступления до закрытия обращений с темой «доступ», в сумме по обращениям.",
    mart="mart_ticket_period",
    unit=Unit.HOURS,
    requires=("tickets",),
    page="Администрирование",
    action="Подготовить запасной канал",
    value="coalesce(sum(hours_without_access), 0)",
    better=Better.NEITHER,
    counts_people=False,
)
