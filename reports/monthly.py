"""The department's monthly report as content: rows, explanations, definitions, annexes; XLSX, DOCX and PDF only lay it out.

Nothing about any person gets in: figures of the institution, and annexes by direction and association with small groups
hidden. What has no data says so and is never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from regulation.indicators import BY_ID, INDICATORS, State, Unit
from reports import russian
from reports.annexes import Annex, breakdowns
from reports.forms import Form, FormFigure, read_form
from settings import ROOT, Institution
from warehouse.connect import Reader
from warehouse.measure import Figure, figures
from warehouse.periods import Period, month, months_back, newest_fact, now_of
from warehouse.suppress import footnote
from warehouse.tables import BY_NAME, JOURNALS

NO_DATA = "нет данных"
# Unit of an indicator → how its value is written: a share with one decimal, a whole number, one or two decimals.
KINDS = {
    Unit.SHARE: "share",
    Unit.COUNT: "count",
    Unit.HOURS: "one",
    Unit.DAYS: "one",
    Unit.PER_1000: "two",
    Unit.INDEX: "two",
}
DIGITS = {"share": 3, "count": 0, "one": 1, "two": 2, "points": 1}
UNIT_WORDS = {
    Unit.SHARE: "%",
    Unit.COUNT: "ед.",
    Unit.HOURS: "ч",
    Unit.DAYS: "дн.",
    Unit.PER_1000: "на 1 000",
    Unit.INDEX: "индекс",
}
# A month before the first row of such a journal, or a zero after its last one, is no figure.
FLOWS = {table.name: table for table in JOURNALS if table.flows}
TREND_MONTHS = 13
TRENDS = ("2.3-01", "2.4-01", "2.5-01", "5.3-00")

Value = float | str | None  # a number, or words that stand instead of it; None prints nothing


@dataclass(frozen=True)
class Row:
    """One printed row: a code, a name and its figures; `kind` says how numbers are written (see `DIGITS`)."""

    code: str
    name: str
    unit: str
    kind: str
    value: Value
    target: Value = None
    before: Value = None
    change: Value = None
    note: str = ""
    indicator: str = ""

    @property
    def change_kind(self) -> str:
        """Changes of shares are in percentage points."""
        return "points" if self.kind == "share" else self.kind


@dataclass(frozen=True)
class Trend:
    """A figure over months: (first day, number or the words instead of it)."""

    title: str
    unit: str
    kind: str
    points: tuple[tuple[date, Value], ...]

    @property
    def is_drawn(self) -> bool:
        """Whether any month has a number."""
        return any(isinstance(value, int | float) for _, value in self.points)

    @property
    def full_title(self) -> str:
        """«Охват обучающихся, %, октябрь 2025 – октябрь 2026»."""
        first, last = (russian.month_name(self.points[n][0]) for n in (0, -1))
        return f"{self.title}, {self.unit}, {first}{russian.NBSP}– {last}"


@dataclass(frozen=True)
class Monthly:
    """Everything that the report of a month says."""

    period: Period
    form_name: str
    rows: tuple[Row, ...]
    indicators: tuple[Row, ...]
    explanations: tuple[str, ...]
    definitions: tuple[tuple[str, str, str, str], ...]  # code, title, definition, threshold and its source
    sources: tuple[tuple[str, str, str, str], ...]  # table, format, as of, hash
    missing: tuple[str, ...]
    annexes: tuple[Annex, ...]
    trends: tuple[Trend, ...]
    institution: Institution
    as_of: datetime
    version: str
    thresholds_version: str
    created: datetime
    k: int
    is_sample: bool = False
    is_complete: bool = True
    has_data: bool = True
    closed_on: date | None = None
    correction: int = 0
    differences: tuple[str, ...] = ()
    frozen: dict = field(default_factory=dict)  # what closing keeps

    @property
    def title(self) -> str:
        """«Об использовании ИКОП «Сферум» (Дворец творчества) за октябрь 2026 года»."""
        return f"Об использовании ИКОП «Сферум» ({self.institution.short_name}) за {self.month_words}"

    @property
    def month_words(self) -> str:
        """«октябрь 2026 года»."""
        first = self.period.first_day
        return f"{russian.MONTHS[first.month - 1]} {first.year} года"

    @property
    def edition(self) -> str:
        """«уточнённый № 1», «проект» before the month is closed, '' for the first closed edition."""
        if self.closed_on is None:
            return "проект: месяц не закрыт"
        return f"уточнённый № {self.correction}" if self.correction else ""

    @property
    def has_hidden(self) -> bool:
        """Whether a line of the form is hidden, so that the mark needs its footnote."""
        return any(russian.HIDDEN in (row.value, row.before) for row in self.rows)

    @property
    def shares(self) -> tuple[Row, ...]:
        """Shares of the form that have a value, each under its indicator's own title: what the bars show."""
        titles = {row.indicator: row.name for row in self.indicators}
        return tuple(
            replace(row, name=titles.get(row.indicator, row.name))
            for row in self.rows
            if row.kind == "share" and isinstance(row.value, int | float)
        )

    @property
    def passport(self) -> tuple[tuple[str, str], ...]:
        """What is printed on each file: period, data date, version, filters, thresholds."""
        first, last = self.period.first_day, self.period.last_day
        return (
            ("Период", f"{russian.day_text(first)}–{russian.day_text(last)} ({self.institution.timezone})"),
            ("Данные по", russian.moment_text(self.as_of)),
            ("Версия данных", self.version or "—"),
            ("Пороги и определения", self.thresholds_version),
            ("Отбор", "всё учреждение, все площадки; фильтров нет"),
            ("Редакция", self.edition or "основная"),
        )


