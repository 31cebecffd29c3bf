"""Clause 4.3: participants join a chat by their own wish alone."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.3-01",
    clause="4.3",
    kind=Kind.CHECK,
    title="Включены в чат без ссылки и без согласия",
    definition=(
        "Добавленные за период в чаты родителей и обучающихся (кроме работников), у кого в день вступления нет "
        "действующего согласия, — из всех вступивших."
    ),
    mart="mart_entry_period",
    unit=Unit.COUNT,
    requires=("chat_members", "chats", "consents"),
    page="Модерация",
    action="Разъяснить модератору; подтвердить желание участника или исключить по просьбе",
    better=Better.LOWER,
    breach="is_added and not has_consent",
    keys={"chat_id": "chat_id", "member_id": "member_id", "joined_on": "joined_day"},
    by={"association": "association", "direction": "direction", "platform": "platform"},
)
