"""Clause 4.4: nobody is blocked who was never told the rules."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.4-03",
    clause="4.4",
    kind=Kind.CHECK,
    title="Меры к неознакомленному",
    definition=(
        "Блокировки периода, у которых нет подтверждения, что правила доведены до участника до первого нарушения: не были закреплены "
        "при вступлении и не отправлены в течение 24 часов. Где о правилах чата ничего не известно, не судим."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats", "chat_members"),
    page="Модерация",
    action="Отменить меру, ознакомить с правилами",
    breach="list_contains(breaches, '4.4-03')",
    examined="kind = 'блокировка' and is_started_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.4-03']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