def read_report_form(reader: Reader) -> Form:
    """The form that the settings name. Raises: FormError."""
    return read_form(ROOT / reader.settings.report.form)


def monthly(
    reader: Reader,
    text: str,
    *,
    form: Form | None = None,
    closed: Mapping[str, dict] | None = None,
) -> Monthly:
    """The report of a month «YYYY-MM».

    `closed`: month → what its last closed edition was frozen with (`Monthly.frozen`). Values of months before are told as they
    were closed, hidden cells of the one before are respected, and a correction does not complete what the closed edition of
    this month hid. A month that is not closed is taken as it would be printed today.
    Raises: FormError.
    """
    closed = closed or {}
    *older, earlier, period = months_back(month(text).first_day, TREND_MONTHS)
    past = _past(reader, older, closed)  # first: a reader keeps the marts of the periods measured last
    told, now, then = _outlined(reader, period, form, closed.get(str(earlier)))
    breakdown_before, breakdown = breakdowns(reader, [earlier, period])
    annexes_before = closed.get(str(earlier)) or breakdown_before.kept(breakdown_before.annexes(told.k))
    annexes = breakdown.annexes(told.k, annexes_before, closed.get(str(period)))
    trends = _trends(now, {**past, earlier: then}, told.k)
    return replace(told, annexes=annexes, trends=trends, frozen=told.frozen | breakdown.kept(annexes))


def outline(
    reader: Reader, text: str, *, form: Form | None = None, closed: Mapping[str, dict] | None = None
) -> Monthly:
    """The report of a month as a page previews it: everything but the annexes and the trends, which stand in files alone.

    `closed`: see `monthly`. Raises: FormError.
    """
    earlier, period = months_back(month(text).first_day, 2)
    return _outlined(reader, period, form, (closed or {}).get(str(earlier)))[0]


def _outlined(
    reader: Reader, period: Period, form: Form | None, before: dict | None
) -> tuple[Monthly, dict[str, Figure], dict[str, dict]]:
    """The outline, with the figures of the month and the values of the one before that it was made of."""
    form = form or read_report_form(reader)
    now, then = _measured(reader, months_back(period.first_day, 2)[0], period, before)
    k = reader.settings.privacy.k_outside
    rows = tuple(_form_rows(form, now, then, k))
    missing = _missing(now, form)
    as_of = now_of(reader, period)
    report = Monthly(
        period,
        form.name,
        rows,
        tuple(_indicator_row(each, then, k) for each in now.values()),
        (),
        tuple(_definition(each) for each in now.values()),
        _sources(reader),
        missing,
        (),
        (),
        reader.settings.institution,
        as_of,
        reader.version,
        reader.settings.thresholds_version,
        created=as_of,
        k=k,
        is_sample=bool(reader.place and reader.place.is_sample),
        is_complete=_is_complete(reader, period),
        has_data=any(isinstance(row.value, int | float) for row in rows),
    )
    report = replace(report, frozen=_frozen(reader, report, form, now))
    return replace(report, explanations=_explanations(report, now)), now, then


# --- measuring -------------------------------------------------------------------------------------------


def _measured(
    reader: Reader, earlier: Period, period: Period, before: dict | None
) -> tuple[dict[str, Figure], dict[str, dict]]:
    """Figures of the month by id, and values of the month before: as it was closed, else as measured now."""
    both = figures(reader, INDICATORS, [earlier, period])
    now = {each.indicator.id: _honest(reader, each) for each in both if each.period == period}
    if before:
        return now, before["values"]
    return now, {each.indicator.id: _values(_honest(reader, each)) for each in both if each.period == earlier}


