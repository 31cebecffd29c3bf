"""Spreadsheets that people keep: XLSX, XLS, ODS and delimited text with the headings of the declared tables.

A sheet comes in as rows of texts, whatever its format; its headings say which table it is; then each column is
read by its type. A row with a cell that cannot be read is one reject; the rest of the sheet goes on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice, zip_longest
from pathlib import Path
from threading import Lock
from zipfile import BadZipFile, ZipFile

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from etl.cells import MISSING, CellError, Value, folded, plain, read_date, reader, tidy
from etl.recognise import HELP_SHEET, Block, Match, blocks, is_repeated_header
from etl.sources._bulk import MIN_BYTES, chats_of, empty_key, fetch, no_time, required_parts, typed
from etl.sources._delimited import Broken, Dialect, dialect_of, is_tabular, rows_of
from etl.sources.base import Batch, Context, Incoming, Outcome, Reading, Refused, Reject, Survey
from warehouse.tables import CHAT_ROLES, Column, Table, Type

HEAD = 5_000  # rows in which headings and tables below one another are looked for
CHUNK = 20_000
LARGEST_AREA = 60_000_000  # cells; a filled cell in the far corner would make a reader allocate them all
RAW_KEPT = 500
_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "VARCHAR[]": pa.list_(pa.string()),
}
_TOTALS = re.compile(r"(итого|всего|итог)(\s|:|$)")
_PERSONAL = re.compile(
    r"телефон|моб|phone|рожд|birth|снилс|паспорт|инн$|адрес|почт|mail|парол|token|токен|cookie"
)
_NAMED_DAY = re.compile(
    r"(?<![а-яё])на\s+(\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}\s+[а-яё]+\s+\d{4})"
)
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4}[-_.]\d\d[-_.]\d\d|\d\d[-_.]\d\d[-_.]\d{4})(?!\d)")

Row = tuple[int, Sequence[str] | Broken]
Span = tuple[
    tuple[int, int], tuple[int, int]
]  # (row, column) of the first and the last cell; rows from 1, columns from 0


@dataclass
class Sheet:
    """One sheet as rows of texts: the first ones at hand, the rest still coming."""

    name: str  # "" for a delimited text
    head: list[Row]
    rest: Iterator[Row]
    merged: list[Span] = field(default_factory=list)
    dialect: Dialect | None = None  # of a delimited text

    def locator(self, number: int) -> str:
        """Where a row stands, for a person."""
        return f"лист «{self.name}», строка {number}" if self.name else f"строка {number}"


@dataclass
class _Loaded:
    """What one sheet or file has given so far."""

    batches: list[Batch] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    zone_free: bool = False
    untold: int = 0


class Spreadsheet:
    """Sheets with the headings of the declared tables."""

    name = "spreadsheet"
    title = "таблица (XLSX, XLS, ODS, CSV)"
    order = 90  # the last to be asked: many formats are delimited text too

    def recognise(self, file: Incoming) -> bool:
        """Whether the file is a workbook or delimited text. Raises: Refused."""
        kind = kind_of(file.path)
        return kind in {"xlsx", "ods", "xls"} or (
            kind == "text" and is_tabular(file.path, dialect_of(file.path))
        )

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """Which chats stand in sheets of messages and members, and whether a register of chats is among them."""
        return [_survey(file, context) for file in files]

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of every sheet that fits a table."""
        reading = Reading()
        for file in files:
            try:
                _read_file(file, context, reading)
            except Refused as refusal:
                reading.outcomes[file.file_id] = Outcome(status="refused", reason=str(refusal))
        return reading


SOURCE = Spreadsheet()


