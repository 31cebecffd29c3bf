"""Clause 4.4: the rules of communication stand pinned in every chat."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.4-01",
    clause="4.4",
    kind=Kind.VALUE,
    title="Чаты с закреплёнными правилами",
    definition=(
        "Действующие чаты родителей и обучающихся, где на дату закреплены правила общения, — от всех таких чатов "
        "(по реестру, а без него — по загруженным сообщениям)."
    ),
    mart="mart_rules_chat_period",
    unit=Unit.SHARE,
    requires=("chats",),
    page="Правила и нарушения",
    action="Разослать модераторам шаблон правил",
    numerator="count(*) filter (is_pin_known and is_pinned)",
    denominator="count(*) filter (is_pin_known)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
    empty_is_nodata=True,
)
