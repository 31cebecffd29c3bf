"""The report as a workbook: real numbers in cells, native charts, nothing that can run and no trace of whoever made it."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from io import BytesIO

import xlsxwriter

from reports import russian
from reports.annexes import SHY, Annex
from reports.docx import told_differences
from reports.monthly import Monthly, Row, Trend, Value
from warehouse.suppress import MARK, footnote

HEAD = (
    "N п/п",
    "Наименование показателя",
    "Ед. изм.",
    "Значение",
    "План / ориентир",
    "Прошлый месяц",
    "Изменение",
    "Примечание",
)
# Widths in characters: a landscape A4 holds about 143 of them in full size, an upright one 96.
LANDSCAPE, UPRIGHT = 143, 96
FORM_WIDTHS = (7, 48, 8, 12, 12, 12, 15, 29)
CATALOGUE_WIDTHS = (22, 40, 8, 11, 11, 11, 14, 26)
PER_CENT = f'0.0"{russian.NBSP}"%'
FORMATS = {
    "share": PER_CENT,
    "count": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
}
_SAME = '"без изменений"'
_POINTS = f'"{russian.NBSP}п.{russian.NBSP}п."'
CHANGES = {
    "points": f"+0.0{_POINTS};{russian.MINUS}0.0{_POINTS};{_SAME}",
    "count": f"+#,##0;{russian.MINUS}#,##0;{_SAME}",
    "one": f"+#,##0.0;{russian.MINUS}#,##0.0;{_SAME}",
    "two": f"+#,##0.00;{russian.MINUS}#,##0.00;{_SAME}",
}
ALL = "Всего по учреждению (без повторов)"
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_DARK, _LIGHT, _LINE = "#1F4E79", "#D9D9D9", "#404040"  # told apart in black and white too


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def workbook(report: Monthly) -> bytes:
    """The workbook of a month."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": "Arial", "font_size": 10},  # widths are counted in it
        },
    )
    book.set_properties({"title": report.title, "author": "", "company": "", "created": report.created})
    writer = _Writer(book, report)
    writer.rows_sheet("Форма", report.form_name, report.rows, FORM_WIDTHS, has_hidden=report.has_hidden)
    writer.lines_sheet("Пояснения", [*report.explanations, *told_differences(report)])
    marks = any(russian.HIDDEN in (row.value, row.before) for row in report.indicators)
    writer.rows_sheet(
        "Показатели", "Показатели исполнения Положения", report.indicators, CATALOGUE_WIDTHS, has_hidden=marks
    )
    writer.charts_sheet()
    for annex in report.annexes:
        writer.annex_sheet(annex)
    writer.definitions_sheet()
    writer.sources_sheet()
    book.close()
    return stream.getvalue()