# --- a file as sheets -------------------------------------------------------------------------------------
def kind_of(path: Path) -> str:
    """What a file is by its first bytes: xlsx, ods, xls, text or other."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if not start.startswith(b"PK"):
        return "text"
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError):
        return "other"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    return "ods" if {"content.xml", "mimetype"} <= names else "other"


def sheets(file: Incoming) -> Iterator[Sheet | str]:
    """Every sheet of a file; in place of one that cannot be read, a Russian sentence. Raises: Refused."""
    if kind_of(file.path) == "text":
        dialect = dialect_of(file.path)
        records = rows_of(file.path, dialect)
        sheet = _sheet(
            "", ((n, row if isinstance(row, Broken) else [tidy(cell) for cell in row]) for n, row in records)
        )
        sheet.dialect = dialect
        yield sheet
        return
    try:
        with _panics_caught():
            workbook = CalamineWorkbook.from_path(str(file.path))
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(
            "Книга не открывается: файл повреждён или защищён паролем. Откройте его в Excel, снимите пароль, сохраните как XLSX и загрузите снова."
        ) from error
    areas = _areas(file.path)
    for place, name in enumerate(workbook.sheet_names):
        if name == HELP_SHEET:
            continue
        if areas.get(place, 0) > LARGEST_AREA:
            yield f"Лист «{name}» не прочитан: заполненные ячейки разбросаны слишком далеко друг от друга. Удалите лишние строки и столбцы за таблицей и загрузите файл снова."
            continue
        try:
            with _panics_caught():
                sheet = workbook.get_sheet_by_index(place)
            left = sheet.start[1] if sheet.start else 0
            rows = (
                (number, [""] * left + [plain(cell) for cell in row])
                for number, row in enumerate(sheet.iter_rows(), 1)
                if any(cell != "" for cell in row)
            )
            merged = [((a + 1, b), (c + 1, d)) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
            yield _sheet(name, rows, merged)
        except (CalamineError, OSError, ValueError):
            yield f"Лист «{name}» не читается. Сохраните книгу в Excel заново и загрузите её снова."


_stderr = Lock()


@contextmanager
def _panics_caught() -> Iterator[None]:
    """Some damaged workbooks make the reader stop in a panic of its own, which is no `Exception` and prints itself.

    Here it is told as any other damage, and nothing is printed. Raises: ValueError.
    """
    with _stderr, open(os.devnull, "wb") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise ValueError("the workbook is damaged") from None
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _sheet(name: str, rows: Iterator[Row], merged: Sequence[tuple] = ()) -> Sheet:
    return Sheet(name, list(islice(rows, HEAD)), rows, list(merged))


_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?(?<!/)>')


def _areas(path: Path) -> dict[int, int]:
    """Rows × columns that the filled cells of each sheet of an XLSX span, by the sheet's place in the archive's order.

    Only sheets that are suspiciously wide are told: where the far cells are can be seen without reading the rest.
    """
    if kind_of(path) != "xlsx":
        return {}
    found: dict[int, int] = {}
    with ZipFile(path) as archive:
        names = sorted(
            (name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
            key=lambda name: int(re.findall(r"\d+", name)[0]),
        )
        for place, name in enumerate(names):
            last_row = last_column = 0
            with archive.open(name) as sheet:
                tail = b""
                while chunk := sheet.read(1 << 20):
                    for letters, digits in _CELL.findall(tail + chunk):
                        last_row = max(last_row, int(digits))
                        last_column = max(last_column, _column_number(letters))
                    tail = chunk[-64:]
            found[place] = last_row * last_column
    return found


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# --- what a sheet is --------------------------------------------------------------------------------------
def _texts(row: Sequence[str] | Broken) -> Sequence[str]:
    return () if isinstance(row, Broken) else row


def blocks_of(sheet: Sheet, file: Incoming, context: Context) -> list[Block]:
    """The tables of a sheet; a person's answer for the file (or the sheet) comes before any rule."""
    answer = context.tables.get(f"{file.file_id}#{sheet.name}") or context.tables.get(file.file_id)
    name = sheet.name or Path(file.name).stem
    found = blocks([_texts(row) for _, row in sheet.head], name=name, mappings=context.mappings, table=answer)
    if sum(block.last_row is None for block in found) > 1:  # tables side by side walk the same rows
        sheet.head += sheet.rest
    return found


