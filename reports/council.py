"""The director's one page for the council: six figures, the five worst associations, decisions needed. No people."""

from __future__ import annotations

from regulation.indicators import BY_ID, State, Unit
from reports import russian
from reports.monthly import KINDS, Monthly, as_printed, told
from reports.pdf import compiled
from warehouse.connect import Reader
from warehouse.hide import hide_figures
from warehouse.measure import Figure, figures

SIX = ("2.3-01", "2.4-01", "2.5-01", "2.3-08", "4.4-01", "5.3-00")
WORST_BY = ("2.3-08", "4.4-01", "2.4-05", "2.5-01")  # shares by which associations are compared
N_WORST, N_DECISIONS = 5, 5


def council_pdf(reader: Reader, report: Monthly) -> bytes:
    """The page as PDF, by the same figures as the report of the month."""
    return compiled("council.typ", council(reader, report), report.created)


def council(reader: Reader, report: Monthly) -> dict:
    """What the page says."""
    rows = {row.indicator: row for row in report.indicators}
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
                "state": rows[each].note.split(".")[0],
            }
            for each in SIX
            if each in rows
        ],
        "worst": worst_associations(reader, report),
        "decisions": _decisions(values),
        "footer": f"Данные по {russian.moment_text(report.as_of)} · версия {report.version} · пороги {report.thresholds_version}",
    }


def _change(row: object) -> str:
    from reports.monthly import told_change

    text = told_change(row)
    return f"к прошлому месяцу: {text}" if text else "прошлый месяц: нет данных"


def worst_associations(reader: Reader, report: Monthly) -> list[list[str]]:
    """Associations with the lowest mean of the shares compared; a share on a small group isn't compared."""
    measured: dict[str, list[Figure]] = {}
    for each in (BY_ID[each] for each in WORST_BY if each in BY_ID):
        found = figures(reader, [each], [report.period], by="association")
        for figure in hide_figures(found, k=reader.settings.privacy.k_inside, by="association"):
            if figure.value is not None and not figure.suppressed and each.unit is Unit.SHARE:
                measured.setdefault(figure.by[0][1], []).append(figure)
    ranked = sorted(
        measured.items(), key=lambda item: (sum(f.value for f in item[1]) / len(item[1]), item[0])
    )
    return [[name, _weakest(found)] for name, found in ranked[:N_WORST]]


def _weakest(found: list[Figure]) -> str:
    each = min(found, key=lambda figure: figure.value)
    return f"{each.indicator.title}: {russian.share(each.value)}"


def _decisions(values: dict) -> list[str]:
    """What the director does about the red figures, the hardest rules first."""
    red = [key for key, each in values.items() if each["state"] == State.BREACH.value and key in BY_ID]
    red.sort(
        key=lambda key: (BY_ID[key].base_id not in SIX, not BY_ID[key].is_check, -(values[key]["value"] or 0))
    )
    found = []
    for key in red[:N_DECISIONS]:
        indicator, kind = BY_ID[key], KINDS[BY_ID[key].unit]
        found.append(
            f"{indicator.title} — {told(as_printed(values[key]['value'], kind), kind)}. {indicator.action}."
        )
    return found
