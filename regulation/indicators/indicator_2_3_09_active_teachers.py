"""Clause 2.3: teachers use the platform."""

from dataclasses import replace

from regulation.indicators.model import Indicator, Kind, Unit
from regulation.indicators.weekly import mean_base, mean_count, mean_share

MONTHLY = Indicator(
    id="2.3-09",
    clause="2.3",
    kind=Kind.VALUE,
    title="Доля педагогов, активных за 30 дней",
    definition=(
        "Педагогические работники, у которых за 30 дней до даты есть сообщение, реакция, проведённый звонок или "
        "отмеченный вход, — из всех педагогических работников."
    ),
    mart="mart_staff_period",
    unit=Unit.SHARE,
    requires=("staff", "members"),
    requires_any=("messages", "broadcasts", "members"),
    page="Внедрение",
    action="Узнать, что мешает, и помочь",
    numerator="count(*) filter (is_teacher and is_active)",
    denominator="count(*) filter (is_teacher)",
    by={"association": "list:associations", "direction": "list:directions"},
    summer_info=True,
)
WEEKLY = replace(
    MONTHLY,
    id="2.3-09.week",
    title="Доля педагогов, активных за неделю",
    definition="То же за неделю: среднее по полным неделям месяца, каждая — к своей численности на воскресенье.",
    mart="mart_teacher_week",
    numerator=mean_count("is_active"),
    denominator=mean_base(),
    value=mean_share("is_active"),
)

INDICATORS = (MONTHLY, WEEKLY)
