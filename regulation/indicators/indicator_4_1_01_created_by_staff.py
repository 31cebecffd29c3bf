"""Clause 4.1: chats are created by staff."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.1-01",
    clause="4.1",
    kind=Kind.CHECK,
    title="Чат создан не работником",
    definition=(
        "Действующие родительские чаты и чаты обучающихся, чей создатель в день создания не был работником, "
        "на дату; создатель неизвестен — внимание."
    ),
    mart="mart_chat_period",
    unit=Unit.COUNT,
    requires=("chats", "staff"),
    page="Чаты",
    action="Перенести чат или признать неофициальным",
    breach=(
        "is_living and kind in ('родители', 'обучающиеся') and has_known_creator and not is_created_by_staff"
    ),
    warn="is_living and kind in ('родители', 'обучающиеся') and not has_known_creator",
    examined="is_living and kind in ('родители', 'обучающиеся')",
    keys={
        "chat_id": "chat_id",
        "reason": "case when has_known_creator then 'создатель не работник' else 'создатель неизвестен' end",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
