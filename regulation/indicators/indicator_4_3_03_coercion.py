"""Clause 4.3: nobody is forced into a chat."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="4.3-03",
    clause="4.3",
    kind=Kind.CHECK,
    title="Признаки принуждения",
    definition=(
        "Обращения за период с темой «принуждение» и чаты, куда за один час добавили больше 80 % численности группы."
    ),
    mart="mart_coercion_period",
    unit=Unit.COUNT,
    requires=(),
    requires_any=("tickets", "chat_members"),
    page="Модерация",
    action="Провести служебную проверку; предложить другой канал",
    better=Better.LOWER,
    breach="is_complaint or is_mass",
    examined="",
    keys={
        "ticket_id": "ticket_id",
        "chat_id": "chat_id",
        "row_id": "row_id",
        "happened_local": "happened_local",
        "largest_wave": "largest_wave",
    },
    counts_people=False,
)
