"""Clause 3.1: access is free of charge and round the clock."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="3.1-01",
    clause="3.1",
    kind=Kind.CHECK,
    title="Платный или потерянный доступ",
    definition="Обращения за период с темой «платная функция» или «доступ» и чаты «только чтение» без преемника на дату.",
    mart="mart_access_period",
    unit=Unit.COUNT,
    requires=(),
    requires_any=("tickets", "chats"),
    page="Администрирование",
    action="Обратиться к разработчику",
    better=Better.LOWER,
    breach="true",
    examined="",
    keys={"ticket_id": "ticket_id", "chat_id": "chat_id", "reason": "reason", "row_id": "row_id"},
    counts_people=False,
)