class _Writer:
    """Writes sheets of one workbook in one manner."""

    def __init__(self, book: xlsxwriter.Workbook, report: Monthly) -> None:
        self.book, self.report = book, report
        self.cells: dict[tuple, object] = {}

    def style(self, **look: object) -> object:
        """A cell format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self.cells:
            self.cells[key] = self.book.add_format({**_FONT, **look})
        return self.cells[key]

    def sheet(
        self, name: str, title: str, widths: tuple[float, ...], *, landscape: bool
    ) -> tuple[object, int]:
        """A sheet with title and passport; gives it and the first free row."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.style())
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.79, right=0.4, top=0.79, bottom=0.79)
        sheet.set_footer(
            "&L&9" + safe(self.report.institution.short_name.replace("&", "&&")) + "&R&9Лист &P из &N"
        )
        row = self.line(sheet, 0, title, widths, bold=True, font_size=14)
        row = self.line(sheet, row, self.report.title, widths, bold=True)
        if self.report.is_sample:
            row = self.line(sheet, row, "Вымышленные данные", widths, bold=True)
        passport = "; ".join(f"{name.lower()}: {text}" for name, text in self.report.passport)
        row = self.line(sheet, row, passport[:1].upper() + passport[1:], widths, italic=True)
        return sheet, row + 1

    def line(self, sheet: object, row: int, text: str, widths: tuple[float, ...], **look: object) -> int:
        """A text over the whole width of a sheet, as high as it needs; gives the next row."""
        style = self.style(text_wrap=True, **look)
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
        sheet.write_string(row, 0, safe(text), style)
        self.high(sheet, row, [(text, sum(widths))], size=look.get("font_size", 10))
        return row + 1

    def high(self, sheet: object, row: int, texts: list[tuple[str, float]], size: float = 10) -> None:
        """Make a row as high as its texts need in their widths: not every program finds that out by itself."""
        n_lines = [len(textwrap.wrap(text, max(4, int(width * 11 / size)))) for text, width in texts]
        sheet.set_row(row, size * 1.35 * max([1, *n_lines]) + 1)

    def head(
        self,
        sheet: object,
        row: int,
        names: tuple[str, ...],
        widths: tuple[float, ...],
        *,
        numbered: bool = True,
    ) -> int:
        """A table's head, numbered below, repeated on each page and frozen; gives the first row of the body."""
        return self._fixed(sheet, row, self._names(sheet, row, names, widths, numbered=numbered), len(names))

    def _names(
        self, sheet: object, row: int, names: tuple[str, ...], widths: tuple[float, ...], *, numbered: bool
    ) -> int:
        self.high(sheet, row, [(name, width * 0.85) for name, width in zip(names, widths, strict=True)])
        look = self.style(
            bold=True, border=1, text_wrap=True, align="center", valign="vcenter", bg_color="#E7E6E6"
        )
        for column, name in enumerate(names):
            sheet.write_string(row, column, safe(name), look)
        if not numbered:
            return row
        for column in range(len(names)):
            look = self.style(border=1, align="center", font_size=9)
            sheet.write_number(row + 1, column, column + 1, look)
        return row + 1

    def _fixed(self, sheet: object, first: int, last: int, n_columns: int) -> int:
        sheet.repeat_rows(first, last)
        sheet.freeze_panes(last + 1, 2 if n_columns == len(HEAD) else (1 if n_columns > 4 else 0))
        return last + 1

    def mark(self, sheet: object, row: int, widths: tuple[float, ...]) -> int:
        """What «×» means, under a table that has one."""
        return self.line(sheet, row, footnote(self.report.k), widths, italic=True, font_size=9)

    def value(
        self, sheet: object, row: int, column: int, value: Value, number_format: str, **look: object
    ) -> None:
        """A number as a number, words as words, nothing as a blank."""
        if value is None:
            sheet.write_blank(row, column, None, self.style(border=1))
        elif isinstance(value, str):
            sheet.write_string(row, column, safe(value), self.style(border=1, align="right", italic=True))
        else:
            sheet.write_number(row, column, value, self.style(border=1, num_format=number_format, **look))

    def text(self, sheet: object, row: int, column: int, text: str, **look: object) -> None:
        """A wrapped text in a bordered cell."""
        sheet.write_string(row, column, safe(text), self.style(border=1, text_wrap=True, **look))

    def rows_sheet(
        self, name: str, title: str, rows: tuple[Row, ...], widths: tuple[float, ...], *, has_hidden: bool
    ) -> None:
        """The form, or the catalogue: one row a figure."""
        sheet, row = self.sheet(name, title, widths, landscape=True)
        row = self.head(sheet, row, HEAD, widths)
        for each in rows:
            self.text(sheet, row, 0, each.code)
            self.text(sheet, row, 1, each.name)
            self.text(sheet, row, 2, each.unit)
            for column, value in ((3, each.value), (4, each.target), (5, each.before)):
                self.value(sheet, row, column, value, FORMATS[each.kind])
            self.value(sheet, row, 6, each.change, CHANGES[each.change_kind])
            self.text(sheet, row, 7, each.note, indent=1)
            texts = (each.code, each.name, each.unit, "", "", "", "", each.note)
            self.high(sheet, row, list(zip(texts, widths, strict=True)))
            row += 1
        if has_hidden:
            row = self.mark(sheet, row, widths)
        sheet.print_area(0, 0, row - 1, len(HEAD) - 1)

    def lines_sheet(self, name: str, lines: list[str]) -> None:
        """Sentences, one a row."""
        widths = (UPRIGHT / 8,) * 8
        sheet, row = self.sheet(name, name, widths, landscape=False)
        sheet.freeze_panes(row, 0)
        for line in lines:
            row = self.line(sheet, row, line, widths)
        sheet.print_area(0, 0, max(row - 1, 0), len(widths) - 1)

    def annex_sheet(self, annex: Annex) -> None:
        """A breakdown: numbers, «×» where a group is small, exact totals."""
        name_width = 30
        each_width = max(9.3, min(14, (LANDSCAPE - name_width) / max(1, len(annex.columns))))
        widths = (name_width, *([each_width] * len(annex.columns)))
        sheet, row = self.sheet(annex.title, f"Приложение. {annex.title}", widths, landscape=len(widths) > 7)
        row = self._annex_head(sheet, row, annex, widths)
        for name, counts, hidden in annex.rows:
            self.text(sheet, row, 0, name)
            self.high(sheet, row, [(name, name_width)])
            for column, (key, _) in enumerate(annex.columns, 1):
                value = MARK if key in hidden else counts[key]
                self.value(sheet, row, column, "—" if value is None else value, FORMATS["count"])
            row += 1
        self.text(sheet, row, 0, ALL, bold=True)
        self.high(sheet, row, [(ALL, name_width * 0.85)])
        for column, (key, _) in enumerate(annex.columns, 1):
            total = annex.totals[key]
            self.value(
                sheet, row, column, "нет данных" if total is None else total, FORMATS["count"], bold=True
            )
        row += 1
        if annex.has_hidden:
            row = self.mark(sheet, row, widths)
        sheet.print_area(0, 0, row - 1, len(annex.columns))

    def _annex_head(self, sheet: object, row: int, annex: Annex, widths: tuple[float, ...]) -> int:
        """Whose columns these are above, the columns below."""
        look = self.style(
            bold=True, border=1, text_wrap=True, align="center", valign="vcenter", bg_color="#E7E6E6"
        )
        column = 1
        for title, n in annex.groups:
            if n > 1:
                sheet.merge_range(row, column, row, column + n - 1, safe(title), look)
            else:
                sheet.write_string(row, column, safe(title), look)
            column += n
        names = (annex.name_title, *(title.replace(SHY, "") for _, title in annex.columns))
        last = self._names(sheet, row + 1, names, widths, numbered=True)
        sheet.merge_range(row, 0, row + 1, 0, safe(annex.name_title), look)
        return self._fixed(sheet, row, last, len(names))

    def definitions_sheet(self) -> None:
        """Definitions with thresholds, and what was loaded."""
        widths = (22, 34, 56, 31)
        sheet, row = self.sheet("Определения и источники", "Определения и источники", widths, landscape=True)
        row = self.head(
            sheet, row, ("Код", "Показатель", "Определение", "Порог и его источник"), widths, numbered=False
        )
        for line in self.report.definitions:
            for column, text in enumerate(line):
                self.text(sheet, row, column, text)
            self.high(sheet, row, list(zip(line, widths, strict=True)))
            row += 1
        told = "; ".join(
            f"{tables} — {n}" for tables, n in Counter(each[0] for each in self.report.sources).items()
        )
        text = f"Источники, загружено файлов: {len(self.report.sources)} ({told}). Контрольная сумма каждого — на листе «Источники»."
        row = self.line(sheet, row + 1, text, widths)
        sheet.print_area(0, 0, row - 1, 3)

    def sources_sheet(self) -> None:
        """What was loaded, by its hash: names of files may hold surnames."""
        widths = (6, 46, 24, 20)
        sheet, row = self.sheet("Источники", "Источники", widths, landscape=False)
        row = self.head(
            sheet, row, ("№", "Таблицы", "Контрольная сумма файла", "Формат; на дату"), widths, numbered=False
        )
        for n, (tables, form, as_of, key) in enumerate(self.report.sources, 1):
            sheet.write_number(row, 0, n, self.style(border=1, align="left"))
            texts = (tables, key, f"{form}; {as_of}" if as_of != "—" else form)
            for column, text in enumerate(texts, 1):
                self.text(sheet, row, column, text)
            self.high(sheet, row, list(zip(texts, widths[1:], strict=True)))
            row += 1
        sheet.print_area(0, 0, row - 1, 3)

    # --- charts ------------------------------------------------------------------------------------------

    def charts_sheet(self) -> None:
        """Charts that the spreadsheet draws itself, each above the table it shows; no page tears one apart."""
        widths = (64, 15, 17)
        sheet, row = self.sheet("Диаграммы", "Диаграммы", widths, landscape=False)
        shares = self.report.shares
        breaks = []
        if shares:
            row = self._bars(sheet, row, shares)
            breaks.append(row)
        trends = [each for each in self.report.trends if each.is_drawn]
        for n, trend in enumerate(trends, 1):
            row = self._columns(sheet, row, trend)
            if n % 2 == 0 and n < len(trends):
                breaks.append(row)
        if not shares and not trends:
            row = self.line(sheet, row, "Нет данных для диаграмм.", widths)
        sheet.set_h_pagebreaks(breaks)
        sheet.print_area(0, 0, row, len(widths) - 1)

    def _bars(self, sheet: object, row: int, shares: tuple[Row, ...]) -> int:
        title = f"Показатели формы, %, {self.report.month_words}"
        height = 90 + 32 * len(shares)
        top, row = row, row + math.ceil(height / 20) + 1
        row = self._table_head(sheet, row, ("Показатель", "Отчётный месяц", "Прошлый месяц"))
        first = row
        for each in shares:
            self.text(sheet, row, 0, each.name)
            self.value(sheet, row, 1, each.value, FORMATS["share"])
            before = each.before if isinstance(each.before, int | float) else None
            self.value(sheet, row, 2, before, FORMATS["share"])
            row += 1
        chart = self.book.add_chart({"type": "bar"})
        for column, name, fill in ((1, "отчётный месяц", _DARK), (2, "прошлый месяц", _LIGHT)):
            chart.add_series(
                {
                    "name": name,
                    "categories": ["Диаграммы", first, 0, row - 1, 0],
                    "values": ["Диаграммы", first, column, row - 1, column],
                    "fill": {"color": fill},
                    "border": {"color": _LINE},
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": PER_CENT, "font": {"size": 9}},
                }
            )
        chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": {"size": 10}})
        chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "num_font": {"size": 10}})
        chart.set_legend({"position": "bottom", "font": {"size": 10}})
        self._place(sheet, top, chart, title, height)
        return row + 1

    def _columns(self, sheet: object, row: int, trend: Trend) -> int:
        height = 260
        top, row = row, row + math.ceil(height / 20) + 1
        row = self._table_head(sheet, row, ("Месяц", f"Значение, {trend.unit}"))
        first = row
        for day, value in trend.points:
            self.text(sheet, row, 0, russian.month_short(day))
            self.value(sheet, row, 1, value, FORMATS[trend.kind])
            row += 1
        chart = self.book.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": trend.title,
                "categories": ["Диаграммы", first, 0, row - 1, 0],
                "values": ["Диаграммы", first, 1, row - 1, 1],
                "fill": {"color": _DARK},
                "border": {"color": _LINE},
                "gap": 60,
                "data_labels": {"value": True, "num_format": FORMATS[trend.kind], "font": {"size": 9}},
            }
        )
        is_share = trend.kind == "share"
        chart.set_y_axis(
            {
                "min": 0,
                **({"max": 1} if is_share else {}),
                "num_format": "0%" if is_share else FORMATS[trend.kind],
                "num_font": {"size": 10},
            }
        )
        chart.set_x_axis({"num_font": {"size": 10}})
        chart.show_blanks_as("gap")
        chart.set_legend({"none": True})
        self._place(sheet, top, chart, trend.full_title, height)
        return row + 1

    def _place(self, sheet: object, row: int, chart: object, title: str, height: int) -> None:
        chart.set_title({"name": title, "name_font": {"size": 11}})
        chart.set_size({"width": 668, "height": height})
        sheet.insert_chart(
            row, 0, chart, {"description": f"{title}: столбцы от нуля, таблица под диаграммой"}
        )

    def _table_head(self, sheet: object, row: int, names: tuple[str, ...]) -> int:
        look = self.style(bold=True, border=1, text_wrap=True, align="center", bg_color="#E7E6E6")
        for column, name in enumerate(names):
            sheet.write_string(row, column, safe(name), look)
        return row + 1
