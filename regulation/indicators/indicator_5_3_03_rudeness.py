"""Clause 5.3, bullet 3: no rudeness, accusations or threats."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.3-03",
    clause="5.3",
    kind=Kind.CHECK,
    title="Запрет 3. Грубость, пренебрежение, обвинения, угрозы",
    definition=(
        "Грубость, пренебрежение, необоснованные обвинения, угрозы: подтверждённые признаки и записи журнала за период, каждая под своим запретом. "
        "Рядом — все сообщения чатов родителей и обучающихся."
    ),
    mart="mart_violation_period",
    unit=Unit.COUNT,
    requires=("chats",),
    requires_any=("violations", "messages"),
    page="Правила и нарушения",
    action="Разобрать каждую; угроза — по подсудности",
    breach="sort = 'violation' and bullet = '5.3-3'",
    examined="",
    denominator="nullif(sum(n_messages) filter (sort = 'chat'), 0)",
    keys={
        "violation_id": "violation_id",
        "chat_id": "chat_id",
        "message_id": "message_id",
        "member_id": "member_id",
        "occurred_local": "occurred_local",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители", "обучающиеся"),
    counts_people=False,
)
