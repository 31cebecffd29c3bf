"""Spreadsheets as people keep them: titles above the header, «Итого» below, dates as text, old encodings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

_BORN = datetime(2026, 1, 1)  # the same workbook is the same bytes
_EPOCH = datetime(1899, 12, 30)


@dataclass
class Sheet:
    """One table on a sheet: its headings, its rows, and how untidy it is."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    title: str = ""  # a merged line above the header
    over: Sequence[str] = ()  # a first header line above `headings`; equal neighbours are merged
    total: str = ""  # the word that begins the totals row
    dates: str = "real"  # real cells, text, or bare serial numbers
    notes: Sequence[str] = ()  # lines under the table


def xlsx(path: Path, *sheets: Sheet) -> None:
    """Write a workbook; equal input gives equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _BORN, "author": "", "comments": "Вымышленные данные"})
    look = {
        "title": book.add_format({"bold": True, "align": "center"}),
        "head": book.add_format({"bold": True, "text_wrap": True}),
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"}),
    }
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, look)
    book.close()


def _fill(page, sheet: Sheet, look: dict) -> None:
    row = 0
    width = len(sheet.headings)
    if sheet.title:
        page.merge_range(0, 0, 0, max(1, width - 1), sheet.title, look["title"])
        row = 2
    if sheet.over:
        _over(page, row, sheet.over, look["head"])
        row += 1
    for column, heading in enumerate(sheet.headings):
        page.write(row, column, heading, look["head"])
    count = 0
    for count, values in enumerate(sheet.rows, 1):
        for column, value in enumerate(values):
            _cell(page, row + count, column, value, sheet.dates, look)
    row += count + 1
    if sheet.total:
        page.write(row, 0, sheet.total, look["head"])
        page.write(row, 1, count)
        row += 1
    for note in sheet.notes:
        row += 1
        page.write(row, 0, note)


def _over(page, row: int, over: Sequence[str], look) -> None:
    """The upper line of a two-row header: equal neighbours share a merged cell."""
    start = 0
    for column in range(1, len(over) + 1):
        if column == len(over) or over[column] != over[start]:
            if column - start > 1 and over[start]:
                page.merge_range(row, start, row, column - 1, over[start], look)
            elif over[start]:
                page.write(row, start, over[start], look)
            start = column


def _cell(page, row: int, column: int, value: object, dates: str, look: dict) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime | date) and dates != "real":
        value = serial(value) if dates == "serial" else text(value)
    if isinstance(value, datetime):
        page.write_datetime(row, column, value, look["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), look["date"])
    elif isinstance(value, bool):
        page.write_string(row, column, "да" if value else "нет")
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value))


def serial(value: date | datetime) -> float:
    """The number that a spreadsheet keeps for a date."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return round((moment - _EPOCH).total_seconds() / 86_400, 6)


def text(value: object) -> str:
    """A cell as text: дд.мм.гггг, with the time where there is one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}" if value.second else f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, bool):
        return "да" if value else "нет"
    return str(value)


def csv_file(path: Path, sheet: Sheet, *, encoding: str = "utf-8-sig", delimiter: str = ";") -> None:
    """Write a CSV as Excel in Russian saves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        rows = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        if sheet.title:
            rows.writerow([sheet.title])
        rows.writerow(sheet.headings)
        rows.writerows(_texts(sheet.rows))
        if sheet.total:
            rows.writerow([sheet.total])


def _texts(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    return ([text(value) for value in row] for row in rows)
