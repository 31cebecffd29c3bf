"""Clause 1.4: chats live on the platforms of the information system only."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.4-01",
    clause="1.4",
    kind=Kind.CHECK,
    title="Чаты вне разрешённых платформ",
    definition="Действующие чаты на платформах не из разрешённого перечня, на дату.",
    mart="mart_chat_period",
    unit=Unit.COUNT,
    requires=("chats",),
    page="Карта Положения",
    action="Закрыть посторонние чаты, перенести общение на действующую платформу",
    breach="is_living and is_on_foreign_platform",
    examined="is_living",
    keys={"chat_id": "chat_id", "platform": "platform"},
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
