"""PDF by Typst: A4, charts drawn as vectors in greys, fonts that come with the program; no browser, no network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typst

from reports import russian
from reports.docx import context
from reports.monthly import Monthly, Trend, told
from reports.xlsx import HEAD

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
    said = context(report)
    return {
        **said,
        "head": list(HEAD),
        "rows": [list(row.values()) for row in said["rows"]],
        "footer": f"{report.institution.short_name} · {report.month_words} · данные по {russian.moment_text(report.as_of)} · версия {report.version}",
        "bars": _bars(report),
        "trends": [_columns(each) for each in report.trends if each.is_drawn],
        "annexes": [
            each | {"rows": [[row["name"], *row["cells"]] for row in each["rows"]]}
            for each in said["annexes"]
        ],
        "definitions": [list(each.values()) for each in said["definitions"]],
        "passport": [list(each.values()) for each in said["passport"]],
    }


def _bars(report: Monthly) -> list[dict]:
    items = [
        {
            "name": row.name,
            "part": min(1.0, row.value),
            "label": told(row.value, "share"),
            "was": min(1.0, row.before) if isinstance(row.before, int | float) else None,
            "was_label": told(row.before, "share") if isinstance(row.before, int | float) else "",
        }
        for row in report.shares
    ]
    return [{"title": f"Показатели формы, %, {report.month_words}", "items": items}] if items else []


def _columns(trend: Trend) -> dict:
    numbers = {day: value for day, value in trend.points if isinstance(value, int | float)}
    top = 1.0 if trend.kind == "share" else max([*numbers.values(), 1])
    return {
        "title": trend.full_title,
        "items": [
            {
                "name": russian.month_short(day),
                "part": min(1.0, numbers[day] / top) if day in numbers else None,
                "label": told(value, trend.kind).removesuffix(f"{russian.NBSP}%"),
            }
            for day, value in trend.points
        ],
    }
