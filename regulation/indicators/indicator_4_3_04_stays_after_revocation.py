"""Clause 4.3: whoever has revoked consent is taken out of the chats."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.3-04",
    clause="4.3",
    kind=Kind.CHECK,
    title="Остаются в чате после отзыва согласия",
    definition="Участники чатов на дату, чьё согласие отозвано больше 1 рабочего дня назад и нового нет.",
    mart="mart_revoked_stay_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("consents", "chat_members"),
    page="Модерация",
    action="Удалить из чата (это не мера по п. 4.7)",
    better=Better.LOWER,
    breach="is_late",
    keys={"chat_id": "chat_id", "member_id": "member_id", "revoked_on": "revoked_on"},
    by={"association": "association", "direction": "direction", "platform": "platform"},
)
