"""Clause 2.1, item 7: whoever has left does not stay on the platform."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-02",
    clause="2.1",
    kind=Kind.CHECK,
    title="Отчислены, но остаются",
    definition=(
        "Учётные записи детей, у которых больше нет действующих зачислений, и родителей, у которых учились "
        "только такие дети, остающиеся в организации или в чате дольше 3 рабочих дней, на дату."
    ),
    mart="mart_reconciliation_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("students", "members"),
    page="Сверка",
    action="Передать список администратору и модераторам",
    breach="is_left_student",
    examined="is_child_or_parent",
    keys={"member_id": "member_id", "person_kind": "person_kind"},
    better=Better.LOWER,
    by={"association": "list:associations", "platform": "platform"},
    state_on="share",
)
