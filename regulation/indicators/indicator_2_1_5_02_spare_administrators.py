"""Clause 2.1, item 5: the administrator can be replaced."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.5-02",
    clause="2.1",
    kind=Kind.INFO,
    title="Администраторы с действующим приказом",
    definition=(
        "Работники, назначенные администратором действующим актом и имеющие эту роль на платформе, на дату: "
        "от двух до пяти — норма, иначе внимание."
    ),
    mart="mart_act_period",
    unit=Unit.COUNT,
    requires=("acts", "members"),
    page="Администрирование",
    action="Назначить заместителя приказом",
    numerator="coalesce(max(n_administrators), 0)",
    warn="n_administrators > setting('administrators_most')",
    better=Better.HIGHER,
    counts_people=False,
)
