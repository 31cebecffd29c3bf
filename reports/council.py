"""The director's one page for the council: six figures, the five worst groups, decisions needed. No people."""

from __future__ import annotations

from regulation.indicators import BY_ID, State
from reports import russian
from reports.monthly import KINDS, Monthly, Row, as_printed, told, told_change
from reports.pdf import compiled
from warehouse.connect import Reader
from warehouse.measure import materialise
from warehouse.queries import page_sql
from warehouse.suppress import MARK, footnote

SIX = ("2.3-01", "2.4-01", "2.5-01", "2.3-08", "4.4-01", "5.3-00")
N_WORST, N_DECISIONS = 5, 5


def council_pdf(reader: Reader, report: Monthly) -> bytes:
    """The page as PDF, by the same figures as the report of the month."""
    return compiled("council.typ", council(reader, report), report.created)


def council(reader: Reader, report: Monthly) -> dict:
    """What the page says."""
    rows = {row.indicator: row for row in report.indicators}
    worst = worst_groups(reader, report)
    values = report.frozen["values"]
    return {
        "title": f"К совету: ИКОП «Сферум» за {report.month_words}",
        "organisation": report.institution.short_name,
        "sample": "ВЫМЫШЛЕННЫЕ ДАННЫЕ" if report.is_sample else "",
        "figures": [
            {
                "title": rows[each].name,
                "value": told(rows[each].value, rows[each].kind),
                "change": _change(rows[each]),
                "state": rows[each].note.split(";")[0],
            }
            for each in SIX
            if each in rows
        ],
        "worst": worst,
        "footnote": footnote(reader.settings.privacy.k_inside)
        if any(MARK in text for _, text in worst)
        else "",
        "decisions": _decisions(values),
        "footer": f"Данные по {russian.moment_text(report.as_of)} · версия {report.version} · пороги {report.thresholds_version} · всё учреждение; определения — в отчёте за месяц",
    }


def _change(row: Row) -> str:
    text = told_change(row)
    return f"к прошлому месяцу: {text}" if text else "прошлый месяц: нет данных"


def worst_groups(reader: Reader, report: Monthly) -> list[list[str]]:
    """Groups that lack most, and what they lack; small numbers of children are hidden.

    Rows: up to five: «Робототехника · группа 3», what is wrong.
    """
    if not reader.has_rows("groups"):
        return []
    materialise(reader, "mart_group_period", [report.period])
    rows = reader.rows(page_sql("worst_groups"), [report.period.first_day, N_WORST])
    k = reader.settings.privacy.k_inside
    return [[f"{row['association']} · {row['group_name']}", _lacks(row, k)] for row in rows]


def _lacks(row: dict, k: int) -> str:
    kinds = [
        word
        for word, column in (("обучающихся", "lacks_student_chat"), ("родителей", "lacks_parent_chat"))
        if row[column]
    ]
    texts = [f"нет чата {' и чата '.join(kinds)}"] if kinds else []
    if row["is_idle"] and not kinds:
        texts.append("в обязательных чатах 30 дней нет общения")
    without, children = row["n_without_channel"], row["n_children"]
    if without:
        is_small = any(0 < part < k for part in (without, children, children - without))
        said = MARK if is_small else f"{russian.number(without)} из {russian.number(children)}"
        texts.append(f"детей без канала связи — {said}")
    return "; ".join(texts)


def _decisions(values: dict) -> list[str]:
    """What the director does about the red figures, the hardest rules first."""
    red = [key for key, each in values.items() if each["state"] == State.BREACH.value and key in BY_ID]
    red.sort(
        key=lambda key: (BY_ID[key].base_id not in SIX, not BY_ID[key].is_check, -(values[key]["value"] or 0))
    )
    once = {
        BY_ID[key].base_id: key for key in reversed(red)
    }  # one decision, however many of its figures are red
    found = []
    for key in [key for key in red if key in once.values()][:N_DECISIONS]:
        indicator, kind = BY_ID[key], KINDS[BY_ID[key].unit]
        found.append(
            russian.glued(
                f"{indicator.title} — {told(as_printed(values[key]['value'], kind), kind)}. {indicator.action}."
            )
        )
    return found
