"""Clause 2.5: families are in the parents' chats of their groups."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.5-01",
    clause="2.5",
    kind=Kind.VALUE,
    title="Охват семей родительскими чатами",
    definition="Дети, у которых хотя бы один родитель в родительском чате одной из групп ребёнка, — из всех обучающихся на дату.",
    mart="mart_student_period",
    unit=Unit.SHARE,
    requires=("students", "guardians", "chats", "chat_members"),
    page="Внедрение",
    action="Провести собрание; обеспечить семьям иной способ узнавать новости",
    numerator="count(*) filter (has_parent_in_chat)",
    denominator="count(*)",
    by={"association": "list:associations", "direction": "list:directions"},
    chat_kinds=("родители",),
    voluntary=True,
)
