"""Obscene and coarse words in every spelling: a lexicon problem (5.3-4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regulation.detectors.lexicon import entry, words
from regulation.detectors.masked import has_signs, masked_words, nearly_hidden
from regulation.detectors.patterns import Family, as_hits, likely, sure
from regulation.model import Hit, Level

_DOGS = re.compile(r"кобел|щен[оякк]|питомник|кинолог|порода|породист|собак|овчарк|лайк[аи]|течк")
_DOG_WORD = re.compile(r"сук[аиуе]$|суками$|сукам$")

_DASHED = re.compile(r"(?<![а-я-])[а-я]{1,8}(?:-[а-я]{1,8}){1,5}(?![а-я-])")
GLUED_ROOTS = ("бляд", "пизд", "хуй", "долбоеб", "ебаный", "мудак")  # one stands in whatever _GLUED finds
_GLUED = re.compile(r"(?<=[а-я])(?:бляд[ьиюя]|пиздец|пизду|пизда|нахуй|похуй|хуйн[яюе]|долбоеб|ебаный|мудак)")


PHRASES = Family(
    [
        sure(
            r"(?:🍌|🍆|🐓|🌶|🥒|🥕|🍄|🔞)(?:уй|уя|уе|уё|уев|изд)[а-я]*",
            "нецензурное слово с картинкой вместо буквы",
        ),
        sure(r"(?<![а-я])[хx]\.[йуюя](?![а-я.])", "нецензурное слово с точкой вместо буквы"),
        sure(r"(?<![а-я])(?:на|по|ни|о)?х\s(?:уй|уе|уя|ую)[а-я]*", "нецензурное слово, разорванное пробелом"),
        sure(
            r"(?<![а-я])(?:на|по|ни|о)?ху\s(?:й|ета|ев|ня)[а-я]*", "нецензурное слово, разорванное пробелом"
        ),
        sure(r"(?<![а-я])(?:пи\sзд|пиз\sд)[а-я]+", "нецензурное слово, разорванное пробелом"),
        sure(r"(?<![а-я])бл\s(?:ять|ядь|яд|ять)[а-я]*", "нецензурное слово, разорванное пробелом"),
        sure(
            r"(?<![а-я])(?:е\sбать|еб\sать|е\sбан[а-я]*|еб\sан[а-я]+|за\sеб[а-я]+|на\sеб[а-я]+)",
            "нецензурное слово, разорванное пробелом",
        ),
        sure(
            r"(?<![а-я])(?:су\sк[аи]|с\sук[аи])(?![а-я])",
            "бранное слово, разорванное пробелом",
            unless="кобел|щен|дерев",
        ),
        sure(
            r"(?<![а-я])(?:дро\sч[иу]|жо\sп[аыуе]|го\sвн[оа]|пи\sдо?р|му\sда[кч])[а-я]*",
            "бранное слово, разорванное пробелом",
        ),
        likely(
            r"(?<![а-я])(?:твою|вашу|ихнюю) мать(?![а-я])",
            "бранное выражение",
            unless=r"(?:видел|встретил|пригласи|уважа|позов|знаю|спрос)[а-я]* (?:твою|вашу)",
        ),
        likely(r"(?<![а-я])мать (?:твою|вашу)(?![а-я])", "бранное выражение", unless="жду|ждем|пригласи"),
        likely(
            r"(?<![а-я])(?:ид[иу]т?е?|пош[её]?л[аи]?|пошли|посла[лт][а-я]*|катись|вали(?:те)?|да) (?:вы |ты |все |он[иа]? |это )?на (?:х|хутор|три буквы|куй|фуй)(?![а-я*])",
            "бранное пожелание",
        ),
        likely(
            r"(?<![а-я])(?:на|по|до|ни|не) (?:х|хy|куя|кую)(?![а-я*0-9.])",
            "сокращённая брань",
            unless=r"класс|групп|вариант|букв|ос[ьи]",
        ),
        likely(
            r"(?<![а-я])(?:ни|до|на|какого|какой|нет|один|пошел|пошли|иди|старый) хрена?(?![а-я])",
            "грубое выражение",
            unless=r"холод(?:ец|ц)|корн|тер(?:ть|ка)|соус|соленья",
        ),
        likely(
            r"(?<![а-я])хрен (?:знает|вам|тебе|с ним|с ними|поймешь|дождешься|его|что|кто|там|им)",
            "грубое выражение",
        ),
        sure(r"(?<![а-я])3[.,]14\s?(?:[зс3]д|дар|дор|дар)[а-я]+", "нецензурное слово цифрами"),
        likely(r"(?<![а-я])(?:бл|ху|х|пи|пиз|еб|бля|су|сук|жо)(?:\.\.|…)", "оборванная брань"),
        likely(r"(?<![а-я])су\.\.+и(?![а-я])", "оборванная брань"),
        sure(
            r"пошел в (?:жопу|задницу|анус)|в рот (?:те|вам|его|мне)?\s?(?:ноги|е[бп]а)", "бранное выражение"
        ),
    ]
)


def hits(text: str, original: str, *, hidden: bool = True, alike: bool = True) -> Iterator[Hit]:
    """Obscene words in a normalised text."""
    for name in ("obscenity", "obscenity_translit"):
        for start, end, review in words(text, name):
            if _DOG_WORD.match(text[start:end]) and _DOGS.search(text):
                continue
            level = Level.REVIEW if review else Level.VIOLATION
            yield Hit(start, end, level, 0.7 if review else 0.99, "бранное слово из словаря")
    for start, end in _after_joined_conjunction(text, original) if hidden else ():
        yield Hit(start, end, Level.VIOLATION, 0.96, "бранное слово по буквам")
    for found in _DASHED.finditer(text) if "-" in text else ():
        if entry(re.sub(r"[-\s]", "", found[0]), "obscenity") is False:
            yield Hit(
                found.start(), found.end(), Level.VIOLATION, 0.96, "бранное слово, разорванное дефисами"
            )
    for found in _GLUED.finditer(text) if any(root in text for root in GLUED_ROOTS) else ():
        yield Hit(found.start(), found.end(), Level.VIOLATION, 0.96, "бранное слово внутри слитного текста")
    yield from as_hits(PHRASES.hits(text))
    if hidden and has_signs(text):
        for start, end, _ in masked_words(text, "obscenity"):
            yield Hit(start, end, Level.VIOLATION, 0.96, "бранное слово, скрытое знаками")
        for start, end in nearly_hidden(text):
            yield Hit(start, end, Level.REVIEW, 0.7, "похоже на скрытую брань")


_SPELLED = re.compile(r"(?:^|\s)[а-яё] [а-яё] [а-яё] [а-яё]\b", re.IGNORECASE)


def _after_joined_conjunction(text: str, original: str) -> Iterator[tuple[int, int]]:
    """«и з а б л…»: a one-letter word before a spelled-out one was joined to it."""
    if _SPELLED.search(original):
        for found in re.finditer(r"(?<![а-я])[аивксоуя]([а-я]{3,30})(?![а-я])", text):
            if entry(found[1], "obscenity") is False and entry(found[0], "obscenity") is None:
                yield found.start(1), found.end(1)
