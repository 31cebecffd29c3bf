"""Bullets 2–6 of clause 5.3 are counted alike: what a person confirmed or journalled, and the signs that wait for a person."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

PAGE = "Правила и нарушения"
BY = {"association": "association", "direction": "direction", "platform": "platform"}


def of_bullet(
    n: int, title: str, what: str, action: str, *, state_is_share: bool = False
) -> tuple[Indicator, ...]:
    """Figures of one prohibition: the breaches (5.3-0n) and the signs of it that nobody has decided on (5.3-0n.waiting).

    `what` begins the definition; `state_is_share`: the threshold speaks of the share of messages, not of their number.
    """
    bullet, broken = f"5.3-{n}", f"sort = 'violation' and bullet = '5.3-{n}'"
    n_messages = "nullif(sum(n_messages) filter (sort = 'chat'), 0)"
    breaches = Indicator(
        id=f"5.3-0{n}",
        clause="5.3",
        kind=Kind.CHECK,
        title=f"Запрет {n}. {title}",
        definition=(
            f"{what}: подтверждённые признаки и записи журнала за период, каждая под своим запретом. "
            "Рядом — все сообщения чатов родителей и обучающихся."
        ),
        mart="mart_violation_period",
        unit=Unit.COUNT,
        requires=("chats",),
        requires_any=("violations", "messages"),
        page=PAGE,
        action=action,
        breach=broken,
        examined="",
        denominator=n_messages,
        keys={
            "violation_id": "violation_id",
            "chat_id": "chat_id",
            "message_id": "message_id",
            "member_id": "member_id",
            "occurred_local": "occurred_local",
        },
        state_value=f"count(*) filter (where {broken})::double / {n_messages}" if state_is_share else "",
        better=Better.LOWER,
        by=BY,
        chat_kinds=("родители", "обучающиеся"),
        counts_people=False,
    )
    return breaches, waiting(
        f"5.3-0{n}.waiting", f"bullet = '{bullet}'", f"Запрет {n}: признаки ждут решения"
    )


def waiting(indicator_id: str, condition: str, title: str) -> Indicator:
    """Signs of a period that nobody has confirmed or dismissed; they count nowhere until somebody does."""
    return Indicator(
        id=indicator_id,
        clause="5.3",
        kind=Kind.INFO,
        title=title,
        definition="Признаки в сообщениях периода, которые человек ещё не подтвердил и не отклонил; в нарушения они не входят.",
        mart="mart_sign_period",
        unit=Unit.COUNT,
        requires=("messages", "chats"),
        page=PAGE,
        action="Разобрать очередь проверки",
        numerator=f"coalesce(sum(n_signs - n_confirmed - n_dismissed) filter ({condition}), 0)",
        better=Better.LOWER,
        by=BY,
        counts_people=False,
    )
