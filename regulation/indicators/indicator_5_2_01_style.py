"""Clause 5.2: a businesslike style."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.2-01",
    clause="5.2",
    kind=Kind.JOURNAL,
    title="Замечания к стилю на 1 000 сообщений",
    definition=(
        "Подтверждённые записи журнала с пунктом «5.2-стиль» за период на 1 000 сообщений чатов родителей и обучающихся."
    ),
    mart="mart_conduct_period",
    unit=Unit.PER_1000,
    requires=("violations", "messages", "chats"),
    page="Правила и нарушения",
    action="Разослать памятку",
    numerator="sum(n_style)",
    denominator="sum(n_messages)",
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители", "обучающиеся"),
    counts_people=False,
)
