"""Clause 4.5: from a remark to a block, step by step."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

BY = {"association": "association", "direction": "direction", "platform": "platform"}


def _with(suffix: str, condition: str, words: str) -> Indicator:
    """How many participants (each chat apart) have so many episodes."""
    return Indicator(
        id=f"4.5-06.{suffix}",
        clause="4.5",
        kind=Kind.VALUE,
        title=f"Участники, у которых {words}",
        definition=f"Участник и чат, где на дату за учебный год подтверждено: {words} раздела 5.",
        mart="mart_strike_period",
        unit=Unit.COUNT,
        requires=("chats",),
        requires_any=("violations", "messages"),
        page="Модерация",
        action="Профилактика",
        numerator=f"count(*) filter ({condition})",
        better=Better.LOWER,
        by=BY,
        voluntary=True,
    )


INDICATORS = (
    Indicator(
        id="4.5-06",
        clause="4.5",
        kind=Kind.VALUE,
        title="Предупреждены до четвёртого эпизода",
        definition=(
            "Участник и чат с четырьмя и более подтверждёнными эпизодами за учебный год, которым до четвёртого сделано замечание, — "
            "от всех таких."
        ),
        mart="mart_strike_period",
        unit=Unit.SHARE,
        requires=("measures", "chats"),
        requires_any=("violations", "messages"),
        page="Модерация",
        action="Начинать с замечания, а не с блокировки",
        numerator="count(*) filter (n_episodes >= setting('block_after_episodes') and was_warned)",
        denominator="count(*) filter (n_episodes >= setting('block_after_episodes'))",
        by=BY,
        voluntary=True,
    ),
    _with("one", "n_episodes = 1", "один эпизод"),
    _with("two", "n_episodes = 2", "два эпизода"),
    _with("three", "n_episodes = 3", "три эпизода"),
    _with("four", "n_episodes >= 4", "четыре эпизода и больше"),
)
