"""Clause 2.1, item 6: requests to join are considered within three working days."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.6-01",
        clause="2.1",
        kind=Kind.VALUE,
        title="Заявки, рассмотренные за 3 рабочих дня",
        definition="Заявки, решённые не позже 3 рабочих дней, — от всех, чей срок истёк в периоде, нерешённые в том числе.",
        mart="mart_request_period",
        unit=Unit.SHARE,
        in_workdays=True,
        requires=("join_requests",),
        page="Ссылки и заявки",
        action="Поручить разобрать очередь",
        numerator="count(*) filter (is_due and is_decided_in_time)",
        denominator="count(*) filter (is_due)",
        counts_people=False,
    ),
    Indicator(
        id="2.1.6-01.median",
        clause="2.1",
        kind=Kind.VALUE,
        title="Срок рассмотрения заявки, медиана",
        definition="Медиана рабочих дней до решения — по решённым заявкам, чей срок истёк в периоде.",
        mart="mart_request_period",
        unit=Unit.DAYS,
        in_workdays=True,
        requires=("join_requests",),
        page="Ссылки и заявки",
        action="Поручить разобрать очередь",
        value="median(workdays) filter (is_due and not is_open)",
        denominator="count(*) filter (is_due and not is_open)",
        better=Better.LOWER,
        counts_people=False,
    ),
)
