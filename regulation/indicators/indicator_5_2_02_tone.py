"""Clause 5.2: tolerance and restraint."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.2-02",
    clause="5.2",
    kind=Kind.JOURNAL,
    title="Замечания к тону",
    definition="Подтверждённые записи журнала с пунктом «5.2-тон» за период в чатах родителей и обучающихся.",
    mart="mart_conduct_period",
    unit=Unit.COUNT,
    requires=("violations", "chats"),
    page="Правила и нарушения",
    action="Поговорить с модераторами чатов",
    numerator="coalesce(sum(n_tone), 0)",
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
