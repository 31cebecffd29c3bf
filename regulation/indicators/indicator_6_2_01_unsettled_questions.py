"""Clause 6.2: what the regulation does not settle is settled by other acts."""

from regulation.indicators.model import Better, Indicator, Kind, Unit


def _questions(suffix: str, title: str, definition: str, unit: Unit, **formula: object) -> Indicator:
    return Indicator(
        id=f"6.2-01{suffix}",
        clause="6.2",
        kind=Kind.INFO,
        title=title,
        definition=definition,
        mart="mart_ticket_period",
        unit=unit,
        requires=("tickets",),
        page="Администрирование",
        action="Поручить юристу",
        counts_people=False,
        **formula,
    )


UNSETTLED = "topic = 'не урегулировано'"

INDICATORS = (
    _questions(
        "",
        "Вопросы вне Положения, открытые больше 30 дней",
        "Обращения с темой «не урегулировано», открытые на дату дольше 30 дней.",
        Unit.COUNT,
        numerator=f"count(*) filter ({UNSETTLED} and is_open and age_days > setting('unsettled_ticket_days'))",
        better=Better.LOWER,
    ),
    _questions(
        ".opened",
        "Вопросы вне Положения за период",
        "Обращения с темой «не урегулировано», поступившие за период.",
        Unit.COUNT,
        numerator=f"count(*) filter ({UNSETTLED} and is_opened_in)",
        better=Better.NEITHER,
    ),
    _questions(
        ".settled",
        "Вопросы вне Положения, решённые другими актами",
        "Обращения с темой «не урегулировано», закрытые с результатом, — от поступивших до даты.",
        Unit.SHARE,
        numerator=f"count(*) filter ({UNSETTLED} and not is_open and coalesce(result, '') <> 'без результата')",
        denominator=f"count(*) filter ({UNSETTLED})",
    ),
)
