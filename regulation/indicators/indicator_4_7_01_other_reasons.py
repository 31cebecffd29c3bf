"""Clause 4.7: nobody is blocked or removed for personal reasons."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.7-01",
    clause="4.7",
    kind=Kind.CHECK,
    title="Удаление или блокировка не по правилам общения",
    definition=(
        "Блокировки и удаления периода, причина которых — не нарушение правил и не движение состава (отчисление, перевод, дубликат и т. п.)."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Восстановить участника; беседа с модератором",
    breach="list_contains(breaches, '4.7-01')",
    examined="kind in ('блокировка', 'удаление') and is_started_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.7-01']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
