"""Clause 2.1, item 13: the month's statistics reach the director."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.13-01",
    clause="2.1",
    kind=Kind.CHECK,
    title="Статистика не доведена до руководителя",
    definition=(
        "Отчёты, которые надо было довести до 4-го рабочего дня этого месяца (за прошлый месяц), "
        "без отметки «Ознакомлен»; доведённые позже — внимание."
    ),
    mart="mart_report_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=(),
    page="Отчёты",
    action="Отметить «Ознакомлен»",
    better=Better.LOWER,
    breach="is_due and not is_shown",
    warn="is_due and not is_shown_in_time",
    examined="is_due",
    keys={"period": "report_period"},
    counts_people=False,
)
