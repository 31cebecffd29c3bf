"""Clause 2.1, item 12: the developer's support answers."""

from regulation.indicators.model import Better, Indicator, Kind, Unit


def _tickets(
    suffix: str, title: str, definition: str, unit: Unit = Unit.COUNT, **formula: object
) -> Indicator:
    return Indicator(
        id=f"2.1.12-01{suffix}",
        clause="2.1",
        kind=Kind.VALUE,
        title=title,
        definition=definition,
        mart="mart_ticket_period",
        unit=unit,
        requires=("tickets",),
        page="Администрирование",
        action="Написать разработчику",
        counts_people=False,
        **formula,
    )


TO_DEVELOPER = "level = 'разработчик'"

INDICATORS = (
    _tickets(
        "",
        "Обращения к разработчику без ответа больше 14 дней",
        "Обращения к разработчику, открытые на дату дольше 14 дней.",
        numerator=f"count(*) filter ({TO_DEVELOPER} and is_open and age_days > setting('developer_ticket_days'))",
        better=Better.LOWER,
    ),
    _tickets(
        ".opened",
        "Обращения к разработчику за период",
        "Обращения к разработчику, поступившие за период.",
        numerator=f"count(*) filter ({TO_DEVELOPER} and is_opened_in)",
        better=Better.NEITHER,
    ),
    _tickets(
        ".answered",
        "Доля обращений к разработчику с результатом",
        "Обращения к разработчику, закрытые с результатом, — от поступивших до даты.",
        Unit.SHARE,
        numerator=f"count(*) filter ({TO_DEVELOPER} and not is_open and result is not null and result <> 'без результата')",
        denominator=f"count(*) filter ({TO_DEVELOPER})",
    ),
    _tickets(
        ".median",
        "Срок ответа разработчика, медиана",
        "Медиана календарных дней до закрытия обращений к разработчику, закрытых до даты.",
        Unit.DAYS,
        value=f"median(days) filter ({TO_DEVELOPER})",
        denominator=f"count(days) filter ({TO_DEVELOPER})",
        better=Better.LOWER,
    ),
)
