"""Clause 2.1, item 7: enrolled, not on the platform; of their own will."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.7-07",
    clause="2.1",
    kind=Kind.INFO,
    title="Не присоединились",
    definition="Дети, зачисленные не меньше 14 дней назад, без учётной записи на дату; участие добровольно.",
    mart="mart_student_period",
    unit=Unit.COUNT,
    requires=("students", "members"),
    page="Внедрение",
    action="Рассказать семьям о платформе, без принуждения",
    numerator="count(*) filter (is_settled and not is_joined)",
    better=Better.NEITHER,
    by={"association": "list:associations", "direction": "list:directions"},
    voluntary=True,
)
