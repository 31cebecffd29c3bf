"""The report as a Word document from a template that the institution edits in Word (placeholders: docs/report_form.md)."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import TemplateError

from reports import Unable, russian
from reports.monthly import Monthly, told, told_change


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
        "notes": [*report.explanations, *report.differences],
        "definitions": [
            {"code": code, "title": title, "text": text}
            for code, title, text, _ in report.definitions
            if code in {row.indicator for row in report.rows}
        ],
        "passport": [{"name": name, "text": text} for name, text in report.passport],
        "director_post": who.director_post,
        "director": initials(who.director),
        "executor": who.executor,
        "executor_phone": who.executor_phone,
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
