"""Clause 2.3: teachers join the platform."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.3-01",
    clause="2.3",
    kind=Kind.VALUE,
    title="Доля присоединившихся педагогов",
    definition=(
        "Педагогические работники с учётной записью, не вышедшей из организации, — из всех педагогических "
        "работников на дату; принятые 14 и меньше дней назад не считаются."
    ),
    mart="mart_staff_period",
    unit=Unit.SHARE,
    requires=("staff", "members"),
    page="Внедрение",
    action="Передать администратору поимённый список и назначить срок",
    numerator="count(*) filter (is_teacher and not is_newcomer and is_joined)",
    denominator="count(*) filter (is_teacher and not is_newcomer)",
    by={"association": "list:associations", "direction": "list:directions"},
)
