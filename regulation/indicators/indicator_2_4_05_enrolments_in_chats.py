"""Clause 2.4: every enrolment has its chat."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.4-05",
    clause="2.4",
    kind=Kind.VALUE,
    title="Охват зачислений чатами",
    definition=(
        "Зачисления, где ребёнок состоит в чате своей группы (а где чат обучающихся не нужен — его родитель "
        "в родительском), — из всех действующих зачислений на дату."
    ),
    mart="mart_enrolment_period",
    unit=Unit.SHARE,
    requires=("students", "chats", "chat_members", "members"),
    page="Чаты",
    action="Рассказать семьям о чатах группы; участие добровольно",
    numerator="count(*) filter (is_covered)",
    denominator="count(*)",
    by={"association": "association", "direction": "direction"},
    chat_kinds=("родители", "обучающиеся"),
    voluntary=True,
)
