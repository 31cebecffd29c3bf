"""Clause 2.3: teachers have their status verified."""

from dataclasses import replace

from regulation.indicators.model import Better, Indicator, Kind, Unit

VERIFIED = Indicator(
    id="2.3-03",
    clause="2.3",
    kind=Kind.VALUE,
    title="Доля педагогов с подтверждённым статусом",
    definition="Педагогические работники с подтверждённым статусом — из всех педагогических работников на дату.",
    mart="mart_staff_period",
    unit=Unit.SHARE,
    requires=("staff", "members"),
    page="Внедрение",
    action="Напомнить, помочь силами кадровой службы",
    numerator="count(*) filter (is_teacher and is_verified)",
    denominator="count(*) filter (is_teacher)",
    by={"association": "list:associations", "direction": "list:directions"},
)
OF_JOINED = replace(
    VERIFIED,
    id="2.3-03.of_joined",
    title="Доля с подтверждённым статусом среди присоединившихся педагогов",
    definition="Педагогические работники с подтверждённым статусом — из присоединившихся на дату.",
    denominator="count(*) filter (is_teacher and is_joined)",
    by=VERIFIED.by | {"platform": "list:platforms"},
)
OVERDUE = replace(
    VERIFIED,
    id="2.3-03.overdue",
    title="Педагоги, чей статус не подтверждён больше 14 дней",
    definition="Присоединившиеся больше 14 дней назад педагогические работники без подтверждённого статуса, на дату.",
    unit=Unit.COUNT,
    numerator="count(*) filter (is_teacher and is_late_to_verify)",
    denominator="",
    better=Better.LOWER,
)

INDICATORS = (VERIFIED, OF_JOINED, OVERDUE)
