"""Empty journals and lists to fill in: one workbook for each table, generated from its declaration.

The headings are those that the importer recognises; drop-down lists hold the closed lists; «Как заполнять»
explains every column. Nothing here is written twice: a new column of `warehouse/tables.py` is in its template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.recognise import HELP_SHEET
from warehouse.tables import SHEETS, Column, Table, Type

ROWS = 2_000  # rows under the headings that have formats and lists
DATE, MOMENT, TEXT, SPAN = "dd.mm.yyyy", "dd.mm.yyyy hh:mm", "@", "[h]:mm:ss"
_FORMATS = {Type.DATE: DATE, Type.MOMENT: MOMENT, Type.SECONDS: SPAN, Type.INT: "0"}
_WIDTHS = {Type.DATE: 12, Type.MOMENT: 17, Type.FLAG: 10, Type.INT: 10, Type.SECONDS: 13}
_HOW = {
    Type.DATE: "дата: дд.мм.гггг",
    Type.MOMENT: "дата и время: дд.мм.гггг чч:мм",
    Type.FLAG: "да или нет",
    Type.INT: "целое число",
    Type.SECONDS: "длительность: ч:мм:сс, «1 ч 20 мин» или число минут",
    Type.LIST: "несколько значений через «;»",
    Type.TEXT: "текст",
}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def write_templates(
    folder: Path, filled: Mapping[str, Sequence[Mapping[str, object]]] | None = None
) -> list[Path]:
    """Write a workbook for every table that people bring; `filled` holds rows that are known already, by table.

    Returns the files written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / f"{table.title}.xlsx", table, (filled or {}).get(table.name, ())) for table in SHEETS
    ]


def _write(path: Path, table: Table, rows: Sequence[Mapping[str, object]]) -> Path:
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        sheet = book.add_worksheet(table.title[:31])
        bold = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        plain_head = book.add_format(bold | {"bg_color": "#E8EEF7"})
        starred_head = book.add_format(bold | {"bg_color": "#FFE9B8"})
        formats = {kind: book.add_format({"num_format": kind}) for kind in (DATE, MOMENT, SPAN, TEXT, "0")}
        quoted = book.add_format({"num_format": TEXT, "quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.typed):
            number_format = formats[_FORMATS.get(column.type, TEXT)]
            sheet.set_column(place, place, _width(column), number_format)
            sheet.write_string(
                0, place, column.headings[0], starred_head if _is_needed(column) else plain_head
            )
            sheet.write_comment(0, place, f"{column.about}. {_how(column)}.", {"x_scale": 2})
            _offer(sheet, place, column, len(rows))
            for line, row in enumerate(rows, 1):
                _write_cell(sheet, line, place, column, row.get(column.key), number_format, quoted)
        _write_help(book, table)
    return path


def _is_needed(column: Column) -> bool:
    return column.required or bool(column.one_of)


def _width(column: Column) -> int:
    return max(_WIDTHS.get(column.type, 22), min(len(column.headings[0]) + 2, 30))


def _how(column: Column) -> str:
    return "одно из: " + ", ".join(column.values) if column.values else _HOW[column.type]


def _offer(sheet: Worksheet, place: int, column: Column, n_rows: int) -> None:
    """A drop-down list under a heading; what is not in it may still be typed (it loads as «иное»)."""
    values = ("да", "нет") if column.type is Type.FLAG else column.values
    if not values:
        return
    rule: dict[str, object] = {"validate": "list", "source": list(values), "error_type": "information"}
    if (
        sum(map(len, values)) + len(values) > 255
    ):  # Excel's limit of a list within a cell: point at the help sheet
        rule["source"] = f"='{HELP_SHEET}'!${_letters(8 + place)}$2:${_letters(8 + place)}${len(values) + 1}"
    sheet.data_validation(1, place, max(ROWS, n_rows), place, rule)


def _letters(place: int) -> str:
    return xlsxwriter.utility.xl_col_to_name(place)


def _write_cell(
    sheet: Worksheet,
    line: int,
    place: int,
    column: Column,
    value: object,
    number_format: Format,
    quoted: Format,
) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(line, place, "да" if value else "нет")
        case datetime() | date():
            sheet.write_datetime(line, place, value, number_format)
        case int() | float() if column.type is Type.SECONDS:
            sheet.write_number(line, place, value / 86400, number_format)
        case int() | float() if column.type is Type.INT:
            sheet.write_number(line, place, value, number_format)
        case list() | tuple():
            sheet.write_string(line, place, "; ".join(map(str, value)))
        case _:
            sheet.write_string(line, place, str(value), quoted if is_risky(str(value)) else number_format)


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula once it is saved as CSV; ids of groups in MAX are not."""
    return text.startswith(_RISKY) and not text.lstrip("-").isdigit()


def _write_help(book: xlsxwriter.Workbook, table: Table) -> None:
    """The sheet that explains every column; the closed lists that are too long for a cell stand on it too."""
    sheet = book.add_worksheet(HELP_SHEET)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(
        (("Столбец", 28), ("Нужен", 18), ("Что писать", 40), ("Как писать", 50), ("Другие названия", 36))
    ):
        sheet.set_column(place, place, width, wrap)
        sheet.write_string(0, place, f"{title} ", bold)
    for line, column in enumerate(table.typed, 1):
        needed = (
            "обязателен" if column.required else "один из отмеченных" if column.one_of else "по возможности"
        )
        others = " / ".join(column.headings[1:])
        for place, text in enumerate(
            (f"«{column.headings[0]}»", needed, column.about, _how(column), others and f"также: {others}")
        ):
            sheet.write_string(line, place, text)
    line = len(table.typed) + 2
    for text in _advice(table):
        sheet.write_string(line, 0, text)
        line += 1
    for place, column in enumerate(table.typed):
        if sum(map(len, column.values)) + len(column.values) > 255:
            sheet.write_column(1, 8 + place, column.values)


def _advice(table: Table) -> list[str]:
    advice = [
        f"Одна строка — {table.rows}. Заголовки можно переставлять и удалять необязательные; лишние столбцы не мешают.",
        "Номера (ID) пишите целиком: столбцы уже текстовые, Excel их не округлит.",
        "Пустая ячейка значит «не указано». Слово, которого нет в списке, загрузится как «иное», само слово сохранится.",
        "Сохраните книгу и загрузите её на странице «Загрузка и качество» или командой python -m etl load ФАЙЛ.",
    ]
    if table.state_list:
        advice.append(
            "Это список на дату: впишите дату в имя файла (например, "
            f"«{table.title} 2026-10-31.xlsx») или укажите её при загрузке."
        )
    if table.journal:
        advice.append(
            "Это журнал: дописывайте строки, не удаляйте прежние; исчезнувшая строка будет показана для проверки."
        )
    return advice
