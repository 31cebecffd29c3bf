"""Clause 5.3, bullet 5: no hatred or humiliation of a group."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="hate",
    clause="5.3",
    bullet="5.3-5",
    title="Вражда и унижение группы людей",
    description=(
        "Унижение людей или вражда к ним по признаку пола, возраста, расы, национальности, языка, происхождения, религии, здоровья, достатка: презрительное название, унизительное обобщение, требование исключить группу. "
        "Нейтральное упоминание группы — фестиваль культур, льготы, раздельные занятия — не отмечается."
    ),
    known_gaps=(
        "намёк без названия группы",
        "ирония",
    ),
    certainty=Certainty.SIGN,
    severity=Severity.HATE,
    applies_to=frozenset({ChatKind.PARENTS, ChatKind.STUDENTS}),
    lexicons=("hate_groups", "hate_slurs"),
    detector="hate",
)
