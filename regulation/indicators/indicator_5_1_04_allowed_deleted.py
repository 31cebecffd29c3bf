"""Clause 5.1: what participants have a right to write isn't deleted."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.1-04",
    clause="5.1",
    kind=Kind.CHECK,
    title="Удалено допустимое сообщение",
    definition="Жалобы на удаление сообщений, признанные в периоде обоснованными.",
    mart="mart_appeal_period",
    unit=Unit.COUNT,
    requires=("tickets",),
    page="Модерация",
    action="Восстановить сообщение, принести извинения",
    breach="is_settled_in and result = 'обоснована'",
    examined="is_settled_in",
    keys={"ticket_id": "ticket_id", "chat_id": "chat_id", "closed_day": "closed_day"},
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
