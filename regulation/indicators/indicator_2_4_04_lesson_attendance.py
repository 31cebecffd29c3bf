"""Clause 2.4: children take part in online lessons."""

from regulation.indicators.model import Indicator, Kind, Told, Unit

INDICATOR = Indicator(
    id="2.4-04",
    clause="2.4",
    kind=Kind.VALUE,
    title="Участие в онлайн-занятиях",
    definition=(
        "Участники занятий без ведущего — из обучающихся тех групп, для которых занятия проводились, за "
        "период."
    ),
    mart="mart_lesson_period",
    unit=Unit.SHARE,
    requires=("broadcasts", "students"),
    told=(Told("broadcasts", "purpose"),),
    page="Каналы и мероприятия",
    action="Узнать, что мешает участвовать",
    numerator="sum(n_listeners) filter (purpose = 'занятие' and n_enrolled > 0 and n_listeners >= 0)",
    denominator="sum(n_enrolled) filter (purpose = 'занятие' and n_enrolled > 0 and n_listeners >= 0)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    voluntary=True,
)
