"""Clause 2.1, item 3: no chats of groups that are gone."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.3-02",
    clause="2.1",
    kind=Kind.CHECK,
    title="Лишние узлы структуры",
    definition="Действующие чаты, чья группа не найдена или закончила занятия больше 30 дней назад, на дату.",
    mart="mart_chat_period",
    unit=Unit.COUNT,
    requires=("groups", "chats"),
    page="Администрирование",
    action="Распорядиться о закрытии или архиве",
    breach="is_living and is_stray",
    examined="is_living",
    keys={"chat_id": "chat_id"},
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    state_on="share",
    counts_people=False,
)