def _survey(file: Incoming, context: Context) -> Survey:
    found: dict[tuple[str, str], None] = {}
    is_register = False
    for sheet in sheets(file):
        if isinstance(sheet, str):
            continue
        here = blocks_of(sheet, file, context)
        is_register |= any(m.table.name == "chats" for block in here for m in block.choice.matches)
        telling = {"messages", "chat_members", "chats"}  # the chats that a register names are known by it
        told = [(b, m) for b in here for m in b.choice.matches if m.table.name in telling]
        for block, match in told:
            if _suits_bulk(sheet, block, file) and _fetched(
                sheet, block, file, context, f"survey_{file.file_id}"
            ):
                told_chats = chats_of(
                    context.connection, f"survey_{file.file_id}", match, context.tz, context.platform
                )
                found |= dict.fromkeys((platform, chat) for platform, chat in told_chats.values() if chat)
                context.connection.execute(f"drop table survey_{file.file_id}").fetchall()
                break
            platform_of, chat_of = (
                _cell_reader(match, block, key, context) for key in ("platform", "chat_id")
            )
            rows = (row for _, row in _rows_of_block(sheet, block) if not isinstance(row, Broken))
            for platform, chat in {(platform_of(row), chat_of(row)): None for row in rows}:
                if chat:
                    found[platform or context.platform, chat] = None
            break  # the rest of a sheet can be walked once
    return Survey(file.file_id, tuple(found), is_register=is_register)


def _cell_reader(
    match: Match, block: Block, key: str, context: Context
) -> Callable[[Sequence[str]], str | None]:
    place = next((place for place, own in match.columns.items() if own == key), None)
    if place is None:
        return lambda row: None
    read, at, known = reader(match.table.column(key), context.tz), block.left + place, {}

    def of_row(row: Sequence[str]) -> str | None:
        text = row[at] if at < len(row) else ""
        if text not in known:
            try:
                known[text] = read(text).value
            except CellError:
                known[text] = None
        return known[text]

    return of_row


# --- reading ----------------------------------------------------------------------------------------------
def _read_file(file: Incoming, context: Context, reading: Reading) -> None:
    """Read every sheet of a file into `reading`."""
    outcome = reading.outcomes[file.file_id] = Outcome()
    loaded = _Loaded()
    questions: list[tuple[Sheet, Block]] = []
    strangers: list[str] = []
    found_tables: list[Table] = []
    titles: list[str] = []
    unknown: list[str] = []
    for sheet in sheets(file):
        if isinstance(sheet, str):
            loaded.notes.append(sheet)
            strangers.append(sheet)
            continue
        here = blocks_of(sheet, file, context)
        if not here or not any(block.choice.matches or block.choice.tied for block in here):
            strangers.append(_stranger(sheet, here))
        for block in here:
            titles += [*block.titles, sheet.name]
            if block.choice.tied:
                questions.append((sheet, block))
            elif block.choice.matches:
                found_tables += [match.table for match in block.choice.matches]
                _describe(block, sheet, outcome)
                _read_block(sheet, block, file, context, loaded)
            else:
                unknown += [text for text in block.headings if text]
    if questions and not found_tables:
        outcome.status, outcome.reason = "asked", " ".join(_question(*question) for question in questions)
        return
    if not found_tables:
        outcome.unknown_headings = unknown
        outcome.status, outcome.reason = (
            "refused",
            " ".join(strangers)
            or "В файле нет ни одной заполненной строки. Внесите данные и загрузите файл снова.",
        )
        return
    for sheet, block in questions:
        _reject_block(sheet, block, file, loaded)
    outcome.notes += [*loaded.notes, *(text for text in strangers if text not in loaded.notes)]
    if loaded.untold:
        outcome.notes.append(
            f"Не загружено строк: {loaded.untold} — их чатов нет в реестре и они не названы."
        )
    outcome.zone_free = loaded.zone_free
    if loaded.batches and any(table.state_list for table in found_tables):
        outcome.as_of = as_of_titles(titles, context) or as_of_name(file.name, context)
        outcome.needs_as_of = outcome.as_of is None
    reading.batches += loaded.batches
    reading.rejects += loaded.rejects


