"""Clause 2.1, item 10: broadcasts held and their reach."""

from regulation.indicators.model import Better, Indicator, Kind, Told, Unit


def _broadcasts(
    suffix: str, title: str, definition: str, numerator: str, value: str = "", of: str = ""
) -> Indicator:
    return Indicator(
        id=f"2.1.10-01{suffix}",
        clause="2.1",
        kind=Kind.VALUE,
        title=title,
        definition=definition,
        mart="mart_broadcast_period",
        unit=Unit.COUNT,
        requires=("broadcasts",),
        told=(Told("broadcasts", of, "kind = 'трансляция'"),) if of else (),
        page="Каналы и мероприятия",
        action="Сравнить с тем же месяцем прошлого года",
        numerator=numerator,
        denominator=f"count({of}) filter ({HELD})" if value else "",
        value=value,
        better=Better.NEITHER,
        by={"association": "association", "direction": "direction", "platform": "platform"},
        counts_people=bool(suffix),  # broadcasts are events, those who watch are people
    )


HELD = "is_held and kind = 'трансляция'"

INDICATORS = (
    _broadcasts("", "Трансляции", "Трансляции, начавшиеся за период.", f"count(*) filter ({HELD})"),
    _broadcasts(
        ".participants",
        "Участники трансляций, всего",
        "Сумма участников трансляций за период, ведущий в их числе.",
        f"coalesce(sum(participants) filter ({HELD}), 0)",
        of="participants",
    ),
    _broadcasts(
        ".median",
        "Участники трансляции, медиана",
        "Медиана участников одной трансляции за период.",
        "",
        f"median(participants) filter ({HELD})",
        of="participants",
    ),
    _broadcasts(
        ".peak",
        "Наибольшее число зрителей сразу",
        "Наибольший пик зрителей среди трансляций периода.",
        "",
        f"max(peak) filter ({HELD})",
        of="peak",
    ),
)
