"""A printable month of one association: its figures with small groups of people hidden (the inner k)."""

from __future__ import annotations

from collections.abc import Sequence

from regulation.indicators import INDICATORS, Unit
from reports import russian
from reports.monthly import NO_DATA
from reports.pdf import compiled
from warehouse.connect import Reader
from warehouse.measure import Figure, figures, suppressed
from warehouse.periods import Period, month, now_of
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


def association_pdfs(reader: Reader, text: str, names: Sequence[str]) -> dict[str, bytes]:
    """The pages of associations as PDF, by name; all are measured at once.

    Raises: KeyError for an unknown association.
    """
    period = month(text)
    measured = _measured(reader, period, names)
    return {
        name: compiled("association.typ", _page(reader, period, name, measured), now_of(reader, period))
        for name in names
    }


def _measured(reader: Reader, period: Period, names: Sequence[str]) -> list[Figure]:
    """Every figure of every association: a small group is hidden by what is told of the others."""
    if unknown := set(names) - set(association_names(reader)):
        raise KeyError(*sorted(unknown))
    chosen = [each for each in INDICATORS if "association" in each.by]
    measured = figures(reader, chosen, [period], by="association")
    return suppressed(measured, k=reader.settings.privacy.k_inside, by="association")


def _page(reader: Reader, period: Period, name: str, measured: Sequence[Figure]) -> dict:
    rows = [_row(figure) for figure in measured if dict(figure.by)["association"] == name]
    return {
        "title": f"Объединение: {name}",
        "subtitle": f"{russian.MONTHS[period.first_day.month - 1]} {period.first_day.year} года",
        "organisation": reader.settings.institution.short_name,
        "sample": "ВЫМЫШЛЕННЫЕ ДАННЫЕ" if reader.place and reader.place.is_sample else "",
        "rows": rows or [["", NO_DATA, "", "", ""]],
        "footnote": footnote(reader.settings.privacy.k_inside) if any(MARK in row for row in rows) else "",
        "footer": f"Данные по {russian.moment_text(now_of(reader, period))} · версия {reader.version} · "
        f"пороги {reader.settings.thresholds_version} · отбор: одно объединение; определения — в отчёте за месяц",
    }


def _row(figure: Figure) -> list[str]:
    """Code, title, value, «8 из 24», state; «×» instead where the group is small."""
    indicator = figure.indicator
    start = [indicator.base_id, russian.glued(indicator.title)]
    if figure.suppressed:
        return [*start, MARK, "", MARK]
    base = ""
    if indicator.unit is Unit.SHARE and figure.numerator is not None and figure.denominator:
        base = f"{russian.number(figure.numerator)} из {russian.number(figure.denominator)}"
    state = f"{russian.SIGNS[figure.state]} {russian.STATES[figure.state]}"
    return [*start, russian.figure(figure.value, indicator.unit), base, state]
