"""What every JSON source needs: text out of bytes, a document's shape, moments, the chat's number in a name.

Nothing here knows VK or MAX objects.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from etl.sources.base import Incoming, Refused
from warehouse.tables import BY_NAME

VK, MAX = "VK Мессенджер", "MAX"
FIRST_GROUP_CHAT = 2_000_000_000  # a VK peer below it is a person or a community: never read
HEAD_BYTES = 64 * 1024
BOM = "\ufeff"

# Seconds since 1970 of 2011-01-01 and 2101-01-01: what lies outside is no date of a chat.
EARLIEST, LATEST = 1_293_840_000, 4_133_980_800
MILLISECONDS_FROM = 100_000_000_000


# --- bytes and text -------------------------------------------------------------------------------------
def decode(data: bytes) -> str:
    """Text of a JSON file: UTF-8 with or without BOM, UTF-16, at last cp1251; NUL bytes are left out."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1251", "replace")
    return text.replace("\x00", "")


def head(path: Path) -> str:
    """The beginning of a file as text, enough to recognise it."""
    with open(path, "rb") as file:
        data = file.read(HEAD_BYTES)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data[: len(data) // 2 * 2]
    else:  # a letter cut in half at the end must not turn UTF-8 into cp1251
        while data and len(data) == HEAD_BYTES and data[-1] & 0xC0 == 0x80:
            data = data[:-1]
        if len(data) > 1 and data[-1] >= 0xC0:
            data = data[:-1]
    return decode(data).lstrip(BOM + " \t\r\n")


def storable(text: str) -> str:
    """Text without NUL and lone surrogates, which no column can hold."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# --- documents ------------------------------------------------------------------------------------------
_LENIENT = json.JSONDecoder(strict=False)


def is_json_lines(path: Path) -> bool:
    """Whether each line is a document of its own: two lines that begin like one, with no comma between."""
    first = second = b""
    with open(path, "rb") as file:
        for line in file:
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not line:
                continue
            if not first:
                first = line
                if first[:1] != b"{":
                    return False
                continue
            second = line
            break
    return bool(second) and second[:1] == b"{" and (first[-1:] == b"}" or _is_broken_line(first, second))


def _is_broken_line(first: bytes, second: bytes) -> bool:
    """A first line cut short, before a whole second one (a pretty-printed document has no such lines)."""
    return len(first) > 1 and second[-1:] == b"}" and first[-1:] not in b",[{:"


def parse(text: str) -> object:
    """One JSON document. Raises: Refused where the text breaks off or is no JSON."""
    try:
        value, end = _LENIENT.raw_decode(text.lstrip(BOM + " \t\r\n"))
    except RecursionError:
        raise Refused("Файл вложен слишком глубоко: это не выгрузка чата.") from None
    except ValueError as error:
        raise Refused(broken_sentence(error, text)) from None
    rest = text.lstrip(BOM + " \t\r\n")[end:].strip()
    if rest:
        raise Refused("После конца документа JSON в файле стоит лишний текст: выгрузите файл заново.")
    return value


def broken_sentence(error: ValueError, text: str) -> str:
    """Why a document cannot be read, in words."""
    position = getattr(error, "pos", 0)
    rest = text.rstrip()
    if position >= len(rest) - 1 or not rest.endswith(("}", "]")) or "Unterminated" in str(error):
        return "Файл JSON обрывается на полуслове: выгрузка не завершилась. Выгрузите его ещё раз целиком."
    return f"Файл JSON повреждён (знак {position + 1}). Выгрузите его ещё раз и не правьте в текстовом редакторе."


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of every line that is not empty."""
    with open(path, "rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            file.seek(0)
            numbered = enumerate(decode(file.read()).splitlines(), 1)
        else:
            file.seek(0)
            numbered = ((number, decode(line)) for number, line in enumerate(file, 1))
        for number, line in numbered:
            if line := line.strip(BOM + " \t\r\n"):
                yield number, line


class LargeDocument:
    """A document too large to parse at once: the elements of its list one by one, then what stands around it.

    The list is the document itself or the first field «items»; `rest` is the document with that list empty.
    """

    _WINDOW = 4 * 2**20  # characters read at once
    _LIST = re.compile(r'\A\s*\[|\A.*?"items"\s*:\s*\[', re.S)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rest: object = None

    def elements(self) -> Iterator[tuple[int, str, object]]:
        """Turn, text and value of each element; `rest` is known afterwards. Raises: Refused."""
        with open(self.path, encoding="utf-8-sig", errors="replace") as file:
            window = file.read(self._WINDOW)
            found = self._LIST.match(window)
            if found is None:
                raise Refused(
                    "Файл JSON слишком велик, а списка сообщений в его начале нет. Разделите выгрузку."
                )
            before, at, turn, is_last = window[: found.end()], found.end(), 0, False
            while True:
                at = _past_comma(window, at)
                if at < len(window) and window[at] == "]":
                    break
                try:
                    value, end = _LENIENT.raw_decode(window, at)
                    is_cut = end > len(window) - 16 and not is_last  # a number might go on
                except (ValueError, RecursionError) as error:
                    if is_last:
                        raise Refused(broken_sentence(ValueError(str(error)), window)) from None
                    is_cut = True
                if is_cut:
                    more = file.read(max(self._WINDOW, len(window) - at))
                    window, at, is_last = window[at:] + more, 0, not more
                    continue
                yield turn, window[at:end], value
                turn, at = turn + 1, end
            self.rest = parse(before + window[at:] + file.read())


def _past_comma(text: str, at: int) -> int:
    return _COMMA.match(text, at).end()


_COMMA = re.compile(r"[\s,\x00]*")


# --- values ---------------------------------------------------------------------------------------------
def whole(value: object) -> int | None:
    """An integer from a number or its text; None for anything else (a boolean is no number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,18}\s*", value):
        return int(value)
    return None


def moment(value: object) -> datetime | None:
    """A UTC moment (naive) from seconds or milliseconds by magnitude; None outside 2011–2100."""
    number = whole(value)
    if number is None:
        return None
    micros = number * (1_000 if abs(number) > MILLISECONDS_FROM else 1_000_000)
    if not EARLIEST * 1_000_000 <= micros < LATEST * 1_000_000:
        return None
    return datetime.fromtimestamp(micros // 1_000_000, UTC).replace(
        tzinfo=None, microsecond=micros % 1_000_000
    )


def local_day(instant: datetime | None, tz: ZoneInfo) -> date | None:
    """The institution's day of a UTC moment."""
    return None if instant is None else instant.replace(tzinfo=UTC).astimezone(tz).date()


def is_truth(value: object) -> bool:
    """Whether a flag is set: true, 1, "1"."""
    return value is True or whole(value) == 1


# --- the same three in SQL ------------------------------------------------------------------------------
def sql_micros(column: str) -> str:
    """Microseconds since 1970 of a column in seconds or milliseconds; NULL outside 2011–2100."""
    return (
        f"(case when {column} >= {EARLIEST} and {column} < {LATEST} then {column} * 1000000 "
        f"when {column} >= {EARLIEST}000 and {column} < {LATEST}000 then {column} * 1000 end)"
    )


def sql_moment(column: str) -> str:
    """TIMESTAMP (UTC) of a column in seconds or milliseconds."""
    return f"make_timestamp({sql_micros(column)})"


_ENTITY = "&(?:#[0-9]{1,7}|amp|lt|gt|quot|nbsp);"


def sql_plain(column: str) -> str:
    """Text as its author saw it: entities unescaped once, mentions as names, no NUL.

    Old dumps hold `&#128516;`; an entity that was escaped twice stays an entity. `[id1|Имя]` shows «Имя».
    """
    one = (
        "case e when '&amp;' then '&' when '&lt;' then '<' when '&gt;' then '>' when '&quot;' then '\"' "
        "when '&nbsp;' then ' ' else case when try_cast(e[3:-2] as integer) between 1 and 1114111 "
        "and try_cast(e[3:-2] as integer) not between 55296 and 57343 "
        "then chr(try_cast(e[3:-2] as integer)) else '' end end"
    )
    entities = (
        f"array_to_string(list_transform(list_zip(regexp_split_to_array({column}, '{_ENTITY}'), "
        f"list_transform(regexp_extract_all({column}, '{_ENTITY}'), lambda e: {one})), "
        "lambda pair: pair[1] || coalesce(pair[2], '')), '')"
    )
    unescaped = f"(case when contains({column}, '&') then {entities} else {column} end)"
    named = (
        f"replace(regexp_replace({unescaped}, "
        "'\\[(?:id|club|public|event)[0-9]+\\|([^\\]]*)\\]', '\\1', 'g'), chr(0), '')"
    )
    unusual = " or ".join(f"contains({column}, {sign})" for sign in ("'&'", "'|'", "chr(0)"))
    return f"(case when {unusual} then {named} else {column} end)"


def sql_made_key(peer: str, micros: str, author: str, text: str, ordinal: str) -> str:
    """A message's key where the file has none: the same message of another edition gets the same key."""
    return (
        f"'x' || left(sha256(concat_ws('|', {peer}, {micros} // 1000000, {author}, coalesce({text}, ''), "
        f"{ordinal})), 20)"
    )


def made_key(peer: object, sent_at: datetime, author: object, text: str, ordinal: int) -> str:
    """`sql_made_key` in Python."""
    seconds = int(sent_at.replace(tzinfo=UTC).timestamp())
    return (
        "x"
        + hashlib.sha256("|".join(map(str, (peer, seconds, author, text, ordinal))).encode()).hexdigest()[:20]
    )


# --- names of files -------------------------------------------------------------------------------------
def peer_hint(name: str) -> int | None:
    """The VK peer that a file's name or the nearest folder's name tells, or None.

    `2000000123.json`, `peer_2000000123/history.json`, `2000000123_members.json` name a chat; a folder or a file
    that is nothing but a number (`-15/history.json`, `920000001.json`) names a private dialog.
    """
    parts = list(Path(name.replace("\\", "/")).parts)
    if not parts:
        return None
    for part in (parts[-1].rsplit(".", 1)[0], *reversed(parts[:-1])):
        for digits in re.findall(r"(?<!\d)(2\d{9})(?!\d)", part):
            if int(digits) > FIRST_GROUP_CHAT:
                return int(digits)
        bare = re.fullmatch(r"(?:(?:peer|id|dialog|chat)_?)?(-?\d{1,10})", part)
        if bare and not _looks_like_a_day(bare[1]):
            return int(bare[1])
    return None


def _looks_like_a_day(digits: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}|20\d{6}|20\d{4}", digits))


# --- batches --------------------------------------------------------------------------------------------
_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "VARCHAR[]": pa.list_(pa.string()),
}
_PLACE = {"file_id": "VARCHAR", "locator": "VARCHAR", "extras": "VARCHAR"}


def arrow_rows(table: str, rows: Sequence[dict[str, object]]) -> pa.Table:
    """Rows of a canonical table as Arrow: the columns that any row fills, with the declared types."""
    declared = BY_NAME[table]
    shape = declared.brought() | {c.key: c.type.sql for c in declared.columns if c.derived} | _PLACE
    used = [key for key in shape if any(key in row for row in rows)]
    unknown = {key for row in rows for key in row} - set(shape)
    if unknown:
        raise KeyError(f"{table}: {sorted(unknown)}")
    return pa.table(
        {key: pa.array([_cell(row.get(key)) for row in rows], _ARROW[shape[key]]) for key in used}
    )


def _cell(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def extras(**values: object) -> str | None:
    """Extra facts as JSON text, or None where there are none."""
    kept = {key: value for key, value in values.items() if value not in (None, "", [], {})}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


def raw_text(value: object, column: str) -> str:
    """The one value that made a row unreadable, as it came: never the rest of the object, which may hold anything."""
    for key in column.split(".") if column else ():
        value = value.get(key) if isinstance(value, dict) else None
    if value is None or not column:
        return ""
    return storable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[
        :200
    ]


_numbers = count(1)


def temp_name(stem: str) -> str:
    """A name of a temporary table that no other reading uses."""
    return f"{stem}_{next(_numbers)}_{uuid.uuid4().hex[:8]}"


def chunks(files: Iterable[Incoming], limit: int) -> Iterator[list[Incoming]]:
    """Files in runs of at most `limit` bytes, so that a run's documents fit in memory."""
    run: list[Incoming] = []
    size = 0
    for file in files:
        weight = file.path.stat().st_size
        if run and size + weight > limit:
            yield run
            run, size = [], 0
        run.append(file)
        size += weight
    if run:
        yield run
