"""What a load leaves for every reader: the newest fact, and each month's figures (which stay when rows are purged)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from etl.publish import Work
from regulation.indicators import INDICATORS
from settings import Settings
from warehouse.connect import Reader, casebook_of, prepare
from warehouse.measure import decided_fact, definition_version, figures, purged_before
from warehouse.periods import month, months_back, newest_fact
from warehouse.place import Place
from warehouse.tables import TABLES

TREND = 13  # months: a year and the same month before it
# A list is true of its whole day. A dump knows its last day up to its last message, unless somebody gave it a later date.
_LISTS = """
    select max(as_of)::timestamp + interval '23 hours 59 minutes 59 seconds' as fact from source_files
    where not coalesce(list_contains(tables, 'messages'), false) or as_of > (select max(sent_local)::date from messages)"""


def note_facts(work: Work, settings: Settings) -> None:
    """Keep the local time of the newest fact: «на дату» of every figure."""
    # only the first column that dates a row: of a broadcast with a plan the day is no fact yet
    facts = [
        f"select local(max({table.dated_by[0]})) as fact from {table.name}" for table in TABLES if table.flows
    ]
    parts = " union all ".join([*facts, _LISTS])
    newest = work.connection.execute(f"select max(fact) from ({parts})").fetchall()[0][0]
    work.connection.execute("delete from facts where name = 'newest_fact_local'")
    if newest:
        work.connection.execute("insert into facts values ('newest_fact_local', ?)", [newest.isoformat()])
    del settings


def keep_before_purge(work: Work, place: Place, settings: Settings, before: date) -> None:
    """Count what is about to lose its rows a last time: with every decision of people and every correction since."""
    losing = work.connection.execute(
        "select distinct month from indicator_month where month < ?", [before]
    ).fetchall()
    keep_indicators(work, place, settings, [month for (month,) in losing], everything=False)


def note_purge(work: Work, before: date) -> None:
    """Remember that rows of people before this day are destroyed: figures of those months are kept ones from now on."""
    work.connection.execute("delete from facts where name = 'purged_before'")
    work.connection.execute("insert into facts values ('purged_before', ?)", [before.isoformat()])


def keep_indicators(
    work: Work, place: Place, settings: Settings, months: Iterable[date], *, everything: bool
) -> None:
    """Keep value, numerator and denominator of every indicator for the months that a load touched.

    A month's figures reach into the next one (windows of 30 days); a register or a journal may speak of any of them (`everything`).
    """
    book = casebook_of(place)
    reader = Reader(work.connection, settings, casebook_revision=book.revision)
    prepare(reader, book.tables)
    newest = newest_fact(reader)
    if newest is None:
        return
    wanted = {each for each in months if each} | {_next(each) for each in months if each}
    wanted.add(newest.date().replace(day=1))
    if everything:
        wanted |= {period.first_day for period in months_back(newest.date(), TREND)}
    purged = purged_before(reader)
    wanted = sorted(each for each in wanted if each <= newest.date() and (purged is None or each >= purged))
    if everything:
        # Older months are counted anew when somebody asks for them, and before their rows are destroyed.
        work.connection.execute(
            "update indicator_month set casebook_revision = null where month >= ? and month not in (select unnest(?::date[]))",
            [purged or date.min, wanted],
        )
    periods = [month(each) for each in wanted]
    measured = figures(reader, INDICATORS, periods)
    work.connection.execute("delete from indicator_month where month in (select unnest(?::date[]))", [wanted])
    columns = {
        "indicator_id": [each.indicator.id for each in measured],
        "month": [each.period.first_day for each in measured],
        "numerator": _doubles(each.numerator for each in measured),
        "denominator": _doubles(each.denominator for each in measured),
        "value": _doubles(each.value for each in measured),
        "coverage": _doubles(each.coverage for each in measured),
        "definition_version": [definition_version(settings)] * len(measured),
        "casebook_revision": [book.revision] * len(measured),
        "state": [each.state.value for each in measured],
        "n_breaches": pa.array([each.n_breaches for each in measured], pa.int64()),
        "why": [each.why for each in measured],
        "is_complete": [each.is_complete for each in measured],
    }
    work.connection.register("measured_months", pa.table(columns))
    work.connection.execute("insert into indicator_month by name select * from measured_months")
    work.connection.unregister("measured_months")
    # Beside them what was decided by then: readers ask what has been since.
    fact = decided_fact(book.revision)
    work.connection.execute("delete from facts where name = ?", [fact])
    work.connection.execute("insert into facts values (?, ?)", [fact, json.dumps(book.decided)])


def _doubles(values: Iterable[float | None]) -> pa.Array:
    return pa.array([None if value is None else float(value) for value in values], pa.float64())


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
