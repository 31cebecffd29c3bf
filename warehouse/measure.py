"""One engine measures every indicator, for the page, the notebook and the department's report alike.

A mart is materialised once for the periods asked for; an indicator is then an aggregate over it. Numerator and
denominator always travel along; a period without the data it needs is «нет данных», never zero.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pyarrow as pa

from casebook import Casebook
from casebook.tables import KEYS
from regulation.indicators import BY_ID, INDICATORS, Indicator, Kind, State, Told, Unit
from settings import Settings, Threshold
from warehouse import periods as calendar
from warehouse.calendar import undecreed
from warehouse.connect import Reader, open_reader, views_sql
from warehouse.periods import Period

MARTS = Path(__file__).parent / "marts"
BREAKDOWNS = ("association", "direction", "platform")
NOT_YET = "Нет данных: расчёта этого показателя в этой версии программы ещё нет."
EMPTY = "Нет данных: в загруженных таблицах нет строк, по которым считается показатель."


DESTROYED = "Нет данных: сведения этого месяца уничтожены по сроку хранения, а показатель не сохранён."


@dataclass(frozen=True)
class Figure:
    """One measured figure of one period (and of one value of a breakdown)."""

    indicator: Indicator
    period: Period
    numerator: float | None
    denominator: float | None
    value: float | None
    state: State
    threshold: Threshold | None
    coverage: float | None
    n_breaches: int | None = None
    by: tuple[tuple[str, str], ...] = ()
    suppressed: bool = False
    why: str = ""  # for «нет данных»: which file would bring it
    is_complete: bool = True
    undecreed: tuple[int, ...] = ()  # «предварительно»: working days of these undecreed years decide it


# --- marts ---------------------------------------------------------------------------------------------


@cache
def mart_names() -> tuple[str, ...]:
    """Every period mart: an SQL select or a Python module with `build(reader)`, beside this file."""
    return tuple(
        sorted(
            {
                path.stem
                for path in MARTS.iterdir()
                if path.suffix in {".sql", ".py"} and path.stem.startswith("mart_")
            }
        )
    )


@cache
def needs(name: str) -> tuple[str, ...]:
    """Marts that this one reads: its header line «needs: …»."""
    found = re.search(r"needs:\s*([a-z0-9_, ]+)", _source(name))
    return tuple(part.strip() for part in found.group(1).split(",") if part.strip()) if found else ()


def begin(reader: Reader, periods: Sequence[Period]) -> None:
    """Make these the periods that marts are built for; what was built for others is forgotten."""
    wanted = tuple(periods)
    if reader.built.get("period") != wanted:
        calendar.register(reader, list(wanted))
        reader.built.clear()
        reader.built["period"] = wanted


def materialise(reader: Reader, name: str, periods: Sequence[Period]) -> None:
    """Build a mart (and what it needs) for these periods as a temporary table, unless it stands already."""
    begin(reader, periods)
    if name in reader.built:
        return
    for other in needs(name):
        materialise(reader, other, periods)
    path = MARTS / f"{name}.sql"
    if path.exists():
        reader.connection.execute(
            f"create or replace temp table {name} as {path.read_text(encoding='utf-8')}"
        )
    else:
        table = import_module(f"warehouse.marts.{name}").build(reader)
        reader.connection.register("_built", table)
        reader.connection.execute(f"create or replace temp table {name} as from _built")
        reader.connection.unregister("_built")
    reader.built[name] = tuple(periods)


# --- measuring -----------------------------------------------------------------------------------------


def figures(
    reader: Reader,
    indicators: Iterable[Indicator],
    periods: Sequence[Period],
    *,
    by: str | None = None,
    at_once: bool = False,
) -> list[Figure]:
    """Measure indicators for periods, in total or by one breakdown.

    Each mart is read once for all indicators that stand on it; what a reader has measured is not measured again, and of
    what is kept only the periods that do not hold any more (`at_once`: all of them, for a mart that is being built for them).
    Rows: indicator × period (× value of `by`), in catalogue order.
    """
    chosen = [each for each in indicators if not by or by in each.by]
    kept = {} if by else _kept(reader, periods)
    destroyed = purged_before(reader)
    past = [each for each in periods if destroyed and each.first_day < destroyed]
    alive = [each for each in periods if each not in past]
    lacking: dict[tuple[Period, ...], list[Indicator]] = {}
    for each in chosen:
        missing = tuple(period for period in alive if (each.id, period) not in kept)
        if missing:
            lacking.setdefault(tuple(alive) if at_once else missing, []).append(each)
    counted: dict[str, tuple[Figure, ...]] = {}
    for missing, group in sorted(lacking.items(), key=lambda item: len(item[1])):
        counted |= _measure(reader, group, missing, by)
    measured: list[Figure] = []
    for each in chosen:
        if by:
            measured += counted.get(each.id, ())
            continue
        # of months whose rows are destroyed nothing can be counted any more
        measured += [
            kept.get((each.id, period)) or _nothing(reader, each, period, DESTROYED) for period in past
        ]
        told = {figure.period: figure for figure in counted.get(each.id, ())}
        measured += [told.get(period) or kept[each.id, period] for period in alive]
    return [_preliminary(reader, each) for each in measured]


def _preliminary(reader: Reader, figure: Figure) -> Figure:
    """The figure with the years that make it preliminary, where working days decide it."""
    if not figure.indicator.in_workdays:
        return figure
    years = undecreed(reader, figure.period.first_day, figure.period.last_day)
    return replace(figure, undecreed=years) if years else figure


def definition_version(settings: Settings) -> str:
    """By which thresholds, terms, declarations and marts a figure was counted: a kept figure of another one is not used."""
    return f"{settings.thresholds_version} · {_code_version()}"


@cache
def _code_version() -> str:
    """A short hash of every declaration, mart and view that figures are counted by."""
    folders = (Path(__file__).parent, Path(__file__).parent.parent / "regulation")
    digest = hashlib.sha256()
    for path in sorted(
        each for folder in folders for each in folder.rglob("*") if each.suffix in {".py", ".sql"}
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _kept(reader: Reader, periods: Sequence[Period]) -> dict[tuple[str, Period], Figure]:
    """Figures of whole months kept at the last load, where nothing that they depend on has changed since: read once a reader."""
    if reader.place is None or reader.as_of is not None or any(period.grain != "month" for period in periods):
        return {}
    return reader.once(("kept", tuple(periods)), lambda: _read_kept(reader, periods), of_casebook=True)


def _read_kept(reader: Reader, periods: Sequence[Period]) -> dict[tuple[str, Period], Figure]:
    by_month = {period.first_day: period for period in periods}
    purged = purged_before(reader) or date.min
    rows = reader.rows(
        """select * from indicator_month
           where month in (select unnest(?::date[])) and by_name is null
               and (definition_version = ? and casebook_revision <= ? or month < ?)""",
        [list(by_month), definition_version(reader.settings), reader.casebook_revision, purged],
    )
    found = {}
    for row in rows:
        indicator, period = BY_ID.get(row["indicator_id"]), by_month[row["month"]]
        if indicator is None or _reads_kept_figures(indicator.mart):
            continue
        if row["month"] < purged or _still_holds(reader, indicator, period, row["casebook_revision"]):
            found[indicator.id, period] = Figure(
                indicator,
                period,
                _whole(row["numerator"]),
                _whole(row["denominator"]),
                _whole(row["value"]) if indicator.unit is Unit.COUNT else row["value"],
                State(row["state"]),
                threshold_of(reader, indicator),
                row["coverage"],
                row["n_breaches"],
                why=row["why"],
                is_complete=row["is_complete"],
            )
    return found


def purged_before(reader: Reader) -> date | None:
    """The day before which rows of people were destroyed: there the kept figures are all that is left, and they hold."""
    question = "select max(value) from facts where name = 'purged_before'"
    told = reader.once("purged_before", lambda: reader.scalar(question))
    return date.fromisoformat(told) if told else None


def _still_holds(reader: Reader, indicator: Indicator, period: Period, kept_at: int) -> bool:
    """Whether nothing that people decided since a figure was kept can show in it."""
    read = casebook_tables_of(indicator.mart) | ({"assignments"} if indicator.chat_kinds else set())
    changed = {name for name in read if reader.casebook_changed.get(name, reader.casebook_revision) > kept_at}
    return not changed or (changed == {"decisions"} and period.last_day < _decided_from(reader, kept_at))


def decided_fact(revision: int) -> str:
    """Under which name a load notes what people had decided on findings at a revision of the casebook."""
    return f"decided at {revision}"


def _decided_from(reader: Reader, kept_at: int) -> date:
    """The first month whose findings people have decided on since; the first of all days where nobody can tell.

    A month's figures are as of its end, so a decision on what was written later does not show in them.
    """
    return reader.once(
        ("decided from", kept_at), lambda: _read_decided_from(reader, kept_at), of_casebook=True
    )


def _read_decided_from(reader: Reader, kept_at: int) -> date:
    noted = reader.scalar("select max(value) from facts where name = ?", [decided_fact(kept_at)])
    if noted is None or reader.place is None:
        return date.min
    with Casebook(reader.place.casebook) as book:
        touched = book.touched_since(tuple(json.loads(noted)))
    if touched is None:
        return date.min
    reader.connection.register("_touched", pa.table({"finding_key": pa.array(touched, pa.string())}))
    first = reader.scalar("select min(month) from findings semi join _touched using (finding_key)")
    reader.connection.unregister("_touched")
    return first or date.max


@cache
def _reads_kept_figures(mart: str) -> bool:
    """Whether a mart counts the kept figures themselves: at the load they were not there yet."""
    return mart in mart_names() and "indicator_month" in _source(mart)


@cache
def casebook_tables_of(mart: str) -> frozenset[str]:
    """Tables of the casebook that a mart reads, by its text, the views and the marts under it; a mart in Python may read any."""
    if mart not in mart_names():
        return frozenset()
    if not (MARTS / f"{mart}.sql").exists():
        return frozenset(KEYS) | {"decisions", "notes", "report_log"}
    found = _named_in(_source(mart))
    return found.union(*(casebook_tables_of(other) for other in needs(mart)))


def _named_in(sql: str) -> frozenset[str]:
    """Tables of the casebook that a text names, itself or through the views of what people decided."""
    found = set(re.findall(r"\bcasebook_(\w+)", sql)) | (
        {"rule_switches"} if re.search(r"\brules_off\b", sql) else set()
    )
    for view, body in _views().items():
        if re.search(rf"\b{view}\b", sql):
            found |= _named_in(body)
    return frozenset(found)


@cache
def _views() -> dict[str, str]:
    """View → its select."""
    parts = re.split(r"create or replace temp view (\w+) as", views_sql())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _source(mart: str) -> str:
    path = MARTS / f"{mart}.sql"
    return (path if path.exists() else MARTS / f"{mart}.py").read_text(encoding="utf-8")


def _whole(value: float | None) -> float | None:
    """A kept number as it was measured: counts are whole."""
    return int(value) if value is not None and value == int(value) else value


def _measure(
    reader: Reader, indicators: Sequence[Indicator], periods: Sequence[Period], by: str | None
) -> dict[str, tuple[Figure, ...]]:
    """Figures by indicator; what the reader has measured for these periods before is taken as it is."""
    found: dict[str, tuple[Figure, ...]] = {}
    by_mart: dict[tuple[str, str], list[Indicator]] = {}
    known = reader.built if reader.built.get("period") == tuple(periods) else {}
    for each in indicators:
        if missing := missing_tables(reader, each):
            found[each.id] = (
                () if by else tuple(_nothing(reader, each, period, missing) for period in periods)
            )
        elif ("figures", each.id, by) in known:
            found[each.id] = known["figures", each.id, by]
        else:
            by_mart.setdefault((each.mart, each.by[by] if by else ""), []).append(each)
    for (mart, column), group in by_mart.items():
        materialise(reader, mart, periods)
        rows = reader.rows(_query(group, column))
        for n, each in enumerate(group):
            found[each.id] = tuple(_told(reader, each, n, periods, rows, by))
            reader.built["figures", each.id, by] = found[each.id]
    return found


def _told(
    reader: Reader,
    indicator: Indicator,
    n: int,
    periods: Sequence[Period],
    rows: Sequence[dict],
    by: str | None,
) -> Iterator[Figure]:
    """Figures of the n-th indicator of a query, in the order of periods and of the breakdown's values."""
    empty = _silent_periods(reader, indicator, periods)
    by_period: dict[date, list[dict]] = defaultdict(list)
    for row in rows:
        by_period[row["period"]].append(row | {name: row[f"{name}_{n}"] for name in _COLUMNS})
    for period in periods:
        if period not in empty:
            yield from (_figure(reader, indicator, period, row, by) for row in by_period[period.first_day])
        elif not by:
            yield _nothing(reader, indicator, period, empty[period])


