"""Clause 2.1, item 8: nobody joins by an annulled link."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.8-04",
    clause="2.1",
    kind=Kind.CHECK,
    title="Вступили по аннулированной ссылке",
    definition="Участники, чья дата вступления за период позже дня отзыва ссылки, по которой они вступили.",
    mart="mart_join_period",
    unit=Unit.COUNT,
    requires=("invite_links", "members"),
    page="Качество данных",
    action="Проверить выгрузку",
    better=Better.LOWER,
    breach="is_by_revoked_link",
    keys={"link_id": "link_id", "member_id": "member_id"},
    by={"platform": "platform"},
)
