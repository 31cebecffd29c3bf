"""Clause 2.1, item 8: links nobody uses are annulled."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.8-01",
    clause="2.1",
    kind=Kind.CHECK,
    title="Невостребованные действующие ссылки",
    definition=(
        "Ссылки, не отозванные и не истёкшие, которыми не пользовались дольше 14 дней (для педагогов — 30); "
        "использованные одноразовые не входят."
    ),
    mart="mart_link_period",
    unit=Unit.COUNT,
    requires=("invite_links",),
    page="Ссылки и заявки",
    action="Аннулировать за 1 рабочий день",
    better=Better.LOWER,
    breach="is_unclaimed",
    examined="is_live",
    keys={"link_id": "link_id", "idle_days": "idle_days", "row_id": "row_id"},
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