_COLUMNS = ("numerator", "denominator", "value", "compared", "n_warned")


def _query(indicators: Sequence[Indicator], by_column: str) -> str:
    """SQL of indicators over their common mart: a row per period (periods without rows included), or per value of a breakdown."""
    formulas = [_aggregates(each) for each in indicators]
    numbered = {sql: f"c{n}" for n, sql in enumerate(dict.fromkeys(sql for each in formulas for sql in each))}
    columns = ",\n".join(
        f"{sql} as {column}" for sql, column in numbered.items()
    )  # planned once, shown by name
    shown = ",\n".join(
        f"f.{numbered[sql]} as {name}_{n}"
        for n, each in enumerate(formulas)
        for name, sql in zip(_COLUMNS, each, strict=True)
    )
    mart = indicators[0].mart
    if not by_column:
        return f"""
            with figures as (select period, {columns} from {mart} group by period)
            select p.period, p.is_complete, p.is_summer, p.now_local, f.period is null as is_empty, {shown}
            from period p left join figures f using (period) order by p.period"""
    is_list = by_column.startswith("list:")
    spread = f"unnest(list_distinct({by_column.removeprefix('list:')}))" if is_list else by_column
    return f"""
        with spread as (select *, {spread} as by_value from {mart}),
        figures as (select period, by_value, {columns} from spread where by_value is not null group by period, by_value)
        select p.period, p.is_complete, p.is_summer, p.now_local, false as is_empty, f.by_value, {shown}
        from period p join figures f using (period) order by p.period, f.by_value"""


