"""Clause 2.1, item 7: those who left chats themselves while still enrolled."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-08",
    clause="2.1",
    kind=Kind.INFO,
    title="Вышли сами",
    definition=(
        "Выходы за период по своей воле из чатов обучающихся и родителей при действующем зачислении; это их "
        "право."
    ),
    mart="mart_quit_period",
    unit=Unit.COUNT,
    requires=("chat_members", "chats", "students", "members"),
    page="Внедрение",
    action="При росте вдвое выяснить причину по группе",
    numerator="count(*)",
    better=Better.NEITHER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители", "обучающиеся"),
    voluntary=True,
)
