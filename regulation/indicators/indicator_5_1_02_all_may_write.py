"""Clause 5.1: participants may post; a chat closed for writing limits the right."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.1-02",
    clause="5.1",
    kind=Kind.INFO,
    title="Родительские чаты, где могут писать все",
    definition="Действующие родительские чаты, где писать могут не только модераторы, — от тех, где режим записи известен.",
    mart="mart_rules_chat_period",
    unit=Unit.SHARE,
    requires=("chats",),
    page="Чаты",
    action="Пояснить модераторам режим «объявления»",
    numerator="count(*) filter (chat_kind = 'родители' and write_mode = 'все')",
    denominator="count(*) filter (chat_kind = 'родители' and write_mode in ('все', 'только модераторы'))",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
