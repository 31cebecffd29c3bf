"""Clause 4.6: an early release follows an apology."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.6-02",
    clause="4.6",
    kind=Kind.CHECK,
    title="Разблокировка без извинения",
    definition=(
        "Снятые в периоде раньше срока блокировки без извинения или с извинением не во время блокировки. Снятие в день срока — не досрочное."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Оформить извинение или вернуть срок",
    breach="list_contains(breaches, '4.6-02')",
    examined="is_early and is_ended_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.6-02']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
