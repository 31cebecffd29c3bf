"""Clause 5.3, bullet 4: no abusive words or nicknames."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.3-04",
    clause="5.3",
    kind=Kind.CHECK,
    title="Запрет 4. Бранные и нецензурные слова, прозвища",
    definition=(
        "Бранные слова и прозвища: подтверждённые признаки и записи журнала за период, каждая под своим запретом. "
        "Рядом — все сообщения чатов родителей и обучающихся."
    ),
    mart="mart_violation_period",
    unit=Unit.COUNT,
    requires=("chats",),
    requires_any=("violations", "messages"),
    page="Правила и нарушения",
    action="Замечание, удалить сообщение",
    breach="sort = 'violation' and bullet = '5.3-4'",
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
