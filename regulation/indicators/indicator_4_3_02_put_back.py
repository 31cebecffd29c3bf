"""Clause 4.3: nobody is put back into a chat that they left."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.3-02",
    clause="4.3",
    kind=Kind.CHECK,
    title="Добавлены снова после добровольного выхода",
    definition="Добавленные за период в чат, из которого перед этим вышли сами, — из всех добавленных.",
    mart="mart_entry_period",
    unit=Unit.COUNT,
    requires=("chat_members", "chats"),
    page="Модерация",
    action="Извиниться; удалить по желанию участника",
    better=Better.LOWER,
    breach="is_added and is_after_leaving",
    examined="is_added",
    keys={"chat_id": "chat_id", "member_id": "member_id", "joined_on": "joined_day"},
    by={"association": "association", "direction": "direction", "platform": "platform"},
)
