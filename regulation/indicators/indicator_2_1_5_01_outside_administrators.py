"""Clause 2.1, item 5: only workers are administrators."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.5-01",
    clause="2.1",
    kind=Kind.CHECK,
    title="Администраторы платформы, которых нет в штате",
    definition="Активные участники с ролью администратора, не найденные среди работников, занятых на дату.",
    mart="mart_administrator_period",
    unit=Unit.COUNT,
    requires=("members", "staff"),
    page="Администрирование",
    action="Снять права в тот же день",
    better=Better.LOWER,
    breach="not is_employed",
    keys={"member_id": "member_id"},
    by={"platform": "platform"},
)
