"""Clause 4.5: only a moderator of the chat blocks."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.5-04",
    clause="4.5",
    kind=Kind.CHECK,
    title="Заблокирован не модератором этого чата",
    definition=(
        "Блокировки периода, которые применил не модератор этого чата по реестру или по роли в чате (или не указано кто)."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Уточнить, кто принял решение и кто ведёт чат",
    breach="list_contains(breaches, '4.5-04')",
    examined="kind = 'блокировка' and is_started_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.5-04']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
