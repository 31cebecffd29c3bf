"""Clause 2.1, item 7: a chat holds those for whom it is meant."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-10",
    clause="2.1",
    kind=Kind.CHECK,
    title="Состав не по типу чата",
    definition=(
        "Обучающиеся в родительских чатах, родители в чатах обучающихся и участники из другой группы, на "
        "дату."
    ),
    mart="mart_belonging_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("chat_members", "chats", "members", "students"),
    page="Сверка",
    action="Исправить состав чатов",
    breach="is_misplaced",
    examined="true",
    keys={"chat_id": "chat_id", "member_id": "member_id"},
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители", "обучающиеся"),
    state_on="share",
)
