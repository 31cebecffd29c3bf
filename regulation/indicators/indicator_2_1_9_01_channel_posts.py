"""Clause 2.1, item 9: the system channels are kept."""

from regulation.indicators.model import Indicator, Kind, Unit


def _posts(suffix: str, title: str, definition: str, numerator: str) -> Indicator:
    return Indicator(
        id=f"2.1.9-01{suffix}",
        clause="2.1",
        kind=Kind.VALUE,
        title=title,
        definition=definition,
        mart="mart_channel_period",
        unit=Unit.COUNT,
        requires=("channel_posts",),
        page="Каналы и мероприятия",
        action="Дать материалы для каналов (п. 2.2)",
        numerator=numerator,
        counts_people=False,
        summer_info=True,
    )


INDICATORS = (
    _posts(
        "",
        "Публикации в системных каналах",
        "Публикации за период в каналах «Общешкольный» и «Сотрудники» вместе.",
        "sum(n_posts)",
    ),
    _posts(
        ".school_channel",
        "Публикации в канале «Общешкольный»",
        "Публикации канала «Общешкольный» за период.",
        "sum(n_posts) filter (channel = 'Общешкольный')",
    ),
    _posts(
        ".staff_channel",
        "Публикации в канале «Сотрудники»",
        "Публикации канала «Сотрудники» за период.",
        "sum(n_posts) filter (channel = 'Сотрудники')",
    ),
)
