"""Clause 4.7: appeals against measures are considered in time."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

BY = {"association": "association", "direction": "direction", "platform": "platform"}

INDICATORS = (
    Indicator(
        id="4.7-05",
        clause="4.7",
        kind=Kind.VALUE,
        title="Обжалование мер: рассмотрено в срок",
        definition="Жалобы на меры, закрытые в течение пяти рабочих дней, — от всех, чей срок истёк в периоде.",
        mart="mart_appeal_period",
        unit=Unit.SHARE,
        in_workdays=True,
        requires=("tickets",),
        page="Модерация",
        action="Принять решение по жалобе",
        numerator="count(*) filter (is_due and is_closed_in_time)",
        denominator="count(*) filter (is_due)",
        by=BY,
        counts_people=False,
    ),
    Indicator(
        id="4.7-05.cancelled",
        clause="4.7",
        kind=Kind.VALUE,
        title="Отменено мер по жалобам",
        definition="Жалобы на меры, по которым в периоде мера отменена.",
        mart="mart_appeal_period",
        unit=Unit.COUNT,
        requires=("tickets",),
        page="Модерация",
        action="Разобрать с модератором, почему мера отменена",
        numerator="count(*) filter (is_settled_in and result = 'мера отменена')",
        better=Better.NEITHER,
        by=BY,
        counts_people=False,
    ),
)
