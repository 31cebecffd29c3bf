"""Clause 2.1, item 2: the card is checked often enough and names the acting director."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.2-02",
        clause="2.1",
        kind=Kind.CHECK,
        title="Поля карточки, которые давно не проверяли",
        definition=(
            "Обязательные поля карточки, проверенные больше 180 дней назад или ни разу, и «Директор», если назван не тот, "
            "кто исполняет обязанности по действующему акту; больше 90 дней — внимание."
        ),
        mart="mart_profile_period",
        unit=Unit.COUNT,
        requires=("org_profile",),
        page="Администрирование",
        action="Назначить проверку карточки",
        better=Better.LOWER,
        breach="is_mandatory and (age_days is null or age_days > setting('profile_stale_days') or is_other_director)",
        warn="is_mandatory and age_days > setting('profile_checked_days')",
        examined="is_mandatory",
        keys={"field": "field", "age_days": "age_days", "is_other_director": "is_other_director"},
        counts_people=False,
    ),
    Indicator(
        id="2.1.2-02.days",
        clause="2.1",
        kind=Kind.VALUE,
        title="Дней с самой давней проверки карточки",
        definition="Дней от самой давней проверки пяти обязательных полей до даты; непроверенные поля не входят.",
        mart="mart_profile_period",
        unit=Unit.DAYS,
        requires=("org_profile",),
        page="Администрирование",
        action="Назначить проверку карточки",
        value="max(age_days) filter (is_mandatory)",
        denominator="count(age_days) filter (is_mandatory)",
        better=Better.LOWER,
        counts_people=False,
    ),
)
