"""Clause 2.3: a group has its chats, each kind once."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.3-06",
    clause="2.3",
    kind=Kind.CHECK,
    title="Группы без чатов или с дублями",
    definition=(
        "Действующие группы, у которых нет ни одного из нужных чатов либо есть два действующих чата одного "
        "вида, на дату."
    ),
    mart="mart_group_period",
    unit=Unit.COUNT,
    requires=("groups", "chats"),
    page="Чаты",
    action="Создать недостающие чаты, объединить дубли",
    breach=(
        "(needs_student_chat or needs_parent_chat) and not (needs_student_chat and n_student_chats > 0) and "
        "not (needs_parent_chat and n_parent_chats > 0) or n_student_chats > 1 or n_parent_chats > 1"
    ),
    examined="true",
    keys={
        "group_name": "group_name",
        "association": "association",
        "n_student_chats": "n_student_chats",
        "n_parent_chats": "n_parent_chats",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction"},
    counts_people=False,
)
