"""Clause 2.3: teachers join by an invitation link."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.3-02",
    clause="2.3",
    kind=Kind.CHECK,
    title="Педагоги, присоединившиеся не по ссылке",
    definition=(
        "Учётные записи педагогических работников, добавленные без ссылки и заявки, — из тех, о которых "
        "известно, как они вступили, на дату."
    ),
    mart="mart_member_period",
    unit=Unit.COUNT,
    requires=("staff", "members"),
    page="Ссылки и заявки",
    action="Напомнить порядок приглашения",
    breach="is_present and is_teacher and join_method not in ('ссылка', 'заявка')",
    examined="is_present and is_teacher and join_method is not null",
    keys={"member_id": "member_id"},
    better=Better.LOWER,
    by={"association": "list:taught_associations", "platform": "platform"},
    state_on="share",
)
