"""Clause 4.6: a block may end early."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

BY = {"association": "association", "direction": "direction", "platform": "platform"}

INDICATORS = (
    Indicator(
        id="4.6-01",
        clause="4.6",
        kind=Kind.VALUE,
        title="Досрочные разблокировки",
        definition="Блокировки, снятые в периоде раньше дня, до которого были назначены.",
        mart="mart_measure_audit_period",
        unit=Unit.COUNT,
        requires=("measures", "chats"),
        page="Модерация",
        action="Проверить извинение и опрос участников",
        numerator="count(*) filter (is_early and is_ended_in)",
        better=Better.NEITHER,
        by=BY,
        counts_people=False,
    ),
    Indicator(
        id="4.6-01.share",
        clause="4.6",
        kind=Kind.VALUE,
        title="Доля досрочных разблокировок",
        definition="Снятые в периоде раньше срока блокировки — от всех снятых в периоде.",
        mart="mart_measure_audit_period",
        unit=Unit.SHARE,
        requires=("measures", "chats"),
        page="Модерация",
        action="Проверить извинение и опрос участников",
        numerator="count(*) filter (is_early and is_ended_in)",
        denominator="count(*) filter (is_ended_in)",
        better=Better.NEITHER,
        by=BY,
        counts_people=False,
    ),
)
