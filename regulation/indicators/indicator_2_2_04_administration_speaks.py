"""Clause 2.2: the administration uses service chats itself."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.2-04",
    clause="2.2",
    kind=Kind.VALUE,
    title="Служебные чаты, где пишет администрация",
    definition="Действующие служебные чаты хотя бы с одним сообщением администрации за период — от всех служебных чатов.",
    mart="mart_service_chat_period",
    unit=Unit.SHARE,
    requires=("chats", "messages", "staff"),
    page="Каналы и мероприятия",
    action="Показать личный пример",
    numerator="count(*) filter (n_administration_messages > 0)",
    denominator="count(*)",
    by={"association": "association", "platform": "platform"},
    chat_kinds=("служебный",),
    counts_people=False,
    summer_info=True,
)
