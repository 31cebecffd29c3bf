"""Clause 5.3, bullet 3: no threats of violence, revenge, damage or blackmail."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="threat",
    clause="5.3",
    bullet="5.3-3",
    title="Угрозы",
    description=(
        "Угроза расправой, местью, порчей имущества, шантаж. Законные действия (жалоба, прокуратура, суд), правила чата, роли в спектакле и бытовые обороты угрозой не считаются."
    ),
    known_gaps=(
        "намёк без слов о вреде",
        "угроза картинкой или голосом",
    ),
    certainty=Certainty.SIGN,
    severity=Severity.RUDENESS,
    applies_to=frozenset({ChatKind.PARENTS, ChatKind.STUDENTS}),
    detector="threat",
)
