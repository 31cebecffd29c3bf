"""Clause 2.1, item 13: the statistics are complete."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.13-02",
    clause="2.1",
    kind=Kind.VALUE,
    title="Полнота статистики",
    definition="Строки формы департамента, для которых есть данные, — от всех её строк.",
    mart="mart_form_coverage",
    unit=Unit.SHARE,
    requires=(),
    page="Отчёты",
    action="Запросить недостающие выгрузки",
    numerator="count(*) filter (has_data)",
    denominator="count(*)",
    counts_people=False,
)