def _aggregates(indicator: Indicator) -> tuple[str, str, str, str, str]:
    """Numerator, denominator, value, what the threshold is compared with, rows of level warn: SQL aggregates over the mart."""
    numerator = (
        f"count(*) filter (where {indicator.breach})"
        if indicator.is_check
        else (indicator.numerator or "null")
    )
    denominator = indicator.denominator or "null"
    if indicator.is_check and indicator.examined:
        denominator = f"count(*) filter (where {indicator.examined})"
    if indicator.value:
        value = indicator.value
    elif indicator.is_check or indicator.unit is Unit.COUNT:
        value = numerator
    elif indicator.unit is Unit.PER_1000:
        value = f"({numerator})::double / nullif({denominator}, 0) * 1000"
    else:
        value = f"({numerator})::double / nullif({denominator}, 0)"
    n_warned = f"count(*) filter (where {indicator.warn})" if indicator.warn else "0"
    return numerator, denominator, value, indicator.state_value or value, n_warned


def _figure(reader: Reader, indicator: Indicator, period: Period, row: dict, by: str | None) -> Figure:
    numerator, denominator, value = row["numerator"], row["denominator"], row["value"]
    if row["is_empty"]:  # the mart has no rows for the period: nothing there to count
        has_counts = indicator.is_check or (indicator.unit is Unit.COUNT and not indicator.value)
        numerator = 0 if has_counts or (indicator.numerator and not indicator.value) else None
        denominator = 0 if indicator.denominator or (indicator.is_check and indicator.examined) else None
        value = 0 if has_counts else None
    if denominator == 0 or (indicator.unit is not Unit.COUNT and not indicator.value and not denominator):
        value = None
    if indicator.empty_is_nodata and not denominator:
        return _nothing(reader, indicator, period, EMPTY)
    threshold = threshold_of(reader, indicator)
    state = state_of(
        indicator,
        _number(row["compared"] if indicator.state_value else value),
        _number(numerator),
        _number(denominator),
        threshold,
        bool(row["is_summer"]),
    )
    if state is State.OK and row["n_warned"]:  # nothing counted, but rows of level warn are listed
        state = State.WARN
    return Figure(
        indicator,
        period,
        _number(numerator),
        _number(denominator),
        _number(value),
        state,
        threshold,
        None if by else coverage(reader, indicator, period),
        int(numerator or 0) if indicator.is_check else None,
        ((by, str(row["by_value"])),) if by else (),
        is_complete=bool(row["is_complete"]),
    )


