"""Clause 1.2: the acts that the regulation refers to are still in force."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.2-01",
    clause="1.2",
    kind=Kind.CHECK,
    title="Нормативные ссылки Положения, утратившие силу",
    definition="Акты, на которые ссылается п. 1.2, со сроком действия раньше даты — из всех внесённых нормативных актов.",
    mart="mart_act_period",
    unit=Unit.COUNT,
    requires=("acts",),
    page="Администрирование",
    action="Инициировать изменение Положения (п. 6.1)",
    better=Better.LOWER,
    breach="kind = 'нормативный' and coalesce(is_expired, false)",
    examined="kind = 'нормативный'",
    keys={"act_id": "act_id", "row_id": "row_id"},
    empty_is_nodata=True,
    counts_people=False,
)
