"""Clause 5.1: participants may ask about what matters, and are answered."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.1-01",
    clause="5.1",
    kind=Kind.INFO,
    title="Вопросы, на которые ответили за сутки",
    definition=(
        "Вопросы участников родительских чатов за период с ответом модератора не позже 24 часов — от всех вопросов."
    ),
    mart="mart_answer_period",
    unit=Unit.SHARE,
    requires=("messages", "chats"),
    page="Чаты",
    action="Помочь модераторам с дежурством по ответам",
    numerator="count(*) filter (wall_hours <= setting('answer_hours'))",
    denominator="count(*)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители",),
    counts_people=False,
)
