"""Clause 2.3: other chats, for the work."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.3-07",
        clause="2.3",
        kind=Kind.INFO,
        title="Иные чаты",
        definition="Действующие чаты вида «иной» на дату.",
        mart="mart_chat_period",
        unit=Unit.COUNT,
        requires=("chats",),
        page="Чаты",
        action="Закрыть бесхозные чаты (см. 2.3-12)",
        numerator="count(*) filter (is_living and kind in ('иной', 'иное'))",
        better=Better.NEITHER,
        by={"association": "association", "direction": "direction", "platform": "platform"},
        counts_people=False,
    ),
    Indicator(
        id="2.3-07.bound",
        clause="2.3",
        kind=Kind.INFO,
        title="Иные чаты, привязанные к группе или объединению",
        definition=(
            "Действующие чаты вида «иной», у которых указана группа или объединение, — из всех таких чатов "
            "на дату."
        ),
        mart="mart_chat_period",
        unit=Unit.SHARE,
        requires=("chats",),
        page="Чаты",
        action="Указать, для чего чат",
        numerator=(
            "count(*) filter (is_living and kind in ('иной', 'иное') and coalesce(group_id, association) is "
            "not null)"
        ),
        denominator="count(*) filter (is_living and kind in ('иной', 'иное'))",
        better=Better.NEITHER,
        by={"platform": "platform"},
        counts_people=False,
    ),
)
