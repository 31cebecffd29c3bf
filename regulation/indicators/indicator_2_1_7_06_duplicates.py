"""Clause 2.1, item 7: one account a person."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-06",
    clause="2.1",
    kind=Kind.CHECK,
    title="Дубликаты участников",
    definition=(
        "Учётные записи, которые на одной платформе делят одного человека с другой действующей, на дату; "
        "второй профиль работника как родителя — не дубликат."
    ),
    mart="mart_reconciliation_period",
    unit=Unit.COUNT,
    requires=("members",),
    page="Сверка",
    action="Объединить или удалить лишние; п. 4.7 это не затрагивает",
    breach="is_duplicate",
    examined="is_present and is_matched",
    keys={"member_id": "member_id"},
    better=Better.LOWER,
    by={"association": "list:associations", "platform": "platform"},
    state_on="share",
    requires_any=("students", "staff", "guardians"),
)
