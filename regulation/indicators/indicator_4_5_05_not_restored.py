"""Clause 4.5: access comes back when the term is over."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.5-05",
    clause="4.5",
    kind=Kind.CHECK,
    title="Срок истёк, доступ не восстановлен",
    definition=("Блокировки, срок которых на дату истёк, а отметки о снятии нет."),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Восстановить доступ",
    breach="list_contains(breaches, '4.5-05')",
    examined="kind = 'блокировка' and (is_started_in or is_open)",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.5-05']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