def _describe(block: Block, sheet: Sheet, outcome: Outcome) -> None:
    """Tell what was recognised: headings read, kept aside, repeated, unknown."""
    where = f"Лист «{sheet.name}»: " if sheet.name else ""
    known: set[int] = set()
    for match in block.choice.matches:
        known |= match.explained
        told = {block.headings[place]: key for place, key in match.columns.items()}
        outcome.mappings.setdefault(match.table.name, {}).update(told)
    outcome.unknown_headings += [
        text for place, text in enumerate(block.headings) if text and place not in known
    ]
    if block.repeated:
        outcome.notes.append(f"{where}повторяются столбцы {_listed(block.repeated)}; прочитан первый из них.")
    aside = [
        block.headings[place]
        for place in block.choice.matches[0].aside
        if block.headings[place] not in block.repeated
    ]
    if aside:
        outcome.notes.append(
            f"{where}столбцы {_listed(aside)} отложены: те же сведения уже есть в другом столбце."
        )


def _stranger(sheet: Sheet, here: Sequence[Block]) -> str:
    where = f"Лист «{sheet.name}»" if sheet.name else "Файл"
    nearest = here[0].choice.nearest if here else None
    if nearest is None:
        return f"{where} не похож ни на одну из таблиц: нет известных заголовков. Возьмите шаблон (python -m etl templates ПАПКА) или назовите столбцы как в нём."
    return (
        f"{where} больше всего похож на таблицу «{nearest.table.title}», но в нём нет столбцов {_listed(nearest.missing)}. "
        "Добавьте их или укажите соответствие столбцов на странице «Загрузка и качество»."
    )


def _question(sheet: Sheet, block: Block) -> str:
    where = f"Лист «{sheet.name}»" if sheet.name else "Файл"
    titles = _listed([" и ".join(match.table.title for match in matches) for matches in block.choice.tied])
    return f"{where} подходит к таблицам {titles} одинаково. Укажите таблицу на странице «Загрузка и качество» или назовите ею лист."


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"«{' '.join(str(word).split())[:80]}»" for word in words)


def _reject_block(sheet: Sheet, block: Block, file: Incoming, loaded: _Loaded) -> None:
    """Reject every row of a sheet that fits several tables alike, in a file whose other sheets are loaded."""
    question = _question(sheet, block)
    for number, row in _rows_of_block(sheet, block):
        raw = row.raw if isinstance(row, Broken) else "; ".join(filter(None, row))
        loaded.rejects.append(
            Reject(file.file_id, sheet.locator(number), "", "table_unclear", question, raw[:RAW_KEPT])
        )


# --- rows of a block --------------------------------------------------------------------------------------
def _rows_of_block(sheet: Sheet, block: Block) -> Iterator[Row]:
    """Rows below the headings that say something within the block's columns; merged cells filled down."""
    last = len(sheet.head) if block.last_row is None else block.last_row
    rows: Iterator[Row] = iter(sheet.head[block.first_row : last])
    if block.last_row is None:
        rows = chain(rows, sheet.rest)
    start = sheet.head[block.first_row][0] if block.first_row < len(sheet.head) else 0
    fill = _Filler([span for span in sheet.merged if span[0][0] >= start and span[1][0] > span[0][0]])
    for number, row in rows:
        if isinstance(row, Broken):
            yield number, row
        elif any(row[block.left : block.right]):
            yield number, fill(number, row)


class _Filler:
    """Gives every row of a vertically merged cell its value, which stands in the first row only."""

    def __init__(self, spans: list) -> None:
        self._starting: dict[int, list] = {}
        for (top, column), (bottom, _) in spans:
            self._starting.setdefault(top, []).append((column, bottom))
        self._tops = sorted(self._starting, reverse=True)
        self._active: dict[int, tuple[int, str]] = {}  # column → (last row, value)

    def __call__(self, number: int, row: Sequence[str]) -> Sequence[str]:
        if not self._starting:
            return row
        while self._tops and self._tops[-1] <= number:
            top = self._tops.pop()
            for column, bottom in self._starting[top]:
                value = row[column] if top == number and column < len(row) else ""
                self._active[column] = (bottom, value)
        filled = list(row)
        for column, (bottom, value) in list(self._active.items()):
            if number > bottom:
                del self._active[column]
            elif value and column < len(filled) and not filled[column]:
                filled[column] = value
        return filled


