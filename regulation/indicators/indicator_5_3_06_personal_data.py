"""Clause 5.3, bullet 6: no personal data in a common chat."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.3-06",
    clause="5.3",
    kind=Kind.CHECK,
    title="Запрет 6. Личная информация в общем чате",
    definition=(
        "Личная информация в общем чате: подтверждённые признаки и записи журнала за период, каждая под своим запретом. "
        "Рядом — все сообщения чатов родителей и обучающихся."
    ),
    mart="mart_violation_period",
    unit=Unit.COUNT,
    requires=("chats",),
    requires_any=("violations", "messages"),
    page="Правила и нарушения",
    action="Удалить; проверить, не утечка ли",
    breach="sort = 'violation' and bullet = '5.3-6'",
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
