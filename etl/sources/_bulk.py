"""Large, well-formed delimited text, read by DuckDB a column at a time.

The same cells give the same values as in the row-by-row reading: what SQL doesn't understand at once (an unusual
date, an unknown word) goes, each distinct text once, through the very functions of `etl.cells`. Where a file is
not well formed, or something is odd about it, None is returned and it is read row by row.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from etl.cells import FIRST_YEAR, LAST_YEAR, LONGEST, CellError, reader
from etl.recognise import Block, Match
from etl.sources._delimited import Dialect
from warehouse.tables import Column, Lives, Type

MIN_BYTES = 4 << 20
_UNTIDY = "\u00a0\u202f\u2007\u2009\u200b\ufeff"
_DASHES = "('-', '–', '—', '−')"
_ARROW = {
    Type.INT: pa.int64(),
    Type.DATE: pa.date32(),
    Type.MOMENT: pa.timestamp("us"),
    Type.FLAG: pa.bool_(),
    Type.SECONDS: pa.int64(),
    Type.LIST: pa.list_(pa.string()),
}


@dataclass(frozen=True)
class Bulk:
    """What was read: rows of the table as a relation, and each refused row."""

    rows: duckdb.DuckDBPyRelation
    rejects: list[tuple[int, str, str, str, str]]  # line, heading, code, message, raw
    totals: list[int]
    untold: int
    zone_free: bool


def fetch(
    path: Path,
    dialect: Dialect,
    first_line: int,
    width: int,
    connection: duckdb.DuckDBPyConnection,
    name: str,
) -> bool:
    """Fetch the records below the headings into the temporary table `name` (line, c0 … cN), tidied.

    Returns False where the file is not well formed: ragged rows, quotation marks astray, NUL bytes.
    """
    if dialect.damaged:
        return False
    n_lines = _n_lines(path, dialect)
    if n_lines is None:
        return False
    source, is_copy = _as_utf8(path, dialect)
    try:
        _copy_in(source, dialect, first_line, width, connection, name)
    except duckdb.Error:
        connection.execute(f"drop table if exists {name}")
        return False
    finally:
        if is_copy:
            source.unlink()
    last = connection.execute(f"select max(last_line) from {name}").fetchone()[0]
    if last is not None and last != n_lines:  # blank lines within: numbers of lines would be wrong
        connection.execute(f"drop table {name}")
        return False
    _tidy(connection, name, width)
    return True


def _n_lines(path: Path, dialect: Dialect) -> int | None:
    """Lines of the file without blank ones at its end; None where it holds NUL bytes or lines that end in CR alone."""
    if dialect.encoding.startswith("utf-16"):
        return None
    n_lines, tail, returns, pairs = 0, b"", 0, 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            if b"\x00" in chunk:
                return None
            n_lines += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += (tail[-1:] + chunk).count(b"\r\n")
            tail = (tail + chunk)[-4096:]
    if returns != pairs:
        return None
    blank = tail[len(tail.rstrip(b"\r\n")) :].count(b"\n")
    return n_lines - blank + 1


def _as_utf8(path: Path, dialect: Dialect) -> tuple[Path, bool]:
    """The file itself, or a copy in UTF-8: DuckDB reads cp1251 as Latin letters."""
    if dialect.encoding.startswith("utf-8"):
        return path, False
    with (
        NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="",
            suffix=".csv",
            delete=False,
            dir=path.parent if os.access(path.parent, os.W_OK) else None,
        ) as copy,
        path.open(encoding=dialect.encoding, errors="replace", newline="") as file,
    ):
        while text := file.read(1 << 22):
            copy.write(text)
    return Path(copy.name), True


def _copy_in(
    source: Path,
    dialect: Dialect,
    first_line: int,
    width: int,
    connection: duckdb.DuckDBPyConnection,
    name: str,
) -> None:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    breaks = " + ".join(
        f"coalesce(length(c{place}) - length(replace(c{place}, chr(10), '')), 0)" for place in range(width)
    )
    connection.execute(
        f"""create or replace temp table {name} as
        with records as (
            select row_number() over () as record, {breaks} as inner_lines, *
            from read_csv(?, header = false, skip = ?, delim = ?, quote = '"', escape = '"', auto_detect = false,
                          all_varchar = true, strict_mode = true, columns = {{{columns}}})
        ),
        placed as (select *, ? + record + sum(inner_lines) over (order by record) as last_line from records)
        select (last_line - inner_lines)::bigint as line, last_line::bigint as last_line, * exclude (record, inner_lines, last_line)
        from placed""",
        [str(source), first_line - 1, dialect.separator, first_line - 1],
    )


def _tidy(connection: duckdb.DuckDBPyConnection, name: str, width: int) -> None:
    """Take away spaces that people don't see; only columns that have them are rewritten."""
    for place in range(width):
        untidy, longest = connection.execute(
            f"select bool_or(regexp_matches(c{place}, ? )), bool_or(c{place} <> trim(c{place}, ?)) from {name}",
            [f"[{_UNTIDY}]", " \t\r\n\v\f"],
        ).fetchone()
        if untidy:
            connection.execute(f"update {name} set c{place} = translate(c{place}, ?, '    ')", [_UNTIDY])
        if untidy or longest:
            connection.execute(f"update {name} set c{place} = trim(c{place}, ?)", [" \t\r\n\v\f"])


