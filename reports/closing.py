"""Closing a month: what is still missing, freezing, giving back the very bytes, corrections with their differences.

Clause: 2.1 (13). Nothing is ever sent by the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from casebook import Casebook
from casebook.book import ClosedMonth
from regulation.calendars import DAY
from regulation.indicators import BY_ID
from reports import Unable, russian
from reports.monthly import KINDS, TREND_MONTHS, Monthly, as_printed, make_files, monthly, outline, told
from settings import ROOT
from warehouse.access import What, demand
from warehouse.calendar import undecreed
from warehouse.connect import Reader
from warehouse.periods import Period, month, months_back, newest_fact
from warehouse.place import Place, WarehouseMissing

FORMATS = ("xlsx", "docx", "pdf")
KIND = "department"


class ClosingRefused(Unable):
    """The month can't be closed; the text says why and what to do, in Russian."""


@dataclass(frozen=True)
class Step:
    """One step of the month's checklist: when it is due, whether it is done, what is missing."""

    title: str
    due: date | None
    is_done: bool
    missing: str = ""
    undecreed: tuple[int, ...] = ()  # years up to the date whose production calendar is not decreed

    @property
    def due_text(self) -> str:
        """«11.01.2027», «10.01.2029, предварительно»."""
        day = russian.day_text(self.due)
        return f"{day}, {russian.PRELIMINARY}" if self.undecreed else day


def place_of(reader: Reader) -> Place:
    """The home that a reader reads. Raises: WarehouseMissing for a reader of no home."""
    if reader.place is None:
        raise WarehouseMissing("Данные ещё не загружены. Выполните: python -m etl load ПАПКА")
    return reader.place


# --- the checklist ---------------------------------------------------------------------------------------


def checklist(reader: Reader, text: str, report: Monthly | None = None) -> list[Step]:
    """The procedure of closing a month, day by day, and what is still missing.

    Rows: five steps, in order: loaded, reconciled, confirmed, shown to the director, closed.
    """
    period = month(text)
    report = report or preview(reader, text)
    with Casebook(place_of(reader).casebook) as book:
        shown = shown_step(book, text)
        closed = book.closed_months(text)
    days = _workdays_after(reader, period.last_day, 5)
    loaded = [] if report.is_complete else [f"сведения кончаются {russian.moment_text(newest_fact(reader))}"]
    loaded += report.missing
    steps = [
        Step("Загрузить выгрузки за месяц", days[0], not loaded, "; ".join(loaded)),
        _reconciled(reader, report, days[1]),
        _confirmed(reader, period, days[2]),
        Step(
            "Довести до директора",
            days[3],
            shown is not None,
            ""
            if shown is None
            else f"доведено {russian.moment_text(_local(reader, shown['shown_to_director_at']))}: {shown['shown_to']}",
        ),
        Step(
            "Закрыть месяц и передать отчёт",
            days[4],
            bool(closed),
            f"закрыт {russian.moment_text(_local(reader, closed[-1].at))}" if closed else "",
        ),
    ]
    return [
        replace(step, undecreed=undecreed(reader, period.last_day + DAY, step.due)) if step.due else step
        for step in steps
    ]


def _workdays_after(reader: Reader, day: date, n: int) -> list[date | None]:
    return [reader.scalar("select add_workdays(?::date, ?)", [day, k]) for k in range(1, n + 1)]


def _reconciled(reader: Reader, report: Monthly, due: date | None) -> Step:
    values = report.frozen["values"].get("2.1.7-00", {})
    value = values.get("value")
    limit = reader.settings.thresholds.get("2.1.7-00")
    if value is None:
        return Step("Сверить контингент", due, False, "сверка не посчитана: нет списков")
    done = limit is None or value >= limit.ok
    text = f"однозначно сопоставлено {russian.share(value)} участников"
    return Step("Сверить контингент", due, done, "" if done else f"{text}, нужно {russian.share(limit.ok)}")


def _confirmed(reader: Reader, period: Period, due: date | None) -> Step:
    n = reader.scalar(
        "select count(*) from findings f left join casebook_decisions d using (finding_key) "
        "where f.bullet <> '5.3-1' and f.month = ? and coalesce(d.state, 'open') in ('open', 'second_look')",
        [period.first_day],
    )
    words = russian.counted(n or 0, "признак ждёт", "признака ждут", "признаков ждут")
    return Step("Подтвердить нарушения", due, not n, "" if not n else f"{words} решения модератора")


