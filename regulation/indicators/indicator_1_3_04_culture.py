"""Clause 1.3, third task: information culture, by breaches of the rules in parents' chats."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.3-04",
    clause="1.3",
    kind=Kind.VALUE,
    title="Информационная культура: нарушений на 1 000 сообщений",
    definition="Эпизоды нарушений п. 5.3 в родительских чатах за период на 1 000 сообщений этих чатов.",
    mart="mart_episode_period",
    unit=Unit.PER_1000,
    requires=("messages", "chats"),
    page="Правила и нарушения",
    action="Напомнить правила, провести собрание родителей",
    numerator="sum(n_episodes) filter (chat_kind = 'родители')",
    denominator="sum(n_messages) filter (chat_kind = 'родители')",
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители",),
    counts_people=False,
)
