"""Clause 5.3, bullet 2: no empty talk: slang, smileys, interjections, cards, congratulations."""

from regulation.model import Certainty, ChatKind, Rule, Severity

RULE = Rule(
    id="flood",
    clause="5.3",
    bullet="5.3-2",
    title="Пустое общение: смайлики, междометия, открытки, поздравления",
    description=(
        "Сообщение без делового содержания: одни смайлики, междометия или сленг, стикер, открытка, поздравление, пожелание, «письмо счастья», реклама, шутка, болтовня не по теме. "
        "Длина сама по себе ничего не решает: «да», «будем», «в 16:30», «спасибо» — деловые ответы. Расписание, мероприятия, потерянные вещи и справки (п. 5.1) распознаются и не отмечаются."
    ),
    known_gaps=(
        "болтовня без узнаваемых слов",
        "открытка, присланная картинкой без текста, видна только по типу сообщения",
        "шутка, понятная только из разговора",
    ),
    certainty=Certainty.SIGN,
    severity=Severity.FLOOD,
    applies_to=frozenset({ChatKind.PARENTS, ChatKind.STUDENTS}),
    lexicons=("flood_empty", "flood_filler", "flood_answers"),
    detector="flood",
)
