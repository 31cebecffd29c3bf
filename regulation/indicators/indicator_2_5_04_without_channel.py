"""Clause 2.5: groups that most families cannot be reached in."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.5-04",
    clause="2.5",
    kind=Kind.CHECK,
    title="Группы, где у большинства семей нет канала",
    definition=(
        "Действующие группы, где больше чем у половины детей ни сам ребёнок, ни родитель не состоит в чате "
        "группы, на дату."
    ),
    mart="mart_group_period",
    unit=Unit.COUNT,
    requires=("groups", "students", "guardians", "chats", "chat_members"),
    page="Внедрение",
    action="Обязать группу дублировать объявления офлайн",
    breach="n_without_channel * 2 > n_children",
    examined="n_children > 0",
    keys={
        "group_name": "group_name",
        "association": "association",
        "n_children": "n_children",
        "n_without_channel": "n_without_channel",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction"},
    chat_kinds=("родители", "обучающиеся"),
    voluntary=True,
    counts_people=False,
)
