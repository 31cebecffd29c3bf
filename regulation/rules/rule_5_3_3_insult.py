"""Clause 5.3, bullet 3: no rudeness, contempt or unfounded accusations; offensive words and nicknames fall under bullet 4."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="insult",
    clause="5.3",
    bullet="5.3-3",
    title="Грубость, пренебрежение, обвинения, обидные слова",
    description=(
        "Обидное слово о человеке, грубое повеление, пренебрежительный тон, голословное обвинение. Прозвище и обидное слово относятся к запрету 5.3-4, остальное — к 5.3-3. "
        "Вежливая претензия, критика по делу, пересказ чужой грубости, роли и названия не отмечаются."
    ),
    known_gaps=(
        "насмешка без грубых слов",
        "оскорбление, понятное только из разговора",
        "новые прозвища, которых нет в словаре",
    ),
    certainty=Certainty.SIGN,
    severity=Severity.RUDENESS,
    applies_to=frozenset({ChatKind.PARENTS, ChatKind.STUDENTS}),
    also_bullets=("5.3-4",),
    lexicons=("insult", "insult_addressed"),
    detector="insult",
)
