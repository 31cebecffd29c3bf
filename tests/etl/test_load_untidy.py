"""Untidy files of real people, through the whole loader: what can be read is published, the rest is rejected and named."""

import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from tests.etl.loading import CHAT, home

__all__ = ["home"]
MESSAGES = ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Платформа")
DAYS = ("Дата", "Рабочий", "Примечание")


def book(path, *sheets, formulas=()):
    """A workbook of sheets given as rows; formulas as (row, column, formula, the value that Excel kept)."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy hh:mm"}) as workbook:
        for rows in sheets:
            sheet = workbook.add_worksheet()
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
        for row, column, formula, value in formulas:
            sheet.write_formula(row, column, formula, None, value)
    return path


def rejected(home):
    return home.rows("select locator, column_key from rejects order by all")


def test_formulas_are_read_by_their_values_and_a_failed_one_rejects_its_row(home):
    rows = [DAYS, (datetime(2026, 9, 1), "да"), (None, "нет"), (None, "нет")]
    formulas = [(2, 0, "=A2+1", 46267), (3, 0, "=A2/0", "#DIV/0!")]
    found = home.load(book(home.inbox / "календарь.xlsx", rows, formulas=formulas)).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 2, 1)
    assert home.rows("select date, is_workday from calendar order by all") == [
        (date(2026, 9, 1), True),
        (date(2026, 9, 2), False),
    ]
    assert rejected(home) == [("лист «Sheet1», строка 4", "Дата")]


def test_dates_outside_2011_2100_reject_their_rows_alone(home):
    rows = [DAYS, *((f"01.09.{year}", "да", "") for year in (2010, 2011, 2026, 2100, 2101))]
    found = home.load(book(home.inbox / "календарь.xlsx", rows)).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 3, 2)
    assert home.rows("select year(date) from calendar order by all") == [(2011,), (2026,), (2100,)]
    assert rejected(home) == [("лист «Sheet1», строка 2", "Дата"), ("лист «Sheet1», строка 6", "Дата")]


def test_headings_that_stand_twice_are_read_once_and_it_is_said(home):
    rows = [("Дата", "Рабочий", "Дата"), ("01.09.2026", "да", "02.09.2026")]
    found = home.load(book(home.inbox / "календарь.xlsx", rows)).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 1, 0)
    assert home.rows("select date from calendar") == [(date(2026, 9, 1),)]
    assert any("повторяются" in note and "Дата" in note for note in found.notes)


def test_one_broken_line_zero_bytes_and_an_endless_line_of_a_csv(home):
    row = f"{{}};{CHAT};9;05.10.2026 10:{{:02}};{{}};MAX"
    texts = ["Да", '"не закрыта', "нуль\0внутри", "я" * (5 << 20), "Нет"]
    lines = [";".join(MESSAGES), *(row.format(n, n, text) for n, text in enumerate(texts, 1))]
    found = home.load(home.write("сообщения.csv", "\n".join(lines))).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 3, 2)
    assert home.rows("select length from messages order by sent_at") == [(2,), (10,), (3,)]
    assert rejected(home) == [("строка 3", ""), ("строка 5", "Текст")]


# --- two tables in one sheet ------------------------------------------------------------------------------
CALENDAR, CARD = (("Дата", "Рабочий"), ("01.09.2026", "да")), (("Поле", "Значение"), ("Адрес", "г. Томск"))
PLACED = {
    "one below the other": [*CALENDAR, (), *CARD],
    "side by side": [(*left, "", *right) for left, right in zip(CALENDAR, CARD, strict=True)],
}


@pytest.mark.parametrize("how", PLACED)
def test_two_tables_in_one_sheet_are_both_loaded(home, how):
    found = home.load(book(home.inbox / "всё вместе.xlsx", PLACED[how])).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 2, 0)
    assert found.table_rows == {"calendar": 1, "org_profile": 1}
    assert home.rows("select date, is_workday from calendar") == [(date(2026, 9, 1), True)]
    assert home.rows("select field, value from private.org_profile") == [("Адрес", "г. Томск")]


def test_of_two_tables_the_one_that_is_unclear_is_told_and_the_other_loaded(home):
    rows = [*CALENDAR, (), ("Столбик", "Ещё столбик"), ("а", "б")]
    found = home.load(book(home.inbox / "всё вместе.xlsx", rows)).files[0]
    assert home.rows("select date from calendar") == [(date(2026, 9, 1),)]
    assert (found.rows_in, found.loaded) == (3, 1)
    assert {place for place, _ in rejected(home)} == {"лист «Sheet1», строка 4", "лист «Sheet1», строка 5"}


# --- a sheet formatted to its last row --------------------------------------------------------------------
LAST = 1_048_576


def formatted_to_the_end(path):
    """The calendar of a workbook in which somebody coloured whole columns: every row is there, three are filled."""
    book(path, [DAYS, ("01.09.2026", "да", "")])
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    head, tail = sheet.split("</sheetData>")
    filled = (
        '<row r="{0}"><c r="A{0}" s="0" t="inlineStr"><is><t>02.09.2026</t></is></c>'
        '<c r="B{0}" s="0" t="inlineStr"><is><t>нет</t></is></c></row>'
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="C{n}" s="0"/></row>' for n in range(3, LAST))
    members["xl/worksheets/sheet1.xml"] = f"{head}{rows}{filled.format(LAST)}</sheetData>{tail}".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


@pytest.mark.slow
def test_1_048_576_formatted_rows_of_which_few_are_filled(home):
    found = home.load(formatted_to_the_end(home.inbox / "календарь.xlsx")).files[0]
    assert (found.status, found.rows_in, found.loaded, found.rejected) == ("loaded", 2, 2, 0)
    assert home.rows("select date, is_workday from calendar order by all") == [
        (date(2026, 9, 1), True),
        (date(2026, 9, 2), False),
    ]
    assert home.one("select count(*) from private.calendar where locator like ?", f"%строка {LAST}") == 1
