"""The report as a workbook: real numbers in cells, native charts, nothing that can run and no trace of whoever made it."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from reports import russian
from reports.annexes import Annex
from reports.monthly import DIGITS, Monthly, Row, Trend, Value, told
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
WIDTHS = (9, 52, 10, 13, 13, 13, 15, 44)
FORMATS = {
    "share": "0.0%",
    "count": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
}
CHANGES = {
    "points": '+0.0" п. п.";\u22120.0" п. п.";"без изменений"',
    "count": '+#,##0;\u2212#,##0;"без изменений"',
    "one": '+#,##0.0;\u2212#,##0.0;"без изменений"',
    "two": '+#,##0.00;\u2212#,##0.00;"без изменений"',
}
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}


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
        },
    )
    book.set_properties({"title": report.title, "author": "", "company": "", "created": report.created})
    writer = _Writer(book, report)
    writer.rows_sheet("Форма", report.form_name, report.rows)
    writer.lines_sheet("Пояснения", [*report.explanations, *_differences(report)])
    writer.rows_sheet("Показатели", "Показатели исполнения Положения", report.indicators)
    writer.charts_sheet()
    for annex in report.annexes:
        writer.annex_sheet(annex)
    writer.definitions_sheet()
    book.close()
    return stream.getvalue()


def _differences(report: Monthly) -> list[str]:
    if not report.differences:
        return []
    return [f"Уточнённый отчёт № {report.correction}. Отличия от прежней редакции:", *report.differences]


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

    def sheet(self, name: str, title: str, widths: tuple[int, ...]) -> tuple[object, int]:
        """A sheet with title and passport; gives it and the first free row."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.style())
        sheet.set_paper(9)
        if len(widths) > 7:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.79, right=0.4, top=0.79, bottom=0.79)
        sheet.set_footer(
            "&L&9" + safe(self.report.institution.short_name.replace("&", "&&")) + "&R&9Лист &P из &N"
        )
        sheet.write_string(0, 0, safe(title), self.style(bold=True, font_size=14))
        sheet.write_string(1, 0, safe(self.report.title), self.style(bold=True))
        row = 2
        if self.report.is_sample:
            sheet.write_string(row, 0, "Вымышленные данные", self.style(bold=True, font_color="#9C0006"))
            row += 1
        passport = "; ".join(f"{name.lower()}: {text}" for name, text in self.report.passport)
        sheet.write_string(row, 0, safe(passport[:1].upper() + passport[1:]), self.style(italic=True))
        return sheet, row + 2

    def head(self, sheet: object, row: int, names: tuple[str, ...], *, numbered: bool = True) -> int:
        """A table's head, numbered below, repeated on each page and frozen; gives the first row of the body."""
        look = self.style(bold=True, border=1, text_wrap=True, align="center", bg_color="#E7E6E6")
        for column, name in enumerate(names):
            sheet.write_string(row, column, safe(name), look)
        last = row
        if numbered:
            last += 1
            for column in range(len(names)):
                sheet.write_number(
                    last, column, column + 1, self.style(border=1, align="center", font_size=9)
                )
        sheet.repeat_rows(row, last)
        sheet.freeze_panes(last + 1, 2 if len(names) > 4 else 0)
        return last + 1

    def value(self, sheet: object, row: int, column: int, value: Value, number_format: str) -> None:
        """A number as a number, words as words, nothing as a blank."""
        if value is None:
            sheet.write_blank(row, column, None, self.style(border=1))
        elif isinstance(value, str):
            sheet.write_string(row, column, safe(value), self.style(border=1, align="right", italic=True))
        else:
            sheet.write_number(row, column, value, self.style(border=1, num_format=number_format))

    def text(self, sheet: object, row: int, column: int, text: str) -> None:
        """A wrapped text in a bordered cell."""
        sheet.write_string(row, column, safe(text), self.style(border=1, text_wrap=True))

    def rows_sheet(self, name: str, title: str, rows: tuple[Row, ...]) -> None:
        """The form, or the catalogue: one row a figure."""
        sheet, row = self.sheet(name, title, WIDTHS)
        row = self.head(sheet, row, HEAD)
        for each in rows:
            self.text(sheet, row, 0, each.code)
            self.text(sheet, row, 1, each.name)
            self.text(sheet, row, 2, each.unit)
            for column, value in ((3, each.value), (4, each.target), (5, each.before)):
                self.value(sheet, row, column, value, FORMATS[each.kind])
            self.value(sheet, row, 6, each.change, CHANGES[each.change_kind])
            self.text(sheet, row, 7, each.note)
            row += 1
        sheet.write_string(row, 0, safe(footnote(self.report.k)), self.style(italic=True, font_size=9))
        sheet.print_area(0, 0, row, len(HEAD) - 1)

    def lines_sheet(self, name: str, lines: list[str]) -> None:
        """Sentences, one a row."""
        sheet, row = self.sheet(name, name, (110,))
        start = row
        for line in lines:
            sheet.write_string(row, 0, safe(line), self.style(text_wrap=True))
            row += 1
        sheet.freeze_panes(start, 0)
        sheet.print_area(0, 0, max(row - 1, 0), 0)

    def annex_sheet(self, annex: Annex) -> None:
        """A breakdown: numbers, «×» where a group is small, exact totals."""
        names = (
            "Направленность" if annex.key == "direction" else "Объединение",
            *(title for _, title in annex.columns),
        )
        sheet, row = self.sheet(annex.title, f"Приложение. {annex.title}", (40, *([13] * len(annex.columns))))
        row = self.head(sheet, row, names)
        for name, counts, hidden in annex.rows:
            self.text(sheet, row, 0, name)
            for column, (key, _) in enumerate(annex.columns, 1):
                value = MARK if key in hidden else counts[key]
                self.value(sheet, row, column, "—" if value is None else value, FORMATS["count"])
            row += 1
        self.text(sheet, row, 0, "Всего по учреждению (без повторов)")
        for column, (key, _) in enumerate(annex.columns, 1):
            total = annex.totals[key]
            self.value(sheet, row, column, "нет данных" if total is None else total, FORMATS["count"])
        sheet.write_string(row + 1, 0, safe(footnote(self.report.k)), self.style(italic=True, font_size=9))
        sheet.print_area(0, 0, row + 1, len(annex.columns))

    def definitions_sheet(self) -> None:
        """Definitions with thresholds, and what was loaded."""
        sheet, row = self.sheet("Определения и источники", "Определения и источники", (12, 42, 80, 46))
        row = self.head(
            sheet, row, ("Код", "Показатель", "Определение", "Порог и его источник"), numbered=False
        )
        for line in self.report.definitions:
            for column, text in enumerate(line):
                self.text(sheet, row, column, text)
            row += 1
        row += 1
        sheet.write_string(row, 0, "Источники (загруженные файлы без имён)", self.style(bold=True))
        for line in (("№", "Таблицы", "Хэш файла", "Формат; на дату"), *_numbered(self.report.sources)):
            row += 1
            for column, text in enumerate(line):
                self.text(sheet, row, column, text)
        sheet.print_area(0, 0, row, 3)

    # --- charts ------------------------------------------------------------------------------------------

    def charts_sheet(self) -> None:
        """Charts that the spreadsheet draws itself, each above the table it shows."""
        sheet, row = self.sheet("Диаграммы", "Диаграммы", (60, 14, 14, 14, 14, 14, 14, 14))
        shares = [
            each for each in self.report.rows if each.kind == "share" and isinstance(each.value, int | float)
        ]
        if shares:
            row = self._bars(sheet, row, shares)
        for trend in self.report.trends:
            if any(value is not None for _, value in trend.points):
                row = self._columns(sheet, row, trend)
        if not shares:
            sheet.write_string(row, 0, "Нет данных для диаграмм.", self.style())
        sheet.print_area(0, 0, row + 1, 7)

    def _bars(self, sheet: object, row: int, shares: list[Row]) -> int:
        title = f"Доли, %, {self.report.month_words}"
        top, row = row, row + 24
        row = self._table_head(sheet, row, ("Показатель", "Значение", "Прошлый месяц"))
        first = row
        for each in shares:
            self.text(sheet, row, 0, f"{each.code} {each.name}")
            self.value(sheet, row, 1, each.value, FORMATS["share"])
            self.value(
                sheet, row, 2, each.before if isinstance(each.before, int | float) else None, FORMATS["share"]
            )
            row += 1
        chart = self.book.add_chart({"type": "bar"})
        for column, name, fill in ((1, "отчётный месяц", "#1F4E79"), (2, "прошлый месяц", "#BFBFBF")):
            chart.add_series(
                {
                    "name": name,
                    "categories": ["Диаграммы", first, 0, row - 1, 0],
                    "values": ["Диаграммы", first, column, row - 1, column],
                    "fill": {"color": fill},
                    "border": {"color": "#404040"},
                    "data_labels": {"value": True, "num_format": "0.0%", "font": {"size": 8}},
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
        chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "crossing": "max"})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 1000, "height": 460})
        sheet.insert_chart(
            top, 0, chart, {"description": f"{title}: столбцы от нуля, таблица под диаграммой"}
        )
        return row + 2

    def _columns(self, sheet: object, row: int, trend: Trend) -> int:
        title = f"{trend.title}, {trend.unit}, по месяцам"
        top, row = row, row + 14
        row = self._table_head(sheet, row, ("Месяц", trend.title))
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
                "fill": {"color": "#1F4E79"},
                "data_labels": {"value": True, "num_format": FORMATS[trend.kind], "font": {"size": 8}},
            }
        )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis({"min": 0, "num_format": FORMATS[trend.kind]})
        chart.show_blanks_as("gap")
        chart.set_legend({"none": True})
        chart.set_size({"width": 1000, "height": 260})
        sheet.insert_chart(
            top, 0, chart, {"description": f"{title}: столбцы от нуля, таблица под диаграммой"}
        )
        return row + 2

    def _table_head(self, sheet: object, row: int, names: tuple[str, ...]) -> int:
        for column, name in enumerate(names):
            sheet.write_string(row, column, safe(name), self.style(bold=True, border=1, text_wrap=True))
        return row + 1


def _numbered(sources: tuple[tuple[str, str, str, str], ...]) -> list[tuple[str, str, str, str]]:
    return [
        (str(n), tables, key, f"{form}; {as_of}" if as_of != "—" else form)
        for n, (tables, form, as_of, key) in enumerate(sources, 1)
    ]


__all__ = ["DIGITS", "safe", "told", "workbook"]