@dataclass
class _Chunk:
    """Some rows of a block on their way: numbers, cells by column, and the error of each row that has one."""

    numbers: list[int]
    columns: list[tuple[str, ...]]
    errors: dict[int, tuple[str, CellError, str]] = field(
        default_factory=dict
    )  # row → heading, error, raw cell
    skipped: set[int] = field(default_factory=set)

    def column(self, place: int) -> Sequence[str]:
        """Cells of a column; empty texts where the rows are shorter."""
        return self.columns[place] if place < len(self.columns) else ("",) * len(self.numbers)

    def refuse(self, row: int, heading: str, error: CellError, raw: str) -> None:
        """Note the first error of a row that is data."""
        if row not in self.skipped:
            self.errors.setdefault(row, (heading, error, raw))

    @property
    def kept(self) -> list[int]:
        """Rows without errors."""
        return [row for row in range(len(self.numbers)) if row not in self.errors and row not in self.skipped]


def _read_block(sheet: Sheet, block: Block, file: Incoming, context: Context, loaded: _Loaded) -> None:
    """Read the rows of one block, chunk by chunk, into batches and rejects."""
    if _read_in_bulk(sheet, block, file, context, loaded):
        return
    totals: list[int] = []
    builders = [_Builder(match, block, file, sheet, context) for match in block.choice.matches]
    own = slice(block.left, block.right if block.is_beside else None)
    rows = _rows_of_block(sheet, block)
    while part := list(islice(rows, CHUNK)):
        for number, row in part:
            if isinstance(row, Broken):
                loaded.rejects.append(
                    Reject(file.file_id, sheet.locator(number), "", row.code, row.message, row.raw[:RAW_KEPT])
                )
        good = [(n, row) for n, row in part if not isinstance(row, Broken)]
        if not good:
            continue
        chunk = _Chunk([n for n, _ in good], list(zip_longest(*(row[own] for _, row in good), fillvalue="")))
        _skip_furniture(chunk, block, builders, totals)
        for builder in builders:
            builder.read(chunk)
        for row, (heading, error, raw) in sorted(chunk.errors.items()):
            place = sheet.locator(chunk.numbers[row])
            loaded.rejects.append(
                Reject(file.file_id, place, heading, error.code, error.message, raw[:RAW_KEPT])
            )
        _feed(builders, chunk)
    for builder in builders:
        loaded.batches += builder.batches()
        loaded.zone_free |= builder.zone_free
        loaded.untold += builder.untold if builder is builders[0] else 0
    _note_left_out(sheet, totals, builders[0].personal, loaded)


def _extra_columns(block: Block) -> tuple[dict[int, str], list[str]]:
    """Columns that no table has a place for, kept aside; and those with personal particulars, which nobody keeps."""
    extras: dict[int, str] = {}
    personal: list[str] = []
    read = frozenset().union(*(frozenset(match.columns) for match in block.choice.matches))
    for place, text in enumerate(block.headings):
        if place in read:
            continue
        if _PERSONAL.search(folded(text)):
            personal.append(text)
        else:
            extras[place] = text or f"столбец {place + block.left + 1}"
    return extras, personal


