"""Clause 2.1, item 6: only people of the institution are accepted."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.6-03",
    clause="2.1",
    kind=Kind.CHECK,
    title="Приняты неопознанные",
    definition="Заявки, принятые за период, чей заявитель не найден ни в контингенте, ни в штате, ни среди родителей.",
    mart="mart_request_period",
    unit=Unit.COUNT,
    requires=("join_requests",),
    requires_any=("students", "staff", "guardians"),
    page="Сверка",
    action="Проверить личность за 1 рабочий день, иначе удалить",
    better=Better.LOWER,
    breach="is_accepted_in and not is_known",
    examined="is_accepted_in",
    keys={"request_id": "request_id", "row_id": "row_id"},
)
