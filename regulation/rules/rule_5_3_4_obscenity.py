"""Clause 5.3, bullet 4: no obscene or coarse words."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="obscenity",
    clause="5.3",
    bullet="5.3-4",
    title="Нецензурная и бранная лексика",
    description=(
        "Мат и грубая брань в любом написании: звёздочки, пробелы и точки между буквами, латиница-двойник и транслит, цифры и знаки вместо букв, повторы, невидимые знаки. "
        "Если в слово со знаком внутри влезает обычное слово («пое*дка»), оно и имеется в виду, кроме самых ходовых бранных слов. "
        "Слово в кавычках — слово автора и считается. Слова-обманки (команда, мандарин, подстрахуй) и мягкие замены (блин) не отмечаются."
    ),
    known_gaps=(
        "слово, от которого осталась одна буква, — только «на проверку»",
        "редкое бранное слово со звёздочкой, в которое влезает и обычное",
        "обычное слово, не вошедшее в ordinary_words.txt, с двумя звёздочками подряд бывает отмечено",
        "брань голосом и картинкой",
    ),
    certainty=Certainty.SIGN,
    severity=Severity.OBSCENITY,
    applies_to=frozenset({ChatKind.PARENTS, ChatKind.STUDENTS}),
    lexicons=("obscenity", "obscenity_forms", "obscenity_sounds", "obscenity_translit"),
    detector="obscenity",
)