def _read_in_bulk(sheet: Sheet, block: Block, file: Incoming, context: Context, loaded: _Loaded) -> bool:
    """Read a large well-formed text with DuckDB; False where it must be read row by row."""
    if not _suits_bulk(sheet, block, file):
        return False
    name, match = f"sheet_{file.file_id}", block.choice.matches[0]
    if not _fetched(sheet, block, file, context, name):
        return False
    extras, personal = _extra_columns(block)
    bulk = typed(
        context.connection,
        name,
        block,
        match,
        extras,
        file_id=file.file_id,
        tz=context.tz,
        allowed=context.allowed,
        platform=context.platform,
    )
    loaded.batches.append(Batch(match.table.name, bulk.rows))
    loaded.rejects += [
        Reject(file.file_id, sheet.locator(line), heading, code, message, raw[:RAW_KEPT])
        for line, heading, code, message, raw in bulk.rejects
    ]
    loaded.zone_free |= bulk.zone_free
    loaded.untold += bulk.untold
    _note_left_out(sheet, bulk.totals, personal, loaded)
    return True


def _suits_bulk(sheet: Sheet, block: Block, file: Incoming) -> bool:
    """One table alone in a large text; rows that feed two tables are few and go row by row."""
    return (
        sheet.dialect is not None
        and file.path.stat().st_size >= MIN_BYTES
        and len(block.choice.matches) == 1
        and block.left == 0
        and block.last_row is None
        and block.first_row < len(sheet.head)
        and block.choice.matches[0].table.name != "chat_members"
    )


def _fetched(sheet: Sheet, block: Block, file: Incoming, context: Context, name: str) -> bool:
    first_line = sheet.head[block.first_row][0]
    return fetch(file.path, sheet.dialect, first_line, len(block.headings), context.connection, name)


def _note_left_out(sheet: Sheet, totals: Sequence[int], personal: Sequence[str], loaded: _Loaded) -> None:
    where = f"Лист «{sheet.name}»: " if sheet.name else ""
    if totals:
        loaded.notes.append(f"{where}пропущены строки итогов: {', '.join(map(str, totals[:20]))}.")
    if personal:
        loaded.notes.append(
            f"{where}столбцы {_listed(personal)} не сохранены: это личные сведения, они не нужны."
        )


def _skip_furniture(chunk: _Chunk, block: Block, builders: Sequence[_Builder], totals: list[int]) -> None:
    """Mark rows that are no data: totals, and headings printed again."""
    required = sorted({place for builder in builders for place, c in builder.columns.items() if c.required})
    own = {text for text in block.headings if text}
    for row, cells in enumerate(zip(*chunk.columns, strict=True)):
        filled = [cell for cell in cells if cell]
        if required and all(place < len(cells) and cells[place] for place in required):
            if cells[required[0]] in own and is_repeated_header([*[""] * block.left, *cells], block):
                chunk.skipped.add(row)
            continue
        if not required and any(re.search(r"[^\W\d_]", cell) for cell in filled[1:]):
            continue  # words beside: a row of a table in which no column must be filled
        first = next(iter(filled), "")
        if len(first) < 60 and _TOTALS.match(folded(first)):
            chunk.skipped.add(row)
            totals.append(chunk.numbers[row])


def _feed(builders: Sequence[_Builder], chunk: _Chunk) -> None:
    """Give each table its rows of a chunk; of a sheet that feeds two the first table counts them."""
    kept = chunk.kept
    match [builder.match.table.name for builder in builders]:
        case ["violations", "measures"]:
            violations, measures = builders
            has_clause, has_measure = violations.filled("clause"), measures.filled("kind")
            violations.add([row for row in kept if has_clause[row] or not has_measure[row]])
            measures.add([row for row in kept if has_measure[row] and has_clause[row]], counts=False)
            measures.add([row for row in kept if has_measure[row] and not has_clause[row]])
        case ["chat_members", "members"]:
            stays, people = builders
            stays.add(kept)
            people.add(people.first_of_each("member_id", kept), counts=False)
        case _:
            builders[0].add(kept)


