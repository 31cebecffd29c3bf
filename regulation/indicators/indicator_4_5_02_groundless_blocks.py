"""Clause 4.5: a block needs more than three episodes."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.5-02",
    clause="4.5",
    kind=Kind.CHECK,
    title="Блокировка без основания",
    definition=(
        "Блокировки периода, до которых в том же чате за учебный год подтверждено не больше трёх эпизодов нарушений раздела 5, без тех, "
        "что учтены прежней отбытой блокировкой."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Отменить, разъяснить п. 4.5",
    breach="list_contains(breaches, '4.5-02')",
    examined="kind = 'блокировка' and is_started_in",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.5-02']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
