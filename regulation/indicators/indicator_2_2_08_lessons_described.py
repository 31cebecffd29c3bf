"""Clause 2.2: remote lessons and events are under control: their group and host are known."""

from regulation.indicators.model import Indicator, Kind, Told, Unit

INDICATOR = Indicator(
    id="2.2-08",
    clause="2.2",
    kind=Kind.VALUE,
    title="Дистанционные занятия с указанием группы и ведущего",
    definition=(
        "Занятия и мероприятия с применением ДОТ за период, где известны группа (чат) и ведущий, — от всех таких "
        "(от 10 минут и не меньше двух участников кроме ведущего)."
    ),
    mart="mart_broadcast_period",
    unit=Unit.SHARE,
    requires=("broadcasts",),
    told=(Told("broadcasts", "purpose"),),
    page="Каналы и мероприятия",
    action="Поручить заполнять цель, чат и ведущего звонка",
    numerator="count(*) filter (is_lesson and is_described)",
    denominator="count(*) filter (is_lesson)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
