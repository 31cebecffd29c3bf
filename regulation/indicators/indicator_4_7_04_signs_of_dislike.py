"""Clause 4.7: measures that a second moderator should look at, no more than a hint."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.7-04",
    clause="4.7",
    kind=Kind.INFO,
    title="Меры, которые стоит посмотреть второму модератору",
    definition=(
        "Модераторы, у которых за период не меньше трёх мер и не меньше 80 % из них — к одному участнику, или мер больше, чем у 95 % "
        "модераторов (сравниваем, если их не меньше десяти). Меры по движению состава не в счёт."
    ),
    mart="mart_moderator_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Поручить второму модератору посмотреть меры",
    numerator="count(*) filter (is_one_person or is_above_others)",
    better=Better.LOWER,
)
