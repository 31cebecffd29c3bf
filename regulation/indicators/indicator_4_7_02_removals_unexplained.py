"""Clause 4.7: every removal has a reason."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.7-02",
    clause="4.7",
    kind=Kind.CHECK,
    title="Удаление без указанной причины",
    definition=(
        "Удаления из чатов за период, у которых не указана причина и нет ни меры, ни движения состава (самого участника или его "
        "ребёнка) в пределах трёх рабочих дней. Состояние — по доле от всех удалений."
    ),
    mart="mart_expulsion_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("chat_members", "chats"),
    page="Модерация",
    action="Запросить пояснение",
    breach="not is_explained",
    keys={"chat_id": "chat_id", "member_id": "member_id", "left_local": "left_local"},
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
    state_on="share",
)