def _past(reader: Reader, months: Sequence[Period], closed: Mapping[str, dict]) -> dict[Period, dict]:
    """What trends tell of older months, by indicator: a closed one as it was closed, another with what was decided since."""
    told = {each: closed[str(each)]["values"] if str(each) in closed else {} for each in months}
    counted = [each for each in months if str(each) not in closed and not _beyond_loaded(reader, each)]
    for each in figures(reader, [BY_ID[key] for key in TRENDS], counted):
        told[each.period][each.indicator.id] = _values(_honest(reader, each))
    return told


def _values(figure: Figure) -> dict:
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "state": figure.state.value,
        "coverage": figure.coverage,
    }


def _honest(reader: Reader, figure: Figure) -> Figure:
    """The figure, or «нет данных» where what was loaded doesn't reach its month: absence isn't zero."""
    if figure.state is State.NODATA:
        return figure
    why = _beyond_loaded(reader, figure.period) or _silent_flow(reader, figure)
    if not why:
        return figure
    return replace(figure, numerator=None, denominator=None, value=None, state=State.NODATA, why=why)


def _beyond_loaded(reader: Reader, period: Period) -> str:
    """Why nothing can be said of a month that lies before everything loaded or after it."""
    first = reader.built.get("first_day_loaded")
    if first is None:
        first = (
            reader.scalar(
                "select least((select min(month) from coverage), (select min(date_trunc('month', as_of))::date from source_files))"
            ),
        )
        reader.built["first_day_loaded"] = first
    newest = newest_fact(reader)
    if newest is None or period.start > newest:
        return f"Нет данных: {russian.month_name(period.first_day)} ещё не загружен."
    if first[0] is not None and period.last_day < first[0]:
        return f"Нет данных: загруженные сведения начинаются {russian.day_text(first[0])}."
    return ""


def _silent_flow(reader: Reader, figure: Figure) -> str:
    """Why a flow's figure can't be told: its table begins later, or ends before the month and the figure is zero."""
    indicator, period = figure.indicator, figure.period
    flows = [name for name in (*indicator.requires, *indicator.requires_any) if name in FLOWS]
    if not flows or (indicator.requires_any and "messages" in indicator.requires_any):
        return ""
    for name in flows:
        first, last = _reach(reader, name)
        if first is None:
            continue
        title = FLOWS[name].title
        if period.last_day < first.replace(day=1):
            return f"Нет данных: записи таблицы «{title}» начинаются {russian.day_text(first)}."
        is_nothing = not figure.value and not figure.numerator and not figure.denominator
        if is_nothing and last < period.first_day:
            return f"Нет данных: записей таблицы «{title}» за этот месяц и позже нет, последняя — {russian.day_text(last)}."
    return ""


def _reach(reader: Reader, table: str) -> tuple[date | None, date | None]:
    key = ("reach", table)
    if key not in reader.built:
        day = f"{FLOWS[table].happened('local_of')}::date"
        row = reader.rows(f"select min({day}) as first, max({day}) as last from {table}")[0]
        reader.built[key] = (row["first"], row["last"])
    return reader.built[key]


def _is_complete(reader: Reader, period: Period) -> bool:
    newest = newest_fact(reader)
    return bool(newest and newest.date() >= period.last_day)


# --- rows ------------------------------------------------------------------------------------------------


def _form_rows(form: Form, now: dict[str, Figure], then: dict[str, dict], k: int) -> list[Row]:
    return [
        _row(
            line.code,
            f"{line.name}: {each.name}" if each.name else line.name,
            each,
            now[each.indicator],
            then.get(each.indicator),
            k,
        )
        for line in form.lines
        for each in line.figures
    ]


def _indicator_row(figure: Figure, then: dict[str, dict], k: int) -> Row:
    indicator = figure.indicator
    shown = FormFigure(indicator.id, "value", UNIT_WORDS[indicator.unit])
    row = _row(indicator.id, indicator.title, shown, figure, then.get(indicator.id), k)
    state = f"{russian.SIGNS[figure.state]} {russian.STATES[figure.state]}"
    return replace(row, note=f"{state}; {row.note}" if row.note else state)


def _row(code: str, name: str, shown: FormFigure, figure: Figure, was: dict | None, k: int) -> Row:
    indicator = figure.indicator
    kind = KINDS[indicator.unit] if shown.show == "value" else "count"
    target = figure.threshold.ok if figure.threshold and shown.show == "value" else None
    if target is not None and (indicator.state_on == "share" or target == float("inf")):
        target = None  # the threshold speaks of another number than the one printed here
    value = _shown(_values(figure), shown.show, kind, figure, k)
    before = _shown(was, shown.show, kind, figure, k) if was else NO_DATA
    return Row(
        code,
        name,
        shown.unit,
        kind,
        value,
        None if target is None else as_printed(target, kind),
        before,
        _change(value, before, kind),
        _note(figure, was),
        indicator.id,
    )


