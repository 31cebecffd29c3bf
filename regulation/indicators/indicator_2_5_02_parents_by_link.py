"""Clause 2.5: parents join a chat by the teacher's link."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.5-02",
    clause="2.5",
    kind=Kind.VALUE,
    title="Вступление родителей в чат по ссылке",
    definition=(
        "Вступления родителей в свои чаты по ссылке — из вступлений за период, о которых известно, как они "
        "произошли."
    ),
    mart="mart_arrival_period",
    unit=Unit.SHARE,
    requires=("chat_members", "chats", "members"),
    page="Ссылки и заявки",
    action="Разъяснить модераторам порядок",
    numerator="count(*) filter (part = 'parent' and join_method = 'ссылка')",
    denominator="count(*) filter (part = 'parent' and join_method is not null)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители",),
    voluntary=True,
)