def _local(reader: Reader, moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(reader.settings.zone).replace(tzinfo=None)


def shown_step(book: Casebook, text: str) -> dict | None:
    """The row of the report's log that says the month was brought to the director, or None."""
    found = [row for row in book.report_log() if row["period"] == text and row["shown_to_director_at"]]
    return found[-1] if found else None


def show_to_director(reader: Reader, text: str, person: str, who: str, role: str, at: datetime) -> None:
    """Note «Доведено до директора».

    Clause: 2.1 (13). Raises: Denied; ClosingRefused without a name.
    """
    demand(role, What.REPORT)
    if not person.strip():
        raise ClosingRefused("Укажите, кому доведён отчёт.")
    with Casebook(place_of(reader).casebook) as book:
        closed = book.closed_months(text)
        version = f"{reader.version}/{closed[-1].correction}" if closed else reader.version
        book.log_report(text, KIND, version, "shown", who, at, person=person.strip())


# --- making and closing ----------------------------------------------------------------------------------


def draft(reader: Reader, text: str) -> Monthly:
    """The report of a month by today's data, next to the closed months before."""
    return monthly(reader, text, closed=_frozen(reader, text))


def preview(reader: Reader, text: str) -> Monthly:
    """The same without the annexes: what a page shows and the checklist asks about."""
    return outline(reader, text, closed=_frozen(reader, text))


def _frozen(reader: Reader, text: str) -> dict[str, dict]:
    """The closed ones of the months that a report speaks of: what their last editions were frozen with."""
    if reader.place is None:
        return {}
    months = months_back(month(text).first_day, TREND_MONTHS)
    with Casebook(reader.place.casebook) as book:
        editions = [edition for each in months for edition in book.closed_months(str(each))]
    return {each.period: each.details for each in editions}


def closed_month(reader: Reader, text: str) -> ClosedMonth | None:
    """The last edition of a closed month with its files, or None."""
    if reader.place is None:
        return None
    with Casebook(reader.place.casebook) as book:
        return book.closed_month(text)


def files_of(
    reader: Reader, text: str, formats: Sequence[str] = FORMATS
) -> tuple[dict[str, bytes], list[str], Monthly]:
    """The files of a month, what changed since it was closed, and the report by today's data.

    A closed month gives back the very bytes that were kept; an open one is made anew.
    """
    report, closed = draft(reader, text), closed_month(reader, text)
    if closed is None:
        return make_files(report, formats, _template(reader)), [], report
    kept = {name: content for name, content in closed.files.items() if name.rsplit(".", 1)[-1] in formats}
    return kept, differences(closed.details, report.frozen), report


def close(
    reader: Reader, text: str, who: str, role: str, at: datetime
) -> tuple[dict[str, bytes], int, list[str]]:
    """Freeze a month and keep its files; closing again makes a correction if anything differs.

    Returns: files by name, number of the correction (0: first), differences from the edition before.
    Raises: Denied; ClosingRefused for the sample, for a month not over, for one without data.
    """
    demand(role, What.CLOSE_MONTH)
    place = place_of(reader)
    if place.is_sample:
        raise ClosingRefused("Пример (вымышленные данные) не закрывается. Загрузите свои выгрузки.")
    report, closed = draft(reader, text), closed_month(reader, text)
    if not report.has_data:
        raise ClosingRefused(f"Месяц {text} не загружен, закрывать нечего. " + " ".join(report.missing[:3]))
    if not report.is_complete:
        raise ClosingRefused(
            f"Месяц {text} загружен не полностью: сведения кончаются {russian.moment_text(report.as_of)}. Догрузите выгрузки и повторите."
        )
    changed = differences(closed.details, report.frozen) if closed else []
    if closed and not changed:
        return closed.files, closed.correction, []
    local = _local(reader, at)
    report = replace(
        report,
        created=local.replace(microsecond=0),
        closed_on=local.date(),
        correction=closed.correction + 1 if closed else 0,
        differences=tuple(changed),
    )
    made = make_files(report, FORMATS, _template(reader))
    with Casebook(place.casebook) as book:
        number = book.close_month(text, reader.version, report.frozen, made, who, at)
        book.log_report(text, KIND, f"{reader.version}/{number}", "built", who, at)
    return made, number, changed


def _template(reader: Reader) -> Path:
    return ROOT / reader.settings.report.template


def differences(frozen: dict, now: dict) -> list[str]:
    """«2.3-01 Доля …: было 91,5 %, стало 92,0 %»: what differs from the closed edition, as printed."""
    found = []
    for key, was in frozen["values"].items():
        became = now["values"].get(key)
        if became is None or key not in BY_ID:
            continue
        kind = KINDS[BY_ID[key].unit]
        before, after = _told(was, kind), _told(became, kind)
        if before != after:
            found.append(f"{key} {BY_ID[key].title}: было {before}, стало {after}")
    if frozen["thresholds_version"] != now["thresholds_version"]:
        found.append(f"Пороги: было {frozen['thresholds_version']}, стало {now['thresholds_version']}")
    return found


def _told(values: dict, kind: str) -> str:
    if values["state"] == "nodata":
        return "нет данных"
    if values["value"] is None:
        return "—"
    text = told(as_printed(values["value"], kind), kind)
    parts = [values["numerator"], values["denominator"]]
    if all(part is not None for part in parts) and kind == "share":
        text += f" ({russian.number(parts[0])} из {russian.number(parts[1])})"
    return text
