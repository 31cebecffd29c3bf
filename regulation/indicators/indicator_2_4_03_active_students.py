"""Clause 2.4: children use the platform."""

from regulation.indicators.model import Indicator, Kind, Unit
from regulation.indicators.weekly import mean_base, mean_count, mean_share

INDICATORS = (
    Indicator(
        id="2.4-03",
        clause="2.4",
        kind=Kind.VALUE,
        title="Доля обучающихся, активных за 30 дней",
        definition=(
            "Дети, у которых за 30 дней до даты есть сообщение, реакция, проведённый звонок или отмеченный "
            "вход, — из всех обучающихся."
        ),
        mart="mart_student_period",
        unit=Unit.SHARE,
        requires=("students", "members"),
        page="Внедрение",
        action="Рассказать семьям о платформе; участие добровольно",
        numerator="count(*) filter (is_active)",
        denominator="count(*)",
        by={"association": "list:associations", "direction": "list:directions"},
        requires_any=("messages", "members"),
        voluntary=True,
        summer_info=True,
    ),
    Indicator(
        id="2.4-03.of_joined",
        clause="2.4",
        kind=Kind.VALUE,
        title="Доля активных за 30 дней среди присоединившихся обучающихся",
        definition="Активные за 30 дней дети — из присоединившихся на дату.",
        mart="mart_student_period",
        unit=Unit.SHARE,
        requires=("students", "members"),
        page="Внедрение",
        action="Рассказать семьям о платформе; участие добровольно",
        numerator="count(*) filter (is_active and is_joined)",
        denominator="count(*) filter (is_joined)",
        by={"association": "list:associations", "direction": "list:directions", "platform": "list:platforms"},
        requires_any=("messages", "members"),
        voluntary=True,
        summer_info=True,
    ),
    Indicator(
        id="2.4-03.week",
        clause="2.4",
        kind=Kind.VALUE,
        title="Доля обучающихся, активных за неделю",
        definition=(
            "То же за неделю: среднее по полным неделям месяца, каждая — к своей численности на воскресенье."
        ),
        mart="mart_student_week",
        unit=Unit.SHARE,
        requires=("students", "members"),
        page="Внедрение",
        action="Рассказать семьям о платформе; участие добровольно",
        numerator=mean_count("is_active"),
        denominator=mean_base(),
        value=mean_share("is_active"),
        by={"association": "list:associations", "direction": "list:directions"},
        requires_any=("messages", "members"),
        voluntary=True,
        summer_info=True,
    ),
)
