"""Clause 2.3: a chat is led by working staff, the group's teacher."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.3-12",
    clause="2.3",
    kind=Kind.CHECK,
    title="Модератор чата — работник и педагог группы",
    definition=(
        "Действующие чаты групп и иные, у которых нет модератора из работников или среди модераторов есть "
        "уволенный, на дату; модератор не педагог группы — внимание."
    ),
    mart="mart_chat_period",
    unit=Unit.COUNT,
    requires=("chats", "staff"),
    page="Чаты",
    action="Назначить модератора",
    breach=(
        "is_living and kind in ('родители', 'обучающиеся', 'иной') and (n_working_moderators = 0 or "
        "n_dismissed_moderators > 0)"
    ),
    warn=(
        "is_living and kind in ('родители', 'обучающиеся') and n_working_moderators > 0 and "
        "n_dismissed_moderators = 0 and teacher_person_id is not null and not is_led_by_teacher"
    ),
    examined="is_living and kind in ('родители', 'обучающиеся', 'иной')",
    keys={
        "chat_id": "chat_id",
        "reason": (
            "case when n_dismissed_moderators > 0 then 'модератор уволен' when n_moderators = 0 then 'нет "
            "модератора' when n_working_moderators = 0 then 'модератор не работник' else 'модератор не "
            "педагог группы' end"
        ),
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