def typed(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    block: Block,
    match: Match,
    extras: dict[int, str],
    *,
    file_id: str,
    tz: ZoneInfo,
    allowed: frozenset[tuple[str, str]] | None,
    platform: str,
) -> Bulk:
    """Read the fetched cells by the types of their columns."""
    zone_free = False
    for place, key in match.columns.items():
        zone_free |= _read_column(connection, name, place, match.table.column(key), block.headings[place], tz)
    totals = _drop_furniture(connection, name, block, match)
    untold = _drop_untold(connection, name, match, allowed, platform)
    rejects = _rejects(connection, name, block, match)
    rows = connection.sql(_rows_sql(connection, name, block, match, extras, file_id))
    return Bulk(rows, rejects, totals, untold, zone_free)


# --- one column -------------------------------------------------------------------------------------------
def _read_column(
    connection: duckdb.DuckDBPyConnection, name: str, place: int, column: Column, heading: str, tz: ZoneInfo
) -> bool:
    """Fill v{place} (and h{place}, e{place}, w{place}): values, «has a time», errors, unknown words.

    Returns whether some instant named no zone.
    """
    cell, fast = f"c{place}", _fast(place, column)
    zone_free = False
    if column.type is Type.MOMENT:
        zone_free = _local_instants(connection, name, place, tz)
    connection.execute(f"alter table {name} add column v{place} {column.type.sql}")
    connection.execute(f"update {name} set v{place} = {fast} where {cell} <> ''")
    slow = _known_to_python(connection, name, place, column, tz)
    connection.register("cells_read", slow)
    connection.execute(f"create or replace temp table {name}_{place} as from cells_read")
    connection.unregister("cells_read")
    if slow.num_rows:
        connection.execute(
            f"update {name} as t set v{place} = s.value from {name}_{place} s where t.{cell} = s.cell and t.v{place} is null"
        )
        if column.type is Type.MOMENT:
            connection.execute(
                f"update {name} as t set h{place} = s.has_time from {name}_{place} s where t.{cell} = s.cell and t.h{place} is null"
            )
            zone_free |= any(
                value is not None and not zoned
                for value, zoned in zip(slow["value"].to_pylist(), slow["zoned"].to_pylist(), strict=True)
            )
    return zone_free


def _fast(place: int, column: Column) -> str:
    """SQL of the values that need no second look; null = look again."""
    cell = f"c{place}"
    match column.type:
        case Type.TEXT:
            kept = "" if column.key in {"text", "comment"} else f" and {cell} not in {_DASHES}"
            odd = (
                f" and not regexp_matches({cell}, '^[-–−+0-9].*[ .,eEеЕ]')"
                if column.lives is Lives.KEY
                else ""
            )
            return f"case when length({cell}) <= {LONGEST}{kept}{odd} then {cell} end"
        case Type.INT:
            return f"case when regexp_full_match({cell}, '[0-9]{{1,15}}') then {cell}::bigint end"
        case Type.MOMENT:
            return f"u{place}"
    return f"null::{column.type.sql}"


