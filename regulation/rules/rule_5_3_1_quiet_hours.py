"""Clause 5.3, bullet 1: no messages to the parents' chat before 07:00 or after 21:00."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="quiet_hours",
    clause="5.3",
    bullet="5.3-1",
    title="Сообщение раньше 07:00 или позже 21:00",
    description=(
        "Время отправки по часам учреждения раньше 07:00 или позже 21:00, в любой день недели и для любого автора, педагога тоже. "
        "Точность до минуты: 21:00:59 ещё допустимо и считается отдельно как пограничное; строгий режим — настройка. "
        "Другой часовой пояс и поездка учитываются только по реестру исключений. В чатах обучающихся — рекомендация."
    ),
    known_gaps=(
        "правка сообщения ночью не видна: считается время отправки",
        "поездка, которую не внесли в реестр, выглядит как нарушение; программа подсказывает, когда вся группа пишет по ночам",
    ),
    certainty=Certainty.FACT,
    severity=Severity.QUIET_HOURS,
    applies_to=frozenset({ChatKind.PARENTS}),
    advisory_in=frozenset({ChatKind.STUDENTS}),
    detector="hours",
)
