"""Clause 6.3: exactly one edition of the regulation is in force."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="6.3-01",
    clause="6.3",
    kind=Kind.CHECK,
    title="Действует не одна редакция Положения",
    definition="Все действующие на дату редакции Положения, если их больше одной, или отсутствие действующей.",
    mart="mart_act_period",
    unit=Unit.COUNT,
    requires=("acts",),
    page="Администрирование",
    action="Отменить прежнюю редакцию приказом",
    better=Better.LOWER,
    breach="kind = 'положение' and (is_missing or (is_in_force and n_in_force > 1))",
    examined="kind = 'положение' and (is_missing or is_in_force)",
    keys={"act_id": "act_id", "kind": "kind", "row_id": "row_id"},
    counts_people=False,
)
