"""Clause 3.2: participants know where to ask for support."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="3.2-01",
    clause="3.2",
    kind=Kind.INFO,
    title="Чаты, где назван адрес поддержки",
    definition=(
        "Действующие чаты родителей и обучающихся, где правила закреплены, адрес поддержки назван в чате или "
        "в канале «Общешкольный» с начала учебного года, — от чатов, о которых это известно."
    ),
    mart="mart_rules_chat_period",
    unit=Unit.SHARE,
    requires=("chats",),
    page="Карта Положения",
    action="Дополнить памятку адресом поддержки",
    numerator="count(*) filter (is_support_told)",
    denominator="count(*) filter (is_support_known)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
    empty_is_nodata=True,
)
