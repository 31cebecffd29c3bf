"""Clause 6.1: the regulation is revised when instructions come from above."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="6.1-01",
    clause="6.1",
    kind=Kind.CHECK,
    title="Указания, не учтённые в Положении",
    definition="Указания новее действующей редакции Положения без отметки «учтено», на дату.",
    mart="mart_act_period",
    unit=Unit.COUNT,
    requires=("acts",),
    page="Администрирование",
    action="Подготовить проект изменений, вынести на педсовет",
    better=Better.LOWER,
    breach="is_pending",
    examined="kind = 'указание'",
    keys={
        "act_id": "act_id",
        "kind": "kind",
        "row_id": "row_id",
        "age_days": "age_days",
        "is_overdue": "age_days > setting('act_consideration_days')",
    },
    counts_people=False,
)
