"""Clause 2.1, item 1: the organisation is registered on the platform and confirmed."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.1-01",
    clause="2.1",
    kind=Kind.CHECK,
    title="Организация не зарегистрирована или не подтверждена",
    definition="Поля карточки «Дата регистрации» и «Статус», где нет даты или статус не «подтверждена», на дату.",
    mart="mart_profile_period",
    unit=Unit.COUNT,
    requires=("org_profile",),
    page="Администрирование",
    action="Поручить администратору завершить регистрацию",
    better=Better.LOWER,
    breach="not is_registered",
    examined="is_registered is not null",
    keys={"field": "field"},
    counts_people=False,
)
