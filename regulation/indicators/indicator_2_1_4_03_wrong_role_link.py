"""Clause 2.1, item 4: people join by a link of their own role."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.4-03",
    clause="2.1",
    kind=Kind.CHECK,
    title="Вступили по ссылке другой роли",
    definition="Участники, вступившие за период по ссылке, роль которой не совпадает ни с одной их ролью.",
    mart="mart_join_period",
    unit=Unit.COUNT,
    requires=("invite_links", "members"),
    page="Ссылки и заявки",
    action="Перевыпустить ссылку; удалить участника и пригласить заново",
    better=Better.LOWER,
    breach="has_other_role",
    examined="is_told",
    keys={"link_id": "link_id", "member_id": "member_id"},
    by={"platform": "platform"},
)