def _number(value: object) -> float | None:
    """A finite number, or None: NaN and infinity are no figures."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    number = float(value)
    return int(number) if number == int(number) and not isinstance(value, float) else number


def threshold_of(reader: Reader, indicator: Indicator) -> Threshold | None:
    """The threshold in force for an indicator, from the settings."""
    return reader.settings.thresholds.get(indicator.threshold_of or indicator.id)


def state_of(
    indicator: Indicator,
    value: float | None,
    numerator: float | None,
    denominator: float | None,
    threshold: Threshold | None,
    is_summer: bool,
) -> State:
    """Норма, Внимание, Нарушение or Справочно. Voluntary participation and kind I are never a breach."""
    compared = value
    if indicator.state_on == "share":
        compared = numerator / denominator if numerator is not None and denominator else value
    if threshold is None or compared is None or (is_summer and indicator.summer_info):
        return State.INFO
    if indicator.min_n and (denominator or 0) < indicator.min_n:
        return State.INFO
    lower = indicator.is_check or indicator.better.value == "lower"

    def reaches(limit: float) -> bool:
        return compared <= limit + 1e-12 if lower else compared >= limit - 1e-12

    if reaches(threshold.ok):
        return State.OK
    worst = State.WARN if indicator.voluntary or indicator.kind is Kind.INFO else State.BREACH
    if threshold.warn is None:
        return worst
    return State.WARN if reaches(threshold.warn) else worst


# --- what is missing, what is covered --------------------------------------------------------------------


def missing_tables(reader: Reader, indicator: Indicator) -> str:
    """A sentence naming the tables without which there is no figure, or ''."""
    from warehouse.tables import BY_NAME

    absent = [name for name in indicator.requires if name in BY_NAME and not reader.has_rows(name)]
    alternatives = [name for name in indicator.requires_any if name in BY_NAME]
    if alternatives and not any(reader.has_rows(name) for name in alternatives):
        absent.append(alternatives[0])
    if indicator.enabled_by and not reader.settings.flags.get(indicator.enabled_by, False):
        return "Показатель выключен в настройках."
    if not absent:
        return "" if indicator.mart in mart_names() else NOT_YET
    names = ", ".join(f"«{BY_NAME[name].title}»" for name in absent)
    return f"Нет данных: не загружена таблица {names}. Её принесёт файл по шаблону с этим названием."


def _silent_periods(reader: Reader, indicator: Indicator, periods: Sequence[Period]) -> dict[Period, str]:
    """Periods with nothing loaded for them: after the newest fact, or without messages where those are needed."""
    newest = calendar.newest_fact(reader)
    silent = {
        period: f"Нет данных: загруженные сведения кончаются {newest:%d.%m.%Y}."
        for period in periods
        if newest and period.start > newest
    }
    if "messages" in (*indicator.requires, *indicator.requires_any):
        known = _months_told(reader, "messages")
        if "messages" not in indicator.requires:  # «последний вход» tells of the newest list's month alone
            known = known | _months_told(reader, "last_active")
        if "violations" in indicator.requires_any:  # a journal tells of a month whose messages nobody loaded
            known = known | _months_told(reader, "violations")
        for period in periods:
            if (
                period not in silent
                and not {period.first_day.replace(day=1), period.last_day.replace(day=1)} & known
            ):
                silent[period] = "Нет данных: сообщения этого месяца не загружены."
    for told in indicator.told:
        silent |= {
            period: _untold(told)
            for period in periods
            if period not in silent and _is_untold(reader, told, period)
        }
    return silent


_TELLS_OF = {
    "messages": "select distinct month from coverage where n_messages > 0",
    "last_active": "select date_trunc('month', local_of(max(last_active)))::date as month from members",
    "violations": "select distinct month from violations",
}


def _months_told(reader: Reader, what: str) -> frozenset[date]:
    """Months that messages, last entries or the journal tell of."""
    return reader.once(
        ("months", what), lambda: frozenset(row["month"] for row in reader.rows(_TELLS_OF[what]))
    )


_DAY_OF = {"broadcasts": "coalesce(local_of(started_at)::date, day, local_of(planned_at)::date)"}


def _is_untold(reader: Reader, told: Told, period: Period) -> bool:
    """Whether the period has rows of that sort and none of them fills the column."""
    return reader.once(
        ("told", told, period.first_day, period.last_day),
        lambda: reader.connection.execute(
            f"select count(*) > 0 and count({told.column}) = 0 from {told.table} where ({told.where}) and {_DAY_OF[told.table]} between ? and ?",
            [period.first_day, period.last_day],
        ).fetchall()[0][0],
    )


def _untold(told: Told) -> str:
    from warehouse.tables import BY_NAME

    table = BY_NAME[told.table]
    column = next(each for each in table.columns if each.key == told.column)
    return (
        f"Нет данных: в загруженных записях «{table.title}» этого периода не заполнен столбец «{column.headings[0]}»; "
        "выгрузка платформы его не знает. Внесите его в таблицу по шаблону."
    )


def _nothing(reader: Reader, indicator: Indicator, period: Period, why: str) -> Figure:
    cover = None if missing_tables(reader, indicator) else coverage(reader, indicator, period)
    return Figure(
        indicator, period, None, None, None, State.NODATA, threshold_of(reader, indicator), cover, why=why
    )


def coverage(reader: Reader, indicator: Indicator, period: Period) -> float | None:
    """Loaded chats of the kinds concerned / such chats in the register; None where no chat is counted."""
    if not indicator.chat_kinds:
        return None
    loaded, registered = (
        sum(counts) for counts in zip((0, 0), *_covered(reader, indicator.chat_kinds, period), strict=True)
    )
    return loaded / registered if registered else None


def _covered(reader: Reader, kinds: Sequence[str], period: Period) -> list[tuple[int, int]]:
    """Chats loaded and chats of the register, per kind of chat."""
    utc_start = calendar.utc(period.start, reader.settings.zone)
    by_kind = reader.once(
        ("covered", period),
        lambda: {
            row["kind"]: (row["n_loaded"], row["n_registered"])
            for row in reader.rows(_COVERED, {"start": utc_start, "last_day": period.last_day})
        },
        of_casebook=True,
    )
    return [by_kind[each] for each in kinds if each in by_kind]


_COVERED = """
    select c.kind, count(*) filter (where d.dumped_until >= $start) as n_loaded, count(*) as n_registered
    from v_chats c left join chat_dumps d using (chat_id)
    where c.kind is not null and (c.created_on is null or c.created_on <= $last_day)
        -- a chat moved or closed by now counts for the months in which it still spoke
        and (coalesce(c.status, 'действует') in ('действует', 'только чтение') or d.dumped_until >= $start)
    group by all"""


# --- rows behind a check ---------------------------------------------------------------------------------


def breaches(reader: Reader, indicator: Indicator, period: Period) -> list[dict]:
    """Rows that break (or approach) what a check demands.

    Rows: one per breaching entity. Columns: the check's keys (pseudonyms), level breach|warn.
    """
    if missing_tables(reader, indicator) or period in _silent_periods(reader, indicator, [period]):
        return []
    built = reader.built.get("period", ())
    materialise(reader, indicator.mart, built if period in built else [period])
    keys = ", ".join(f"{sql} as {name}" for name, sql in indicator.keys.items())
    warn = indicator.warn or "false"
    return reader.rows(
        f"select distinct {keys}, case when {indicator.breach} then 'breach' else 'warn' end as level "
        f"from {indicator.mart} where period = ? and (({indicator.breach}) or ({warn})) order by all",
        [period.first_day],
    )


# --- for notebooks and pages -----------------------------------------------------------------------------


def measure(
    indicator: Indicator | str,
    *,
    months: Sequence[str] | int = 13,
    by: str | None = None,
    grain: str = "month",
    reader: Reader | None = None,
) -> pd.DataFrame:
    """An indicator over time, in total or by a breakdown; small groups are suppressed in breakdowns.

    Rows: one per month (week, day) and value of `by`.
    Columns: month (date, first day), *by, numerator, denominator, value (share 0…1; missing is missing), state, suppressed.
    Raises: WarehouseMissing; KeyError for an unknown id.
    """
    chosen = indicator if isinstance(indicator, Indicator) else BY_ID[indicator]
    own = reader or open_reader()
    try:
        measured = figures(own, [chosen], _periods(own, months, grain), by=by)
        if by:
            measured = suppressed(measured, k=own.settings.privacy.k_inside, by=by)
        return frame(measured, by)
    finally:
        if reader is None:
            own.close()


def _periods(reader: Reader, months: Sequence[str] | int, grain: str) -> list[Period]:
    if isinstance(months, int):
        newest = calendar.newest_fact(reader)
        chosen = calendar.months_back(newest.date(), months) if newest else []
    else:
        chosen = [calendar.month(each) for each in months]
    if grain == "month":
        return chosen
    make = calendar.week if grain == "week" else calendar.day
    days = [
        each.first_day + timedelta(days=n)
        for each in chosen
        for n in range((each.last_day - each.first_day).days + 1)
    ]
    return list(dict.fromkeys(make(each) for each in days))


def frame(measured: Sequence[Figure], by: str | None = None) -> pd.DataFrame:
    """Figures as a table: month, *by, numerator, denominator, value, state, suppressed."""
    rows = [
        {
            "indicator_id": each.indicator.id,
            "month": each.period.first_day,
            **dict(each.by),
            "numerator": each.numerator,
            "denominator": each.denominator,
            "value": each.value,
            "state": each.state.value,
            "suppressed": each.suppressed,
        }
        for each in measured
    ]
    columns = [
        "indicator_id",
        "month",
        *([by] if by else []),
        "numerator",
        "denominator",
        "value",
        "state",
        "suppressed",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"numerator": "float64", "denominator": "float64", "value": "float64"})


def suppressed(measured: list[Figure], *, k: int, by: str) -> list[Figure]:
    """Breakdown figures with small groups of people hidden: the one place where this happens."""
    from warehouse.hide import hide_figures

    return hide_figures(measured, k=k, by=by)


def all_figures(reader: Reader, month: str | Period, *, by: str | None = None) -> list[Figure]:
    """Every indicator of a month; with `by`, suppressed with the inner k."""
    period = month if isinstance(month, Period) else calendar.month(month)
    measured = figures(reader, INDICATORS, [period], by=by)
    return suppressed(measured, k=reader.settings.privacy.k_inside, by=by) if by else measured
