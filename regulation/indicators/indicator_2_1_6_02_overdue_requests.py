"""Clause 2.1, item 6: no request waits longer than three working days."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.6-02",
        clause="2.1",
        kind=Kind.CHECK,
        title="Просроченные заявки",
        definition="Заявки, не решённые на дату дольше 3 рабочих дней, — из всех нерешённых.",
        mart="mart_request_period",
        unit=Unit.COUNT,
        in_workdays=True,
        requires=("join_requests",),
        page="Ссылки и заявки",
        action="Поручить разобрать очередь",
        better=Better.LOWER,
        breach="is_late",
        examined="is_open",
        keys={"request_id": "request_id", "workdays": "workdays", "row_id": "row_id"},
        counts_people=False,
    ),
    Indicator(
        id="2.1.6-02.oldest",
        clause="2.1",
        kind=Kind.VALUE,
        title="Самая давняя нерешённая заявка",
        definition="Рабочих дней, которые ждёт самая давняя из нерешённых на дату заявок.",
        mart="mart_request_period",
        unit=Unit.DAYS,
        in_workdays=True,
        requires=("join_requests",),
        page="Ссылки и заявки",
        action="Поручить разобрать очередь",
        value="max(workdays) filter (is_open)",
        denominator="count(*) filter (is_open)",
        better=Better.LOWER,
        counts_people=False,
    ),
)
