"""Clause 2.2: the administration controls: every red state of last month is decided on."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.2-07",
    clause="2.2",
    kind=Kind.CHECK,
    title="Нарушения прошлого месяца без решения",
    definition="Показатели в состоянии «Нарушение» за прошлый месяц, по которым за 10 рабочих дней нет решения руководителя.",
    mart="mart_red_state_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=(),
    page="Сводка",
    action="Записать решение, срок и ответственного",
    better=Better.LOWER,
    breach="not is_answered_in_time and is_due",
    keys={"indicator_id": "indicator_id", "period": "red_period"},
    counts_people=False,
)