def _shown(values: dict, show: str, kind: str, figure: Figure, k: int) -> Value:
    """A number as it is printed, or the words instead: no data, an empty base, a share on a small one."""
    if values["state"] == State.NODATA.value:
        return NO_DATA
    number = values[show]
    if number is None:
        return "—"
    if kind == "share" and figure.indicator.counts_people and 0 < (values["denominator"] or 0) < k:
        return russian.HIDDEN
    return as_printed(number, kind)


def as_printed(number: float, kind: str) -> float:
    """A number rounded (half up) to what is printed, so that cells and texts agree."""
    digits = DIGITS[kind]
    exact = russian.rounded(number, digits)
    return int(exact) if digits == 0 else float(exact)


def _change(value: Value, before: Value, kind: str) -> Value:
    if isinstance(value, str) or isinstance(before, str) or value is None or before is None:
        return None
    if kind == "share":
        return as_printed((value - before) * 100, "points")
    return as_printed(value - before, kind)


def _note(figure: Figure, was: dict | None) -> str:
    """Why there is no figure, or how much it rests on."""
    if figure.state is State.NODATA:
        return figure.why.removeprefix("Нет данных: ").rstrip(". ")
    parts = []
    if figure.coverage is not None and figure.coverage < 0.9995:
        parts.append(f"покрытие чатов {russian.share(figure.coverage)}")
    if figure.indicator.voluntary:
        parts.append("участие добровольное")
    if not figure.is_complete:
        parts.append("месяц не завершён")
    if figure.undecreed:
        parts.append(russian.PRELIMINARY)
    return "; ".join(parts)


