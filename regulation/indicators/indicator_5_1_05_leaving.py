"""Clause 5.1: a participant may leave at any time."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

BY = {"association": "association", "direction": "direction", "platform": "platform"}
REQUIRES = ("chat_members", "chats")

INDICATORS = (
    Indicator(
        id="5.1-05",
        clause="5.1",
        kind=Kind.VALUE,
        title="Вышли из чатов сами",
        definition="Участники, за период вышедшие сами из чатов родителей и обучающихся (человек и чат — один раз).",
        mart="mart_leave_period",
        unit=Unit.COUNT,
        requires=REQUIRES,
        page="Внедрение",
        action="Сведения; выйти — право участника",
        numerator="count(distinct (chat_id, member_id))",
        better=Better.NEITHER,
        by=BY,
        voluntary=True,
    ),
    Indicator(
        id="5.1-05.returned",
        clause="5.1",
        kind=Kind.VALUE,
        title="Вернулись сами после выхода",
        definition="Вышедшие за период, которые до даты сами вернулись в тот же чат, — от всех вышедших.",
        mart="mart_leave_period",
        unit=Unit.SHARE,
        requires=REQUIRES,
        page="Внедрение",
        action="Сведения; выйти — право участника",
        numerator="count(distinct (chat_id, member_id)) filter (has_returned)",
        denominator="count(distinct (chat_id, member_id))",
        better=Better.NEITHER,
        by=BY,
        voluntary=True,
    ),
    Indicator(
        id="5.1-05.put_back",
        clause="5.1",
        kind=Kind.VALUE,
        title="Добавлены снова после выхода",
        definition="Вышедшие за период, которых до даты снова добавили в тот же чат; список — проверка 4.3-02.",
        mart="mart_leave_period",
        unit=Unit.COUNT,
        requires=REQUIRES,
        page="Внедрение",
        action="Разобрать случаи по проверке 4.3-02",
        numerator="count(distinct (chat_id, member_id)) filter (was_put_back)",
        better=Better.LOWER,
        by=BY,
        voluntary=True,
    ),
)
