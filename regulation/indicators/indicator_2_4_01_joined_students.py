"""Clause 2.4: children join the platform, of their own will."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.4-01",
    clause="2.4",
    kind=Kind.VALUE,
    title="Охват обучающихся",
    definition="Дети с учётной записью, не вышедшей из организации, — из всех обучающихся на дату, без повторов.",
    mart="mart_student_period",
    unit=Unit.SHARE,
    requires=("students", "members"),
    page="Внедрение",
    action="Рассказать семьям о платформе; участие добровольно",
    numerator="count(*) filter (is_joined)",
    denominator="count(*)",
    by={"association": "list:associations", "direction": "list:directions"},
    voluntary=True,
)
