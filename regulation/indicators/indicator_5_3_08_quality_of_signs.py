"""Clause 5.3: how good the machine's signs are, and whether people look at them."""

from regulation.indicators.bullets import BY, waiting
from regulation.indicators.model import Better, Indicator, Kind, Unit

REQUIRES = ("messages", "chats")
PAGE = "Качество данных"

INDICATORS = (
    Indicator(
        id="5.3-08",
        clause="5.3",
        kind=Kind.VALUE,
        title="Качество признаков",
        definition="Признаки в сообщениях периода, которые человек подтвердил, — от тех, по которым он решил. По правилам — рядом.",
        mart="mart_sign_period",
        unit=Unit.SHARE,
        requires=REQUIRES,
        page=PAGE,
        action="Отключить правило, которое подтверждают реже 30 %",
        numerator="sum(n_confirmed)",
        denominator="sum(n_confirmed + n_dismissed)",
        by=BY,
        counts_people=False,
    ),
    Indicator(
        id="5.3-08.reviewed",
        clause="5.3",
        kind=Kind.VALUE,
        title="Рассмотрено признаков",
        definition="Признаки в сообщениях периода, по которым человек решил, — от них и тех, что ждут больше пяти рабочих дней.",
        mart="mart_sign_period",
        unit=Unit.SHARE,
        in_workdays=True,
        requires=REQUIRES,
        page=PAGE,
        action="Разобрать очередь проверки",
        numerator="sum(n_confirmed + n_dismissed)",
        denominator="sum(n_confirmed + n_dismissed + n_overdue)",
        by=BY,
        counts_people=False,
    ),
    Indicator(
        id="5.3-08.overdue",
        clause="5.3",
        kind=Kind.VALUE,
        title="Признаки ждут больше пяти рабочих дней",
        definition="Признаки в сообщениях периода, по которым за пять рабочих дней никто не решил.",
        mart="mart_sign_period",
        unit=Unit.COUNT,
        in_workdays=True,
        requires=REQUIRES,
        page=PAGE,
        action="Разобрать очередь проверки",
        numerator="coalesce(sum(n_overdue), 0)",
        better=Better.LOWER,
        by=BY,
        counts_people=False,
    ),
    waiting("5.3-08.waiting", "true", "Признаки ждут решения"),
)
