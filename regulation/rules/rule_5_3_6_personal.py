"""Clause 5.3, bullet 6: no personal information in a common chat."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="personal",
    clause="5.3",
    bullet="5.3-6",
    title="Личная информация",
    description=(
        "Личный телефон, карта, счёт, паспорт, СНИЛС, ИНН, полис, свидетельство, личная почта и аккаунт, домашний адрес, дата рождения вместе с именем, здоровье названного ребёнка, семейные и денежные обстоятельства, пароль. "
        "Данные самого учреждения (настройки), номера 112 и 8-800, суммы, номера приказов и кабинетов не отмечаются."
    ),
    known_gaps=(
        "данные на фотографии документа",
        "имя и здоровье в разных сообщениях",
        "номер словами",
    ),
    certainty=Certainty.SIGN,
    severity=Severity.PERSONAL,
    applies_to=frozenset({ChatKind.PARENTS, ChatKind.STUDENTS}),
    lexicons=("first_names",),
    detector="personal",
)
