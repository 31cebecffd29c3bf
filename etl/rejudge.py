"""Judging again by today's rules: the open months whose raw files are still kept; decisions stay as they are.

Closed months and months without raw files are named and left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from casebook import Casebook
from etl import judge, raw
from etl.keep import keep_indicators
from etl.publish import Work, publish, single_writer, work_on
from etl.stage import apply_aliases, arrived, laid_out, nothing_new, settle_platforms
from settings import Settings
from warehouse.place import Place, WarehouseMissing
from warehouse.tables import BY_NAME


def rejudge(
    place: Place,
    settings: Settings,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> dict:
    """What today's rules make appear and vanish; published unless it is a dry run.

    Raises: WarehouseMissing; Busy.
    """
    if place.version() is None:
        raise WarehouseMissing("Судить нечего: данные ещё не загружены.")
    now = now or datetime.now(UTC).replace(tzinfo=None)
    with single_writer(place), work_on(place) as work:
        open_months, left = _months(work, place)
        _read_again(work, place, settings, progress)
        connection = work.connection
        connection.execute(
            "delete from message_delta where row_id not in (select message_id from messages where month in (select unnest(?::date[])))",
            [open_months],
        )
        found = {
            row[0]
            for row in connection.execute(
                "select distinct m.month from message_delta d join messages m on m.message_id = d.row_id"
            ).fetchall()
        }
        left += [
            {"month": f"{month:%Y-%m}", "why": "исходные файлы этого месяца не хранятся"}
            for month in open_months
            if month not in found
        ]
        connection.execute(
            "create or replace temp table before as select * from findings where rule <> 'quiet_hours' and message_id in (select row_id from message_delta)"
        )
        connection.execute("update message_delta set was_there = true")
        judge.judge_new(work, settings, now, progress)
        rules = connection.execute("""
            with after as (select finding_key, rule from findings where rule <> 'quiet_hours' and message_id in (select row_id from message_delta))
            select coalesce(a.rule, b.rule) as rule, count(*) filter (b.finding_key is null), count(*) filter (a.finding_key is null),
                count(*) filter (a.finding_key is not null and b.finding_key is not null)
            from after a full join before b using (finding_key) group by 1 order by 1""").fetchall()
        document = {
            "version": work.base,
            "dry_run": dry_run,
            "months": sorted(f"{month:%Y-%m}" for month in found),
            "rules": [dict(zip(("rule", "appear", "vanish", "stay"), row, strict=True)) for row in rules],
            "left": sorted(left, key=lambda each: each["month"]),
        }
        if not dry_run:
            keep_indicators(work, place, settings, found, everything=True)
            document["version"] = publish(work)
        return document


def _months(work: Work, place: Place) -> tuple[list, list[dict]]:
    """Open months with messages, and those that stay as they are because they are closed."""
    with Casebook(place.casebook) as book:
        closed = {each.period for each in book.closed_months()}
    months = [
        row[0] for row in work.connection.execute("select distinct month from coverage order by 1").fetchall()
    ]
    shut = [month for month in months if f"{month:%Y-%m}" in closed]
    return [month for month in months if month not in shut], [
        {"month": f"{month:%Y-%m}", "why": "месяц закрыт"} for month in shut
    ]


def _read_again(work: Work, place: Place, settings: Settings, progress: Callable[[str, float], None]) -> None:
    """Bring the kept messages once more, into `message_delta`."""
    connection = work.connection
    progress("Перечитываю сохранённые сообщения", 0.1)
    hashes = connection.execute(
        "select distinct sha256 from private.source_names join source_files using (file_id) where list_contains(tables, 'messages')"
    ).fetchall()
    raw.gather_again(connection, place.raw, [sha256 for (sha256,) in hashes])
    if not arrived(connection, "messages"):
        nothing_new(connection)
        return
    settle_platforms(connection, settings.institution.platform)
    apply_aliases(connection)
    with laid_out(connection, BY_NAME["messages"]):
        connection.execute(
            "create or replace temp table message_delta as select *, true as was_there from latest"
        )
