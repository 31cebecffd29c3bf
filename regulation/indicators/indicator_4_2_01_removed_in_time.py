"""Clause 4.2: the moderator removes messages that break the rules, and how soon."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

BY = {"association": "association", "direction": "direction", "platform": "platform"}
PAGE = "Модерация"
SUPPORT = "Помочь модератору или назначить второго"
REQUIRES = ("chats",)
EITHER = ("violations", "messages")
KINDS = ("родители", "обучающиеся")
REMOVED = "is_message and is_removed_in and delay_hours is not null"

INDICATORS = (
    Indicator(
        id="4.2-01",
        clause="4.2",
        kind=Kind.VALUE,
        title="Своевременное удаление",
        definition=(
            "Сообщения с подтверждёнными нарушениями запретов 2–6, удалённые в срок (или самим автором), — от всех, чей срок истёк "
            "в периоде, неудалённые включены. Срок на часах с 07:00 до 21:00: 2 часа, для «засорения» — один такой день (14 часов)."
        ),
        mart="mart_removal_period",
        unit=Unit.SHARE,
        requires=REQUIRES,
        requires_any=EITHER,
        page=PAGE,
        action=SUPPORT,
        numerator="count(*) filter (is_message and is_due and is_in_time)",
        denominator="count(*) filter (is_message and is_due)",
        by=BY,
        chat_kinds=KINDS,
        counts_people=False,
        min_n=5,
    ),
    Indicator(
        id="4.2-02",
        clause="4.2",
        kind=Kind.VALUE,
        title="Задержка удаления: медиана",
        definition=(
            "Медиана часов (с 07:00 до 21:00) от сообщения до его удаления модератором; сообщения, удалённые в периоде."
        ),
        mart="mart_removal_period",
        unit=Unit.HOURS,
        requires=REQUIRES,
        requires_any=EITHER,
        page=PAGE,
        action=SUPPORT,
        denominator=f"count(*) filter ({REMOVED})",
        value=f"median(delay_hours) filter ({REMOVED})",
        better=Better.LOWER,
        by=BY,
        chat_kinds=KINDS,
        counts_people=False,
    ),
    Indicator(
        id="4.2-02.p90",
        clause="4.2",
        kind=Kind.VALUE,
        title="Задержка удаления: 90-й перцентиль",
        definition="Столько часов (с 07:00 до 21:00) или меньше заняли девять из десяти удалений периода.",
        mart="mart_removal_period",
        unit=Unit.HOURS,
        requires=REQUIRES,
        requires_any=EITHER,
        page=PAGE,
        action=SUPPORT,
        denominator=f"count(*) filter ({REMOVED})",
        value=f"quantile_cont(delay_hours, 0.9) filter ({REMOVED})",
        better=Better.LOWER,
        by=BY,
        chat_kinds=KINDS,
        counts_people=False,
    ),
    Indicator(
        id="4.2-02.open",
        clause="4.2",
        kind=Kind.VALUE,
        title="Не удалено",
        definition="Сообщения с подтверждёнными нарушениями запретов 2–6, которые на дату не удалены, просрочены они или нет.",
        mart="mart_removal_period",
        unit=Unit.COUNT,
        requires=REQUIRES,
        requires_any=EITHER,
        page=PAGE,
        action=SUPPORT,
        numerator="count(*) filter (is_message and is_open)",
        better=Better.LOWER,
        by=BY,
        chat_kinds=KINDS,
        counts_people=False,
    ),
    Indicator(
        id="4.2-03",
        clause="4.2",
        kind=Kind.CHECK,
        title="Неудалённые тяжкие нарушения",
        definition=(
            "Подтверждённые нарушения запретов 3–6, сообщения которых на дату не удалены, а срок (2 часа с 07:00 до 21:00) истёк, "
            "когда бы они ни были написаны."
        ),
        mart="mart_removal_period",
        unit=Unit.COUNT,
        requires=REQUIRES,
        requires_any=EITHER,
        page=PAGE,
        action="Позвонить модератору сегодня",
        breach="is_severe and is_overdue",
        examined="is_severe and (is_due or is_overdue)",
        keys={
            "violation_id": "violation_id",
            "chat_id": "chat_id",
            "message_id": "message_id",
            "member_id": "member_id",
            "bullet": "bullet",
            "deadline": "deadline",
        },
        better=Better.LOWER,
        by=BY,
        chat_kinds=KINDS,
        counts_people=False,
    ),
)
