"""Clause 2.1, item 8: no endless, overused or ownerless link lives."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.8-03",
    clause="2.1",
    kind=Kind.CHECK,
    title="Бессрочные и «перегретые» ссылки",
    definition=(
        "Действующие ссылки без срока, использованные более чем в полтора раза чаще численности цели, "
        "ведущие в закрытую группу или созданные уволенным."
    ),
    mart="mart_link_period",
    unit=Unit.COUNT,
    requires=("invite_links",),
    page="Ссылки и заявки",
    action="Отозвать и перевыпустить",
    better=Better.LOWER,
    breach="is_faulty",
    examined="is_live",
    keys={"link_id": "link_id", "reasons": "reasons", "row_id": "row_id"},
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
