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
    "Ед.",
    "Значение",
    "План / ориентир",
    "Прошлый месяц",
    "Изменение",
    "Примечание",
)
FIELDS = ("code", "name", "unit", "value", "target", "before", "change", "note")
WIDTHS = (14, 82, 14, 24, 24, 24, 30, 52)


def main() -> None:
    """Write the template beside this file."""
    document = Document()
    _page(document)
    _letterhead(document)
    _table(document)
    document.add_paragraph()
    _loop(document, "notes", "{{ each }}")
    heading = document.add_paragraph()
    heading.add_run("Определения").bold = True
    _loop(document, "definitions", "{{ each.code }} {{ each.title }}: {{ each.text }}")
    _loop(document, "passport", "{{ each.name }}: {{ each.text }}")
    document.add_paragraph()
    document.add_paragraph("{{ director_post }} ______________________ {{ director }}")
    document.add_paragraph()
    executor = document.add_paragraph("{{ executor }}\n{{ executor_phone }}")
    executor.runs[0].font.size = Pt(10)
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
    for text, where, bold in (
        ("{{ sample }}", WD_ALIGN_PARAGRAPH.CENTER, True),
        ("{{ addressee }}", WD_ALIGN_PARAGRAPH.RIGHT, False),
        ("{{ organisation }}", WD_ALIGN_PARAGRAPH.CENTER, False),
        ("ОТЧЁТ", WD_ALIGN_PARAGRAPH.CENTER, True),
        ("{{ date }} № {{ number }}", WD_ALIGN_PARAGRAPH.LEFT, False),
        ("г. {{ city }}", WD_ALIGN_PARAGRAPH.LEFT, False),
        ("{{ title }}", WD_ALIGN_PARAGRAPH.LEFT, True),
        ("{{ edition }}", WD_ALIGN_PARAGRAPH.LEFT, False),
        ("{{ form_name }}", WD_ALIGN_PARAGRAPH.CENTER, True),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = where
        paragraph.add_run(text).bold = bold


def _table(document: Document) -> None:
    """Head, numbering row, one row repeated for each line of the form."""
    table = document.add_table(rows=5, cols=len(HEAD))
    table.style = "Table Grid"
    for column, width in enumerate(WIDTHS):
        for row in table.rows:
            row.cells[column].width = Mm(width)
        _cell(table.cell(0, column), HEAD[column], bold=True)
        _cell(table.cell(1, column), str(column + 1))
        _cell(table.cell(3, column), "{{ row." + FIELDS[column] + " }}")
    table.cell(2, 0).text = "{%tr for row in rows %}"
    table.cell(4, 0).text = "{%tr endfor %}"
    for row in table.rows[:2]:
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(repeated)


def _cell(cell: object, text: str, *, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.bold = Pt(10), bold
    cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _loop(document: Document, name: str, text: str) -> None:
    """A paragraph repeated for each of `name`."""
    document.add_paragraph("{%p for each in " + name + " %}")
    document.add_paragraph(text)
    document.add_paragraph("{%p endfor %}")


if __name__ == "__main__":
    main()
