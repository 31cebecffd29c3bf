"""Base B3: groups."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="B3",
    clause="2.3",
    kind=Kind.VALUE,
    title="Действующие группы",
    definition="Группы, которые на дату занимаются не меньше 14 дней и не закончили занятия.",
    mart="mart_group_period",
    unit=Unit.COUNT,
    requires=("groups",),
    page="Внедрение",
    action="Сверить с расписанием",
    numerator="count(*)",
    better=Better.NEITHER,
    by={"association": "association", "direction": "direction"},
    counts_people=False,
)