class _Builder:
    """Collects the rows of one table."""

    def __init__(self, match: Match, block: Block, file: Incoming, sheet: Sheet, context: Context) -> None:
        self.match, self.block, self.file, self.sheet, self.context = match, block, file, sheet, context
        self.columns: dict[int, Column] = {
            place: match.table.column(key) for place, key in match.columns.items()
        }
        self.zone_free = False
        self.untold = 0
        self._extras, self.personal = _extra_columns(block)
        self._readers = {place: reader(column, context.tz) for place, column in self.columns.items()}
        self._known: dict[int, dict[str, Value | CellError]] = {place: {} for place in self.columns}
        self._values: dict[str, list] = {}
        self._words: dict[int, dict[str, str]] = {}
        self._parts: dict[bool, list[pa.Table]] = {True: [], False: []}
        self._seen: set[object] = set()
        self._chunk: _Chunk | None = None
        kinds = {"file_id": "VARCHAR", "locator": "VARCHAR", "extras": "VARCHAR"}
        brought = match.table.brought()
        own = [
            key
            for column in self.columns.values()
            for key in (column.key, f"{column.key}_has_time")
            if key in brought
        ]
        if "chat_role" in brought and "role" in own and "chat_role" not in own:
            own.append("chat_role")
        self._schema = pa.schema(
            [(key, _ARROW[kind]) for key, kind in ({k: brought[k] for k in own} | kinds).items()]
        )

    # --- reading a chunk ---
    def read(self, chunk: _Chunk) -> None:
        """Read every column of a chunk; a cell that can't be read refuses its row."""
        self._chunk, self._values, self._words = chunk, {}, {}
        self._drop_untold(chunk)
        for place, column in self.columns.items():
            self._read_column(chunk, place, column)
        self._require_key(chunk)
        self._settle_roles(chunk)
        if self.match.table.name == "messages":
            self._require_times(chunk)

    def _read_column(self, chunk: _Chunk, place: int, column: Column) -> None:
        read, known, heading = self._readers[place], self._known[place], self.block.headings[place]
        if len(known) > 100_000:
            known.clear()
        values: list[object] = []
        times: list[bool | None] = []
        for row, text in enumerate(chunk.column(place)):
            value = MISSING if row in chunk.skipped else known.get(text)
            if value is None:
                try:
                    value = read(text)
                except CellError as error:
                    value = error
                known[text] = value
            if isinstance(value, CellError):
                chunk.refuse(row, heading, value, text)
                value = MISSING
            elif value.raw:
                self._words.setdefault(row, {})[heading] = value.raw
            values.append(value.value)
            times.append(value.has_time)
        self._values[column.key] = values
        if column.type is Type.MOMENT:
            self.zone_free |= any(
                isinstance(v, Value) and v.value is not None and not v.zoned for v in known.values()
            )
            self._values[f"{column.key}_has_time"] = times

    def _require_key(self, chunk: _Chunk) -> None:
        """An empty cell in a starred part of the natural key rejects the row."""
        for key, keys in required_parts(self.match):
            heading = self._heading(key)
            present = [self._values[k] for k in keys if k in self._values]
            for row, filled in enumerate(zip(*present, strict=True)):
                if all(value is None for value in filled):
                    chunk.refuse(row, heading, empty_key(heading), "")

    def _heading(self, key: str) -> str:
        place = next((place for place, own in self.match.columns.items() if own == key), None)
        return self.block.headings[place] if place is not None else self.match.table.column(key).headings[0]

    def _settle_roles(self, chunk: _Chunk) -> None:
        """Beside a chat, without «Роль в чате», the words владелец, администратор, участник of «Роль» are the role there."""
        tables = {match.table.name for match in self.block.choice.matches}
        keys = {key for match in self.block.choice.matches for key in match.columns.values()}
        if "chat_members" not in tables or "chat_role" in keys or "role" not in self._values:
            return
        roles = self._values["role"]
        in_chat = [folded(role) if role and folded(role) in CHAT_ROLES else None for role in roles]
        self._values["role"] = [None if said else role for role, said in zip(roles, in_chat, strict=True)]
        if self.match.table.name == "chat_members":
            self._values["chat_role"] = in_chat

    def _require_times(self, chunk: _Chunk) -> None:
        """A message with a day but no time would be taken for one of the night; whole days among times are midnights."""
        times = self._values.get("sent_at_has_time", [])
        if any(times):
            return
        for row, (value, has_time) in enumerate(zip(self._values["sent_at"], times, strict=True)):
            if value is not None and not has_time:
                chunk.refuse(row, self._heading("sent_at"), no_time(), "")

    def _drop_untold(self, chunk: _Chunk) -> None:
        """Leave rows of chats that nobody allowed to read."""
        if self.context.allowed is None or self.match.table.name not in {"messages", "chat_members"}:
            return
        platform_of, chat_of = (
            _cell_reader(self.match, self.block, key, self.context) for key in ("platform", "chat_id")
        )
        left = [""] * self.block.left
        for row, cells in enumerate(zip(*chunk.columns, strict=True)):
            chat = None if row in chunk.skipped else chat_of([*left, *cells])
            if chat and not self.context.may_read(
                platform_of([*left, *cells]) or self.context.platform, chat
            ):
                chunk.skipped.add(row)
                self.untold += 1

    # --- giving rows ---
    def filled(self, key: str) -> list[bool]:
        """For each row of the chunk, whether this column says something."""
        return [value is not None for value in self._values[key]]

    def first_of_each(self, key: str, rows: Sequence[int]) -> list[int]:
        """Of rows with one value of `key`, over the whole block, the first."""
        first = []
        for row in rows:
            value = self._values[key][row]
            if value not in self._seen:
                self._seen.add(value)
                first.append(row)
        return first

    def add(self, rows: Sequence[int], *, counts: bool = True) -> None:
        """Take these rows of the chunk that was read last."""
        if not rows:
            return
        chunk = self._chunk
        whole = len(rows) == len(chunk.numbers)
        arrays = []
        for name, kind in zip(self._schema.names, self._schema.types, strict=True):
            if name == "file_id":
                values = [self.file.file_id] * len(rows)
            elif name == "locator":
                values = [self.sheet.locator(chunk.numbers[row]) for row in rows]
            elif name == "extras":
                values = self._extras_of(rows)
            else:
                values = self._values[name] if whole else [self._values[name][row] for row in rows]
            arrays.append(pa.array(values, type=kind))
        self._parts[counts].append(pa.Table.from_arrays(arrays, schema=self._schema))

    def _extras_of(self, rows: Sequence[int]) -> list[str | None]:
        chunk = self._chunk
        beyond = {
            p: f"столбец {p + self.block.left + 1}"
            for p in range(len(self.block.headings), len(chunk.columns))
        }
        columns = [(name, chunk.column(place)) for place, name in (self._extras | beyond).items()]
        columns = [(name, cells) for name, cells in columns if any(cells)]
        if not columns and not self._words:
            return [None] * len(rows)
        found: list[str | None] = []
        for row in rows:
            extra = {name: cells[row] for name, cells in columns if cells[row]} | self._words.get(row, {})
            found.append(json.dumps(extra, ensure_ascii=False) if extra else None)
        return found

    def batches(self) -> list[Batch]:
        """What was collected, as batches."""
        return [
            Batch(self.match.table.name, pa.concat_tables(parts), counts=counts)
            for counts, parts in self._parts.items()
            if parts
        ]


# --- on what date a list was true -------------------------------------------------------------------------
def as_of_titles(titles: Sequence[str], context: Context) -> date | None:
    """The day named above a table: «на 31.10.2026»; None where none or several are named."""
    days = {
        day for text in titles for found in _NAMED_DAY.findall(folded(text)) if (day := _day(found, context))
    }
    return days.pop() if len(days) == 1 else None


def as_of_name(name: str, context: Context) -> date | None:
    """The day in a file's name, else in the nearest folder's: 2026-10-31, 31.10.2026, 31_10_2026; None where several stand there."""
    for part in reversed(Path(name.replace("\\", "/")).parts):
        days = {
            day for found in _DAY_IN_NAME.findall(part) if (day := _day(found.replace("_", "."), context))
        }
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _day(text: str, context: Context) -> date | None:
    try:
        return read_date(text, context.tz).value
    except CellError:
        return None
