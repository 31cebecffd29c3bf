"""Clause 3.3: participants get to the instructions."""

from regulation.indicators.model import Indicator, Kind, Unit


def _posts(suffix: str, title: str, definition: str, numerator: str) -> Indicator:
    return Indicator(
        id=f"3.3-01{suffix}",
        clause="3.3",
        kind=Kind.INFO,
        title=title,
        definition=definition,
        mart="mart_channel_period",
        unit=Unit.COUNT,
        requires=("channel_posts",),
        page="Карта Положения",
        action="Опубликовать ссылку на инструкции в сентябре и январе",
        numerator=numerator,
        counts_people=False,
    )


INDICATORS = (
    _posts(
        "",
        "Публикации об инструкциях за год",
        "Публикации системных каналов об инструкциях и ресурсах платформы за год до даты.",
        "sum(n_instructions)",
    ),
    _posts(
        ".school_channel",
        "Публикации об инструкциях в канале «Общешкольный»",
        "Публикации канала «Общешкольный» об инструкциях и ресурсах платформы за год до даты.",
        "sum(n_instructions) filter (channel = 'Общешкольный')",
    ),
    _posts(
        ".staff_channel",
        "Публикации об инструкциях в канале «Сотрудники»",
        "Публикации канала «Сотрудники» об инструкциях и ресурсах платформы за год до даты.",
        "sum(n_instructions) filter (channel = 'Сотрудники')",
    ),
)
