"""Clause 1.3, first task: lessons and events held remotely."""

from regulation.indicators.model import Better, Indicator, Kind, Told, Unit

INDICATORS = (
    Indicator(
        id="1.3-02",
        clause="1.3",
        kind=Kind.VALUE,
        title="Занятия и мероприятия с применением дистанционных технологий",
        definition=(
            "Звонки и трансляции с целью «занятие» или «мероприятие» от 10 минут, где кроме ведущего не "
            "меньше двух участников, за период."
        ),
        mart="mart_lesson_period",
        unit=Unit.COUNT,
        requires=("broadcasts",),
        told=(Told("broadcasts", "purpose"),),
        page="Каналы и мероприятия",
        action="Решить, нужен ли дистант в планах",
        numerator="count(*) filter (is_lesson)",
        better=Better.NEITHER,
        by={"association": "association", "direction": "direction", "platform": "platform"},
        counts_people=False,
    ),
    Indicator(
        id="1.3-02.share_of_groups",
        clause="1.3",
        kind=Kind.VALUE,
        title="Доля групп, где было занятие или мероприятие с применением дистанционных технологий",
        definition="Группы хотя бы с одним таким занятием или мероприятием за период — из действующих групп.",
        mart="mart_group_period",
        unit=Unit.SHARE,
        requires=("broadcasts", "groups"),
        told=(Told("broadcasts", "purpose"),),
        page="Каналы и мероприятия",
        action="Решить, нужен ли дистант в планах",
        numerator="count(*) filter (has_lesson)",
        denominator="count(*)",
        better=Better.NEITHER,
        by={"association": "association", "direction": "direction"},
        counts_people=False,
    ),
)
