"""Clause 4.1: a new group gets its chats in time."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.1-03",
    clause="4.1",
    kind=Kind.VALUE,
    title="Своевременность создания чатов группы",
    definition=(
        "Группы, все нужные чаты которых созданы не позже 14 дней от начала занятий, — из групп, чей 14-й "
        "день пришёлся на период."
    ),
    mart="mart_group_start_period",
    unit=Unit.SHARE,
    requires=("groups", "chats"),
    page="Чаты",
    action="Напомнить педагогам о сроке",
    numerator="count(*) filter (is_in_time)",
    denominator="count(*)",
    by={"association": "association", "direction": "direction"},
    counts_people=False,
)
