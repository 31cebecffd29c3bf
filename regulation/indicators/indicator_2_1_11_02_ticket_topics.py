"""Clause 2.1, item 11: what participants ask about."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

TOPICS = {
    "access": "доступ",
    "login": "вход",
    "paid": "платная функция",
    "coercion": "принуждение",
    "appeal": "обжалование",
    "conflict": "конфликт",
    "unsettled": "не урегулировано",
    "other": "прочее",
}


def _tickets(suffix: str, title: str, definition: str, condition: str) -> Indicator:
    return Indicator(
        id=f"2.1.11-02{suffix}",
        clause="2.1",
        kind=Kind.INFO,
        title=title,
        definition=definition,
        mart="mart_ticket_period",
        unit=Unit.COUNT,
        requires=("tickets",),
        page="Администрирование",
        action="Провести инструктаж по частой теме",
        numerator=f"count(*) filter ({condition})",
        better=Better.NEITHER,
        counts_people=False,
    )


INDICATORS = (
    _tickets("", "Обращения за период", "Обращения, поступившие за период, по всем темам.", "is_opened_in"),
    *(
        _tickets(
            f".{suffix}",
            f"Обращения по теме «{topic}»",
            f"Обращения, поступившие за период, с темой «{topic}».",
            f"is_opened_in and topic in ('{topic}', 'иное')"
            if topic == "прочее"
            else f"is_opened_in and topic = '{topic}'",
        )
        for suffix, topic in TOPICS.items()
    ),
)
