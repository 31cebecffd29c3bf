"""Clause 2.1, item 7: whoever changed the group leaves its chat."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-04",
    clause="2.1",
    kind=Kind.CHECK,
    title="Переведены, но остались в прежнем чате",
    definition=(
        "Учётные записи детей, остающиеся в чате прежней группы дольше 5 рабочих дней после перевода, на "
        "дату."
    ),
    mart="mart_reconciliation_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("students", "members", "chats", "chat_members"),
    page="Сверка",
    action="Поручить модераторам",
    breach="is_transferred",
    examined="person_kind = 'student'",
    keys={"member_id": "member_id"},
    better=Better.LOWER,
    by={"association": "list:associations", "platform": "platform"},
)
