"""Clause 2.1, item 10: planned broadcasts take place."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.10-02",
    clause="2.1",
    kind=Kind.VALUE,
    title="Выполнение плана трансляций",
    definition="Запланированные на период трансляции, начавшиеся не дальше 30 минут от плана, — от всех запланированных.",
    mart="mart_broadcast_period",
    unit=Unit.SHARE,
    requires=("broadcasts",),
    page="Каналы и мероприятия",
    action="Разобрать срывы",
    numerator="count(*) filter (kind = 'трансляция' and is_planned_in and is_on_time)",
    denominator="count(*) filter (kind = 'трансляция' and is_planned_in)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
