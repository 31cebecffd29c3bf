"""Clause 4.2: moderators delete what breaks the rules, and say so in the journal."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.2-04",
    clause="4.2",
    kind=Kind.CHECK,
    title="Удалено без нарушения",
    definition=(
        "Чужие сообщения, удалённые за период модератором чата, о которых нет ни записи журнала (кроме отклонённых), ни "
        "подтверждённого признака, ни нарушения времени. Состояние — по доле от всех таких удалений."
    ),
    mart="mart_deletion_period",
    unit=Unit.COUNT,
    requires=("messages", "chats"),
    page="Модерация",
    action="Разъяснить модератору; вести журнал",
    breach="not has_breach",
    keys={
        "chat_id": "chat_id",
        "message_id": "message_id",
        "member_id": "author_id",
        "deleted_by": "deleted_by",
        "deleted_local": "deleted_local",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
    state_on="share",
)
