"""Clause 2.1, item 7: discrepancies after movements are settled."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-01",
    clause="2.1",
    kind=Kind.VALUE,
    title="Устранение расхождений движения",
    definition=(
        "Расхождения после отчислений, переводов и увольнений, устранённые за период, — из выявленных за "
        "период и перешедших с прошлого."
    ),
    mart="mart_movement_period",
    unit=Unit.SHARE,
    in_workdays=True,
    requires=("members",),
    page="Сверка",
    action="Взять на контроль на планёрке",
    numerator="count(*) filter (is_settled_in_period)",
    denominator="count(*) filter (ended is null or is_settled_in_period)",
    by={"platform": "platform"},
    requires_any=("students", "staff"),
)
