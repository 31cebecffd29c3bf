"""Base B2: children."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="B2",
    clause="2.4",
    kind=Kind.VALUE,
    title="Обучающиеся, без повторов",
    definition="Дети, у которых на дату есть хотя бы одно действующее зачисление; ребёнок трёх групп — один раз.",
    mart="mart_student_period",
    unit=Unit.COUNT,
    requires=("students",),
    page="Внедрение",
    action="Сверить с приказами о зачислении и отчислении",
    numerator="count(*)",
    better=Better.NEITHER,
    by={"association": "list:associations", "direction": "list:directions"},
)
