"""Clause 4.4: how long ago the rules were last recalled."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="4.4-04",
        clause="4.4",
        kind=Kind.INFO,
        title="Давность напоминания правил, медиана",
        definition=(
            "Медиана дней, прошедших на дату с последнего закрепления или отправки правил, по действующим чатам "
            "родителей и обучающихся, где оно известно."
        ),
        mart="mart_rules_chat_period",
        unit=Unit.DAYS,
        requires=("chats",),
        page="Правила и нарушения",
        action="Напомнить правила",
        value="median(reminded_days)",
        denominator="count(reminded_days)",
        better=Better.LOWER,
        by={"association": "association", "direction": "direction", "platform": "platform"},
        counts_people=False,
    ),
    Indicator(
        id="4.4-04.overdue",
        clause="4.4",
        kind=Kind.INFO,
        title="Чаты, где правила давно не напоминали",
        definition="Действующие чаты родителей и обучающихся без напоминания правил за последние 120 дней на дату.",
        mart="mart_rules_chat_period",
        unit=Unit.COUNT,
        requires=("chats",),
        page="Правила и нарушения",
        action="Напомнить правила",
        numerator="count(*) filter (reminded_days is null or reminded_days > setting('rules_reminder_days'))",
        better=Better.LOWER,
        by={"association": "association", "direction": "direction", "platform": "platform"},
        counts_people=False,
    ),
)
