"""What a person typed into a cell → a value of the declared type, or a sentence why not.

Every cell first becomes one line of text (`plain`), so that a date means the same in a workbook, where it is a
number with a format, and in a CSV, where it is letters. One function for each type then reads that text.
Formulas are never computed: a workbook gives their last values, a text that begins with = + - @ is only text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from etl.roles import UNKNOWN as ROLE_UNKNOWN
from etl.roles import roles_of
from warehouse.tables import CHAT_KINDS, CLAUSES, OTHER, PLATFORMS, ROLES, Column, Lives, Type

FIRST_YEAR, LAST_YEAR = 2011, 2100
LONGEST = 200_000  # characters of one cell; Excel holds 32 767, a message 4 096
_EXCEL_ZERO = datetime(1899, 12, 30)
_DASHES = frozenset("-–—−")
_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u200b": "", "\ufeff": "", "\x00": ""}
)
_UNTIDY = re.compile("[\u00a0\u202f\u2007\u2009\u200b\ufeff\x00]")


class CellError(Exception):
    """A cell that cannot be read; the text is a Russian sentence: what is wrong and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Value:
    """A value read from a cell. `raw` holds the words that the closed list does not know."""

    value: object
    has_time: bool | None = None
    raw: str = ""
    zoned: bool = False  # an instant that named its own zone


MISSING = Value(None)


def plain(cell: object) -> str:
    """A cell of a workbook as one text: dates in ISO, whole numbers without «.0», durations as «PT…S»."""
    match cell:
        case None:
            return ""
        case str():
            return tidy(cell)
        case bool():
            return "истина" if cell else "ложь"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return _to_second(cell).isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="seconds")
        case timedelta():
            return f"PT{round(cell.total_seconds())}S"
    return tidy(str(cell))


