"""Clause 2.2: meetings by video."""

from regulation.indicators.model import Indicator, Kind, Told, Unit

INDICATORS = (
    Indicator(
        id="2.2-05",
        clause="2.2",
        kind=Kind.VALUE,
        title="Совещания по видеосвязи",
        definition="Звонки и трансляции за период с целью «совещание».",
        mart="mart_broadcast_period",
        unit=Unit.COUNT,
        requires=("broadcasts",),
        told=(Told("broadcasts", "purpose"),),
        page="Каналы и мероприятия",
        action="Назначить совещание по видеосвязи",
        numerator="count(*) filter (is_held and purpose = 'совещание')",
        by={"platform": "platform"},
        counts_people=False,
        summer_info=True,
    ),
    Indicator(
        id="2.2-05.attendance",
        clause="2.2",
        kind=Kind.VALUE,
        title="Явка на совещания",
        definition="Участники совещаний к составу чатов, где они шли, — по совещаниям с известными составом и участниками.",
        mart="mart_broadcast_period",
        unit=Unit.SHARE,
        requires=("broadcasts", "chat_members"),
        told=(Told("broadcasts", "purpose"),),
        page="Каналы и мероприятия",
        action="Обсудить явку на планёрке",
        numerator="sum(participants) filter (is_held and purpose = 'совещание' and chat_size > 0)",
        denominator="sum(chat_size) filter (is_held and purpose = 'совещание' and participants is not null)",
        by={"platform": "platform"},
    ),
)
