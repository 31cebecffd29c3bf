"""Clause 2.1, item 9: both system channels exist and do not fall silent."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.9-02",
    clause="2.1",
    kind=Kind.CHECK,
    title="Системный канал молчит или его нет",
    definition=(
        "Из двух системных каналов те, где нет ни одной публикации или перерыв между ними больше 30 дней; "
        "больше 14 дней — внимание."
    ),
    mart="mart_channel_period",
    unit=Unit.COUNT,
    requires=("channel_posts",),
    page="Каналы и мероприятия",
    action="Поручить восстановить публикации",
    better=Better.LOWER,
    breach="gap_days is null or gap_days > setting('channel_silence_days')",
    warn="gap_days > setting('channel_gap_days')",
    keys={"channel": "channel", "gap_days": "gap_days"},
    counts_people=False,
)
