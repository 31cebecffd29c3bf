"""Clause 2.1, item 7: movements reach the chats in time."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.7-11",
        clause="2.1",
        kind=Kind.VALUE,
        title="Своевременность отражения движения",
        definition=(
            "Пребывания в чатах, закрытые не позже 3 рабочих дней после отчисления из группы или 1 рабочего "
            "дня после увольнения, — из тех, чей срок истёк за период."
        ),
        mart="mart_departure_period",
        unit=Unit.SHARE,
        in_workdays=True,
        requires=("chat_members", "chats", "members"),
        page="Сверка",
        action="Наладить обмен приказами",
        numerator="count(*) filter (is_expired and reflected_on <= deadline)",
        denominator="count(*) filter (is_expired)",
        by={"association": "association", "platform": "platform"},
        requires_any=("students", "staff"),
    ),
    Indicator(
        id="2.1.7-11.median",
        clause="2.1",
        kind=Kind.VALUE,
        title="Срок отражения движения, медиана",
        definition=(
            "Медиана рабочих дней от отчисления или увольнения до выхода из чата — по закрытым пребываниям, "
            "чей срок истёк за период."
        ),
        mart="mart_departure_period",
        unit=Unit.DAYS,
        in_workdays=True,
        requires=("chat_members", "chats", "members"),
        page="Сверка",
        action="Наладить обмен приказами",
        denominator="count(workdays) filter (is_expired)",
        value="median(workdays) filter (is_expired)",
        better=Better.LOWER,
        by={"association": "association", "platform": "platform"},
        requires_any=("students", "staff"),
    ),
)
