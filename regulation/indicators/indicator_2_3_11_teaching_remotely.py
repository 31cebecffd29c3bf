"""Clause 2.3: teachers who hold lessons and events remotely."""

from regulation.indicators.model import Better, Indicator, Kind, Told, Unit

INDICATOR = Indicator(
    id="2.3-11",
    clause="2.3",
    kind=Kind.VALUE,
    title="Педагоги, проводящие дистанционные занятия и мероприятия",
    definition=(
        "Педагогические работники, проведшие за период хотя бы один звонок или трансляцию с целью «занятие» "
        "или «мероприятие», — из всех педагогических работников."
    ),
    mart="mart_staff_period",
    unit=Unit.SHARE,
    requires=("staff", "broadcasts"),
    told=(Told("broadcasts", "purpose"),),
    page="Каналы и мероприятия",
    action="Устроить обмен опытом",
    numerator="count(*) filter (is_teacher and has_held_lesson)",
    denominator="count(*) filter (is_teacher)",
    better=Better.NEITHER,
    by={"association": "list:associations", "direction": "list:directions"},
)
