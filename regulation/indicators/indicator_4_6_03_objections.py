"""Clause 4.6: an early release needs nobody against it."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.6-03",
    clause="4.6",
    kind=Kind.CHECK,
    title="Разблокировка при возражениях или без опроса",
    definition=(
        "Снятые в периоде раньше срока блокировки, у которых есть возражения, нет опроса участников или не прошли 24 часа на возражения."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Провести опрос",
    breach="list_contains(breaches, '4.6-03')",
    examined="is_early and is_ended_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.6-03']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
