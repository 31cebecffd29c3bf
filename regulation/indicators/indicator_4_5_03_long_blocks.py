"""Clause 4.5: a block lasts a month at most."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.5-03",
    clause="4.5",
    kind=Kind.CHECK,
    title="Срок блокировки более месяца",
    definition=(
        "Блокировки, начатые в периоде или не снятые к его концу, длиннее календарного месяца, сами или вместе с продолжающими их без "
        "нового основания. Блокировка без срока — внимание, после месяца — нарушение."
    ),
    mart="mart_measure_audit_period",
    unit=Unit.COUNT,
    requires=("measures", "chats"),
    page="Модерация",
    action="Снять сегодня",
    breach="list_contains(breaches, '4.5-03')",
    warn="list_contains(warnings, '4.5-03')",
    examined="kind = 'блокировка' and (is_started_in or is_open)",
    keys={
        "measure_id": "measure_id",
        "chat_id": "chat_id",
        "member_id": "member_id",
        "reason": "sentences['4.5-03']",
    },
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    counts_people=False,
)
