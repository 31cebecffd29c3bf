"""Clause 2.1, item 7: it is known who every account belongs to."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-00",
    clause="2.1",
    kind=Kind.VALUE,
    title="Точность сверки",
    definition=(
        "Участники, сопоставленные ровно с одним человеком учётных данных, — из всех участников на дату."
    ),
    mart="mart_reconciliation_period",
    unit=Unit.SHARE,
    requires=("members",),
    page="Сверка",
    action="Поручить ручной разбор",
    numerator="count(*) filter (is_present and is_matched)",
    denominator="count(*) filter (is_present)",
    by={"association": "list:associations", "platform": "platform"},
    requires_any=("students", "staff", "guardians"),
)
