"""Clause 2.3: a group has a chat of its parents."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.3-05",
    clause="2.3",
    kind=Kind.VALUE,
    title="Доля групп с родительским чатом",
    definition="Группы с действующим родительским чатом — из действующих групп, которым он нужен, на дату.",
    mart="mart_group_period",
    unit=Unit.SHARE,
    requires=("groups", "chats"),
    page="Чаты",
    action="Передать список педагогам, срок — 5 рабочих дней",
    numerator="count(*) filter (needs_parent_chat and n_parent_chats > 0)",
    denominator="count(*) filter (needs_parent_chat)",
    by={"association": "association", "direction": "direction"},
    counts_people=False,
)
