"""Clause 2.1, item 4: a new worker gets the link within three working days."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.4-02",
        clause="2.1",
        kind=Kind.VALUE,
        title="Новые сотрудники, приглашённые за 3 рабочих дня",
        definition=(
            "Принятые работники, кому первая ссылка направлена не позже 3 рабочих дней от приёма, — "
            "от всех, чей срок истёк в периоде."
        ),
        mart="mart_newcomer_period",
        unit=Unit.SHARE,
        in_workdays=True,
        requires=("staff", "invite_links"),
        page="Ссылки и заявки",
        action="Включить шаг в обходной лист приёма",
        numerator="count(*) filter (is_invited_in_time)",
        denominator="count(*)",
    ),
    Indicator(
        id="2.1.4-02.median",
        clause="2.1",
        kind=Kind.VALUE,
        title="Срок приглашения нового сотрудника, медиана",
        definition="Медиана рабочих дней от приёма до первой ссылки — по приглашённым из тех, чей срок истёк в периоде.",
        mart="mart_newcomer_period",
        unit=Unit.DAYS,
        in_workdays=True,
        requires=("staff", "invite_links"),
        page="Ссылки и заявки",
        action="Включить шаг в обходной лист приёма",
        value="median(workdays)",
        denominator="count(workdays)",
        better=Better.LOWER,
    ),
)
