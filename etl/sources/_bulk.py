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
_ENDS = r"e' \t\r\n\v\f'"
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
        _run(connection, f"drop table if exists {name}")
        return False
    finally:
        if is_copy:
            source.unlink()
    last = _run(connection, f"select max(last_line) from {name}")[0][0]
    if last is not None and last != n_lines:  # blank lines within: numbers of lines would be wrong
        _run(connection, f"drop table {name}")
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
    _run(
        connection,
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
    """Take away spaces that people don't see, empty rows, and texts of nothing; only columns that have them are rewritten."""
    told = ", ".join(
        f"bool_or(regexp_matches(c{p}, '[{_UNTIDY}]')), bool_or(c{p} <> trim(c{p}, {_ENDS}))"
        for p in range(width)
    )
    flags = _run(connection, f"select {told} from {name}")[0]
    cells = []
    for place in range(width):
        cell = f"c{place}"
        if flags[2 * place]:
            cell = f"translate({cell}, '{_UNTIDY}', '    ')"
        if flags[2 * place] or flags[2 * place + 1]:
            cell = f"trim({cell}, {_ENDS})"
        cells.append(f"coalesce({cell}, '') as c{place}")
    empty = " and ".join(f"c{place} = ''" for place in range(width))
    _run(
        connection,
        f"create or replace temp table {name} as from (select line, {', '.join(cells)} from {name}) where not ({empty})",
    )


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
    totals = _drop_furniture(connection, name, block, match)
    untold = _drop_untold(connection, name, block, match, tz, allowed, platform)
    zone_free = _read_columns(connection, name, match, tz)
    rejects = _rejects(connection, name, block, match)
    rows = connection.sql(_rows_sql(connection, name, block, match, extras, file_id))
    return Bulk(rows, rejects, totals, untold, zone_free)


def _run(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] | None = None
) -> list[tuple]:
    """Run a statement to its end: an unread result would hold the connection."""
    return connection.execute(sql, values or []).fetchall()


