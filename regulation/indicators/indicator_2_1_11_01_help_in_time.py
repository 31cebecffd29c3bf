"""Clause 2.1, item 11: participants are helped within three working days."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.11-01",
        clause="2.1",
        kind=Kind.VALUE,
        title="Обращения, закрытые в срок",
        definition="Внутренние обращения, закрытые за 3 рабочих дня, — от всех, чей срок истёк в периоде.",
        mart="mart_ticket_period",
        unit=Unit.SHARE,
        in_workdays=True,
        requires=("tickets",),
        page="Администрирование",
        action="Перераспределить нагрузку",
        numerator="count(*) filter (level = 'внутреннее' and is_due and is_closed_in_time)",
        denominator="count(*) filter (level = 'внутреннее' and is_due)",
        counts_people=False,
    ),
    Indicator(
        id="2.1.11-01.median",
        clause="2.1",
        kind=Kind.VALUE,
        title="Срок закрытия обращения, медиана",
        definition="Медиана рабочих дней до закрытия — по закрытым внутренним обращениям, чей срок истёк в периоде.",
        mart="mart_ticket_period",
        unit=Unit.DAYS,
        in_workdays=True,
        requires=("tickets",),
        page="Администрирование",
        action="Перераспределить нагрузку",
        value="median(workdays) filter (level = 'внутреннее' and is_due and not is_open)",
        denominator="count(*) filter (level = 'внутреннее' and is_due and not is_open)",
        better=Better.LOWER,
        counts_people=False,
    ),
)
