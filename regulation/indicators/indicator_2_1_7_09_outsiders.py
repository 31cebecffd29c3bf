"""Clause 2.1, item 7: no outside adult in a students' chat."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-09",
    clause="2.1",
    kind=Kind.CHECK,
    title="Посторонний взрослый в чате обучающихся",
    definition=(
        "Участники чатов обучающихся на дату, которые не обучающиеся, не работники и не родители этой "
        "группы либо неизвестны."
    ),
    mart="mart_belonging_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("chat_members", "chats", "members", "students", "staff"),
    page="Сверка",
    action="Немедленно проверить, позвонить модератору",
    breach="is_outsider",
    examined="kind = 'обучающиеся'",
    keys={"chat_id": "chat_id", "member_id": "member_id"},
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("обучающиеся",),
)
