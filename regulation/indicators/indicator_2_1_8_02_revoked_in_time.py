"""Clause 2.1, item 8: links that became unclaimed are annulled in time."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.8-02",
    clause="2.1",
    kind=Kind.VALUE,
    title="Своевременно аннулированные ссылки",
    definition=(
        "Невостребованные ссылки, отозванные не позже 3 рабочих дней сверх допустимого простоя, — "
        "от всех, чей срок отзыва истёк в периоде."
    ),
    mart="mart_link_period",
    unit=Unit.SHARE,
    in_workdays=True,
    requires=("invite_links",),
    page="Ссылки и заявки",
    action="Спросить администратора о порядке отзыва ссылок",
    numerator="count(*) filter (is_due and is_revoked_in_time)",
    denominator="count(*) filter (is_due)",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
