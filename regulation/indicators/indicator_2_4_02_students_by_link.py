"""Clause 2.4: children join a chat by the teacher's link."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.4-02",
    clause="2.4",
    kind=Kind.VALUE,
    title="Вступление обучающихся в чат по ссылке",
    definition=(
        "Вступления обучающихся в свои чаты по ссылке — из вступлений за период, о которых известно, как "
        "они произошли."
    ),
    mart="mart_arrival_period",
    unit=Unit.SHARE,
    requires=("chat_members", "chats", "members"),
    page="Ссылки и заявки",
    action="Разъяснить модераторам порядок",
    numerator="count(*) filter (part = 'student' and join_method = 'ссылка')",
    denominator="count(*) filter (part = 'student' and join_method is not null)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("обучающиеся",),
    voluntary=True,
)