def _local_instants(connection: duckdb.DuckDBPyConnection, name: str, place: int, tz: ZoneInfo) -> bool:
    """Fill u{place} (UTC) and h{place} of the two commonest spellings: дд.мм.гггг чч:мм[:сс] and ISO without a zone."""
    cell = f"c{place}"
    connection.execute(f"alter table {name} add column u{place} timestamp")
    connection.execute(f"alter table {name} add column h{place} boolean")
    connection.execute(
        f"""update {name} set u{place} = case
            when regexp_full_match({cell}, '\\d\\d\\.\\d\\d\\.\\d{{4}} \\d\\d:\\d\\d(:\\d\\d)?')
                then try_strptime({cell}, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M'])
            when regexp_full_match({cell}, '\\d{{4}}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d)?')
                then try_strptime(replace({cell}, 'T', ' '), ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M']) end"""
    )
    hours = connection.execute(
        f"select distinct date_trunc('hour', u{place}) from {name} where u{place} is not null"
    ).fetchall()
    shifts = pa.table(
        {
            "hour": pa.array([hour for (hour,) in hours], pa.timestamp("us")),
            "shift": pa.array(
                [int(hour.replace(tzinfo=tz).utcoffset().total_seconds()) for (hour,) in hours], pa.int64()
            ),
        }
    )
    connection.register("hour_shifts", shifts)
    connection.execute(
        f"""update {name} as t set h{place} = true,
            u{place} = case when year(u{place}) between {FIRST_YEAR} and {LAST_YEAR} then u{place} - to_seconds(s.shift) end
            from hour_shifts s where date_trunc('hour', t.u{place}) = s.hour"""
    )
    connection.unregister("hour_shifts")
    return bool(hours)


def _known_to_python(
    connection: duckdb.DuckDBPyConnection, name: str, place: int, column: Column, tz: ZoneInfo
) -> pa.Table:
    """Every distinct cell that SQL left, read by the functions of `etl.cells`."""
    cells = [
        text
        for (text,) in connection.execute(
            f"select distinct c{place} from {name} where v{place} is null and c{place} <> ''"
        ).fetchall()
    ]
    read = reader(column, tz)
    values, times, codes, messages, words, zoned = [], [], [], [], [], []
    for text in cells:
        try:
            value, error = read(text), None
        except CellError as refusal:
            value, error = None, refusal
        values.append(value.value if value else None)
        times.append(value.has_time if value else None)
        zoned.append(bool(value and value.zoned))
        words.append(value.raw or None if value else None)
        codes.append(error.code if error else None)
        messages.append(error.message if error else None)
    text = pa.string()
    return pa.table(
        {
            "cell": pa.array(cells, text),
            "value": pa.array(values, _ARROW.get(column.type, text)),
            "has_time": pa.array(times, pa.bool_()),
            "zoned": pa.array(zoned, pa.bool_()),
            "code": pa.array(codes, text),
            "message": pa.array(messages, text),
            "word": pa.array(words, text),
        }
    )


# --- rows -------------------------------------------------------------------------------------------------
def _drop_furniture(
    connection: duckdb.DuckDBPyConnection, name: str, block: Block, match: Match
) -> list[int]:
    """Drop rows that are no data: empty ones, totals, headings printed again. Returns lines of totals."""
    cells = [f"c{place}" for place in range(len(block.headings))]
    empty = " and ".join(f"coalesce({c}, '') = ''" for c in cells)
    connection.execute(f"delete from {name} where {empty}")
    required = [f"c{p}" for p, key in match.columns.items() if match.table.column(key).required]
    lacks = " or ".join(f"coalesce({c}, '') = ''" for c in required) or "false"
    first = "coalesce(" + ", ".join(f"nullif({c}, '')" for c in cells) + ", '')"
    totals = f"({lacks}) and length({first}) < 60 and regexp_matches(lower({first}), '^(итого|всего|итог)(\\s|:|$)')"
    lines = [
        line
        for (line,) in connection.execute(f"select line from {name} where {totals} order by line").fetchall()
    ]
    if lines:
        connection.execute(f"delete from {name} where {totals}")
    same = " and ".join(f"coalesce(c{p}, '') = ?" for p in match.columns)
    connection.execute(f"delete from {name} where {same}", [block.headings[p] for p in match.columns])
    return lines


def _drop_untold(
    connection: duckdb.DuckDBPyConnection, name: str, match: Match, allowed: frozenset | None, platform: str
) -> int:
    """Drop rows of chats that nobody allowed to read; how many."""
    if allowed is None or match.table.name != "messages":
        return 0
    places = {key: place for place, key in match.columns.items()}
    own = f"coalesce(v{places['platform']}, $1)" if "platform" in places else "$1::varchar"
    pairs = sorted(allowed)
    connection.register(
        "may_be_read",
        pa.table(
            {
                "platform": pa.array([p for p, _ in pairs], pa.string()),
                "chat": pa.array([c for _, c in pairs], pa.string()),
            }
        ),
    )
    chat = f"v{places['chat_id']}"
    gone = connection.execute(
        f"delete from {name} where {chat} is not null and not exists (select 1 from may_be_read m where m.platform = {own} and m.chat = {chat})",
        [platform],
    ).fetchone()[0]
    connection.unregister("may_be_read")
    return gone


