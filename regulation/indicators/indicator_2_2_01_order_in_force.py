"""Clause 2.2: the order on the use of the platform is issued and in force."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.2-01",
    clause="2.2",
    kind=Kind.CHECK,
    title="Нет действующего приказа об использовании платформы",
    definition="Приказ «Об использовании…» не издан или его срок вышел, на дату.",
    mart="mart_act_period",
    unit=Unit.COUNT,
    requires=("acts",),
    page="Администрирование",
    action="Издать или обновить приказ",
    better=Better.LOWER,
    breach="kind = 'приказ об использовании' and is_missing",
    examined="kind = 'приказ об использовании' and (is_missing or is_in_force)",
    keys={"act_id": "act_id", "kind": "kind", "row_id": "row_id"},
    counts_people=False,
)
