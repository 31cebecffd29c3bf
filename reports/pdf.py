"""PDF by Typst: A4, charts drawn as vectors in greys, fonts that come with the program; no browser, no network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typst

from reports import russian
from reports.docx import context
from reports.monthly import Monthly, Trend, told, told_change
from reports.xlsx import HEAD
from warehouse.suppress import MARK, footnote

TEMPLATES = Path(__file__).parent / "templates"


def compiled(template: str, content: dict, created: datetime) -> bytes:
    """A PDF from a template and its content; the same content and date give the same bytes."""
    return typst.compile(
        str(TEMPLATES / template),
        sys_inputs={"report": json.dumps(content, ensure_ascii=False, allow_nan=False)},
        ignore_system_fonts=True,
        timestamp=int(created.replace(tzinfo=UTC).timestamp()),
        root=str(TEMPLATES),
        format="pdf",
    )


def month_pdf(report: Monthly) -> bytes:
    """The report of a month."""
    return compiled("month.typ", content_of(report), report.created)


def content_of(report: Monthly) -> dict:
    """What the template prints: texts only, numbers already in words."""
    told_once = context(report)
    used = {row.indicator for row in report.rows}
    return {
        **{
            name: told_once[name]
            for name in (
                "addressee",
                "organisation",
                "city",
                "title",
                "form_name",
                "date",
                "number",
                "edition",
                "sample",
                "director_post",
                "director",
                "executor",
                "executor_phone",
                "notes",
            )
        },
        "head": list(HEAD),
        "rows": [
            [
                row.code,
                row.name,
                row.unit,
                told(row.value, row.kind),
                told(row.target, row.kind),
                told(row.before, row.kind),
                told_change(row),
                row.note,
            ]
            for row in report.rows
        ],
        "footnote": footnote(report.k),
        "footer": f"{report.institution.short_name} · {report.month_words} · данные по {russian.moment_text(report.as_of)} · версия {report.version}",
        "bars": _bars(report),
        "columns": [_columns(each) for each in report.trends if any(v is not None for _, v in each.points)],
        "annexes": [
            {
                "title": annex.title,
                "head": [
                    "Направленность" if annex.key == "direction" else "Объединение",
                    *(t for _, t in annex.columns),
                ],
                "rows": [
                    [
                        name,
                        *(
                            MARK if key in hidden else told(counts[key], "count") or "—"
                            for key, _ in annex.columns
                        ),
                    ]
                    for name, counts, hidden in annex.rows
                ]
                + [
                    [
                        "Всего по учреждению",
                        *(told(annex.totals[key], "count") or "нет данных" for key, _ in annex.columns),
                    ]
                ],
            }
            for annex in report.annexes
        ],
        "definitions": [list(each) for each in report.definitions if each[0] in used],
        "passport": [list(each) for each in report.passport],
    }


def _bars(report: Monthly) -> list[dict]:
    shares = [row for row in report.rows if row.kind == "share" and isinstance(row.value, int | float)]
    items = [
        {"name": f"{row.code} {row.name}", "part": min(1.0, row.value), "label": told(row.value, "share")}
        for row in shares
    ]
    return [{"title": f"Доли, %, {report.month_words}", "items": items}] if items else []


def _columns(trend: Trend) -> dict:
    top = 1.0 if trend.kind == "share" else max([value or 0 for _, value in trend.points] + [1])
    return {
        "title": f"{trend.title}, {trend.unit}, по месяцам",
        "items": [
            {
                "name": russian.month_short(day),
                "part": None if value is None else min(1.0, value / top),
                "label": "…" if value is None else told(value, trend.kind).removesuffix(f"{russian.NBSP}%"),
            }
            for day, value in trend.points
        ],
    }