def _rejects(
    connection: duckdb.DuckDBPyConnection, name: str, block: Block, match: Match
) -> list[tuple[int, str, str, str, str]]:
    """Refuse rows with a cell that cannot be read, an empty starred key, or a message without a time; one reason each."""
    connection.execute(
        f"create or replace temp table {name}_bad (line bigint, place bigint, code varchar, message varchar, raw varchar)"
    )
    for place in match.columns:
        connection.execute(
            f"insert into {name}_bad select line, {place}, s.code, s.message, left(c{place}, 500) from {name} t "
            f"join {name}_{place} s on t.c{place} = s.cell where s.code is not null and t.v{place} is null"
        )
    places = {key: place for place, key in match.columns.items()}
    headings = {key: block.headings[place] for key, place in places.items()}
    for key, keys in required_parts(match):
        empty = " and ".join(f"v{places[k]} is null" for k in keys if k in places)
        error = empty_key(headings.get(key, match.table.column(key).headings[0]))
        connection.execute(
            f"insert into {name}_bad select line, ?, ?, ?, '' from {name} where {empty}",
            [len(block.headings) + places.get(key, 0), error.code, error.message],
        )
    if match.table.name == "messages" and "sent_at" in places:
        at = places["sent_at"]
        if not connection.execute(f"select coalesce(bool_or(h{at}), false) from {name}").fetchone()[0]:
            error = no_time()
            connection.execute(
                f"insert into {name}_bad select line, ?, ?, ?, '' from {name} where v{at} is not null",
                [2 * len(block.headings) + at, error.code, error.message],
            )
    found = connection.execute(
        f"select line, arg_min(place, place), arg_min(code, place), arg_min(message, place), arg_min(raw, place) from {name}_bad group by line order by line"
    ).fetchall()
    connection.execute(f"delete from {name} where line in (select line from {name}_bad)")
    width = len(block.headings)
    return [
        (line, block.headings[place % width], code, message, raw) for line, place, code, message, raw in found
    ]


def _rows_sql(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    block: Block,
    match: Match,
    extras: dict[int, str],
    file_id: str,
) -> str:
    """SQL of the rows that are left, in the canonical shape."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    picked = []
    brought = match.table.brought()
    for place, key in match.columns.items():
        picked.append(f"v{place} as {key}")
        if f"{key}_has_time" in brought:
            picked.append(f"h{place} as {key}_has_time")
    words = {
        place: block.headings[place]
        for place in match.columns
        if connection.execute(f"select count(word) from {name}_{place}").fetchone()[0]
    }
    pairs = [f"{quoted(text)}, nullif(c{place}, '')" for place, text in extras.items()]
    joins = ""
    for place, text in words.items():
        pairs.append(f"{quoted(text)}, s{place}.word")
        joins += f" left join {name}_{place} s{place} on t.c{place} = s{place}.cell"
    extra = (
        f"nullif(json_merge_patch('{{}}', json_object({', '.join(pairs)}))::varchar, '{{}}')"
        if pairs
        else "null::varchar"
    )
    return (
        f"select {', '.join(f't.{p}' for p in picked)}, {quoted(file_id)} as file_id, 'строка ' || t.line as locator, "
        f"{extra} as extras from {name} t{joins} order by t.line"
    )


# --- what both readings ask of a row ----------------------------------------------------------------------
def required_parts(match: Match) -> list[tuple[str, Sequence[str]]]:
    """Parts of the natural key that must not be empty: (column to name, columns of which one must be filled).

    A starred part without an alternative must be filled; where alternatives are given at least one cell of them.
    """
    table, parts = match.table, []
    for part in table.natural_key:
        keys = tuple(dict.fromkeys(key for option in part for key in option))
        starred = [key for key in keys if table.column(key).required]
        if starred and (len(part) > 1 or len(keys) == 1):
            parts.append((starred[0], keys))
    return parts


def empty_key(heading: str) -> CellError:
    """The reject of a row that nothing tells from others."""
    shown = " ".join(heading.split())[:80]
    return CellError(
        "empty_key",
        f"Пустая ячейка «{shown}»: без неё строку не отличить от других. Заполните её и загрузите файл снова.",
    )


def no_time() -> CellError:
    """The reject of a message that has a day but no time: it would be taken for one of the night."""
    return CellError(
        "no_time", "У сообщения указан только день. Выгрузите дату вместе со временем и загрузите файл снова."
    )
