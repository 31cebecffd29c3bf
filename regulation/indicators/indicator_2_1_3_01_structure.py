"""Clause 2.1, item 3: the structure on the platform holds every group."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.3-01",
    clause="2.1",
    kind=Kind.VALUE,
    title="Полнота структуры",
    definition="Группы с чатом или с узлом структуры на платформе — из действующих групп на дату.",
    mart="mart_group_period",
    unit=Unit.SHARE,
    requires=("groups",),
    page="Администрирование",
    action="Передать администратору список недостающих, срок — 5 рабочих дней",
    numerator="count(*) filter (is_on_platform)",
    denominator="count(*)",
    by={"association": "association", "direction": "direction"},
    requires_any=("chats", "members"),
    counts_people=False,
)
