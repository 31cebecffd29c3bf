"""Clause 4.1: a chat says whom it is for."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.1-02",
    clause="4.1",
    kind=Kind.CHECK,
    title="Назначение чата не указано",
    definition="Действующие родительские чаты и чаты обучающихся без группы, на дату.",
    mart="mart_chat_period",
    unit=Unit.COUNT,
    requires=("chats",),
    page="Чаты",
    action="Указать группу в реестре чатов",
    breach="is_living and kind in ('родители', 'обучающиеся') and coalesce(group_id, group_name) is null",
    examined="is_living and kind in ('родители', 'обучающиеся')",
    keys={"chat_id": "chat_id"},
    better=Better.LOWER,
    by={"association": "association", "platform": "platform"},
    state_on="share",
    counts_people=False,
)
