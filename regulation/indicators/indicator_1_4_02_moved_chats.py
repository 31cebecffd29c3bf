"""Clause 1.4: chats move to the present platform."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.4-02",
    clause="1.4",
    kind=Kind.VALUE,
    title="Доля чатов, перенесённых на действующую платформу",
    definition=(
        "Чаты прежней платформы с преемником на действующей — из незакрытых чатов прежней платформы на дату."
    ),
    mart="mart_chat_period",
    unit=Unit.SHARE,
    requires=("chats",),
    page="Внедрение",
    action="Назначить срок переноса",
    numerator="count(*) filter (is_of_former_platform and has_successor)",
    denominator="count(*) filter (is_of_former_platform)",
    by={"association": "association", "direction": "direction"},
    counts_people=False,
)
