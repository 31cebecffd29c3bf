"""Clause 1.3: groups that talk on the platform only."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.3-01",
    clause="1.3",
    kind=Kind.VALUE,
    title="Доля групп, полностью на платформе",
    definition=(
        "Группы, у которых активны все нужные им чаты, — из действующих групп, которым нужен хотя бы один, "
        "на дату."
    ),
    mart="mart_group_period",
    unit=Unit.SHARE,
    requires=("groups", "chats", "messages"),
    page="Внедрение",
    action="Поговорить с руководителями отделов по списку групп",
    numerator="count(*) filter ((needs_student_chat or needs_parent_chat) and is_complete)",
    denominator="count(*) filter (needs_student_chat or needs_parent_chat)",
    by={"association": "association", "direction": "direction"},
    chat_kinds=("родители", "обучающиеся"),
    counts_people=False,
    summer_info=True,
)
