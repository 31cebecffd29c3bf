"""Clause 5.3: whether breaches repeat."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.3-07",
    clause="5.3",
    kind=Kind.VALUE,
    title="Повторность",
    definition=(
        "Участники, у которых на дату за учебный год подтверждено два и более эпизода нарушений раздела 5 во всех чатах, — от "
        "участников с одним и более."
    ),
    mart="mart_strike_period",
    unit=Unit.SHARE,
    requires=("chats",),
    requires_any=("violations", "messages"),
    page="Модерация",
    action="Профилактика",
    numerator="count(distinct participant) filter (n_of_participant >= 2)",
    denominator="count(distinct participant)",
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    voluntary=True,
)
