"""Clause 4.4: the moderator acquaints those who join with the rules."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.4-02",
    clause="4.4",
    kind=Kind.VALUE,
    title="Вступившие, ознакомленные с правилами",
    definition=(
        "Вступления за период в чаты родителей и обучающихся, при которых правила закреплены или отправлены модератором "
        "в течение 24 часов, — от всех вступлений, у которых эти 24 часа прошли."
    ),
    mart="mart_entry_period",
    unit=Unit.SHARE,
    requires=("chat_members", "chats"),
    page="Правила и нарушения",
    action="Закрепить правила; рассылать их вступившим",
    numerator="count(*) filter (is_pin_known and is_acquainted)",
    denominator="count(*) filter (is_pin_known and (is_acquainted or not is_still_open))",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители", "обучающиеся"),
)
