"""Clause 5.1: participants may discuss and share what concerns the children; what they write about is not judged."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="5.1-03",
    clause="5.1",
    kind=Kind.INFO,
    title="Доля сообщений участников в родительских чатах",
    definition=(
        "Сообщения участников, не модераторов, в родительских чатах за период — от всех сообщений этих чатов; "
        "темы сообщений автоматически не оцениваются."
    ),
    mart="mart_conduct_period",
    unit=Unit.SHARE,
    requires=("messages", "chats"),
    page="Чаты",
    action="Сведения для беседы с модераторами; норматива нет",
    numerator="sum(n_participant_messages) filter (chat_kind = 'родители')",
    denominator="sum(n_messages) filter (chat_kind = 'родители')",
    better=Better.NEITHER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители",),
    counts_people=False,
)