def told(value: Value, kind: str) -> str:
    """A value of a row in words: «91,5 %», «3 245», «+2,5 п. п.» (for `kind` points)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if kind == "share":
        return russian.share(value)
    text = russian.number(value, DIGITS[kind])
    return f"{text}{russian.NBSP}п.{russian.NBSP}п." if kind == "points" else text


def told_change(row: Row) -> str:
    """The change of a row in words, with its sign."""
    if not isinstance(row.change, int | float):
        return row.change or ""
    if row.change == 0:
        return "без изменений"
    return ("+" if row.change > 0 else "") + told(row.change, row.change_kind)


# --- explanations, definitions, sources ------------------------------------------------------------------


def _missing(now: dict[str, Figure], form: Form) -> tuple[str, ...]:
    """What would have to be loaded for the lines that say «нет данных», each reason once with its lines."""
    reasons: dict[str, list[str]] = {}
    for line in form.lines:
        for why in {now[each.indicator].why for each in line.figures if now[each.indicator].why}:
            reasons.setdefault(why.removeprefix("Нет данных: "), []).append(line.code)
    return tuple(
        f"{russian.plural(len(codes), 'Строка', 'Строки', 'Строки')} {', '.join(codes)}: {why}"
        for why, codes in reasons.items()
    )


def _explanations(report: Monthly, now: dict[str, Figure]) -> tuple[str, ...]:
    n_reds = sum(each.state is State.BREACH for each in now.values())
    n_empty = sum(each.state is State.NODATA for each in now.values())
    figures_text = russian.counted(len(now), "показатель", "показателя", "показателей")
    texts = [
        f"Отчёт составлен по данным на {russian.moment_long(report.as_of)}; посчитано: {figures_text}, "
        f"из них в состоянии «Нарушение» — {russian.number(n_reds)}, без данных — {russian.number(n_empty)}.",
        "Участие родителей (законных представителей) и обучающихся добровольное (п. 4.3 Положения): "
        "для них показан охват и ориентир, а не план.",
        "Показатели — внутренние: их определения и пороги приведены в разделе «Определения». Пороги: "
        "Н — требование Положения, О — внешний ориентир, В — внутренний ориентир учреждения.",
        "«—» — считать не от чего (нет ни одного объекта); «нет данных» — сведения не загружены. Ни то ни другое не ноль.",
        f"{footnote(report.k)}. Итоги учреждения точны, скрываются малые численности в разрезах и доли на малой численности.",
        "Закрытые прошлые месяцы (графа «Прошлый месяц», диаграммы) показаны такими, какими закрыты; незакрытые — по данным "
        "этого отчёта, с решениями, принятыми с тех пор.",
        "Доли округлены до десятых по правилам арифметики; изменение долей — в процентных пунктах.",
    ]
    if not report.is_complete:
        texts.insert(
            0, f"Месяц загружен не полностью: сведения кончаются {russian.moment_long(report.as_of)}."
        )
    texts[1:1] = [f"Не хватает данных. {each}" for each in report.missing]
    partly = sorted({russian.share(each.coverage) for each in now.values() if (each.coverage or 1) < 0.9995})
    if partly:
        texts.append(
            f"Сообщения загружены не по всем чатам: покрытие {', '.join(partly)} (см. примечания строк)."
        )
    rough = [each for each in now.values() if each.undecreed and each.value is not None]
    if rough:
        years = sorted({year for each in rough for year in each.undecreed})
        texts.append(
            f"Сроки в рабочих днях — {russian.preliminary(years)}; выходные и праздники взяты по статье 112 Трудового кодекса. "
            f"Это показатели {', '.join(each.indicator.id for each in rough)}."
        )
    if report.is_sample:
        texts.insert(0, "Вымышленные данные: пример несуществующего учреждения.")
    marks = footnote(report.k)
    return tuple(each if each.startswith(marks) else russian.glued(each) for each in texts)


def _definition(figure: Figure) -> tuple[str, str, str, str]:
    indicator, threshold = figure.indicator, figure.threshold
    bound = ""
    if threshold is not None:
        kind = "share" if indicator.state_on == "share" else KINDS[indicator.unit]
        bound = f"{told(as_printed(threshold.ok, kind), kind)} ({threshold.kind}) — {threshold.source}"
    return indicator.id, indicator.title, russian.glued(indicator.definition), russian.glued(bound)


def _sources(reader: Reader) -> tuple[tuple[str, str, str, str], ...]:
    """Loaded files without their names (a name may hold a surname): tables, format, as of, hash."""
    rows = reader.rows(
        "select tables, format, as_of, file_id from source_files order by tables, as_of, file_id"
    )
    return tuple(
        (
            ", ".join(BY_NAME[name].title if name in BY_NAME else name for name in row["tables"] or []),
            row["format"] or "",
            russian.day_text(row["as_of"]),
            row["file_id"] or "",
        )
        for row in rows
    )


def _trends(now: dict[str, Figure], past: Mapping[Period, dict], k: int) -> tuple[Trend, ...]:
    """Thirteen months of a few figures, each month as the form would print it."""
    trends = []
    for key in TRENDS:
        figure = now[key]
        kind = KINDS[figure.indicator.unit]
        told = {each: values.get(key) for each, values in past.items()} | {figure.period: _values(figure)}
        points = tuple(
            (each.first_day, _shown(told[each], "value", kind, figure, k) if told[each] else NO_DATA)
            for each in sorted(told, key=lambda each: each.first_day)
        )
        trends.append(Trend(figure.indicator.title, UNIT_WORDS[figure.indicator.unit], kind, points))
    return tuple(trends)


def _frozen(reader: Reader, report: Monthly, form: Form, now: dict[str, Figure]) -> dict:
    """What closing the month keeps: values, definitions, thresholds, hashes of sources (annexes: see `Breakdown.kept`)."""
    return {
        "period": str(report.period),
        "as_of": report.as_of.isoformat(),
        "form": {"name": form.name, "lines": [[line.code, line.name] for line in form.lines]},
        "values": {key: _values(each) for key, each in now.items()},
        "definitions": {key: each.indicator.definition for key, each in now.items()},
        "thresholds_version": report.thresholds_version,
        "thresholds": {
            key: {name: _finite(value) for name, value in each.model_dump().items()}
            for key, each in reader.settings.thresholds.items()
        },
        "sources": sorted(source[3] for source in report.sources),
    }


def _finite(value: object) -> object:
    return str(value) if value == float("inf") else value


# --- files -----------------------------------------------------------------------------------------------


def file_name(report: Monthly, suffix: str) -> str:
    """«otchet_2026-10.xlsx», «otchet_2026-10_utochnennyj_1.xlsx»."""
    tail = f"_utochnennyj_{report.correction}" if report.correction else ""
    return f"otchet_{report.period}{tail}.{suffix}"


def make_files(report: Monthly, formats: Sequence[str], template: Path | None = None) -> dict[str, bytes]:
    """The files of a report, by name; the same input gives the same bytes."""
    from reports import docx, pdf, xlsx

    makers = {
        "xlsx": lambda: xlsx.workbook(report),
        "docx": lambda: docx.document(report, template or ROOT / "reports/templates/month.docx"),
        "pdf": lambda: pdf.month_pdf(report),
    }
    return {file_name(report, each): makers[each]() for each in formats}
