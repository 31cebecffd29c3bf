"""Writes `month.docx`, the Word template of the report: run once, then edit the file in Word.

python reports/templates/make_template.py
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

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
FIELDS = ("code", "name", "unit", "value", "target", "before", "change", "note")
WIDTHS = (14, 86, 13, 22, 22, 22, 29, 59)  # mm, together the width of the page between its margins
ANNEX_NAME, ANNEX_COLUMN = 60, 17
EVEN = "Столбцы поровну"  # alternative text of a table whose columns the program counts and spaces evenly


def main() -> None:
    """Write the template beside this file."""
    document = Document()
    _page(document)
    _letterhead(document)
    _table(document)
    _paragraph(document, "{{ footnote }}", size=10)
    _heading(document, "Пояснения")
    _loop(document, "notes", "{{ each }}")
    _annexes(document)
    _heading(document, "Определения")
    _loop(document, "definitions", "{{ each.code }} {{ each.title }}. {{ each.text }}", size=10)
    _heading(document, "Сведения об отчёте")
    _loop(document, "passport", "{{ each.name }}: {{ each.text }}", size=10, keep=True)
    _signature(document)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = "Отчёт за месяц: шаблон"
    properties.created = properties.modified = datetime(2026, 11, 1)
    document.save(str(Path(__file__).with_name("month.docx")))


def _page(document: Document) -> None:
    """A4 landscape, margins and numbers from the second page."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(4)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = number.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _letterhead(document: Document) -> None:
    """Addressee, organisation, date and place, title: a heading on every document."""
    _paragraph(document, "{{ sample }}", where=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    addressee = _paragraph(document, "{{ addressee }}")
    addressee.paragraph_format.left_indent = Mm(167)
    for text, bold in (("{{ organisation }}", False), ("ОТЧЁТ", True)):
        _paragraph(document, text, where=WD_ALIGN_PARAGRAPH.CENTER, bold=bold)
    _paragraph(document, "{{ date }} № {{ number }}")
    _paragraph(document, "г. {{ city }}")
    _paragraph(document, "{{ title }}", bold=True)
    _paragraph(document, "{{ edition }}")
    _paragraph(document, "{{ form_name }}", where=WD_ALIGN_PARAGRAPH.CENTER, bold=True, keep=True)


def _paragraph(
    document: Document,
    text: str,
    *,
    where: WD_ALIGN_PARAGRAPH | None = None,
    bold: bool = False,
    size: int = 12,
    keep: bool = False,
) -> object:
    paragraph = document.add_paragraph()
    if where is not None:
        paragraph.alignment = where
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    paragraph.paragraph_format.keep_with_next = keep
    return paragraph


def _heading(document: Document, text: str) -> None:
    paragraph = _paragraph(document, text, bold=True, keep=True)
    paragraph.paragraph_format.space_before = Pt(10)


def _table(document: Document) -> None:
    """Head, numbering row, one row repeated for each line of the form."""
    table = _fixed(document, 5, WIDTHS)
    for column in range(len(HEAD)):
        _cell(table.cell(0, column), HEAD[column], bold=True, where=WD_ALIGN_PARAGRAPH.CENTER)
        _cell(table.cell(1, column), str(column + 1), where=WD_ALIGN_PARAGRAPH.CENTER)
        where = WD_ALIGN_PARAGRAPH.RIGHT if 3 <= column <= 6 else WD_ALIGN_PARAGRAPH.LEFT
        _cell(table.cell(3, column), "{{ row." + FIELDS[column] + " }}", where=where)
    table.cell(2, 0).text = "{%tr for row in rows %}"
    table.cell(4, 0).text = "{%tr endfor %}"
    for row in table.rows[:2]:
        _repeated(row)
    for row in table.rows:
        _whole(row)


def _annexes(document: Document) -> None:
    """One table for each annex, with as many columns as it has."""
    document.add_paragraph("{%p for annex in annexes %}")
    _heading(document, "Приложение. {{ annex.title }}")
    table = _fixed(document, 5, (ANNEX_NAME, ANNEX_COLUMN, ANNEX_COLUMN, ANNEX_COLUMN))
    mark = OxmlElement("w:tblDescription")
    mark.set(qn("w:val"), EVEN)
    table._tbl.tblPr.append(mark)
    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    _columns(table, 0, "", "annex.groups", "{% colspan each[1] %}{{ each[0] }}", bold=True, where=centre)
    _columns(table, 1, "{{ annex.name }}", "annex.columns", "{{ each }}", bold=True, where=centre)
    table.cell(2, 0).text = "{%tr for row in annex.rows %}"
    _columns(table, 3, "{{ row.name }}", "row.cells", "{{ each }}", where=right)
    table.cell(4, 0).text = "{%tr endfor %}"
    _repeated(table.rows[1])
    _repeated(table.rows[0])
    for row in table.rows:
        _whole(row)
    _paragraph(document, "{{ annex.footnote }}", size=10)
    document.add_paragraph("{%p endfor %}")


def _columns(table: object, row: int, name: str, values: str, text: str, **look: object) -> None:
    """A row with a name and a cell for each of `values`."""
    _cell(table.cell(row, 0), name, bold=bool(look.get("bold")))
    _cell(table.cell(row, 1), "{%tc for each in " + values + " %}")
    _cell(table.cell(row, 2), text, **look)
    _cell(table.cell(row, 3), "{%tc endfor %}")


def _signature(document: Document) -> None:
    """Post, line, name; the executor below: never torn apart, never alone on a page."""
    _paragraph(document, "", keep=True)
    signature = _paragraph(document, "{{ director_post }}\t______________________\t{{ director }}", keep=True)
    stops = signature.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(110))
    stops.add_tab_stop(Mm(180))
    _paragraph(document, "", keep=True)
    executor = _paragraph(document, "{{ executor }}\n{{ executor_phone }}", size=10)
    executor.paragraph_format.keep_together = True


def _fixed(document: Document, n_rows: int, widths: tuple[float, ...]) -> object:
    """A table whose columns keep their widths in Word and in LibreOffice."""
    table = document.add_table(rows=n_rows, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _repeated(row: object) -> None:
    """Repeat a row at the top of each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _whole(row: object) -> None:
    """No page tears the row apart."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _cell(
    cell: object, text: str, *, bold: bool = False, where: WD_ALIGN_PARAGRAPH | None = None, size: int = 10
) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    paragraph.paragraph_format.space_after = Pt(0)
    if where is not None:
        paragraph.alignment = where


def _loop(document: Document, name: str, text: str, *, size: int = 12, keep: bool = False) -> None:
    """A paragraph repeated for each of `name`."""
    document.add_paragraph("{%p for each in " + name + " %}")
    _paragraph(document, text, size=size, keep=keep)
    document.add_paragraph("{%p endfor %}")


if __name__ == "__main__":
    main()
