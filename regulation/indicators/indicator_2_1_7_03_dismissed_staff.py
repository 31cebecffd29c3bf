"""Clause 2.1, item 7: dismissed staff have no access."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-03",
    clause="2.1",
    kind=Kind.CHECK,
    title="Уволены, но имеют доступ",
    definition=(
        "Учётные записи уволенных работников, остающиеся в организации или в чате дольше 1 рабочего дня, на "
        "дату."
    ),
    mart="mart_reconciliation_period",
    unit=Unit.COUNT,
    in_workdays=True,
    requires=("staff", "members"),
    page="Сверка",
    action="Отозвать доступ в тот же день, назначить нового модератора",
    breach="is_dismissed",
    examined="is_staff",
    keys={"member_id": "member_id"},
    better=Better.LOWER,
    by={"association": "list:associations", "platform": "platform"},
)
