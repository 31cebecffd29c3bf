"""Obscene and coarse words in every spelling: a lexicon problem (5.3-4)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise, product

from regulation.detectors.lexicon import entry, words
from regulation.detectors.masked import Meant, Reading, disguised, is_odd, is_ordinary
from regulation.detectors.patterns import Family, as_hits, likely, sure
from regulation.model import Hit, Level
from regulation.text import Plain, fold, normalise

_SURE, _ASK = (Level.VIOLATION, 0.97), (Level.REVIEW, 0.7)

_OTHER_SENSES = (
    (
        re.compile(r"сук(?:[аиуе]|ами|ам)"),
        re.compile(r"кобел|щен[оякк]|питомник|кинолог|порода|породист|собак|овчарк|лайк[аи]|течк"),
    ),
    (
        re.compile(r"сучк(?:[аиуе]|ами|ам)"),
        re.compile(
            r"берез|сосн|елк|ели(?![а-я])|дерев|ветк|ветв|ствол|доск[аиуе]|полен|дров|костр|костер|бревн|спил"
        ),
    ),
    (re.compile("бл"), re.compile(r"бл\. ?[0-9]")),
    (
        re.compile(r"хрен[ау]?"),
        re.compile(
            r"холод(?:ец|ц)|корн|терт|терк|соус|солен|обыкновенн|гербари|грядк|огород|горчиц|рассад|растени"
        ),
    ),
)
_CAPITAL_INITIALS = re.compile(r"(?:[А-ЯЁ]\. ?){1,4}[А-ЯЁ]?")
_NAME_OR_MARK = re.compile(r"[A-Z][a-z]{1,3} [A-Z][a-z]|[A-Za-z]+-[0-9]|[A-Z]+[0-9]")

_WORD = re.compile("[а-я]+")
PIECES = frozenset((
    "х", "ху", "б", "бл", "п", "пи", "пиз", "е", "еб", "му", "муд", "мудо", "ж", "жо", "го", "гов", "г",
    "су", "сук", "пид", "дер", "др", "дро", "хе", "обос", "заеб", "наеб", "выеб", "дое",
))  # fmt: skip
"""What a root broken by spaces begins with; beside «с» before «ука»."""

_PIECE = re.compile(
    r"(?<![а-я0-9-])(?<![0-9][ -])(?:(?:на|по|ни|о|до|за|вы|про|у|от|не|при|пере|рас|раз) )?"
    rf"(?P<root>{'|'.join(sorted(PIECES - {'е'}, key=len, reverse=True))}|с(?= ук[аи](?![а-я]))"
    r"|е(?= (?:ба[тн ]|бал[аи]?(?![а-я])|бет |бут |бла|бло|бну))) (?=[а-я])"
)
_LETTERS = re.compile(r"(?<![а-я])[а-я](?: [а-я](?![а-я])){2,20}")
_ARITHMETIC = re.compile(r"\s?[=+]|\s?-\s?[0-9]")
_LETTERS_BEFORE, _LETTERS_BEHIND = re.compile(r"[а-я]+[*#@%$_.…]{1,2}$"), re.compile(r"[*#@%$_.…]{1,2}[а-я]+")
_CYRILLIC = re.compile("[а-я]")
_IN_CYRILLIC_SHAPES = re.compile(r"[ABCEHKMOPTXY0346]{4,}")
_INITIALS = re.compile(r"(?:[а-я]\.){2,}[а-я]?")
_HYPHENS = re.compile(r"[а-я-]+")
_STRONG = re.compile(r"[*#@%$&~^·•€×0-9\u2190-\u2bff\U0001f000-\U0001faff]")
_DOTS = re.compile(r"\.\.|…")
_STAR = re.compile(r"[*#@%$]|[fb][uсi!]")
_STARS = re.compile(r"[*#]{2}")
_SURNAME = re.compile(r"(?:[оеё]?ва|[оеё]в|[иы]н|ина|[иы]й|ая|ко|[юу]к|ич|ян)$")
_NAME_FOLLOWS = re.compile(r" [А-ЯЁ](?:[а-яё]+|[*.])")
_ENDING = re.compile(
    r"|[*#.…]*[а-я]{0,3}(?:ть|ть?ся|л|ла|ли|ло|лс[яь]|лась|лись|лось|й|я|е|ю|и|ет|ут|ют|нн?(?:ый|ая|ое|ые|ого|ую)|сь)"
)
_ONE_LETTER = re.compile(
    r"\bf(?:[*#@uс]{1,3}[cс]?k|[*#@]{1,2}ck)|\bsh[*!]+t\b|\bb[*!]+tch|"
    r"(?<![0-9a-zа-я@*#%$])(?:(?:на|по|ни|до|о)?[хбпжгсем][*#@%$]{2,6}[а-я]?|[*#@%$]{1,4}(?:уй|уя|ля|лядь|здец|изда|бать|нн?ый|ня|бал[аи]?|бан(?:н?ый|н?ая|н?ые|н?ое)|йня|йло)"
    r"|(?:за|до|на|про|вы|от|по|у|при)[*#]{2,4}[а-я]{0,2}(?:ли|ть|л|ла|лся|лись|ло|ть?ся|нный|те))(?![0-9a-zа-я@*#%$])"
)

_DASHED = re.compile(r"(?<![а-я-])[а-я]{1,8}(?:-[а-я]{1,8}){1,5}(?![а-я-])")
GLUED_ROOTS = ("бляд", "пизд", "хуй", "долбоеб", "ебаный", "мудак")  # one stands in whatever _GLUED finds
_GLUED = re.compile(r"(?<=[а-я])(?:бляд[ьиюя]|пиздец|пизду|пизда|нахуй|похуй|хуйн[яюе]|долбоеб|ебаный|мудак)")


PHRASES = Family(
    [
        sure(
            r"(?:🍌|🍆|🐓|🌶|🥒|🥕|🍄|🔞)(?:уй|уя|уе|уё|уев|изд)[а-я]*",
            "нецензурное слово с картинкой вместо буквы",
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
            r"(?<![а-я])(?:на|по|до|ни|не) (?:х|хy|куя|кую)(?![а-я*0-9.-])",
            "сокращённая брань",
            unless=r"класс|групп|вариант|букв|ос[ьи]",
        ),
        likely(
            r"(?<![а-я])(?:ни|до|на|какого|какой|нет|один|пошел|пошли|иди|старый) хрена?(?![а-я])",
            "грубое выражение",
            unless=r"холод(?:ец|ц)|корн|тер(?:ть|ка)|соус|соленья",
        ),
        likely(
            r"(?<![а-я])(?:(?:пош[а-я]+|ид[а-я]+|посла[а-я]*(?: меня| его| ее| нас| всех| вас| их)?|шл[а-я]+|вали[а-я]*) на х\.|(?:свою|твою|вашу|их|полная|в|через|по) ж(?:\.+|…)(?=[а-я]{1,2}(?![а-я])|\s[а-я]|[,!]|$))",
            "сокращённая брань",
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
    """Obscene words in a normalised text: as the list has them, broken apart, in disguise."""
    for name in ("obscenity", "obscenity_sounds", "obscenity_translit"):
        for start, end, review in words(text, name):
            if not _is_decent(text, start, end, original) and not _is_a_piece(text, start, end):
                yield Hit(start, end, *(_ASK if review else _SURE), "бранное слово из словаря")
    for found in _DASHED.finditer(text) if "-" in text else ():
        if _is_sure(found[0].replace("-", "")) and not _is_sure(found[0].split("-")[0]):
            yield Hit(*found.span(), *_SURE, "бранное слово, разорванное дефисами")
    for found in _GLUED.finditer(text) if any(root in text for root in GLUED_ROOTS) else ():
        yield Hit(*found.span(), *_SURE, "бранное слово внутри слитного текста")
    yield from as_hits(PHRASES.hits(text))
    if hidden or is_odd(text) or not PIECES.isdisjoint(_WORD.findall(text)):
        yield from _in_disguise(original)


@lru_cache(maxsize=50_000)
def _is_sure(word: str) -> bool:
    return entry(word, "obscenity") is False


def _is_decent(text: str, start: int, end: int, original: str) -> bool:
    """Whether what stands around a word gives it its other sense: dogs, branches, a plant, a foreign name, initials."""
    word = text[start:end]
    if any(each.fullmatch(word) and _talks_of(talk, text) for each, talk in _OTHER_SENSES):
        return True
    if end - start > 4:
        return False
    begin, past = _reading(original).span(start, end)
    return bool(_NAME_OR_MARK.match(original, begin) or _CAPITAL_INITIALS.fullmatch(original, begin, past))


def _is_a_piece(text: str, start: int, end: int) -> bool:
    """Whether a sign parts the word from the rest of an ordinary one: «бля*ки», «т*ебуется»."""
    before, after = (
        _LETTERS_BEFORE.search(text[max(0, start - 16) : start]),
        _LETTERS_BEHIND.match(text[end : end + 16]),
    )
    if not before and not after:
        return False
    return is_ordinary(
        (before[0] if before else "") + text[start:end] + (after[0] if after else ""), "obscenity"
    )


@lru_cache(maxsize=16)
def _talks_of(talk: re.Pattern[str], text: str) -> bool:
    return talk.search(text) is not None


@lru_cache(maxsize=4)
def _reading(original: str) -> Plain:
    """The way from the reading that the hits are placed in to the text as written; asked for each of many hits."""
    return normalise(original)


def _broken(text: str) -> Iterator[tuple[int, int]]:
    """«му да ки», «до е ба лись», «х е р с маслом»: a root of which no piece between spaces is whole."""
    for found in _PIECE.finditer(text):
        pieces = list(islice(_WORD.finditer(text, found.start(), found.start() + 40), 6))
        for count in range(2, len(pieces) + 1):
            chosen = pieces[:count]
            if any(other.start() - each.end() > 1 for each, other in pairwise(chosen)):
                break
            if any(_is_sure(each[0]) for each in chosen) or any(len(each[0]) > 4 for each in chosen[1:-1]):
                break
            if chosen[-1].start() > found.end("root") and _is_sure("".join(each[0] for each in chosen)):
                yield chosen[0].start(), chosen[-1].end()
                break
    for found in _LETTERS.finditer(text):
        letters = found[0][::2]
        for first, last in product(
            (0, 1) if letters[0] in "аивксоуя" else (0,), (len(letters), len(letters) - 1)
        ):
            if last - first > 2 and _is_sure(letters[first:last]):
                yield found.start() + 2 * first, found.start() + 2 * last - 1
                break


def _in_disguise(original: str) -> Iterator[Hit]:
    """Words with look-alikes, figures, signs and pictures among their letters: read in the text as it was written."""
    folded = fold(original)
    found: list[tuple[int, int, tuple[Level, float]]] = []
    if is_odd(folded.text):
        for meant in disguised(folded.text, "obscenity"):
            if level := _level_of(meant, folded, original):
                found.append((meant.start, meant.end, level))
    if _STAR.search(folded.text):
        for each in _ONE_LETTER.finditer(folded.text):
            if not _is_a_name(each.start(), each[0], folded, original):
                found.append((*each.span(), _ASK))
    if not PIECES.isdisjoint(_WORD.findall(folded.text)):
        found += [(start, end, _SURE) for start, end in _broken(folded.text)]
    if not found:
        return
    plain = _reading(original)
    for start, end, (level, score) in found:
        begin, past = folded.span(start, end)
        if plain.offsets is not None:
            begin, past = bisect_left(plain.offsets, begin), bisect_left(plain.offsets, past)
        if begin < past:
            yield Hit(begin, past, level, score, "бранное слово, скрытое знаками")


def _level_of(meant: Meant, folded: Plain, original: str) -> tuple[Level, float] | None:
    """How sure a disguised word is: by what of its stem is seen, and by what stands around it."""
    each, written = meant.reading, meant.written
    level = _ASK if each.entry.review else _SURE
    if _ARITHMETIC.match(folded.text, meant.end) or _is_a_name(meant.start, written, folded, original):
        return None
    if not _CYRILLIC.search(written) and not _IN_CYRILLIC_SHAPES.fullmatch(
        _as_written(meant, folded, original)
    ):
        short = len(each.entry.stem) + (each.prefix > 1) < 4
        if short or each.entry.exact or each.hidden:
            return None  # English and names are full of short likenesses
    if _INITIALS.fullmatch(written):
        return level if len(written) > 6 else None
    if not each.hidden:
        return None if _HYPHENS.fullmatch(written) else level
    return _level_of_hidden(each, written, level)


def _level_of_hidden(each: Reading, written: str, level: tuple[Level, float]) -> tuple[Level, float] | None:
    """Of a stem with unseen letters: the more is seen the surer; dots and strokes alone never are."""
    signs, whole = len(_STRONG.findall(written)), each.end == len(written)
    if signs and each.seen < 3 and each.hidden > signs:
        return None  # one sign for two letters, and little of the word to go by
    if each.seen >= 3 and each.hidden <= each.seen:
        return level if signs and (each.seen + each.prefix > 3 or each.hidden == 1 or whole) else _ASK
    if each.seen == 2 and each.hidden <= 3 and signs:
        return level if each.hidden == 1 and (whole or each.prefix > 1) else _ASK
    if each.seen == 2 and each.hidden == 1 and len(written) > 2:
        return _ASK
    if each.seen == 1 and each.hidden <= 3 and _ENDING.fullmatch(written[each.end :]):
        opened = written[each.prefix : each.prefix + 1] == each.entry.stem[0]
        starred = signs and (each.prefix > 1 or _STARS.search(written))
        return _ASK if starred or (opened and each.prefix > 1 and _DOTS.search(written)) else None
    return None


def _as_written(meant: Meant, folded: Plain, original: str) -> str:
    begin, past = folded.span(meant.start, meant.end)
    return original[begin:past]


def _is_a_name(start: int, written: str, folded: Plain, original: str) -> bool:
    """«С***й Викторович», «в письме И****ва»: the holder of a bank card or a pupil, hidden on purpose."""
    begin, past = folded.span(start, start + len(written))
    word = original[begin:past]
    if not word[:1].isupper() or word[1:] != word[1:].lower() or not _STARS.search(word):
        return False
    before, after = original[max(0, begin - 12) : begin].rstrip(' «"(*'), original[past : past + 30]
    inside = before and before[-1] not in ".!?…\n"
    return bool(inside or _SURNAME.search(word) or _NAME_FOLLOWS.match(after))
