"""Clause 2.5: parents use the platform."""

from regulation.indicators.model import Indicator, Kind, Unit
from regulation.indicators.weekly import mean_base, mean_count, mean_share

INDICATORS = (
    Indicator(
        id="2.5-03",
        clause="2.5",
        kind=Kind.VALUE,
        title="Доля родителей, активных за 30 дней",
        definition=(
            "Родители, у которых за 30 дней до даты есть сообщение, реакция, проведённый звонок или "
            "отмеченный вход, — из состоящих в родительских чатах, без повторов."
        ),
        mart="mart_person_point",
        unit=Unit.SHARE,
        requires=("members", "chats", "chat_members"),
        page="Внедрение",
        action="Рассказать семьям о платформе; участие добровольно",
        numerator="count(*) filter (is_now and part = 'parent' and is_active)",
        denominator="count(*) filter (is_now and part = 'parent')",
        by={"association": "list:associations", "direction": "list:directions"},
        chat_kinds=("родители",),
        requires_any=("messages", "members"),
        voluntary=True,
        summer_info=True,
    ),
    Indicator(
        id="2.5-03.week",
        clause="2.5",
        kind=Kind.VALUE,
        title="Доля родителей, активных за неделю",
        definition=(
            "То же за неделю: среднее по полным неделям месяца, каждая — к своей численности на воскресенье."
        ),
        mart="mart_parent_week",
        unit=Unit.SHARE,
        requires=("members", "chats", "chat_members"),
        page="Внедрение",
        action="Рассказать семьям о платформе; участие добровольно",
        numerator=mean_count("is_active"),
        denominator=mean_base(),
        value=mean_share("is_active"),
        by={"association": "list:associations", "direction": "list:directions"},
        chat_kinds=("родители",),
        requires_any=("messages", "members"),
        voluntary=True,
        summer_info=True,
    ),
)
