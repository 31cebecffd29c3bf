"""The report as a Word document from a template that the institution edits in Word (placeholders: docs/report_form.md)."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from regulation.indicators import BY_ID
from reports import Unable, russian
from reports.annexes import Annex
from reports.monthly import Monthly, told, told_change
from warehouse.suppress import MARK, footnote

EVEN = "Столбцы поровну"  # alternative text of the annexes' table in the template: see docs/report_form.md
PAGE_WIDTH, ANNEX_NAME = (
    15_130,
    3_200,
)  # twentieths of a point: between the margins of a landscape A4; a name's column


class TemplateBroken(Unable):
    """The Word template can't be used; the text says so in Russian."""


def document(report: Monthly, template: Path) -> bytes:
    """The document of a month.

    Raises: TemplateBroken.
    """
    if not template.exists():
        raise TemplateBroken(f"Нет шаблона {template.name}. Проверьте [report] template в settings.toml.")
    stream = BytesIO()
    try:
        filled = DocxTemplate(str(template))
        filled.render(context(report), autoescape=True)
        for table in filled.docx.tables:
            _space_evenly(table)
        properties = filled.docx.core_properties
        properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
        properties.title = report.title
        properties.created = properties.modified = report.created
        properties.revision = 1
        filled.save(stream)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TemplateBroken(
            f"Шаблон {template.name} не заполняется ({error}). Проверьте подстановки {{{{ … }}}} по docs/report_form.md."
        ) from error
    return same_bytes(stream.getvalue())


def context(report: Monthly) -> dict:
    """What the template's placeholders stand for."""
    who = report.institution
    return {
        "addressee": who.addressee,
        "organisation": who.name,
        "city": who.city,
        "title": report.title,
        "form_name": report.form_name,
        "month": report.month_words,
        "date": russian.day_long(report.closed_on) if report.closed_on else "«___» ____________ 20___ г.",
        "number": "______",
        "edition": report.edition,
        "sample": "ВЫМЫШЛЕННЫЕ ДАННЫЕ" if report.is_sample else "",
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "unit": row.unit,
                "value": told(row.value, row.kind),
                "target": told(row.target, row.kind),
                "before": told(row.before, row.kind),
                "change": told_change(row),
                "note": row.note,
            }
            for row in report.rows
        ],
        "footnote": footnote(report.k) if report.has_hidden else "",
        "notes": [*report.explanations, *told_differences(report)],
        "annexes": [_annex(each, report.k) for each in report.annexes],
        "definitions": [
            {"code": BY_ID[code].base_id, "title": title, "text": text, "threshold": bound}
            for code, title, text, bound in report.definitions
            if code in {row.indicator for row in report.rows}
        ],
        "passport": [{"name": name, "text": text} for name, text in report.passport],
        "director_post": who.director_post,
        "director": initials(who.director),
        "executor": who.executor,
        "executor_phone": who.executor_phone,
    }


def _space_evenly(table: Table) -> None:
    """Give the columns after the first equal widths, in a table whose alternative text asks for it."""
    description = table._tbl.tblPr.find(qn("w:tblDescription"))
    if description is None or description.get(qn("w:val")) != EVEN:
        return
    grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
    first, rest = ANNEX_NAME, (PAGE_WIDTH - ANNEX_NAME) // max(1, len(grid) - 1)
    for n, column in enumerate(grid):
        column.set(qn("w:w"), str(rest if n else first))
    for row in table._tbl.tr_lst:
        for n, cell in enumerate(row.tc_lst):
            cell.width = Twips((rest * cell.grid_span) if n else first)


def told_differences(report: Monthly) -> list[str]:
    """What a corrected report changes, under its heading; nothing in a first edition."""
    if not report.differences:
        return []
    return [
        f"Уточнённый отчёт № {report.correction}. Отличия от прежней редакции:",
        *report.differences,
    ]


def _annex(annex: Annex, k: int) -> dict:
    """An annex in words: head, rows, «×» where a group is small, totals last."""

    def cell(number: float | None, otherwise: str) -> str:
        return otherwise if number is None else told(number, "count")

    rows = [
        {
            "name": name,
            "cells": [MARK if key in hidden else cell(counts[key], "—") for key, _ in annex.columns],
        }
        for name, counts, hidden in annex.rows
    ]
    totals = [cell(annex.totals[key], "нет данных") for key, _ in annex.columns]
    return {
        "title": annex.title,
        "name": annex.name_title,
        "groups": [list(each) for each in annex.groups],
        "columns": [title for _, title in annex.columns],
        "rows": [*rows, {"name": "Всего по учреждению (без повторов)", "cells": totals}],
        "footnote": footnote(k) if annex.has_hidden else "",
    }


def initials(full_name: str) -> str:
    """«А. С. Вершинина» of «Вершинина Алла Сергеевна»."""
    surname, *names = full_name.split()[:3] or [""]
    return russian.NBSP.join([*(f"{each[0]}." for each in names), surname])


def same_bytes(archive: bytes) -> bytes:
    """The same archive with fixed times and order, so that the same report gives the same bytes."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(archive)) as found,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in found.namelist():
            made.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), found.read(name), zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()
