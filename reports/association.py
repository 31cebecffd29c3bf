"""A printable month of one association: its figures with small groups of people hidden (the inner k)."""

from __future__ import annotations

from regulation.indicators import INDICATORS, Unit
from reports import russian
from reports.monthly import NO_DATA
from reports.pdf import compiled
from warehouse.connect import Reader
from warehouse.measure import figures, suppressed
from warehouse.periods import month, now_of
from warehouse.suppress import MARK, footnote


def association_names(reader: Reader) -> list[str]:
    """Associations of the register, by name."""
    return [
        row["association"]
        for row in reader.rows(
            "select distinct association from (select association from groups union select association from students) "
            "where association is not null order by 1"
        )
    ]


def association_month(reader: Reader, text: str, name: str) -> dict:
    """What the page of one association says.

    Raises: KeyError for an unknown association.
    """
    if name not in association_names(reader):
        raise KeyError(name)
    period, k = month(text), reader.settings.privacy.k_inside
    chosen = [each for each in INDICATORS if "association" in each.by]
    measured = suppressed(figures(reader, chosen, [period], by="association"), k=k, by="association")
    rows = []
    for figure in measured:
        if dict(figure.by)["association"] != name:
            continue
        base = ""
        if (
            figure.indicator.unit is Unit.SHARE
            and not figure.suppressed
            and figure.numerator is not None
            and figure.denominator
        ):
            base = f"{russian.number(figure.numerator)} из {russian.number(figure.denominator)}"
        shown = MARK if figure.suppressed else russian.figure(figure.value, figure.indicator.unit)
        state = f"{russian.SIGNS[figure.state]} {russian.STATES[figure.state]}"
        state = MARK if figure.suppressed else state
        rows.append([figure.indicator.base_id, russian.glued(figure.indicator.title), shown, base, state])
    return {
        "title": f"Объединение: {name}",
        "subtitle": f"{russian.MONTHS[period.first_day.month - 1]} {period.first_day.year} года",
        "organisation": reader.settings.institution.short_name,
        "sample": "ВЫМЫШЛЕННЫЕ ДАННЫЕ" if reader.place and reader.place.is_sample else "",
        "rows": rows or [["", NO_DATA, "", "", ""]],
        "footnote": footnote(k) if any(MARK in row for row in rows) else "",
        "footer": f"Данные по {russian.moment_text(now_of(reader, period))} · версия {reader.version} · "
        f"пороги {reader.settings.thresholds_version} · отбор: одно объединение; определения — в отчёте за месяц",
    }


def association_pdf(reader: Reader, text: str, name: str) -> bytes:
    """The page as PDF."""
    return compiled("association.typ", association_month(reader, text, name), now_of(reader, month(text)))
