"""Clause 4.5: after more than three episodes a moderator may block; the clause doesn't oblige."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.5-01",
    clause="4.5",
    kind=Kind.INFO,
    title="Участники, к кому блокировка возможна",
    definition=(
        "Участник и чат, где на дату за учебный год подтверждено четыре и более эпизода нарушений раздела 5, не учтённых прежней "
        "блокировкой. Это право модератора, а не обязанность."
    ),
    mart="mart_strike_period",
    unit=Unit.COUNT,
    requires=("chats",),
    requires_any=("violations", "messages"),
    page="Модерация",
    action="Обсудить с модератором",
    numerator="count(*) filter (is_block_possible)",
    better=Better.NEITHER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    voluntary=True,
)
