"""Clause 2.2: the administrator is appointed from among the workers and is there."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.2-02",
    clause="2.2",
    kind=Kind.CHECK,
    title="Администратор не назначен или не работает",
    definition=(
        "Действующие акты о назначении администратора, где назван не работник учреждения, или отсутствие такого акта; "
        "все назначенные в длительном отпуске — внимание."
    ),
    mart="mart_act_period",
    unit=Unit.COUNT,
    requires=("acts", "staff"),
    page="Администрирование",
    action="Издать приказ о замене",
    better=Better.LOWER,
    breach="kind = 'назначение администратора' and (is_missing or (is_in_force and not person_is_employed))",
    warn="kind = 'назначение администратора' and is_in_force and person_is_employed and person_is_away and n_present = 0",
    examined="kind = 'назначение администратора' and (is_missing or is_in_force)",
    keys={"act_id": "act_id", "kind": "kind", "row_id": "row_id"},
    counts_people=False,
)