# --- one column -------------------------------------------------------------------------------------------
def _read_columns(connection: duckdb.DuckDBPyConnection, name: str, match: Match, tz: ZoneInfo) -> bool:
    """Give the fetched rows v{place} (values) and h{place} (has a time); {name}_{place} holds what Python read.

    Returns whether some instant named no zone.
    """
    columns = {place: match.table.column(key) for place, key in match.columns.items()}
    moments = [place for place, column in columns.items() if column.type is Type.MOMENT]
    zone_free = False
    if moments:
        local = ", ".join(f"{_LOCAL.format(cell=f'c{place}')} as l{place}" for place in moments)
        _run(connection, f"create or replace temp table {name} as select *, {local} from {name}")
        zone_free = _shifts(connection, name, moments, tz)
    values, joins = [], ""
    for place, column in columns.items():
        fast = _fast(place, column)
        zone_free |= _read_rest(connection, name, place, column, fast, tz)
        rest = f"s{place}"
        if column.type is Type.MOMENT:
            values.append(f"coalesce(l{place} - to_seconds(k{place}.shift), {rest}.value) as v{place}")
            values.append(
                f"coalesce(if(k{place}.shift is not null, true, null), {rest}.has_time) as h{place}"
            )
            joins += f" left join {name}_shifts k{place} on date_trunc('hour', l{place}) = k{place}.hour"
        else:
            values.append(f"coalesce({fast}, {rest}.value) as v{place}")
        joins += f" left join {name}_{place} {rest} on c{place} = {rest}.cell"
    _run(
        connection,
        f"create or replace temp table {name} as select t.*, {', '.join(values)} from {name} t{joins}",
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
            return f"case when length({cell}) <= {LONGEST}{kept}{odd} then nullif({cell}, '') end"
        case Type.INT:
            return f"case when regexp_full_match({cell}, '[0-9]{{1,15}}') then {cell}::bigint end"
        case Type.MOMENT:
            return f"case when year(l{place}) between {FIRST_YEAR} and {LAST_YEAR} then l{place} end"
    return f"null::{column.type.sql}"


# The two commonest spellings of an instant: дд.мм.гггг чч:мм[:сс], and ISO without a zone.
_LOCAL = """case
    when regexp_full_match({cell}, '\\d\\d\\.\\d\\d\\.\\d\\d\\d\\d \\d\\d:\\d\\d(:\\d\\d)?')
        then try_strptime({cell}, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M'])
    when regexp_full_match({cell}, '\\d\\d\\d\\d-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d)?')
        then try_strptime(replace({cell}, 'T', ' '), ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M'])
    end"""


def _shifts(connection: duckdb.DuckDBPyConnection, name: str, moments: Sequence[int], tz: ZoneInfo) -> bool:
    """Fill {name}_shifts: how far each local hour of the file is from UTC, by Python's own zones."""
    hours = _run(
        connection,
        " union ".join(
            f"select distinct date_trunc('hour', l{p}) as hour from {name} where year(l{p}) between {FIRST_YEAR} and {LAST_YEAR}"
            for p in moments
        ),
    )
    shifts = [int(hour.replace(tzinfo=tz).utcoffset().total_seconds()) for (hour,) in hours]
    _keep(
        connection,
        f"{name}_shifts",
        pa.table(
            {
                "hour": pa.array([hour for (hour,) in hours], pa.timestamp("us")),
                "shift": pa.array(shifts, pa.int64()),
            }
        ),
    )
    return bool(hours)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("rows_to_keep", rows)
    _run(connection, f"create or replace temp table {name} as from rows_to_keep")
    connection.unregister("rows_to_keep")


def _read_rest(
    connection: duckdb.DuckDBPyConnection, name: str, place: int, column: Column, fast: str, tz: ZoneInfo
) -> bool:
    """Fill {name}_{place} with every distinct cell that SQL left, read by the functions of `etl.cells`.

    Returns whether some of them is an instant without a zone.
    """
    found = _run(
        connection, f"select distinct c{place} from {name} where c{place} <> '' and ({fast}) is null"
    )
    cells = [text for (text,) in found]
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
    rest = pa.table(
        {
            "cell": pa.array(cells, text),
            "value": pa.array(values, _ARROW.get(column.type, text)),
            "has_time": pa.array(times, pa.bool_()),
            "code": pa.array(codes, text),
            "message": pa.array(messages, text),
            "word": pa.array(words, text),
        }
    )
    _keep(connection, f"{name}_{place}", rest)
    return column.type is Type.MOMENT and any(
        value is not None and not told for value, told in zip(values, zoned, strict=True)
    )


# --- rows -------------------------------------------------------------------------------------------------
def _drop_furniture(
    connection: duckdb.DuckDBPyConnection, name: str, block: Block, match: Match
) -> list[int]:
    """Drop rows that are no data: totals, headings printed again. Returns lines of totals."""
    cells = [f"c{place}" for place in range(len(block.headings))]
    required = [f"c{p}" for p, key in match.columns.items() if match.table.column(key).required]
    lacks = " or ".join(f"{c} = ''" for c in required) or "false"
    first = "coalesce(" + ", ".join(f"nullif({c}, '')" for c in cells) + ", '')"
    totals = f"({lacks}) and length({first}) < 60 and regexp_matches(lower({first}), '^(итого|всего|итог)(\\s|:|$)')"
    lines = [line for (line,) in _run(connection, f"select line from {name} where {totals} order by line")]
    if lines:
        _run(connection, f"delete from {name} where {totals}")
    same = " and ".join(f"c{p} = ?" for p in match.columns)
    _run(connection, f"delete from {name} where {same}", [block.headings[p] for p in match.columns])
    return lines


def _drop_untold(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    block: Block,
    match: Match,
    tz: ZoneInfo,
    allowed: frozenset[tuple[str, str]] | None,
    platform: str,
) -> int:
    """Drop rows of chats that nobody allowed to read; how many."""
    if allowed is None or match.table.name != "messages":
        return 0
    gone = [
        cells
        for cells, told in chats_of(connection, name, match, tz, platform).items()
        if told[1] and told not in allowed
    ]
    if not gone:
        return 0
    places = {key: place for place, key in match.columns.items()}
    own = f"c{places['platform']}" if "platform" in places else "''"
    _keep(
        connection,
        f"{name}_untold",
        pa.table(
            {
                "platform": pa.array([p for p, _ in gone], pa.string()),
                "chat": pa.array([c for _, c in gone], pa.string()),
            }
        ),
    )
    return _run(
        connection,
        f"delete from {name} where ({own}, c{places['chat_id']}) in (select (platform, chat) from {name}_untold)",
    )[0][0]


def chats_of(
    connection: duckdb.DuckDBPyConnection, name: str, match: Match, tz: ZoneInfo, platform: str
) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Cells (platform, chat) as they stand in the fetched rows → the chat they mean."""
    places = {key: place for place, key in match.columns.items()}
    own = f"c{places['platform']}" if "platform" in places else "''"
    cells = _run(connection, f"select distinct {own}, c{places['chat_id']} from {name}")

    def read(key: str, text: str) -> str | None:
        try:
            return reader(match.table.column(key), tz)(text).value
        except CellError:
            return None

    return {(p, c): (read("platform", p) or platform, read("chat_id", c)) for p, c in cells}


def _rejects(
    connection: duckdb.DuckDBPyConnection, name: str, block: Block, match: Match
) -> list[tuple[int, str, str, str, str]]:
    """Refuse rows with a cell that cannot be read, an empty starred key, or a message without a time; one reason each."""
    bad = f"{name}_bad"
    _run(
        connection,
        f"create or replace temp table {bad} (line bigint, rank bigint, heading varchar, code varchar, message varchar, raw varchar)",
    )
    for place in match.columns:
        _run(
            connection,
            f"insert into {bad} select line, {place}, ?, s.code, s.message, left(c{place}, 500) from {name} t "
            f"join {name}_{place} s on t.c{place} = s.cell where s.code is not null and t.v{place} is null",
            [block.headings[place]],
        )
    places = {key: place for place, key in match.columns.items()}
    demands = [
        (block.headings[places[key]], " and ".join(f"v{places[k]} is null" for k in keys if k in places))
        for key, keys in required_parts(match)
    ]
    for rank, (heading, empty) in enumerate(demands, len(block.headings)):
        error = empty_key(heading)
        _run(
            connection,
            f"insert into {bad} select line, ?, ?, ?, ?, '' from {name} where {empty}",
            [rank, heading, error.code, error.message],
        )
    at = places.get("sent_at")
    if (
        match.table.name == "messages"
        and not _run(connection, f"select coalesce(bool_or(h{at}), false) from {name}")[0][0]
    ):
        error = no_time()
        _run(
            connection,
            f"insert into {bad} select line, 1000000, ?, ?, ?, '' from {name} where v{at} is not null",
            [block.headings[at], error.code, error.message],
        )
    found = _run(
        connection,
        f"select line, arg_min(heading, rank), arg_min(code, rank), arg_min(message, rank), arg_min(raw, rank) from {bad} group by line order by line",
    )
    if found:
        _run(connection, f"delete from {name} where line in (select line from {bad})")
    return found


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
        if _run(connection, f"select count(word) from {name}_{place}")[0][0]
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
