"""Clause 4.7: a removal for the rules names what was broken."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.7-03",
    clause="4.7",
    kind=Kind.CHECK,
    title="Удаление за правила без нарушений в журнале",
    definition=("Удаления периода с причиной «нарушение правил», у которых не названо ни одного нарушения."),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Восстановить участника",
    breach="list_contains(breaches, '4.7-03')",
    examined="kind = 'удаление' and reason = 'нарушение правил' and is_started_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.7-03']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
