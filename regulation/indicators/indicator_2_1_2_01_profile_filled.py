"""Clause 2.1, item 2: the organisation's card is filled in."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.2-01",
    clause="2.1",
    kind=Kind.CHECK,
    title="Незаполненные поля карточки организации",
    definition="Пустые поля из пяти обязательных: наименование, адрес, директор, контакты, администратор.",
    mart="mart_profile_period",
    unit=Unit.COUNT,
    requires=("org_profile",),
    page="Администрирование",
    action="Поручить администратору заполнить карточку",
    better=Better.LOWER,
    breach="is_mandatory and not is_filled",
    examined="is_mandatory",
    keys={"field": "field"},
    counts_people=False,
)
