"""Clause 2.1, item 7: the role on the platform is the person's own."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-05",
    clause="2.1",
    kind=Kind.CHECK,
    title="Неверная роль",
    definition=(
        "Учётные записи, ни одна роль которых не подходит человеку по учётным данным, на дату; у работника "
        "допустима роль «администратор» и второй профиль родителя."
    ),
    mart="mart_reconciliation_period",
    unit=Unit.COUNT,
    requires=("members",),
    page="Сверка",
    action="Удалить и пригласить заново с верной ролью",
    breach="has_wrong_role",
    examined="has_told_role",
    keys={"member_id": "member_id", "person_kind": "person_kind", "role": "main_role"},
    better=Better.LOWER,
    by={"association": "list:associations", "platform": "platform"},
    requires_any=("students", "staff", "guardians"),
)
