"""Clause 5.2: conflicts are settled in peace."""

from regulation.indicators.model import Better, Indicator, Kind, Unit


def _conflicts(suffix: str, title: str, definition: str, unit: Unit, **formula: object) -> Indicator:
    return Indicator(
        id=f"5.2-03{suffix}",
        clause="5.2",
        kind=Kind.JOURNAL,
        title=title,
        definition=definition,
        mart="mart_ticket_period",
        unit=unit,
        in_workdays=True,
        requires=("tickets",),
        page="Модерация",
        action="Передать комиссии по урегулированию споров",
        counts_people=False,
        **formula,
    )


INDICATORS = (
    _conflicts(
        "",
        "Конфликты, решённые мирно",
        "Конфликты, закрытые за 10 рабочих дней без блокировки и передачи выше, — от всех, чей срок истёк в периоде.",
        Unit.SHARE,
        numerator="count(*) filter (is_conflict_due and is_peaceful)",
        denominator="count(*) filter (is_conflict_due)",
    ),
    _conflicts(
        ".median",
        "Срок решения конфликта, медиана",
        "Медиана календарных дней до закрытия — по закрытым конфликтам, чей срок истёк в периоде.",
        Unit.DAYS,
        value="median(days) filter (is_conflict_due)",
        denominator="count(days) filter (is_conflict_due)",
        better=Better.LOWER,
    ),
    _conflicts(
        ".open",
        "Открытые конфликты старше 10 рабочих дней",
        "Конфликты, открытые на дату дольше 10 рабочих дней.",
        Unit.COUNT,
        numerator="count(*) filter (topic = 'конфликт' and is_open and workdays > setting('conflict_workdays'))",
        better=Better.LOWER,
    ),
)
