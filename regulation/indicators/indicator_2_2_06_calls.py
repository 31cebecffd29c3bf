"""Clause 2.2: video calls of the institution, as the authorities' summaries ask."""

from regulation.indicators.model import Better, Indicator, Kind, Told, Unit


def _calls(suffix: str, title: str, definition: str, numerator: str) -> Indicator:
    return Indicator(
        id=f"2.2-06{suffix}",
        clause="2.2",
        kind=Kind.VALUE,
        title=title,
        definition=definition,
        mart="mart_broadcast_period",
        unit=Unit.COUNT,
        requires=("broadcasts",),
        told=(Told("broadcasts", "participants", "kind = 'звонок'"),) if suffix == ".participants" else (),
        page="Внедрение",
        action="Сравнить с тем же месяцем прошлого года",
        numerator=numerator,
        better=Better.NEITHER,
        by={"association": "association", "direction": "direction", "platform": "platform"},
        counts_people=bool(suffix),  # calls are events, their participants and hosts are people
    )


CALL = "is_held and kind = 'звонок' and is_long_enough"

INDICATORS = (
    _calls("", "Видеозвонки", "Звонки за период длиной от одной минуты.", f"count(*) filter ({CALL})"),
    _calls(
        ".participants",
        "Участники видеозвонков",
        "Сумма участников звонков за период длиной от одной минуты, ведущий в их числе.",
        f"coalesce(sum(participants) filter ({CALL}), 0)",
    ),
    _calls(
        ".hosts",
        "Ведущие видеозвонков",
        "Разные люди, которые вели звонки за период длиной от одной минуты.",
        f"count(distinct host) filter ({CALL})",
    ),
)