def tidy(text: str) -> str:
    """Text without the spaces that people don't see: at the ends, non-breaking, of no width."""
    return (text.translate(_SPACES) if _UNTIDY.search(text) else text).strip()


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: empty or a lone dash."""
    return not text or text in _DASHES


# --- one function a type ----------------------------------------------------------------------------------
def read_text(text: str) -> Value:
    """Words as they stand."""
    return Value(text)


def read_id(text: str) -> Value:
    """A number of a person, chat or row: digits as the platform wrote them, or words to be resolved later.

    Raises: CellError where Excel has shortened the number so that its digits are lost.
    """
    if not text[0].isdigit() and text[0] not in "-–−+":
        return Value(text)
    if re.fullmatch(r"-?\d{1,3}( \d{3})+", text):
        return Value(text.replace(" ", ""))
    if whole := re.fullmatch(r"(-?\d+)[.,]0+", text):
        return Value(whole[1])
    if short := re.fullmatch(r"(-?)(\d)(?:[.,](\d+))?[eеEЕ]\+?(\d{1,2})", text):
        sign, first, rest, power = short[1], short[2], short[3] or "", int(short[4])
        if len(rest) >= power:
            return Value(f"{sign}{first}{rest[:power]}")
        raise CellError(
            "id_rounded",
            "Excel сократил номер, его последние цифры потеряны. Задайте столбцу текстовый формат, впишите номер целиком и загрузите файл снова.",
        )
    return Value(text)


def read_int(text: str) -> Value:
    """A whole number: «1 234», «123,0», «9,2E+08».

    Raises: CellError for words and fractions.
    """
    number = _number(text)
    if number is None or number != number or abs(number) > 9e15:
        raise CellError("not_a_number", "Это не число. Впишите число цифрами и загрузите файл снова.")
    if number != int(number):
        raise CellError("not_whole", "Здесь нужно целое число. Исправьте ячейку и загрузите файл снова.")
    return Value(int(number))


def read_date(text: str, tz: ZoneInfo) -> Value:
    """A day: дд.мм.гггг, дд.мм.гг, ISO, an Excel serial; of an instant its local day.

    Raises: CellError for what is no date, or lies outside 2011–2100.
    """
    moment, _ = _instant(text)
    local = moment.astimezone(tz) if moment.tzinfo else moment
    return Value(_in_range(local).date())


def read_moment(text: str, tz: ZoneInfo) -> Value:
    """An instant in UTC (without a zone it is read in `tz`), and whether a time of day was given.

    Raises: CellError for what is no date, or lies outside 2011–2100.
    """
    if (usual := _usual_instant(text)) is not None:
        return Value(_in_range(usual) - _offset(tz, usual.replace(minute=0, second=0)), has_time=True)
    moment, has_time = _instant(text)
    local = moment if moment.tzinfo else moment.replace(tzinfo=tz)
    _in_range(moment)
    return Value(
        local.astimezone(UTC).replace(tzinfo=None), has_time=has_time, zoned=moment.tzinfo is not None
    )


_YES = frozenset(
    {"да", "1", "+", "истина", "true", "yes", "y", "д", "v", "x", "х", "✓", "✔", "☑", "√", "есть", "галочка"}
)
_NO = frozenset({"нет", "0", "-", "–", "—", "−", "ложь", "false", "no", "n", "н", "✗", "✘", "☐"})
_CONFIRMED = re.compile(
    r"(не\s*)?(подтвержд|верифицир|провер|пройден|закрепл|сокращ|рабоч|одноразов|нужен|нужн)"
)


def read_flag(text: str) -> Value:
    """Yes or no: да/нет, 1/0, +/-, истина/ложь, true/false, a tick, «подтверждён».

    Raises: CellError for any other word.
    """
    word = folded(text).strip(".!")
    if word in _YES:
        return Value(True)
    if word in _NO:
        return Value(False)
    if told := _CONFIRMED.match(word):
        return Value(told[1] is None)
    raise CellError("not_a_flag", "Здесь нужно «да» или «нет». Исправьте ячейку и загрузите файл снова.")


_SPELLED = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:ч|час|часа|часов)\.?)?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:м|мин|минут|минута|минуты)\.?)?"
    r"\s*(?:(\d+(?:[.,]\d+)?)\s*(?:с|сек|секунд|секунда|секунды)\.?)?"
)


def read_seconds(text: str) -> Value:
    """A length of time in seconds: «1 ч 20 мин», «1:20:00», «1:20» (hours and minutes), 80 (minutes), 0,0556 (a day's fraction).

    Raises: CellError for other words.
    """
    word = folded(text)
    if exact := re.fullmatch(r"pt(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?", word):
        hours, minutes, seconds = (float(part or 0) for part in exact.groups())
    elif clock := re.fullmatch(r"(\d+):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?", word):
        hours, minutes, seconds = (float(part or 0) for part in clock.groups())
    elif serial := re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)", word):
        # A workbook shows 36 hours formatted as a time as 1 January 1900, 12:00.
        return Value(
            round((datetime.fromisoformat(f"{serial[1]} {serial[2]}") - _EXCEL_ZERO).total_seconds())
        )
    elif (number := _number(word)) is not None:
        hours, minutes, seconds = (number * 24, 0.0, 0.0) if 0 < number < 1 else (0.0, number, 0.0)
    elif (spelled := _SPELLED.fullmatch(word)) and any(spelled.groups()):
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in spelled.groups())
    else:
        hours = minutes = seconds = -1.0
    total = round(hours * 3600 + minutes * 60 + seconds)
    if not 0 <= total <= 366 * 86400:
        raise CellError(
            "not_a_duration",
            "Это не длительность. Впишите её как «1:20:00», «1 ч 20 мин» или числом минут и загрузите файл снова.",
        )
    return Value(total)


# Words of the same meaning as one of a closed list; compared as the values are.
_SYNONYMS: dict[tuple[str, ...], dict[str, str]] = {
    PLATFORMS: {
        "vk": "VK Мессенджер",
        "вк": "VK Мессенджер",
        "вконтакте": "VK Мессенджер",
        "сферум": "VK Мессенджер",
        "vk messenger": "VK Мессенджер",
        "вк мессенджер": "VK Мессенджер",
        "сферум (vk)": "VK Мессенджер",
        "макс": "MAX",
    },
    CHAT_KINDS: {
        "родительский": "родители",
        "родительский чат": "родители",
        "чат родителей": "родители",
        "обучающихся": "обучающиеся",
        "чат обучающихся": "обучающиеся",
        "ученический": "обучающиеся",
        "педагоги": "служебный",
        "служебный чат": "служебный",
        "сотрудники": "служебный",
        "иное": "иной",
        "другое": "иной",
        "другой": "иной",
    },
    ("педагог", "администрация", "иной"): {
        "педагоги": "педагог",
        "педагогический работник": "педагог",
        "администратор": "администрация",
        "иное": "иной",
        "другой": "иной",
        "прочий": "иной",
    },
    ("ссылка", "добавлен", "заявка"): {"по ссылке": "ссылка", "добавлена": "добавлен", "по заявке": "заявка"},
    ("вышел", "удалён"): {
        "вышла": "вышел",
        "сам": "вышел",
        "сама": "вышел",
        "удалена": "удалён",
        "исключён": "удалён",
        "исключена": "удалён",
    },
    ("подтверждено", "отклонено", "на рассмотрении"): {
        "подтверждён": "подтверждено",
        "да": "подтверждено",
        "нет": "отклонено",
        "рассматривается": "на рассмотрении",
    },
    ("замечание", "блокировка", "разблокировка", "удаление"): {
        "блок": "блокировка",
        "заблокирован": "блокировка",
        "разблокирован": "разблокировка",
        "удалён": "удаление",
        "предупреждение": "замечание",
    },
    ("принята", "отклонена"): {
        "принято": "принята",
        "одобрена": "принята",
        "отклонено": "отклонена",
        "отказ": "отклонена",
        "отказано": "отклонена",
    },
    ("учится", "отчислен", "переведён", "академический отпуск"): {
        "обучается": "учится",
        "занимается": "учится",
        "отчислена": "отчислен",
        "переведена": "переведён",
        "академ": "академический отпуск",
    },
    ("трансляция", "звонок"): {
        "видеозвонок": "звонок",
        "групповой звонок": "звонок",
        "прямая трансляция": "трансляция",
        "эфир": "трансляция",
    },
}


def read_enum(text: str, values: tuple[str, ...]) -> Value:
    """A word of a closed list, whatever its case, ё and spaces; an unknown word is the list's «иное», its words kept."""
    if values == CLAUSES:
        return _clause(text)
    known = _words(values)
    found = known.get(_folded_letters(folded(text).rstrip(".")))
    if found is None and values == ROLES:
        roles = roles_of(text)
        found = roles[0] if roles and roles[0] != ROLE_UNKNOWN else None
    if found is not None:
        return Value(found)
    other = next((word for word in (ROLE_UNKNOWN, "иной") if word in values), OTHER)
    return Value(other, raw=text)


def read_list(text: str) -> Value:
    """Several texts through «;» or line breaks."""
    parts = [part.strip() for part in re.split(r"[;\n]", text)]
    return Value([part for part in parts if not is_empty(part)] or None)


def reader(column: Column, tz: ZoneInfo) -> Callable[[str], Value]:
    """The function that reads cells of a column: `plain` text in, Value out. Raises: CellError."""
    match column.type:
        case Type.INT:
            read = read_int
        case Type.DATE:
            read = lambda text: read_date(text, tz)  # noqa: E731
        case Type.MOMENT:
            read = lambda text: read_moment(text, tz)  # noqa: E731
        case Type.FLAG:
            read = read_flag
        case Type.SECONDS:
            read = read_seconds
        case Type.ENUM:
            read = lambda text: read_enum(text, column.values)  # noqa: E731
        case Type.LIST:
            read = read_list
        case _:
            read = read_id if column.lives is Lives.KEY else read_text
    is_written = column.key in {"text", "comment"}  # there a lone dash is what somebody wrote
    dash_speaks = column.type is Type.FLAG or is_written

    def read_cell(text: str) -> Value:
        if not text or (text in _DASHES and not dash_speaks):
            return MISSING
        if len(text) > LONGEST:
            raise CellError(
                "too_long",
                f"В ячейке больше {LONGEST} знаков: похоже, строки файла слиплись. Проверьте файл и загрузите его снова.",
            )
        return read(text)

    return read_cell


# --- words ------------------------------------------------------------------------------------------------
_LOOK_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")


def folded(text: str) -> str:
    """Words as they are compared: case, ё/е and doubled spaces don't matter."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("ё", "е").split())


def _folded_letters(text: str) -> str:
    """Folded words without spaces where Latin letters that look Cyrillic are read as Cyrillic."""
    return re.sub(r"[\s\-–—]", "", folded(text)).translate(_LOOK_ALIKE)


@cache
def _words(values: tuple[str, ...]) -> dict[str, str]:
    same = _SYNONYMS.get(values, {})
    return {_folded_letters(word): word for word in values} | {
        _folded_letters(word): value for word, value in same.items()
    }


def _clause(text: str) -> Value:
    """A point of the rules in any of its spellings: «5.3-1», «5.3.1», «п. 5.3-1», «5.2 тон»; dates that Excel made of «5.3.1»."""
    word = folded(text)
    if made := re.match(r"(20\d\d)-03-05\b", word):
        word = f"5.3-{int(made[1]) - 2000}"
    known = re.search(r"5\s*[.,]\s*3\s*[-–.,/ ]*(?:п|пп|абз|подпункт|пункт)?\s*\.?\s*([1-6])(?!\d)", word)
    if known:
        return Value(f"5.3-{known[1]}")
    duty = re.search(r"5\s*[.,]\s*2\W*(стил|тон|провокац)", word)
    if duty:
        return Value(next(clause for clause in CLAUSES if clause.startswith(f"5.2-{duty[1]}")))
    return Value(OTHER, raw=text)


# --- numbers and instants ---------------------------------------------------------------------------------
def _number(text: str) -> float | None:
    compact = re.sub(r"(?<=\d)[\s'](?=\d)", "", text).replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"[+-]?\d+(\.\d*)?([eеЕE][+-]?\d{1,2})?", compact):
        return None
    return float(compact.replace("е", "e").replace("Е", "E"))


_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_RUSSIAN = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)")
_MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_SPELLED_DAY = re.compile(r"(\d{1,2})\s+([а-я]+)\s+(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?")
_ZONE = re.compile(r"(z|utc|gmt)?\s*([+-]\d{2}:?\d{2}|[+-]\d{2})?", re.I)
_NO_DATE = CellError(
    "not_a_date", "Это не дата. Впишите дату как дд.мм.гггг или дд.мм.гггг чч:мм и загрузите файл снова."
)


def _instant(text: str) -> tuple[datetime, bool]:
    """Date and time (with a zone where one is written), and whether a time of day was written."""
    number = _number(text)
    if number is not None:
        return _of_number(number)
    if text.startswith("PT") and text.endswith("S") and text[2:-1].isdigit():
        return _of_number(int(text[2:-1]) / 86400)  # an Excel serial that was formatted as hours
    words = folded(text)
    found = _ISO.match(words)
    if found:
        year, month, day = (int(part) for part in found.groups())
    elif found := _RUSSIAN.match(words):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
    elif found := _SPELLED_DAY.match(words):
        day, year = int(found[1]), int(found[3])
        month = next((n for n, stem in reversed(list(enumerate(_MONTHS, 1))) if found[2].startswith(stem)), 0)
    else:
        raise _NO_DATE
    try:
        return _with_clock(datetime(year, month, day), words[found.end() :])
    except (ValueError, OverflowError) as error:
        raise _NO_DATE from error


def _usual_instant(text: str) -> datetime | None:
    """The two commonest spellings, дд.мм.гггг чч:мм[:сс] and ISO, read quickly; None = look at it closely."""
    if len(text) not in (16, 19):
        return None
    try:
        if text[4] == "-" and text[7] == "-":
            found = datetime.fromisoformat(text)
            return found if found.tzinfo is None else None
        if (
            text[2] == "."
            and text[5] == "."
            and text[10] == " "
            and text[13] == ":"
            and text[16:17] in ("", ":")
        ):
            return datetime(
                *map(int, (text[6:10], text[3:5], text[:2], text[11:13], text[14:16], text[17:] or 0))
            )
    except ValueError:
        pass
    return None


@lru_cache(maxsize=50_000)
def _offset(tz: ZoneInfo, hour: datetime) -> timedelta:
    """How far a local hour is from UTC."""
    return hour.replace(tzinfo=tz).utcoffset()


def _with_clock(day: datetime, rest: str) -> tuple[datetime, bool]:
    """The rest of a date's text: nothing, «г.», or a time («25:30» is 01:30 of the next day) and perhaps a zone."""
    rest = re.sub(r"^(\s*г(ода|\.)?)?[\s,t]*(в\s+)?", "", rest)
    if not rest:
        return day, False
    clock = _CLOCK.match(rest)
    if not clock or int(clock[1]) > 47 or int(clock[2]) > 59 or int(clock[3] or 0) > 59:
        raise _NO_DATE
    moment = day + timedelta(
        hours=int(clock[1]),
        minutes=int(clock[2]),
        seconds=int(clock[3] or 0),
        microseconds=int((clock[4] or "0").ljust(6, "0")),
    )
    zone = _ZONE.fullmatch(rest[clock.end() :].strip())
    if not zone:
        raise _NO_DATE
    if zone[1] or zone[2]:
        offset = (zone[2] or "+00").replace(":", "").ljust(5, "0")
        moment = datetime.strptime(f"{moment:%Y-%m-%d %H:%M:%S.%f} {offset}", "%Y-%m-%d %H:%M:%S.%f %z")
    return moment, True


def _of_number(number: float) -> tuple[datetime, bool]:
    """An Excel serial, unix seconds or unix milliseconds."""
    try:
        if number > 1e11:
            return datetime.fromtimestamp(number / 1000, UTC), True
        if number > 1e8:
            return datetime.fromtimestamp(number, UTC), True
        if 1 <= number < 2_958_466:
            moment = _to_second(_EXCEL_ZERO + timedelta(days=number))
            return moment, number != int(number)
    except (ValueError, OverflowError, OSError) as error:
        raise _NO_DATE from error
    raise _NO_DATE


def _to_second(moment: datetime) -> datetime:
    """Excel keeps times as fractions of a day: what is a hair off a second is that second."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _in_range(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CellError(
            "date_out_of_range",
            f"Год вне {FIRST_YEAR}–{LAST_YEAR}. Проверьте дату и загрузите файл снова.",
        )
    return moment
