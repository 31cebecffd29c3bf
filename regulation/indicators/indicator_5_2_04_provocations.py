"""Clause 5.2: no provocations."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.2-04",
    clause="5.2",
    kind=Kind.JOURNAL,
    title="Провокации",
    definition="Подтверждённые записи журнала с пунктом «5.2-провокация» за период в чатах родителей и обучающихся.",
    mart="mart_conduct_period",
    unit=Unit.COUNT,
    requires=("violations", "chats"),
    page="Правила и нарушения",
    action="Разобрать случаи с модераторами",
    numerator="coalesce(sum(n_provocation), 0)",
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
