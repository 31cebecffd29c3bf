"""Base B1: teaching staff."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="B1",
    clause="2.3",
    kind=Kind.VALUE,
    title="Педагогические работники",
    definition=(
        "Работники категории «педагог», которые на дату работают и не находятся в отпуске дольше 30 дней; "
        "совместитель — один раз."
    ),
    mart="mart_staff_period",
    unit=Unit.COUNT,
    requires=("staff",),
    page="Внедрение",
    action="Сверить со штатным расписанием",
    numerator="count(*) filter (is_teacher)",
    better=Better.NEITHER,
    by={"association": "list:associations", "direction": "list:directions"},
)
