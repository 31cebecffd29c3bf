"""Clause 2.3: a group has a chat of its students."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.3-04",
    clause="2.3",
    kind=Kind.VALUE,
    title="Доля групп с чатом обучающихся",
    definition="Группы с действующим чатом обучающихся — из действующих групп, которым он нужен, на дату.",
    mart="mart_group_period",
    unit=Unit.SHARE,
    requires=("groups", "chats"),
    page="Чаты",
    action="Передать список педагогам, срок — 5 рабочих дней",
    numerator="count(*) filter (needs_student_chat and n_student_chats > 0)",
    denominator="count(*) filter (needs_student_chat)",
    by={"association": "association", "direction": "direction"},
    counts_people=False,
)
